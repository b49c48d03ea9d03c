package app

import (
	"cmp"
	"context"
	"slices"

	"crosswalk/index"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/duplicate"
	"crosswalk/internal/likeness"
	"crosswalk/internal/parallel"
	"crosswalk/internal/spec"
)

// GroupsRequest asks for groups of classes that may be the same job.
type GroupsRequest struct {
	Employers []string // issuers; all for none
	Least     float64  // least score of any two members; when 0, LikenessWithin an employer and LikenessBetween two
	Across    bool     // only links between employers: each group has one member of an employer at most
	Page
}

// Limits on groups.
const (
	// LikenessWithin and LikenessBetween are scores of two members from which most, read one
	// by one, are the same job: of one employer, and of two (docs/quality.md).
	LikenessWithin  = 0.7
	LikenessBetween = 0.45
	LeastLikeness   = 0.35 // least score that can be asked for
	// maxLinePairs bounds the work: each chosen series, or class without one, is compared
	// with all there are.
	maxLinePairs = 4000 * 4000

	nearestWithin  = 10 // lines of its own employer that a line can have links to
	nearestBetween = 2  // lines of each other employer
	shownLinks     = 10 // of a group
	shownPairs     = 3  // statements of a link, of each sort
	shownClasses   = 30 // of a member
)

// ClassGroup is a group of series, and of classes without one, that may be the same job.
type ClassGroup struct {
	Members   []GroupMember `json:"members" nullable:"false" doc:"By the ids of their first classes"`
	Employers []string      `json:"employers" nullable:"false" doc:"Issuers of the members"`
	Weakest   float64       `json:"weakest" doc:"Score of the two members that are least alike" minimum:"0" maximum:"1"`
	Mean      float64       `json:"mean" doc:"Mean score of all links" minimum:"0" maximum:"1"`
	Links     []GroupLink   `json:"links" nullable:"false" doc:"Two members each, the least alike first; at most 10"`
	LinkCount int           `json:"link_count" doc:"How many there are: one for every two members" minimum:"1"`
}

// GroupMember is a series, or a class without one.
type GroupMember struct {
	Class      ClassRef   `json:"class" doc:"The class, or the first of the series"`
	Title      string     `json:"title" doc:"Name of the series, or title of the class"`
	Employer   string     `json:"employer" doc:"Issuer"`
	Series     string     `json:"series" doc:"Empty when not stated"`
	Classes    []ClassRef `json:"classes" nullable:"false" doc:"All of the series, in its order; at most 30"`
	ClassCount int        `json:"class_count" doc:"How many there are" minimum:"1"`
	Statements int        `json:"statement_count" doc:"Statements of all of them" minimum:"0"`
}

// GroupLink says why two members stand in a group.
type GroupLink struct {
	A          ClassRef    `json:"a" doc:"First class of one member"`
	B          ClassRef    `json:"b" doc:"First class of the other"`
	Score      float64     `json:"score" doc:"How alike the two descriptions are: the sum of the parts. A series is described by all of its classes together" minimum:"0" maximum:"1"`
	Parts      []spec.Part `json:"parts" nullable:"false"`
	Confidence float64     `json:"confidence" doc:"Probability that a careful reader would call the two jobs comparable: the same occupation or main function, perhaps at another level. Calibrated on jobs of one employer and the most similar specification of another; not measured between classes of one employer, and no probability of the same job" minimum:"0" maximum:"1"`
	Same       []SameText  `json:"same" nullable:"false" doc:"Statements that both make in the same or nearly the same words; at most 3"`
	SameCount  int         `json:"same_count" doc:"How many there are" minimum:"0"`
	Matched    []MatchedBy `json:"matched" nullable:"false" doc:"Other statements that match, the surest first; at most 3"`
	OnlyA      int         `json:"only_a" doc:"Statements of a with no counterpart in b" minimum:"0"`
	OnlyB      int         `json:"only_b" doc:"Statements of b with no counterpart in a" minimum:"0"`
	ComparedA  int         `json:"compared_a" doc:"Statements of a that were compared" minimum:"0"`
	ComparedB  int         `json:"compared_b" doc:"Statements of b that were compared" minimum:"0"`
}

// SameText is what two members state in the same words, or nearly so.
type SameText struct {
	A spec.Statement `json:"a"`
	B spec.Statement `json:"b"`
}

