package app

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"crosswalk/index"
	"crosswalk/internal/catalog"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// A LinkUp is the form by which subject-matter experts say how much each
// requirement of a class, and each task of an occupation, matters, beside what
// the other side has for it.
type LinkUp struct {
	Class      crosswalk.Side `json:"class"`
	Occupation crosswalk.Side `json:"occupation"`
	Rows       []LinkRow      `json:"rows" nullable:"false" doc:"Requirements of the class, then tasks of the occupation, each in the order of its document"`
	Experts    []review.Actor `json:"experts" nullable:"false" doc:"Who have graded anything"`
	Agreement  []ExpertPair   `json:"agreement" nullable:"false" doc:"How far the experts agree, pair by pair, on what both graded"`
	Cutoff     float64        `json:"cutoff" doc:"Midpoint of the scale from 0 to 4: a mean below it does not count"`
	// Coverage by importance: what counts is what experts hold important.
	Requirements LinkCoverage `json:"requirements" doc:"What the occupation has for the class"`
	Tasks        LinkCoverage `json:"tasks" doc:"What the class has for the occupation"`
}

// ExpertPair is how far two experts agree on importance.
type ExpertPair struct {
	A string `json:"a" doc:"Name"`
	B string `json:"b" doc:"Name"`
	review.Kappa
}

// importanceGrades are the grades in their order.
var importanceGrades = []string{"0", "1", "2", "3", "4"}

// agree compares the experts pair by pair: grades that are near each other count
// in part, by the square of the distance.
func (l *LinkUp) agree() {
	l.Agreement = []ExpertPair{}
	for i, a := range l.Experts {
		for _, b := range l.Experts[i+1:] {
			var both []review.Pair
			for _, row := range l.Rows {
				x, y := gradeBy(row.Grades, a.ID), gradeBy(row.Grades, b.ID)
				if x != "" && y != "" {
					both = append(both, review.Pair{A: x, B: y})
				}
			}
			l.Agreement = append(l.Agreement, ExpertPair{a.Name, b.Name, review.WeightedKappa(both, importanceGrades, review.Quadratic)})
		}
	}
}

func gradeBy(grades []catalog.Grade, expert string) string {
	for _, g := range grades {
		if g.By.ID == expert {
			return strconv.Itoa(g.Grade)
		}
	}
	return ""
}

// LinkCoverage is the share of one side that the other one has something for.
type LinkCoverage struct {
	Plain    *float64 `json:"plain" minimum:"0" maximum:"1" doc:"Without importance; null when nothing can be compared"`
	Weighted *float64 `json:"weighted" minimum:"0" maximum:"1" doc:"Of what has a mean of the cut-off at least, by its mean; null when nothing has"`
	Counted  int      `json:"counted" doc:"Rows that count by importance"`
	Rated    int      `json:"rated" doc:"Rows that somebody graded"`
	Of       int      `json:"of"`
}

// LinkRow is one line of the form.
type LinkRow struct {
	Side      string              `json:"side" enum:"requirement,task"`
	Statement spec.Statement      `json:"statement"`
	Status    spec.Status         `json:"status" enum:"met,partial,short,gap,unknown"`
	Credit    float64             `json:"credit" minimum:"0" maximum:"1"`
	Evidence  *crosswalk.Evidence `json:"evidence" doc:"The best that the other side has; null when there is none"`
	Grades    []catalog.Grade     `json:"grades" nullable:"false"`
	Mean      *float64            `json:"mean" minimum:"0" maximum:"4" doc:"Mean importance; null when nobody graded it"`
	Counts    bool                `json:"counts" doc:"True when the mean reaches the cut-off"`
}

// cutoff is the midpoint of the scale of importance.
const cutoff = 2.0

// MaxGrade is the highest importance.
const MaxGrade = 4

// LinkUp fills the form of a class and an occupation.
func (a *App) LinkUp(ctx context.Context, class, occupation string) (*LinkUp, error) {
	v, release, err := a.view()
	if err != nil {
		return nil, err
	}
	defer release()
	c, o, err := v.linked(class, occupation)
	if err != nil {
		return nil, err
	}
	grades, err := a.catalog.Importance(ctx, c.ID, o.ID)
	if err != nil {
		return nil, err
	}
	out := &LinkUp{Cutoff: cutoff, Rows: []LinkRow{}, Experts: []review.Actor{}}
	asks, offers := v.engine.Make(o, c, nil, nil), v.engine.Make(c, o, nil, nil)
	out.Class, out.Occupation = asks.To, asks.From
	out.Requirements = out.add("requirement", asks, grades, v.ofClass[c.ID])
	out.Tasks = out.add("task", offers, grades, v.ofClass[o.ID])
	for _, list := range grades {
		for _, g := range list {
			if !slices.ContainsFunc(out.Experts, func(e review.Actor) bool { return e.ID == g.By.ID }) {
				out.Experts = append(out.Experts, g.By)
			}
		}
	}
	slices.SortFunc(out.Experts, func(x, y review.Actor) int { return strings.Compare(x.ID, y.ID) })
	out.agree()
	return out, nil
}

