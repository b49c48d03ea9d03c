package app

import (
	"cmp"
	"context"
	"slices"

	"crosswalk/index"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

// DuplicatesRequest asks for statements that several classes make.
type DuplicatesRequest struct {
	Employers []string // issuers; all for none
	Page
}

// shownMakers is how many classes a duplicate lists.
const shownMakers = 20

// Duplicate is a statement that several classes make, in the same words or in nearly the
// same: four fifths of the stems in common, the same numbers and negations.
type Duplicate struct {
	Text       string      `json:"text" doc:"The most frequent wording"`
	Wordings   int         `json:"wordings" doc:"How many different wordings there are" minimum:"1"`
	Employers  []string    `json:"employers" nullable:"false" doc:"Issuers of the classes"`
	LineCount  int         `json:"line_count" doc:"How many series, and classes without one, make the statement" minimum:"2"`
	ClassCount int         `json:"class_count" doc:"How many classes do" minimum:"2"`
	Members    []Duplicant `json:"members" nullable:"false" doc:"The classes by id, each with its first such statement; at most 20"`
}

// Duplicant is a class and its statement.
type Duplicant struct {
	Class     ClassRef       `json:"class"`
	Statement spec.Statement `json:"statement"`
}

// makers are the classes that make a statement of one wording.
type makers struct {
	members []maker
	lines   map[string]bool
}

type maker struct {
	class     *crosswalk.Class
	statement *spec.Statement
}

// Duplicates lists statements that classes of at least two series make, boilerplate left
// out: those of the most series first. It reads all statements of the employers once, and
// compares only those that share a rare stem.
func (a *App) Duplicates(ctx context.Context, r DuplicatesRequest) (List[Duplicate], error) {
	v, release, err := a.view()
	if err != nil {
		return List[Duplicate]{}, err
	}
	defer release()
	if r.Employers, err = v.checkEmployers(r.Employers); err != nil {
		return List[Duplicate]{}, err
	}
	done, err := a.turn(ctx)
	if err != nil {
		return List[Duplicate]{}, err
	}
	defer done()
	groups := v.duplicates(r.Employers)
	page, err := paginate(groups, r.Page, v.listing("duplicates", r.Employers))
	if err != nil {
		return List[Duplicate]{}, err
	}
	out := List[Duplicate]{Items: make([]Duplicate, len(page.Items)), Total: page.Total, NextCursor: page.NextCursor}
	for i, g := range page.Items {
		out.Items[i] = g.shown()
	}
	return out, ctx.Err()
}

// A duplicated is a group of wordings, the most frequent first, and all who make one.
type duplicated struct {
	wordings []makers
	lines    int
}

func (v *view) duplicates(employers []string) []duplicated {
	wordings := v.wordings()
	of := map[int32]*makers{}
	for _, c := range v.classes {
		if c.Issuer == index.IssuerONET || len(employers) > 0 && !slices.Contains(employers, c.Issuer) {
			continue
		}
		for i := range v.ofClass[c.ID] {
			st := &v.ofClass[c.ID][i]
			w, known := wordings.Wording(st.Text)
			if !known || st.Boilerplate || !st.Kind.IsRequirement() {
				continue
			}
			m := of[w]
			if m == nil {
				m = &makers{lines: map[string]bool{}}
				of[w] = m
			}
			m.lines[seriesName(c)] = true
			if n := len(m.members); n == 0 || m.members[n-1].class != c {
				m.members = append(m.members, maker{c, st})
			}
		}
	}
	preferred := make([]int32, 0, len(of))
	for w := range of {
		preferred = append(preferred, w)
	}
	slices.SortFunc(preferred, func(x, y int32) int {
		return cmp.Or(cmp.Compare(len(of[y].lines), len(of[x].lines)), cmp.Compare(len(of[y].members), len(of[x].members)), cmp.Compare(x, y))
	})
	var out []duplicated
	for _, group := range wordings.Gather(preferred) {
		d, lines := duplicated{}, map[string]bool{}
		for _, w := range group {
			d.wordings = append(d.wordings, *of[w])
			for l := range of[w].lines {
				lines[l] = true
			}
		}
		if d.lines = len(lines); d.lines > 1 {
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(x, y duplicated) int { return cmp.Compare(y.lines, x.lines) })
	return out
}

func (d *duplicated) shown() Duplicate {
	out := Duplicate{Text: d.wordings[0].members[0].statement.Text, Wordings: len(d.wordings), LineCount: d.lines, Members: []Duplicant{}}
	first := map[string]bool{}
	var all []maker
	for _, w := range d.wordings {
		for _, m := range w.members {
			if !first[m.class.ID] {
				first[m.class.ID] = true
				all = append(all, m)
				out.Employers = append(out.Employers, m.class.Issuer)
			}
		}
	}
	slices.SortFunc(all, func(x, y maker) int { return cmp.Compare(x.class.ID, y.class.ID) })
	slices.Sort(out.Employers)
	out.Employers, out.ClassCount = slices.Compact(out.Employers), len(all)
	for _, m := range all[:min(shownMakers, len(all))] {
		out.Members = append(out.Members, Duplicant{refTo(m.class), *m.statement})
	}
	return out
}