// MatchedBy is a statement of b, and the statement of a that shows it best.
type MatchedBy struct {
	A          spec.Statement `json:"a"`
	B          spec.Statement `json:"b"`
	Status     spec.Status    `json:"status" enum:"met,partial,short,gap,unknown" doc:"What a makes of the statement of b"`
	Confidence float64        `json:"confidence" doc:"Probability that a careful reader would say that a shows b" minimum:"0" maximum:"1"`
}

// Groups lists groups of classes whose descriptions are so alike that a consolidation study
// would look at them together: those whose weakest link is the strongest first.
func (a *App) Groups(ctx context.Context, r GroupsRequest) (List[ClassGroup], error) {
	v, release, err := a.view()
	if err != nil {
		return List[ClassGroup]{}, err
	}
	defer release()
	if r.Employers, err = v.checkEmployers(r.Employers); err != nil {
		return List[ClassGroup]{}, err
	}
	if r.Least != 0 && !(r.Least >= LeastLikeness && r.Least <= 1) {
		return List[ClassGroup]{}, spec.Errorf(spec.Invalid, "must be from %v to 1, not %v", LeastLikeness, r.Least).In("least")
	}
	done, err := a.turn(ctx)
	if err != nil {
		return List[ClassGroup]{}, err
	}
	defer done()
	n := v.neighbourhood()
	lines := n.of(r.Employers)
	if n.tooMany(lines) {
		return List[ClassGroup]{}, spec.Errorf(spec.TooLarge, "%d series and classes of %d are too many to compare: choose fewer employers", len(lines), len(n.lines)).In("employers")
	}
	if err := n.work(ctx, lines); err != nil {
		return List[ClassGroup]{}, err
	}
	groups := n.groups(lines, r.bounds(), r.Across)
	page, err := paginate(groups, r.Page, v.listing("groups", r.Employers, r.Least, r.Across))
	if err != nil {
		return List[ClassGroup]{}, err
	}
	out := List[ClassGroup]{Items: make([]ClassGroup, len(page.Items)), Total: page.Total, NextCursor: page.NextCursor}
	wordings := v.wordings()
	parallel.For(len(page.Items), func(i int) {
		if ctx.Err() == nil {
			out.Items[i] = v.explainGroup(n, page.Items[i], wordings)
		}
	})
	return out, ctx.Err()
}

// bounds are what links need.
func (r *GroupsRequest) bounds() linkBounds {
	out := linkBounds{within: bounds{LikenessWithin, nearestWithin}, between: bounds{LikenessBetween, nearestBetween}}
	if r.Least != 0 {
		out.within.least, out.between.least = r.Least, r.Least
	}
	return out
}

// checkEmployers reports whether there are classes of each employer, and sorts them.
func (v *view) checkEmployers(employers []string) ([]string, error) {
	employers = slices.Clone(employers)
	slices.Sort(employers)
	employers = slices.Compact(employers)
	for _, employer := range employers {
		if err := v.checkEmployer(employer, "employers"); err != nil {
			return nil, err
		}
	}
	return employers, nil
}

// A grouped is a group of lines, with its links, the weakest first.
type grouped struct {
	lines []int
	links []linked
	mean  float64
}

// A linked pair of lines.
type linked struct {
	a, b int
	neighbour
}

func (n *neighbourhood) groups(lines []int, need linkBounds, across bool) []grouped {
	links := n.links(lines, need)
	if across { // else variants of a job at one employer would take it from its counterpart at another
		links = slices.DeleteFunc(links, func(l likeness.Link) bool { return n.ofOneEmployer(l.A, l.B) })
	}
	var out []grouped
	for _, members := range likeness.Groups(links) {
		g := grouped{lines: members}
		for i, a := range members {
			for _, b := range members[i+1:] {
				l := linked{a, b, n.between(a, b)}
				g.links = append(g.links, l)
				g.mean += l.score
			}
		}
		g.mean /= float64(len(g.links))
		slices.SortStableFunc(g.links, func(x, y linked) int { return cmp.Compare(x.score, y.score) })
		out = append(out, g)
	}
	slices.SortStableFunc(out, func(x, y grouped) int { return cmp.Compare(y.links[0].score, x.links[0].score) })
	return out
}

