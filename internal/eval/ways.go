package eval

import (
	"cmp"
	"slices"

	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

// A requirement is a node of what a document requires: all or any of others, or a leaf
// that quotes its words.
type requirement struct {
	All, Any []requirement
	Kind     string
	At       [2]int
	// Parts is set where a condition states parts of its time: "of which one year
	// must have been supervisory".
	Parts bool
}

func (n *requirement) leaf() bool      { return n.At[1] > 0 }
func (n *requirement) span() spec.Span { return spec.Span{Start: n.At[0], End: n.At[1]} }

// compared reports whether a leaf is of a kind that is compared: skills, conditions and
// examinations are not.
func (n *requirement) compared() bool { return n.leaf() && n.Kind != "other" && n.Kind != "exam" }

// leaves lists the leaves of a tree for which keep holds, in its order.
func (n *requirement) leaves(keep func(*requirement) bool) []spec.Span {
	if n.leaf() {
		if keep(n) {
			return []spec.Span{n.span()}
		}
		return nil
	}
	var out []spec.Span
	for _, list := range [][]requirement{n.All, n.Any} {
		for i := range list {
			out = append(out, list[i].leaves(keep)...)
		}
	}
	return out
}

// treeOf writes what was read of a document as a tree.
func treeOf(r *qualification.Requirements) requirement {
	leaf := func(s spec.Span, kind qualification.Kind) requirement {
		return requirement{Kind: string(kind), At: [2]int{s.Start, s.End}}
	}
	every := func(list []qualification.Condition) (out []requirement) {
		for _, c := range list {
			one := requirement{Any: []requirement{leaf(c.Span, c.Kind)}}
			one.Any[0].Parts = c.Experience != nil && len(c.Experience.Includes) > 0
			for _, s := range c.Substitutions {
				one.Any = append(one.Any, leaf(s.Span, s.Gives))
			}
			out = append(out, one)
		}
		return out
	}
	all := requirement{All: every(r.Common)}
	var ways requirement
	for _, a := range r.Alternatives {
		ways.Any = append(ways.Any, requirement{All: every(a.Conditions)})
	}
	if len(ways.Any) > 0 {
		all.All = append(all.All, ways)
	}
	return all
}

// A way is a set of requirements that together suffice: their numbers, in order.
type way []int

// mostWays bounds how many ways a tree may multiply out to; a tree of more is not compared.
const mostWays = 400

// A comparison of a label and a reading, both Boolean functions of the labelled
// requirements: it writes both as the smallest sets that let somebody apply.
type comparison struct {
	read    []spec.Span   // leaves of the reading
	parts   []spec.Span   // those of them that may state parts: of a time, of schooling
	atoms   [][]spec.Span // labelled requirements that are compared as one
	tooMany bool
}

// sameWays reports whether a reading lets the same people apply as a label; if not, why
// says what differs first.
func sameWays(label, reading *requirement) (same bool, why string) {
	c := &comparison{read: reading.leaves(func(*requirement) bool { return true })}
	c.parts = reading.leaves(func(n *requirement) bool { return n.Parts || n.Kind == "education" })
	want := c.labelled(label)
	for _, spans := range c.atoms {
		if !slices.ContainsFunc(spans, func(s spec.Span) bool { return overlaps(s, c.read) }) {
			return false, "missing"
		}
	}
	got, why := c.reading(reading)
	switch {
	case c.tooMany:
		return false, "too many ways"
	case why != "":
		return false, why
	case !slices.EqualFunc(smallest(want), smallest(got), slices.Equal[way]):
		return false, "other ways"
	}
	return true, ""
}

// overlaps reports whether more than half of a span lies in one of others, or of one of
// them in it.
func overlaps(s spec.Span, others []spec.Span) bool {
	return mostlyIn(s, others) || slices.ContainsFunc(others, func(o spec.Span) bool { return mostlyIn(o, []spec.Span{s}) })
}

// labelled writes a labelled tree as ways. A leaf that is not compared is taken as met; in
// a choice it counts if the reading has it: "or an equivalent combination".
func (c *comparison) labelled(n *requirement) []way {
	if spans, one := c.atom(n); one {
		k := slices.IndexFunc(c.atoms, func(known []spec.Span) bool { return slices.Equal(known, spans) })
		if k < 0 { // what is asked in several ways is one requirement
			k = len(c.atoms)
			c.atoms = append(c.atoms, spans)
		}
		return []way{{k}}
	}
	out := []way{{}}
	for i := range n.All {
		if len(n.All[i].leaves((*requirement).compared)) > 0 && !c.isPart(&n.All[i]) {
			out = c.product(out, c.labelled(&n.All[i]))
		}
	}
	var choice []way
	for i := range n.Any {
		if o := &n.Any[i]; len(o.leaves((*requirement).compared)) > 0 || o.leaf() && overlaps(o.span(), c.read) {
			choice = append(choice, c.labelled(o)...)
		}
	}
	if len(choice) == 0 {
		return out
	}
	return c.product(out, choice)
}

// isPart reports whether the reading has a leaf and an earlier one in the same condition,
// as a part of the time or schooling asked for. The two then count as one requirement.
func (c *comparison) isPart(n *requirement) bool {
	spans, one := c.atom(n)
	if !one {
		return false
	}
	for _, p := range c.parts {
		for k := range c.atoms {
			if slices.Equal(c.atoms[k], spans) {
				return false // the same again, in another way
			}
			if mostlyIn(c.atoms[k][0], []spec.Span{p}) && mostlyIn(spans[0], []spec.Span{p}) {
				c.atoms[k] = append(c.atoms[k], spans...)
				return true
			}
		}
	}
	return false
}

// family groups the kinds of leaves that one condition may hold in its words.
var family = map[string]string{"class": "experience", "experience": "experience", "education": "education", "licence": "licence", "certificate": "licence"}

// atom returns the spans of a requirement that is compared as one: a leaf, or a node whose
// leaves are of one family and lie in one leaf of the reading, such as a list of classes
// or of accepted degrees.
func (c *comparison) atom(n *requirement) (spans []spec.Span, one bool) {
	if n.leaf() {
		return []spec.Span{n.span()}, true
	}
	spans = n.leaves((*requirement).compared)
	kinds := map[string]bool{}
	n.leaves(func(l *requirement) bool { kinds[family[l.Kind]] = l.compared(); return true })
	if len(spans) < 2 || len(kinds) > 1 || len(n.All) > 0 && !kinds["education"] {
		return nil, false
	}
	return spans, slices.ContainsFunc(c.read, func(r spec.Span) bool {
		return !slices.ContainsFunc(spans, func(s spec.Span) bool { return !mostlyIn(s, []spec.Span{r}) })
	})
}

// reading writes a tree that was read as ways of the labelled requirements; why is set
// where a leaf quotes several of them, or none although it is of a kind that is compared.
func (c *comparison) reading(n *requirement) (ways []way, why string) {
	if n.leaf() {
		at := c.quoted(n)
		switch {
		case len(at) > 1:
			return nil, "merged"
		case len(at) == 1:
			return []way{at}, ""
		case n.compared():
			return nil, "not asked"
		}
		return []way{{}}, ""
	}
	ways = []way{{}}
	for i := range n.All {
		w, why := c.reading(&n.All[i])
		if why != "" {
			return nil, why
		}
		ways = c.product(ways, w)
	}
	var choice []way
	for i := range n.Any {
		o := &n.Any[i]
		if i > 0 && o.leaf() { // a rule: it may stand for several that the label has, or for none
			for _, k := range c.quoted(o) {
				choice = append(choice, way{k})
			}
			continue
		}
		w, why := c.reading(o)
		if why != "" {
			return nil, why
		}
		choice = append(choice, w...)
	}
	if len(choice) == 0 {
		return ways, ""
	}
	return c.product(ways, choice), ""
}

// quoted lists the labelled requirements that a leaf of the reading quotes.
func (c *comparison) quoted(leaf *requirement) (at way) {
	for k, spans := range c.atoms {
		if slices.ContainsFunc(spans, func(s spec.Span) bool { return overlaps(s, []spec.Span{leaf.span()}) }) {
			at = append(at, k)
		}
	}
	return at
}

// product joins every way of one list with every way of another.
func (c *comparison) product(a, b []way) []way {
	if len(a)*len(b) > mostWays {
		c.tooMany = true
		return a
	}
	var out []way
	for _, x := range a {
		for _, y := range b {
			joined := append(slices.Clone(x), y...)
			slices.Sort(joined)
			out = append(out, slices.Compact(joined))
		}
	}
	return out
}

// smallest leaves out every way that holds another, and orders the rest.
func smallest(ways []way) []way {
	var out []way
	for i, w := range ways {
		if !slices.ContainsFunc(ways[:i], func(o way) bool { return slices.Equal(o, w) }) &&
			!slices.ContainsFunc(ways, func(o way) bool { return len(o) < len(w) && w.holds(o) }) {
			out = append(out, w)
		}
	}
	slices.SortFunc(out, func(a, b way) int { return cmp.Or(cmp.Compare(len(a), len(b)), slices.Compare(a, b)) })
	return out
}

// holds reports whether a way has all requirements of another.
func (w way) holds(other way) bool {
	return !slices.ContainsFunc(other, func(k int) bool { return !slices.Contains(w, k) })
}
