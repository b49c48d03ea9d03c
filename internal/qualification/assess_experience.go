package qualification

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// ids returns the classes of the catalog that feeders mean.
func ids(feeders []Feeder) []string {
	var out []string
	for _, f := range feeders {
		for _, id := range f.ClassIDs {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out
}

// A service is the time that a person has served in some classes.
type service struct {
	years    float64
	now      bool // they stand in one of them
	known    bool // the years are known
	complete bool // no further time is possible, since all earlier service is known
}

func (p *Person) served(classes []string) service {
	s := service{known: true, complete: p.Years != nil}
	for _, id := range classes {
		if id == p.ClassID {
			s.now = true
			if p.YearsInClass == nil {
				s.known = false
				continue
			}
			s.years += *p.YearsInClass
			continue
		}
		s.years += p.Years[id]
	}
	return s
}

// experience says whether the time that counts is there, with the rules that
// let something else stand in for a part of it.
func (p *Person) experience(c *Condition) ConditionResult {
	best := p.time(c.Experience, 0)
	if best.State != Met {
		for _, credit := range p.credits(c) {
			r := p.time(c.Experience, credit.years)
			if credit.entire {
				r = met("%s", "It stands in for all of it.")
			}
			if better(&r, &best) {
				r.Substitution = credit.rule
				r.Reason = credit.reason + " " + r.Reason
				best = r
			}
		}
		for i := range c.Substitutions {
			if r, ok := p.otherService(&c.Substitutions[i]); ok && better(&r, &best) {
				best = r
			}
		}
	}
	return p.withPortions(best, c.Experience)
}

// better reports whether a result is nearer to being met than another: by its
// state, then by the time that is left. Where both are unknown, a rule that
// lowers what is asked is the better to show.
func better(a, b *ConditionResult) bool {
	if x, y := slices.Index(nearest, a.State), slices.Index(nearest, b.State); x != y {
		return x < y
	}
	if monthsOr(a.Months) != monthsOr(b.Months) {
		return monthsOr(a.Months) < monthsOr(b.Months)
	}
	if a.State == Unknown {
		return b.Substitution == nil
	}
	return a.ShortYears != nil && b.ShortYears != nil && *a.ShortYears < *b.ShortYears
}

var nearest = []State{Met, Short, Unknown, Missing}

// time compares the time asked, less what is credited, with the time served.
func (p *Person) time(e *Experience, credited float64) ConditionResult {
	classes := ids(e.Feeders)
	s := p.served(classes)
	asked := 0.0
	if e.Years != nil {
		asked = max(0, *e.Years-credited)
	}
	switch {
	case e.Years != nil && asked == 0 && credited > 0:
		return met("Nothing is left to be served.")
	case s.now || s.years > 0:
		return p.inFeeder(e, s, asked)
	case e.Internal && p.Internal != nil && !*p.Internal:
		return missing("It counts only inside the service, where you do not work.")
	case len(e.Feeders) > 0 && (e.Internal || p.RelevantYears == nil):
		return p.notInFeeder(e, classes)
	case e.Internal && p.Internal == nil:
		return unknown("It counts only inside the service; whether you work there is not known.")
	case e.Years == nil:
		return unknown("The document states no time.")
	case p.RelevantYears != nil && *p.RelevantYears >= asked:
		r := met("You have %s of experience of this sort, %s are asked.", inWords(*p.RelevantYears), inWords(asked))
		r.got = p.RelevantYears
		return r
	case p.RelevantYears != nil:
		r := short(asked-*p.RelevantYears, nil, "You have %s of experience of this sort, %s are asked.", inWords(*p.RelevantYears), inWords(asked))
		r.got = p.RelevantYears
		return r
	case p.TotalYears != nil && *p.TotalYears < asked:
		return short(asked-*p.TotalYears, nil, "Even if all your %s of work counted, %s are asked.", inWords(*p.TotalYears), inWords(asked))
	}
	return unknown("How much experience of this sort you have is not known; %s are asked.", inWords(asked))
}

// inFeeder is for somebody who serves or has served in a class that feeds.
func (p *Person) inFeeder(e *Experience, s service, asked float64) ConditionResult {
	name := p.feederServed(e.Feeders)
	switch {
	case !s.known && s.years < asked:
		return unknown("Your time as %s counts, %s are asked; how long you have served is not known.", name, inWords(asked))
	case s.years >= asked:
		r := met("You have %s as %s, %s are asked.", inWords(s.years), name, inWords(asked))
		if e.Years == nil {
			r = met("You serve as %s; the document states no time.", name)
		}
		r.got, r.growing = &s.years, s.now
		return r
	}
	left := asked - s.years
	r := short(left, nil, "You have %s as %s, %s are asked.", inWords(s.years), name, inWords(asked))
	if s.now {
		months := monthsIn(left)
		r.Months = &months
	}
	r.got, r.growing = &s.years, s.now
	return r
}

// feederServed names the class that the person's time is in, with the range
// that the document asks, which is not known of the person.
func (p *Person) feederServed(feeders []Feeder) string {
	for _, f := range feeders {
		if slices.ContainsFunc(f.ClassIDs, func(id string) bool { return id == p.ClassID || p.Years[id] > 0 }) {
			if f.Range != "" {
				return fmt.Sprintf("%s (Range %s counts)", f.Name, f.Range)
			}
			return f.Name
		}
	}
	return "such a class"
}

func (p *Person) notInFeeder(e *Experience, classes []string) ConditionResult {
	names := namesOf(e.Feeders)
	switch {
	case slices.ContainsFunc(e.Feeders, func(f Feeder) bool { return f.OrBetter }):
		return unknown("A class comparable to %s counts; whether yours does the document does not say.", names)
	case len(classes) == 0:
		return unknown("%s is in no document that is known here.", names)
	case p.Years == nil && p.ClassID == "":
		return unknown("Whether you have served as %s is not known.", names)
	case p.Years == nil:
		return unknown("You do not stand in %s; whether you have served there before is not known.", names)
	}
	return missing("You have not served as %s.", names)
}

func namesOf(feeders []Feeder) string {
	var names []string
	for _, f := range feeders {
		if !slices.Contains(names, f.Name) {
			names = append(names, f.Name)
		}
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " or " + names[n-1]
	}
	return strings.Join(names, "")
}

// A credit is the time that a rule takes off what is asked.
type credit struct {
	years  float64
	entire bool
	rule   *Substitution
	reason string
}

// credits returns what the person's schooling takes off the time asked: each
// rule by itself, and a further degree on top of what units give where the
// document states the total.
func (p *Person) credits(c *Condition) []credit {
	var out []credit
	byUnits := 0.0
	for i := range c.Substitutions {
		s := &c.Substitutions[i]
		if s.Gives != EducationAsked || s.For != ExperienceAsked || s.Degree != NoDegree {
			continue
		}
		if years := p.schoolCredit(s); years > 0 {
			byUnits = max(byUnits, years)
			out = append(out, credit{years: years, rule: s, reason: "College work stands for " + inWords(years) + "."})
		}
	}
	for i := range c.Substitutions {
		s := &c.Substitutions[i]
		if s.Gives != EducationAsked || s.For != ExperienceAsked || s.Degree == NoDegree || p.Degree == nil || !meets(*p.Degree, s.Degree) || p.inField(s.Fields) != Met {
			continue
		}
		switch {
		case s.Entire:
			out = append(out, credit{entire: true, rule: s, reason: "Your degree may be brought instead."})
		case s.Years != nil:
			years := *s.Years
			if s.MaxYears != nil && *s.MaxYears > years {
				years = min(*s.MaxYears, years+byUnits)
			}
			out = append(out, credit{years: years, rule: s, reason: "Your degree stands for " + inWords(years) + "."})
		}
	}
	slices.SortStableFunc(out, func(a, b credit) int { return cmp.Compare(b.years, a.years) })
	return out
}

// schoolCredit is the time that college work stands for by a rule.
func (p *Person) schoolCredit(s *Substitution) float64 {
	units := p.unitsHeld()
	if units == nil {
		return 0
	}
	years := 0.0
	switch {
	case s.PerUnits != nil && s.Years != nil && s.PerUnits.Amount > 0:
		years = float64(int(*units/inSemester(*s.PerUnits))) * *s.Years
		if s.MaxYears == nil && s.YearsPerYear == nil && !s.Entire && years > *s.Years {
			years = *s.Years
		}
	case s.YearsPerYear != nil:
		years = *units / unitsInYear * *s.YearsPerYear
	}
	if s.MaxYears != nil {
		years = min(years, *s.MaxYears)
	}
	return years
}

// otherService is for rules that let service in a certain class stand in.
func (p *Person) otherService(s *Substitution) (ConditionResult, bool) {
	classes := ids(s.Feeders)
	if s.Gives != ExperienceAsked || s.For != ExperienceAsked || s.Takes == nil || len(classes) == 0 {
		return ConditionResult{}, false
	}
	held := p.served(classes)
	if !held.now && held.years == 0 {
		return ConditionResult{}, false
	}
	r := p.inFeeder(&Experience{Years: s.Takes, Feeders: s.Feeders}, held, *s.Takes)
	r.Substitution = s
	return r, true
}

// withPortions lowers a result where a part of the time must have been of a
// sort that is not there or not known.
func (p *Person) withPortions(r ConditionResult, e *Experience) ConditionResult {
	if r.State == Missing || r.State == Unknown || r.Substitution != nil && r.State == Met && r.got == nil {
		return r
	}
	for i := range e.Includes {
		portion := &e.Includes[i]
		if portion.Years == nil && len(portion.Feeders) == 0 {
			continue // it describes the sort of work
		}
		if insideOnly(portion) && p.Internal != nil && !*p.Internal {
			continue
		}
		classes := ids(portion.Feeders)
		s := p.served(classes)
		asked := 0.0
		if portion.Years != nil {
			asked = *portion.Years
		}
		switch {
		case len(classes) > 0 && s.known && (s.now || s.years > 0) && s.years >= asked:
		case len(classes) > 0 && s.known && s.now:
			months := max(monthsIn(asked-s.years), monthsOr0(r.Months))
			next := short(max(asked-s.years, yearsOr0(r.ShortYears)), &months, "%s Of it, %s must be as %s.", r.Reason, inWords(asked), namesOf(portion.Feeders))
			if r.State == Short && r.Months == nil {
				next.Months = nil
			}
			next.got, next.growing, next.Substitution = r.got, r.growing, r.Substitution
			r = next
		default:
			sort := "as the document says"
			if portion.Supervisory {
				sort = "as a supervisor"
			}
			if len(portion.Feeders) > 0 {
				sort = "at the level of " + namesOf(portion.Feeders)
			}
			r.Reason += fmt.Sprintf(" A part of it must have been %s, which is not known.", sort)
			r.Months = nil
			if r.State == Met {
				r.State = Unknown
			}
		}
	}
	return r
}

// insideOnly reports whether a portion binds only experience from the
// issuer's own service.
func insideOnly(p *Portion) bool { return stateEmployees.MatchString(p.What) }

func monthsOr0(m *int) int {
	if m == nil {
		return 0
	}
	return *m
}

func yearsOr0(y *float64) float64 {
	if y == nil {
		return 0
	}
	return *y
}
