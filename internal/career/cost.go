package career

import (
	"math"

	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

// What a path costs, in years: what it takes, and how far it can be relied on.
// The figures are choices, not measurements; a person may weigh otherwise, and
// the parts are shown for that.
const (
	// gapsYears is what a class costs of which nothing is covered: two years to
	// learn it beside the work.
	gapsYears = 2.0
	// timeUnknown stands in for time that nothing states.
	timeUnknown = 1.0
	// missingYears is what a condition costs that time alone does not meet, such
	// as a degree or a licence.
	missingYears = 2.0
	// unstatedYears is what it costs that no document states the move, and
	// seriesYears that only the order of a series does.
	unstatedYears = 1.0
	seriesYears   = 0.25
	// otherEmployer is what a change to another employer costs, and
	// neighbourEmployer to one that is a part of the other.
	otherEmployer     = 1.0
	neighbourEmployer = 0.5
)

// Names of the parts of a cost.
const (
	partGaps        = "gaps"
	partTime        = "time"
	partTimeUnknown = "time_unknown"
	partMissing     = "missing"
	partUnstated    = "unstated"
	partEmployer    = "employer"
)

// cost is what a move, or a path, costs, by its parts.
type cost struct {
	gaps, time, timeUnknown, missing, unstated, employer float64

	undecided float64 // years that conditions ask of which nobody knows whether they are there
	coverage  *float64
	months    *int // nil when unknown
	assessed  *qualification.Assessment
}

func (c cost) total() float64 {
	return c.gaps + c.time + c.timeUnknown + c.missing + c.unstated + c.employer
}

// plus adds the cost of a move to that of a path.
func (c cost) plus(d cost) cost {
	return cost{
		gaps: c.gaps + d.gaps, time: c.time + d.time, timeUnknown: c.timeUnknown + d.timeUnknown,
		missing: c.missing + d.missing, unstated: c.unstated + d.unstated, employer: c.employer + d.employer,
	}
}

func (c cost) parts() []spec.Part {
	out := []spec.Part{}
	for _, p := range []spec.Part{
		{Name: partGaps, Value: c.gaps}, {Name: partTime, Value: c.time}, {Name: partTimeUnknown, Value: c.timeUnknown},
		{Name: partMissing, Value: c.missing}, {Name: partUnstated, Value: c.unstated}, {Name: partEmployer, Value: c.employer},
	} {
		if p.Value > 0 {
			out = append(out, p)
		}
	}
	return out
}

// between are the ends of a move.
type between struct{ from, fromLevel, to, toLevel int }

// cover measures what one class, at a level, covers of another, at one, for
// somebody who knows nothing beside their class.
func (g *Graph) cover(s, t stop) *float64 {
	key := between{s.class, ordinal(s.level), t.class, ordinal(t.level)}
	if known, ok := g.covers.Load(key); ok {
		return known.(*float64)
	}
	total := g.engine.Cover(g.nodes[s.class].Class.Class, g.nodes[t.class].Class.Class, s.level, t.level).Total
	g.covers.Store(key, total)
	return total
}

// Coverage is the share of what one class requires that another covers, at all
// levels; nil when unknown. The classes must be there.
func (g *Graph) Coverage(from, to string) *float64 {
	return g.cover(stop{class: g.byID[from]}, stop{class: g.byID[to]})
}

// cost says what a move costs somebody.
func (g *traveller) cost(m move, person qualification.Person) cost {
	c := cost{coverage: g.cover(m.from, m.to), gaps: gapsYears}
	if c.coverage != nil {
		c.gaps = gapsYears * (1 - *c.coverage)
	}
	c.months = g.months(m, person, &c)
	if c.months != nil {
		c.time = float64(*c.months) / 12
	} else if c.missing == 0 {
		c.timeUnknown = max(timeUnknown, c.undecided)
	}
	switch m.basis {
	case Supported:
		c.unstated = unstatedYears
	case BySeries:
		c.unstated = seriesYears
	}
	from, to := g.nodes[m.from.class].Issuer, g.nodes[m.to.class].Issuer
	switch {
	case from == to || to == Occupations || from == Occupations:
	case neighbours(from, to):
		c.employer = neighbourEmployer
	default:
		c.employer = otherEmployer
	}
	return c
}

// months is how long somebody must still serve before they may apply, nil when
// unknown: by the level's tenure inside a class, else by the qualifications.
func (g *Graph) months(m move, person qualification.Person, c *cost) *int {
	if m.basis == ByLevel {
		if t := m.to.level.Tenure; t != nil && t.MinYears != nil {
			return monthsLeft(*t.MinYears, person.YearsInClass)
		}
		return nil
	}
	asked := g.nodes[m.to.class].Asked
	if asked == nil {
		return nil
	}
	internal := g.nodes[m.from.class].Issuer == g.nodes[m.to.class].Issuer
	person.ClassID, person.Internal = g.nodes[m.from.class].ID, &internal
	a := qualification.Assess(asked, person)
	c.assessed = &a
	if a.Best == nil {
		return nil
	}
	best := a.Alternatives[*a.Best]
	c.undecided = undecided(asked, *a.Best, best.Conditions)
	c.missing = missingYears * float64(best.Missing)
	return best.Months
}

// undecided is the longest time that a condition of an alternative asks for
// while it is not known whether it is there.
func undecided(asked *qualification.Requirements, alternative int, results []qualification.ConditionResult) float64 {
	conditions := asked.Common
	if alternative < len(asked.Alternatives) {
		conditions = asked.Asked(asked.Alternatives[alternative])
	}
	longest := 0.0
	for i, r := range results {
		if e := conditions[i].Experience; r.State == qualification.Unknown && e != nil && e.Years != nil {
			longest = max(longest, *e.Years)
		}
	}
	return longest
}

// monthsLeft counts from what is served; time that nobody told is not served.
func monthsLeft(years float64, served *float64) *int {
	left := years
	if served != nil {
		left -= *served
	}
	n := max(0, int(math.Ceil(left*12)))
	return &n
}

// after is what somebody has who served long enough to make a move: the time
// waited for counts in the class before, and none yet in the class reached.
func after(p qualification.Person, from, to string, months *int) qualification.Person {
	served := 0.0
	if p.YearsInClass != nil {
		served = *p.YearsInClass
	}
	if months != nil {
		served += float64(*months) / 12
	}
	years := make(map[string]float64, len(p.Years)+1)
	for id, y := range p.Years {
		years[id] = y
	}
	years[from] = served
	none := 0.0
	p.ClassID, p.Years, p.YearsInClass = to, years, &none
	return p
}
