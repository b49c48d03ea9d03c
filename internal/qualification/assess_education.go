package qualification

import (
	"slices"
	"strings"
)

// unitsInYear is a full year of college in semester units.
const unitsInYear = 30

// schoolYears is how long the schooling behind a degree takes, counted from
// the end of high school.
func schoolYears(d Degree) float64 {
	switch d {
	case SomeCollege:
		return 1
	case Associate:
		return 2
	case Bachelor:
		return 4
	case Master:
		return 6
	case Doctorate, Professional:
		return 8
	}
	return 0
}

// meets reports whether one degree suffices where another is asked. A
// doctorate and a professional degree stand for the same step.
func meets(held, asked Degree) bool {
	if held == Doctorate && asked == Professional {
		return true
	}
	return slices.Index(Degrees, held) >= slices.Index(Degrees, asked)
}

func inSemester(u Units) float64 {
	if u.Unit == "quarter" {
		return u.Amount * 2 / 3
	}
	return u.Amount
}

// unitsHeld is how many semester units the person has: as stated, or as their
// degree stands for; nil when unknown.
func (p *Person) unitsHeld() *float64 {
	if p.Units == nil && p.Degree == nil {
		return nil
	}
	units := 0.0
	if p.Units != nil {
		units = *p.Units
	}
	if p.Degree != nil {
		if *p.Degree == SomeCollege && p.Units == nil {
			return nil // some, but not how many
		}
		if *p.Degree != SomeCollege {
			units = max(units, schoolYears(*p.Degree)*unitsInYear)
		}
	}
	return &units
}

// inField says whether the degree held is in one of the fields asked: Met,
// Missing, or Unknown. Fields are compared by their words.
func (p *Person) inField(asked string) State {
	if asked == "" {
		return Met
	}
	if p.Fields == nil {
		return Unknown
	}
	words := strings.Fields(normal(asked))
	for _, w := range strings.Fields(normal(*p.Fields)) {
		if len(w) > 3 && slices.Contains(words, w) {
			return Met
		}
	}
	if slices.ContainsFunc(words, func(w string) bool { return slices.Contains(openFields, w) }) {
		return Unknown // whether it is related, people decide
	}
	return Missing
}

// openFields are the words of fields that are not listed in full.
var openFields = []string{"related", "similar", "above", "appropriate", "relevant", "comparable"}

// education says whether the schooling is there, or experience beyond what the
// alternative asks stands in for it.
func (p *Person) education(c *Condition, conditions []Condition, results []ConditionResult) ConditionResult {
	best := p.schooling(c.Education)
	if best.State == Met {
		return best
	}
	for i := range c.Substitutions {
		s := &c.Substitutions[i]
		if s.Gives != ExperienceAsked || s.For != EducationAsked {
			continue
		}
		if r, ok := p.byExperience(c.Education, s, conditions, results); ok && better(&r, &best) {
			r.Substitution = s
			best = r
		}
	}
	return best
}

func (p *Person) schooling(e *Education) ConditionResult {
	if e.Degree == NoDegree && len(e.Units) == 0 {
		return unknown("What schooling is asked cannot be compared.")
	}
	units := p.unitsHeld()
	switch {
	case e.Degree == SomeCollege || e.Degree == NoDegree:
		asked := collegeUnits(e)
		if p.Degree != nil && schoolYears(*p.Degree)*unitsInYear >= asked && e.subject() == "" && *p.Degree != SomeCollege {
			return met("Your degree includes it.")
		}
		switch {
		case units == nil:
			return unknown("How many units of college you have is not known.")
		case *units < asked:
			return short((asked-*units)/unitsInYear, nil, "You have %g semester units, %g are asked.", *units, asked)
		case e.subject() != "":
			return unknown("You have %g semester units; whether enough of them are in %s is not known.", *units, e.subject())
		}
		return met("You have %g semester units, %g are asked.", *units, asked)
	case p.Degree == nil:
		return unknown("Your degree is not known.")
	case !meets(*p.Degree, e.Degree):
		lacking := p.lacking(e)
		r := missing("%s is asked.", degreeWords(e.Degree))
		if lacking != nil && *lacking < schoolYears(e.Degree) {
			r = short(*lacking, nil, "%s is asked; you have a part of it.", degreeWords(e.Degree))
		}
		return r
	}
	switch p.inField(e.Fields) {
	case Missing:
		return missing("Your degree is high enough, but not in %s.", e.Fields)
	case Unknown:
		return unknown("Your degree is high enough; whether it is in %s is not known.", e.Fields)
	}
	if e.subject() != "" {
		return unknown("Your degree is high enough; whether it has the units in %s is not known.", e.subject())
	}
	return met("Your degree is high enough.")
}