func (n *neighbourhood) ofOneEmployer(i, k int) bool {
	return n.lines[i].first().Issuer == n.lines[k].first().Issuer
}

func (v *view) explainGroup(n *neighbourhood, g grouped, wordings *duplicate.Index) ClassGroup {
	out := ClassGroup{Members: []GroupMember{}, Weakest: g.links[0].score, Mean: g.mean, Links: []GroupLink{}, LinkCount: len(g.links)}
	for _, i := range g.lines {
		l := &n.lines[i]
		out.Members = append(out.Members, l.member())
		out.Employers = append(out.Employers, l.first().Issuer)
	}
	slices.Sort(out.Employers)
	out.Employers = slices.Compact(out.Employers)
	for _, l := range g.links[:min(shownLinks, len(g.links))] {
		link := v.explainLink(&n.lines[l.a], &n.lines[l.b], wordings)
		link.Score, link.Parts = l.score, n.model.Parts(l.likeness)
		link.Confidence = n.model.Confidence(l.score, likeness.TitleAndText)
		out.Links = append(out.Links, link)
	}
	return out
}

func (l *line) member() GroupMember {
	m := GroupMember{Class: refTo(l.first()), Title: l.title(), Employer: l.first().Issuer, Series: l.first().Series, Classes: []ClassRef{}, ClassCount: len(l.classes), Statements: l.statements}
	for _, c := range l.classes[:min(shownClasses, len(l.classes))] {
		m.Classes = append(m.Classes, refTo(c))
	}
	return m
}

// explainLink compares the statements of two lines, both ways.
func (v *view) explainLink(a, b *line, wordings *duplicate.Index) GroupLink {
	all, others := crosswalk.Joined(a.classes), crosswalk.Joined(b.classes)
	out := GroupLink{A: refTo(a.first()), B: refTo(b.first()), ComparedA: len(all.Items), ComparedB: len(others.Items), Same: []SameText{}, Matched: []MatchedBy{}}
	said := map[int32]*spec.Statement{} // what a states, by its wording
	for _, it := range all.Items {
		if w, known := wordings.Wording(it.Statement.Text); known && said[w] == nil {
			said[w] = it.Statement
		}
	}
	same := map[string]bool{} // statements of b
	for _, it := range others.Items {
		st := saidAs(said, wordings, it.Statement.Text)
		if st == nil {
			continue
		}
		same[it.Statement.ID] = true
		if out.SameCount++; len(out.Same) < shownPairs {
			out.Same = append(out.Same, SameText{A: *st, B: *it.Statement})
		}
	}
	there, back := v.engine.Make(all, others, nil, nil), v.engine.Make(others, all, nil, nil)
	out.OnlyA, out.OnlyB = back.Counts.Gap, there.Counts.Gap
	for _, r := range there.Requirements {
		if len(r.Evidence) > 0 && r.Confidence != nil && !same[r.Statement.ID] {
			out.Matched = append(out.Matched, MatchedBy{A: r.Evidence[0].Statement, B: r.Statement, Status: r.Status, Confidence: *r.Confidence})
		}
	}
	slices.SortStableFunc(out.Matched, func(x, y MatchedBy) int { return cmp.Compare(y.Confidence, x.Confidence) })
	out.Matched = out.Matched[:min(shownPairs, len(out.Matched))]
	return out
}

// saidAs finds a text among what is said: in the same words, or in nearly the same.
func saidAs(said map[int32]*spec.Statement, wordings *duplicate.Index, text string) *spec.Statement {
	w, known := wordings.Wording(text)
	if !known {
		return nil
	}
	if st := said[w]; st != nil {
		return st
	}
	for _, other := range wordings.Near(w) {
		if st := said[other]; st != nil {
			return st
		}
	}
	return nil
}

// newWordings reads what employers state, boilerplate left out.
func (v *view) newWordings() *duplicate.Index {
	var texts []string
	for _, c := range v.classes {
		if c.Issuer == index.IssuerONET {
			continue
		}
		for i := range v.ofClass[c.ID] {
			if st := &v.ofClass[c.ID][i]; !st.Boilerplate {
				texts = append(texts, st.Text)
			}
		}
	}
	return duplicate.NewIndex(texts)
}
