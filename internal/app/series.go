package app

import (
	"context"
	"slices"

	"crosswalk/internal/crosswalk"
	"crosswalk/internal/likeness"
	"crosswalk/internal/spec"
	"crosswalk/internal/step"
)

// Series is the classes of a series in their order, and what tells each from the one before.
type Series struct {
	Name  string       `json:"name" doc:"Name of the series; empty when not stated"`
	Steps []SeriesStep `json:"steps" nullable:"false" doc:"The classes of the series, the lowest first; the class alone if it has no series"`
}

// SeriesStep is a class of a series.
type SeriesStep struct {
	Class ClassRef           `json:"class"`
	Facts []step.FactorValue `json:"facts" nullable:"false" doc:"What the class states of each factor. What all classes of the series share is not counted"`
	Apart *Apart             `json:"apart,omitempty" doc:"What sets the class apart from the one before it; absent for the first"`
}

// Apart is what sets a class apart from the one before it in the same series.
type Apart struct {
	Before     ClassRef       `json:"before" doc:"The class before it"`
	Facts      []ComparedFact `json:"facts" nullable:"false" doc:"One for each factor"`
	Statements []SetsApart    `json:"statements" nullable:"false" doc:"What the class states and the one before does not, in document order; at most 10"`
}

// ComparedFact compares what two classes state of a factor.
type ComparedFact struct {
	Factor step.Factor       `json:"factor" enum:"supervision_received,supervision_given,difficulty"`
	Order  step.Order        `json:"order" enum:"higher,lower,same,unknown" doc:"How the class stands to the one before it. Less supervision received is higher"`
	Class  step.FactorValue  `json:"class"`
	Before step.FactorValue  `json:"before"`
	Job    *step.FactorValue `json:"job,omitempty" doc:"What a described job states; absent when none is compared"`
}

// SetsApart is a statement that sets a class apart, and what the job has for it.
type SetsApart struct {
	Statement spec.Statement `json:"statement"`
	Status    spec.Status    `json:"status" enum:"met,partial,short,gap,unknown" doc:"What the job has for it; unknown for statements that are no requirement, such as the definition of a level, and when no job is compared"`
}

// Series lists the classes of a class's series.
func (a *App) Series(_ context.Context, id string) (Series, error) {
	v, release, err := a.view()
	if err != nil {
		return Series{}, err
	}
	defer release()
	c, err := v.class(id, "id")
	if err != nil {
		return Series{}, err
	}
	out := Series{Name: c.Series, Steps: []SeriesStep{}}
	for _, one := range v.inSeries(c) {
		out.Steps = append(out.Steps, SeriesStep{Class: refTo(one), Facts: v.facts(one), Apart: v.apart(one, nil, nil)})
	}
	return out, nil
}

// inSeries lists the classes of a class's series in their order; the class alone if it has
// none.
func (v *view) inSeries(c *crosswalk.Class) []*crosswalk.Class {
	out := []*crosswalk.Class{}
	for _, other := range v.classes {
		if other == c || spec.SameSeries(&other.Class, &c.Class) {
			out = append(out, other)
		}
	}
	slices.SortStableFunc(out, func(x, y *crosswalk.Class) int { return x.Position - y.Position })
	return out
}

// facts reads what sets the step of a class.
func (v *view) facts(c *crosswalk.Class) []step.FactorValue {
	var stated [][]spec.Statement
	var titles []string
	for _, other := range v.inSeries(c) {
		if other != c {
			stated, titles = append(stated, v.ofClass[other.ID]), append(titles, other.Title)
		}
	}
	return step.Read(step.Own(v.ofClass[c.ID], stated...), titles)
}

// apart compares a class with the one before it in its series; nil if there is none. Job is
// what a described job states, and status what it has for each requirement.
func (v *view) apart(c *crosswalk.Class, job []spec.Statement, status map[string]spec.Status) *Apart {
	i := slices.IndexFunc(v.classes, func(other *crosswalk.Class) bool {
		return spec.SameSeries(&other.Class, &c.Class) && other.Position == c.Position-1
	})
	if i < 0 {
		return nil
	}
	before := v.classes[i]
	out := &Apart{Before: refTo(before), Facts: []ComparedFact{}, Statements: []SetsApart{}}
	there, here := v.facts(before), v.facts(c)
	for k, fact := range here {
		out.Facts = append(out.Facts, ComparedFact{Factor: fact.Factor, Order: step.Compare(fact, there[k]), Class: fact, Before: there[k]})
	}
	if job != nil {
		for k, fact := range step.Read(job, nil) {
			out.Facts[k].Job = &fact
		}
	}
	said := map[string]bool{}
	for _, st := range v.ofClass[before.ID] {
		said[st.Text] = true
	}
	for _, st := range v.ofClass[c.ID] {
		if likeness.KindWeight(st.Kind) == 0 || st.Boilerplate || said[st.Text] || len(out.Statements) == shownStatements {
			continue
		}
		s := SetsApart{Statement: st, Status: spec.Unknown}
		if known, ok := status[st.ID]; ok {
			s.Status = known
		}
		out.Statements = append(out.Statements, s)
	}
	return out
}
