package career

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

// Requirements shown per hop.
const (
	shownEvidence = 3
	shownGaps     = 5
)

// Paths answers a query. The classes that it names must be there.
func (g *Graph) Paths(ctx context.Context, q Query) (*Paths, error) {
	return newTraveller(g, q.Knows).paths(ctx, q)
}

func (g *traveller) paths(ctx context.Context, q Query) (*Paths, error) {
	found, err := g.search(ctx, q)
	if err != nil {
		return nil, err
	}
	if q.To == "" {
		found = slices.DeleteFunc(found, func(p *partial) bool { return !g.leads(p, q.Switch) })
	}
	found = undominated(found)
	out := &Paths{
		From: g.stop(stop{g.byID[q.From], q.Level}), Items: []Path{}, Nearest: []Opening{},
		Known: g.known(), Total: len(found), Matching: g.engine.Matching,
	}
	if q.To != "" {
		to := g.stop(stop{g.byID[q.To], q.ToLevel})
		out.To = &to
	}
	for _, p := range found[min(q.Offset, len(found)):min(q.Offset+q.Limit, len(found))] {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out.Items = append(out.Items, g.explain(p))
	}
	if len(found) == 0 {
		out.Reason, out.Nearest = g.reason(q)
		if q.To != "" {
			h := g.direct(q)
			out.Direct = &h
		}
	}
	return out, nil
}

// leads reports whether a path leads the way that is asked for: by promotions
// alone, laterally alone, or in any way but down.
func (g *Graph) leads(p *partial, s Switch) bool {
	for _, m := range p.moves {
		way := g.step(m).Switch
		if s == "" && way == Down || s != "" && way != s {
			return false
		}
	}
	return true
}

// undominated leaves out a path where another one to the same class is better
// or equal in every respect, or is the same without a detour.
func undominated(found []*partial) []*partial {
	var out []*partial
	for i, p := range found {
		worse := slices.ContainsFunc(found[:i], func(q *partial) bool {
			return q.at.same(p.at) && (dominates(q, p) || shortens(q, p))
		})
		if !worse {
			out = append(out, p)
		}
	}
	return out
}

// dominates reports whether q, which costs no more, is in no respect worse.
func dominates(q, p *partial) bool {
	a, b := q.cost, p.cost
	return len(q.moves) <= len(p.moves) && a.gaps <= b.gaps && a.time+a.timeUnknown <= b.time+b.timeUnknown &&
		a.missing <= b.missing && a.unstated <= b.unstated && a.employer <= b.employer
}

// shortens reports whether q passes some of p's stops in p's order and no
// others, and can be relied on as much.
func shortens(q, p *partial) bool {
	if q.cost.unstated > p.cost.unstated || q.cost.missing > p.cost.missing {
		return false
	}
	i := 0
	for _, m := range p.moves {
		if i < len(q.moves) && q.moves[i].to.same(m.to) {
			i++
		}
	}
	return i == len(q.moves) && len(q.moves) < len(p.moves)
}

// explain says of a path what is said of each of its hops.
func (g *traveller) explain(p *partial) Path {
	out := Path{To: g.stop(p.at), Stated: true, Cost: p.cost.total(), Parts: p.cost.parts()}
	months, known := 0, true
	for i, m := range p.moves {
		h := g.explainHop(m)
		if i < len(p.moves)-1 {
			h.Adds = g.adds(m, p.at)
		}
		if m.basis == Supported || m.basis == BySeries {
			out.Unstated++
		}
		if h.Months != nil {
			months += *h.Months
		} else {
			known = false
		}
		out.Hops = append(out.Hops, h)
	}
	if out.Stated = out.Unstated == 0; known {
		out.Months = &months
	}
	return out
}

// direct says how somebody stands to the class asked for though no move leads
// there: who wants to apply all the same must know what is lacking.
func (g *traveller) direct(q Query) Hop {
	m := move{from: stop{g.byID[q.From], q.Level}, to: stop{g.byID[q.To], q.ToLevel}, basis: NoMove}
	if m.to.level == nil {
		m.to.level = g.entry(m.to.class)
	}
	m.cost = g.cost(m, q.Person)
	return g.explainHop(m)
}

