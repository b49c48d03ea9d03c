package career

import (
	"cmp"
	"container/heap"
	"context"
	"slices"
	"strings"

	"crosswalk/internal/crosswalk"
	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

// A Query asks for paths.
type Query struct {
	From    string
	Level   *spec.Level // the person's, on the scale of From; nil when it has none or all are meant
	To      string      // empty: the best classes that can be reached
	ToLevel *spec.Level
	MaxHops int // 1 to MaxHops
	// Accepts says which classes may be stops; nil accepts all. The ends are
	// always accepted.
	Accepts func(c *spec.Class) bool
	// Switch keeps, of the best reachable classes, those that the whole path
	// leads to by promotions or laterally; empty keeps all but those below.
	Switch Switch
	Person qualification.Person
	// Knows is what the person knows beside their class. They carry it along every hop.
	Knows  []crosswalk.Item
	Limit  int
	Offset int
}

// MaxHops bounds the hops of a path.
const MaxHops = 5

// Bounds of a search: what is beyond is not looked at, so that any question is
// answered in bounded time. Cheaper paths are looked at first.
const (
	maxExpanded  = 150 // partial paths that are taken further
	maxSupported = 6   // moves from one class that no document states
	maxPaths     = 60  // to one target
)

// LeastCoverage is the coverage from which shared requirements support a move:
// nine of ten moves that California's specifications state have at least as
// much (docs/quality.md).
const LeastCoverage = 0.30

// A stop is a class at a level.
type stop struct {
	class int
	level *spec.Level
}

func (s stop) same(t stop) bool { return s.class == t.class && ordinal(s.level) == ordinal(t.level) }

func ordinal(l *spec.Level) int {
	if l == nil {
		return 0
	}
	return l.Ordinal
}

// A move is one hop before it is explained.
type move struct {
	from, to stop
	basis    Basis
	openings []Opening
	cost     cost
}

// A partial is the beginning of a path.
type partial struct {
	moves  []move
	at     stop
	cost   cost
	person qualification.Person
}

func (p *partial) passes(s stop) bool {
	return slices.ContainsFunc(p.moves, func(m move) bool { return m.from.same(s) || m.to.same(s) })
}

// queue orders partial paths by cost, of equals the shorter first, then by the
// order of their stops.
type queue []*partial

func (q queue) Len() int      { return len(q) }
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(*partial)) }
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
func (q queue) Less(i, j int) bool {
	a, b := q[i], q[j]
	return cmp.Or(
		cmp.Compare(a.cost.total(), b.cost.total()),
		cmp.Compare(len(a.moves), len(b.moves)),
		slices.CompareFunc(a.moves, b.moves, func(m, n move) int {
			return cmp.Or(cmp.Compare(m.to.class, n.to.class), cmp.Compare(ordinal(m.to.level), ordinal(n.to.level)))
		}),
	) < 0
}

// search finds paths, the cheapest first.
func (g *traveller) search(ctx context.Context, q Query) ([]*partial, error) {
	from := stop{g.byID[q.From], q.Level}
	goal, aimed := stop{}, q.To != ""
	if aimed {
		goal = stop{g.byID[q.To], q.ToLevel}
		if goal.level == nil {
			goal.level = g.entry(goal.class)
		}
	}
	open := &queue{{at: from, person: q.Person}}
	var found []*partial
	type place struct{ class, level int }
	reached := map[place]bool{}
	for expanded := 0; open.Len() > 0 && expanded < maxExpanded; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p := heap.Pop(open).(*partial)
		switch {
		case aimed && len(p.moves) > 0 && p.at.same(goal):
			if found = append(found, p); len(found) == maxPaths {
				return found, nil
			}
			continue
		case !aimed && len(p.moves) > 0:
			if at := (place{p.at.class, ordinal(p.at.level)}); !reached[at] {
				reached[at] = true
				found = append(found, p)
			}
		}
		if len(p.moves) == q.MaxHops {
			continue
		}
		expanded++
		for _, m := range g.movesFrom(p, goal, aimed, q) {
			next := &partial{
				moves: append(slices.Clone(p.moves), m), at: m.to, cost: p.cost.plus(m.cost),
				person: after(p.person, g.nodes[m.from.class].ID, g.nodes[m.to.class].ID, m.cost.months),
			}
			heap.Push(open, next)
		}
	}
	return found, nil
}

