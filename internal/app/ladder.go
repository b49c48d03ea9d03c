package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"crosswalk/internal/crosswalk"
	"crosswalk/internal/factor"
	"crosswalk/internal/likeness"
	"crosswalk/internal/spec"
)

// A Ladder is the classes of a series in their order, with what sets each apart from the one
// before. It is not the common ladder, which compares levels of different employers.
type Ladder struct {
	Class       ClassRef         `json:"class" doc:"The class asked for"`
	Series      string           `json:"series" doc:"Series of the class; empty when not stated"`
	Steps       []LadderStep     `json:"steps" nullable:"false" doc:"The classes of the series, in the order of their specification; the class alone when it shares none"`
	Differences []StepDifference `json:"differences" nullable:"false" doc:"Each class beside the one before it"`
}

// A LadderStep is a class with its allocation factors.
type LadderStep struct {
	Class    ClassRef        `json:"class"`
	Position int             `json:"position" doc:"Place in the series, from 1; 0 for a class that shares no specification" minimum:"0"`
	Factors  []factor.Factor `json:"factors" nullable:"false" doc:"Every factor once; the value is unknown where nothing is stated"`
}

// A StepDifference says why somebody is in a class and not in the one before it. The order is
// that of the specification, which may list a supervisor's class beside a specialist's.
type StepDifference struct {
	Class          ClassRef          `json:"class"`
	Before         ClassRef          `json:"before" doc:"The class before it"`
	Factors        []factor.Compared `json:"factors" nullable:"false"`
	Statements     []spec.Statement  `json:"statements" nullable:"false" doc:"What the class states and the one before it does not, in document order; at most 10"`
	StatementCount int               `json:"statement_count" doc:"How many there are" minimum:"0"`
}

// Ladder lists the classes of a class's series with the factors that set their steps.
func (a *App) Ladder(ctx context.Context, id string) (*Ladder, error) {
	v, release, err := a.view()
	if err != nil {
		return nil, err
	}
	defer release()
	c, err := v.class(id, "id")
	if err != nil {
		return nil, err
	}
	classes := v.series(c)
	series := v.factors(classes)
	out := &Ladder{Class: refTo(c), Series: c.Series, Steps: make([]LadderStep, len(classes)), Differences: []StepDifference{}}
	for i, class := range classes {
		amounts, err := a.amounts(ctx, v, class)
		if err != nil {
			return nil, err
		}
		factors := append(series.Read(i), amounts...)
		out.Steps[i] = LadderStep{Class: refTo(class), Position: class.Position, Factors: factors}
		if i == 0 {
			continue
		}
		before := classes[i-1]
		d := StepDifference{Class: refTo(class), Before: refTo(before), Factors: factor.Compare(factors, out.Steps[i-1].Factors, before.ID)}
		d.Statements = v.onlyIn(class, before)
		d.StatementCount = len(d.Statements)
		d.Statements = d.Statements[:min(shownStatements, d.StatementCount)]
		out.Differences = append(out.Differences, d)
	}
	return out, nil
}

// series lists the classes that share a specification with a class, in its order, and the
// class itself.
func (v *view) series(c *crosswalk.Class) []*crosswalk.Class {
	out := []*crosswalk.Class{c}
	for _, other := range v.classes {
		if other != c && spec.SameSeries(&other.Class, &c.Class) {
			out = append(out, other)
		}
	}
	slices.SortStableFunc(out, func(x, y *crosswalk.Class) int { return cmp.Compare(x.Position, y.Position) })
	return out
}

// factors prepares the classes of a series for reading their factors.
func (v *view) factors(series []*crosswalk.Class) *factor.Series {
	members := make([]factor.Member, len(series))
	for i, c := range series {
		members[i] = factor.Member{Title: c.Title, Statements: v.ofClass[c.ID]}
	}
	return factor.NewSeries(members)
}

// onlyIn lists what a class states and another does not, in document order: the one rule
// for what sets classes apart.
func (v *view) onlyIn(c, other *crosswalk.Class) []spec.Statement {
	said := map[string]bool{}
	for _, st := range v.ofClass[other.ID] {
		said[st.Text] = true
	}
	out := []spec.Statement{}
	for _, st := range v.ofClass[c.ID] {
		if likeness.KindWeight(st.Kind) > 0 && !st.Boilerplate && !said[st.Text] {
			out = append(out, st)
		}
	}
	return out
}

// amounts returns the experience that a class asks for and the lowest pay that its sources
// state. It reads the qualifications of this class alone: the graph of moves, which has those
// of all classes, takes seconds to make.
func (a *App) amounts(ctx context.Context, v *view, c *crosswalk.Class) ([]factor.Factor, error) {
	texts, pay := map[string]string{}, factor.PayOf("", nil)
	for _, id := range c.SourceIDs {
		s, err := a.source(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("pay of %s: %w", c.ID, err)
		}
		if !pay.Known() {
			pay = factor.PayOf(id, s.Facts)
		}
		if texts[id], err = a.catalog.SourceText(ctx, id); err != nil {
			return nil, fmt.Errorf("qualifications of %s: %w", c.ID, err)
		}
	}
	return []factor.Factor{factor.ExperienceOf(asked(c, texts, v.classTitles())), pay}, nil
}

func refTo(c *crosswalk.Class) ClassRef { return ClassRef{ID: c.ID, Title: c.Title} }
