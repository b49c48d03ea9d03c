package career

import (
	"cmp"
	"slices"

	"crosswalk/internal/spec"
)

// Bases of a step.
const (
	onStated  = "stated"
	onLevel   = "level"
	onSeries  = "series"
	onRung    = "rung"
	onJobZone = "job_zone"
	onTitle   = "title"
	onNothing = "none"
)

// step says how the class at the end of a move stands to the one before: by
// what documents order first, by their titles last.
func (g *Graph) step(m move) Step {
	a, b := &g.nodes[m.from.class], &g.nodes[m.to.class]
	grades := b.standing.grade - a.standing.grade
	switch {
	case m.basis == ByLevel:
		return Step{Switch: Promotion, Basis: onLevel}
	case m.basis == BySeries:
		return Step{Switch: Promotion, Basis: onSeries}
	case m.basis == Stated && grades >= 0:
		// Time in the one is what the other asks for; where the titles say
		// otherwise, the document is about a transfer.
		return Step{Switch: Promotion, Basis: onStated}
	}
	if x, y := rung(m.from.level), rung(m.to.level); x != nil && y != nil {
		return Step{Switch: towards(*y - *x), Basis: onRung}
	}
	if a.JobZone != nil && b.JobZone != nil {
		return Step{Switch: towards(*b.JobZone - *a.JobZone), Basis: onJobZone}
	}
	if a.Issuer != b.Issuer || a.JobZone != nil || b.JobZone != nil {
		return Step{Switch: Unclear, Basis: onNothing} // grades of two employers' titles do not compare
	}
	return Step{Switch: towards(cmp.Compare(grades, 0)), Basis: onTitle, Grades: &grades}
}

// Step says how one class stands to another, by the best that is known of the
// two. The classes must be there.
func (g *Graph) Step(from, to string) Step { return g.StepsFrom(from, nil)(to, nil) }

// StepsFrom returns what says how somebody of a class, at a level of it or at
// nil, stands to another class, at a level of that or at nil. The classes must
// be there.
func (g *Graph) StepsFrom(from string, level *spec.Level) func(to string, at *spec.Level) Step {
	origin := stop{g.byID[from], level}
	next := g.nextInSeries(origin.class)
	named := map[int]bool{}
	for _, s := range g.stated[origin.class] {
		named[s.to] = true
	}
	return func(to string, at *spec.Level) Step {
		m := move{from: origin, to: stop{g.byID[to], at}, basis: Supported}
		switch {
		case named[m.to.class]:
			m.basis = Stated
		case slices.Contains(next, m.to.class):
			m.basis = BySeries
		}
		return g.step(m)
	}
}

func rung(l *spec.Level) *int {
	if l == nil {
		return nil
	}
	return l.Rung
}

func towards(up int) Switch {
	switch {
	case up > 0:
		return Promotion
	case up < 0:
		return Down
	}
	return Lateral
}