// subject returns what the units that are asked must be in.
func (e *Education) subject() string {
	for _, u := range e.Units {
		if u.Subject != "" {
			return u.Subject
		}
	}
	return ""
}

// collegeUnits is how many semester units an education asks in all.
func collegeUnits(e *Education) float64 {
	most := 0.0
	for _, u := range e.Units {
		if u.Unit == "semester" || u.Unit == "credit" {
			most = max(most, inSemester(u))
		}
	}
	if most == 0 {
		for _, u := range e.Units {
			most = max(most, inSemester(u))
		}
	}
	if most == 0 {
		most = schoolYears(SomeCollege) * unitsInYear
	}
	return most
}

func degreeWords(d Degree) string {
	switch d {
	case SomeSchool:
		return "Schooling below high school"
	case HighSchool:
		return "A high school diploma"
	case Associate:
		return "An associate's degree"
	case Bachelor:
		return "A bachelor's degree"
	case Master:
		return "A master's degree"
	case Doctorate:
		return "A doctorate"
	case Professional:
		return "A professional degree"
	}
	return "College work"
}

// lacking is how many years of school are missing; nil when unknown.
func (p *Person) lacking(e *Education) *float64 {
	asked := schoolYears(e.Degree)
	if e.Degree == SomeCollege || e.Degree == NoDegree {
		asked = collegeUnits(e) / unitsInYear
	}
	units := p.unitsHeld()
	if units == nil {
		return nil
	}
	years := max(0, asked-*units/unitsInYear)
	return &years
}

// byExperience applies a rule that experience beyond what is asked stands in
// for schooling. It reports false where nothing of it applies.
func (p *Person) byExperience(e *Education, s *Substitution, conditions []Condition, results []ConditionResult) (ConditionResult, bool) {
	lacking := p.lacking(e)
	if lacking == nil {
		return ConditionResult{}, false
	}
	if s.MaxYears != nil && *lacking > *s.MaxYears {
		return missing("%s of school are lacking; experience stands in for %s at most.", inWords(*lacking), inWords(*s.MaxYears)), true
	}
	extra := *lacking
	switch {
	case s.Takes != nil:
		extra = *s.Takes
	case s.YearsPerYear != nil && *s.YearsPerYear > 0:
		extra = *lacking / *s.YearsPerYear
	case !s.Entire:
		return ConditionResult{}, false
	}
	for i := range conditions {
		c, r := &conditions[i], &results[i]
		if c.Kind != ExperienceAsked || c.Experience.Years == nil || r.got == nil {
			continue
		}
		spare := *r.got - *c.Experience.Years
		if spare >= extra {
			return met("Your %s beyond the experience asked stand in for it.", inWords(spare)), true
		}
		left := extra - max(0, spare)
		out := short(left, nil, "Experience may stand in for it: %s beyond what is asked, of which %s are left.", inWords(extra), inWords(left))
		if r.growing && r.Substitution == nil {
			months := monthsIn(extra - spare)
			out.Months = &months
		}
		return out, true
	}
	return unknown("Experience may stand in for it: %s beyond what is asked; how much you have is not known.", inWords(extra)), true
}