func (v *view) linked(class, occupation string) (c, o *crosswalk.Class, err error) {
	if c, err = v.class(class, "class"); err != nil {
		return nil, nil, err
	}
	if o, err = v.class(occupation, "occupation"); err != nil {
		return nil, nil, err
	}
	if c.Issuer == index.IssuerONET || o.Issuer != index.IssuerONET {
		return nil, nil, spec.Errorf(spec.Invalid, "a form links an employer's class to an occupation of O*NET").In("occupation")
	}
	return c, o, nil
}

// add puts one side's requirements into the form, in the order of its documents.
func (l *LinkUp) add(side string, x *crosswalk.Crosswalk, grades map[string][]catalog.Grade, order []spec.Statement) LinkCoverage {
	cover := LinkCoverage{Plain: x.Coverage.Total, Of: len(x.Requirements)}
	place := make(map[string]int, len(order))
	for i := range order {
		place[order[i].ID] = i
	}
	requirements := slices.Clone(x.Requirements)
	slices.SortStableFunc(requirements, func(a, b crosswalk.Requirement) int { return place[a.Statement.ID] - place[b.Statement.ID] })
	sum, whole := 0.0, 0.0
	for _, r := range requirements {
		row := LinkRow{Side: side, Statement: r.Statement, Status: r.Status, Credit: r.Credit, Grades: grades[r.Statement.ID]}
		if row.Grades == nil {
			row.Grades = []catalog.Grade{}
		}
		if len(r.Evidence) > 0 {
			row.Evidence = &r.Evidence[0]
		}
		if n := len(row.Grades); n > 0 {
			cover.Rated++
			mean := 0.0
			for _, g := range row.Grades {
				mean += float64(g.Grade) / float64(n)
			}
			row.Mean = &mean
			if row.Counts = mean >= cutoff; row.Counts && r.Status != spec.Unknown {
				cover.Counted++
				sum += mean * r.Credit
				whole += mean
			}
		}
		l.Rows = append(l.Rows, row)
	}
	if whole > 0 {
		share := sum / whole
		cover.Weighted = &share
	}
	return cover
}

// ImportanceRequest grades rows of a form.
type ImportanceRequest struct {
	Class      string            `json:"class" maxLength:"200"`
	Occupation string            `json:"occupation" maxLength:"200"`
	Grades     []ImportanceGrade `json:"grades" minItems:"1" maxItems:"1000"`
}

// ImportanceGrade is what somebody holds a statement to matter.
type ImportanceGrade struct {
	StatementID string `json:"statement_id" maxLength:"100"`
	Grade       int    `json:"grade" minimum:"0" maximum:"4" doc:"0 not done or needed, 1 minor, 2 important, 3 very important, 4 crucial"`
}

// ImportanceOf makes a request of grades by statement.
func ImportanceOf(class, occupation string, grades map[string]int) ImportanceRequest {
	r := ImportanceRequest{Class: class, Occupation: occupation}
	for _, id := range slices.Sorted(maps.Keys(grades)) {
		r.Grades = append(r.Grades, ImportanceGrade{id, grades[id]})
	}
	return r
}

// RateImportance keeps the actor's grades, all or none, and returns the form.
func (a *App) RateImportance(ctx context.Context, r ImportanceRequest) (*LinkUp, error) {
	who, err := a.deciding(ctx)
	if err != nil {
		return nil, err
	}
	form, err := a.LinkUp(ctx, r.Class, r.Occupation)
	if err != nil {
		return nil, err
	}
	grades := map[string]int{}
	for _, g := range r.Grades {
		if g.Grade < 0 || g.Grade > MaxGrade {
			return nil, spec.Errorf(spec.Invalid, "must be from 0 to %d, not %d", MaxGrade, g.Grade).In("grade")
		}
		if !slices.ContainsFunc(form.Rows, func(row LinkRow) bool { return row.Statement.ID == g.StatementID }) {
			return nil, spec.Errorf(spec.Invalid, "the form has no statement %q", g.StatementID).In("statement_id")
		}
		grades[g.StatementID] = g.Grade
	}
	if err := a.catalog.PutImportance(ctx, form.Class.ID, form.Occupation.ID, who, grades); err != nil {
		return nil, err
	}
	return a.LinkUp(ctx, r.Class, r.Occupation)
}