func (g *traveller) explainHop(m move) Hop {
	h := Hop{
		From: g.stop(m.from), To: g.stop(m.to), Basis: m.basis, Openings: m.openings, Step: g.step(m),
		Coverage: m.cost.coverage, Qualification: m.cost.assessed, Months: m.cost.months,
		Cost: m.cost.total(), Parts: m.cost.parts(),
		Evidence: []crosswalk.Requirement{}, Gaps: []crosswalk.Requirement{},
	}
	if h.Openings == nil {
		h.Openings = []Opening{}
	}
	x := g.engine.Make(g.class(m.from), g.nodes[m.to.class].Class.Class, m.from.level, m.to.level)
	h.Counts = x.Counts
	for _, r := range x.Requirements {
		switch r.Status {
		case spec.Gap:
			if len(h.Gaps) < shownGaps {
				h.Gaps = append(h.Gaps, r)
			}
		case spec.Met, spec.Partial, spec.Short:
			h.Evidence = append(h.Evidence, r)
		}
	}
	slices.SortStableFunc(h.Evidence, func(a, b crosswalk.Requirement) int {
		return cmp.Or(cmp.Compare(b.Credit, a.Credit), cmp.Compare(*b.Confidence, *a.Confidence))
	})
	h.Evidence = h.Evidence[:min(shownEvidence, len(h.Evidence))]
	return h
}

func (g *Graph) stop(s stop) Stop {
	c := &g.nodes[s.class].Class.Class.Class
	return Stop{ID: c.ID, Title: c.Title, Issuer: c.Issuer, Series: c.Series, Level: s.level, JobZone: c.JobZone}
}

// waysNamed is how many stated ways in a reason names.
const waysNamed = 5

// reason says why nothing was found, and lists the stated ways into the class
// asked for.
func (g *traveller) reason(q Query) (string, []Opening) {
	from := &g.nodes[g.byID[q.From]]
	hops := "one hop"
	if q.MaxHops > 1 {
		hops = fmt.Sprintf("%d hops", q.MaxHops)
	}
	if q.To == "" {
		if len(from.Items) == 0 {
			return fmt.Sprintf("Nothing that %s requires is known, so nothing can be compared, and no document names it as a way in.", from.Title), []Opening{}
		}
		return fmt.Sprintf("No document names %s as a way into another class, and no class that may be a stop shares enough of its requirements (a coverage of %.0f %% at least).", from.Title, 100*LeastCoverage), []Opening{}
	}
	at := g.byID[q.To]
	to := &g.nodes[at]
	var b strings.Builder
	fmt.Fprintf(&b, "No way from %s to %s in %s: ", from.Title, to.Title, hops)
	switch c := g.cover(stop{g.byID[q.From], q.Level}, stop{at, q.ToLevel}); {
	case len(to.Items) == 0:
		b.WriteString("nothing that it requires is known, so nothing can be compared; ")
	case c == nil:
		b.WriteString("what both require cannot be compared; ")
	default:
		fmt.Fprintf(&b, "directly %s covers %.1f %% of what it requires, and a move that no document states needs %.0f %%; ", from.Title, math.Floor(1000**c)/10, 100*LeastCoverage)
	}
	ways := []Opening{}
	var names []string
	for _, s := range g.into[at] {
		ways = append(ways, s.opening)
		if name := g.nodes[s.from].Title; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	switch {
	case to.Asked == nil:
		b.WriteString("no document states who may apply for it.")
	case len(names) == 0:
		b.WriteString("its minimum qualifications name no class of the catalog as a way in.")
	default:
		more := ""
		if len(names) > waysNamed {
			names, more = names[:waysNamed], " and others"
		}
		fmt.Fprintf(&b, "its minimum qualifications name %s%s, and none of these is reached from %s.", strings.Join(names, ", "), more, from.Title)
	}
	return b.String(), ways
}