// entry is the level at which one enters a class.
func (g *Graph) entry(class int) *spec.Level {
	if levels := g.nodes[class].Levels; len(levels) > 0 {
		return &levels[0]
	}
	return nil
}

// movesFrom lists the moves that take a path further: what documents state,
// the next level, the next class of the series, and the likeliest of what
// requirements in common support; towards a goal also the goal and its stated
// ways in.
func (g *traveller) movesFrom(p *partial, goal stop, aimed bool, q Query) []move {
	var out []move
	add := func(to int, basis Basis, openings []Opening) {
		dest := stop{to, g.entry(to)}
		if aimed && to == goal.class {
			dest = goal
		}
		known := slices.ContainsFunc(out, func(m move) bool { return m.to.class == to })
		if known || p.passes(dest) || to == p.at.class || !g.mayStop(to, goal, aimed, q) {
			return
		}
		m := move{from: p.at, to: dest, basis: basis, openings: openings}
		m.cost = g.cost(m, p.person)
		if basis == Supported && (m.cost.coverage == nil || *m.cost.coverage < LeastCoverage) {
			return
		}
		out = append(out, m)
	}
	at := p.at.class
	if next := g.nextLevel(p.at); next != nil {
		m := move{from: p.at, to: stop{at, next}, basis: ByLevel}
		m.cost = g.cost(m, p.person)
		out = append(out, m)
	}
	byTarget := map[int][]Opening{}
	var targets []int
	for _, s := range g.stated[at] {
		if byTarget[s.to] == nil {
			targets = append(targets, s.to)
		}
		byTarget[s.to] = append(byTarget[s.to], s.opening)
	}
	for _, to := range targets {
		add(to, Stated, byTarget[to])
	}
	for _, to := range g.nextInSeries(at) {
		add(to, BySeries, nil)
	}
	if aimed {
		add(goal.class, Supported, nil)
		if len(p.moves)+1 < q.MaxHops {
			for _, s := range g.into[goal.class] {
				add(s.from, Supported, nil)
			}
		}
	}
	n := 0
	for _, c := range g.likely(at) {
		if n == maxSupported {
			break
		}
		if before := len(out); g.nodes[at].standing.grade <= g.nodes[c].standing.grade || g.nodes[at].Issuer != g.nodes[c].Issuer {
			if add(c, Supported, nil); len(out) > before {
				n++
			}
		}
	}
	return out
}

// nextLevel is the level above on the class's own scale.
func (g *Graph) nextLevel(s stop) *spec.Level {
	if levels := g.nodes[s.class].Levels; s.level != nil && s.level.Ordinal < len(levels) {
		return &levels[s.level.Ordinal]
	}
	return nil
}

// mayStop reports whether a class may be on a path. O*NET's occupations are
// nobody's classes: one cannot work in them, so they may be its ends only.
func (g *Graph) mayStop(class int, goal stop, aimed bool, q Query) bool {
	if aimed && class == goal.class {
		return true
	}
	c := &g.nodes[class].Class.Class.Class
	return c.Issuer != Occupations && (q.Accepts == nil || q.Accepts(c))
}

// Occupations is the issuer of O*NET's occupations.
const Occupations = "onet"

// likelyKept is how many of the likeliest moves from a class are remembered.
const likelyKept = 40

// likely lists the classes that moves from a class most likely lead to.
func (g *Graph) likely(from int) []int {
	if known, ok := g.likelies.Load(from); ok {
		return known.([]int)
	}
	var out []int
	for _, p := range g.predict(from, func(c *Class) bool { return c.Issuer != Occupations && len(c.Items) > 0 }) {
		if len(out) == likelyKept {
			break
		}
		out = append(out, p.at)
	}
	g.likelies.Store(from, out)
	return out
}

// neighbours reports whether one employer is a part of the other: a city of
// its state.
func neighbours(a, b string) bool {
	return strings.HasPrefix(a, b+"-") || strings.HasPrefix(b, a+"-")
}
