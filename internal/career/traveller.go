package career

import (
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

// A traveller is the graph as one person walks it, with what they know beside
// their class. It is of one answer, and not safe for concurrent use.
type traveller struct {
	*Graph
	knows   []crosswalk.Item
	knowing map[int]*crosswalk.Class // classes as the person offers them
	covers  map[between]*float64     // by these, so that nobody else's answer has them
}

func newTraveller(g *Graph, knows []crosswalk.Item) *traveller {
	return &traveller{Graph: g, knows: knows, knowing: map[int]*crosswalk.Class{}, covers: map[between]*float64{}}
}

// class is what the person offers who stands at a stop.
func (t *traveller) class(s stop) *crosswalk.Class {
	c := t.nodes[s.class].Class.Class
	if len(t.knows) == 0 {
		return c
	}
	if t.knowing[s.class] == nil {
		t.knowing[s.class] = c.Knowing(t.knows)
	}
	return t.knowing[s.class]
}

func (t *traveller) known() []spec.Statement { return (&crosswalk.Class{}).Knowing(t.knows).Known() }

// cover measures what the person covers, at one stop, of another.
func (t *traveller) cover(from, to stop) *float64 {
	if len(t.knows) == 0 {
		return t.Graph.cover(from, to)
	}
	key := between{from.class, ordinal(from.level), to.class, ordinal(to.level)}
	total, ok := t.covers[key]
	if !ok {
		total = t.engine.Cover(t.class(from), t.nodes[to.class].Class.Class, from.level, to.level).Total
		t.covers[key] = total
	}
	return total
}

// adds says what a move adds on the way to the end of a path.
func (t *traveller) adds(m move, end stop) *Added {
	by := func(s stop) Covered {
		coverage, counts := t.engine.Measure(t.class(s), t.nodes[end.class].Class.Class, s.level, end.level)
		return Covered{coverage.Total, counts}
	}
	return &Added{Before: by(m.from), After: by(m.to)}
}
