package qualification

// numbers says where a pattern stands in a list of numbered entries. "1. A; or 2. B;
// and C; or 3. D" asks for A, or for B with C, or for D: what joins the entries
// binds less than what joins the parts of one.
type numbers struct {
	in    bool // a list is open
	first int  // choice that its first entry began
	alone bool // its entries are alternatives: the last choice holds them all
	open  int  // first bundle of the entry that is open, of that choice
}

// numbered adds a condition of a list of numbered entries that are alternatives, and
// reports whether it was one.
func (p *pattern) numbered(pc piece, c *condition) bool {
	n := &p.numbers
	switch {
	case pc.item && pc.number == 1 || pc.number == 1 && !n.in, pc.number > 0 && pc.joint != or:
		*n = numbers{in: true, first: len(p.choices)}
		return false
	case !n.in || len(p.choices) <= n.first:
		return false
	case pc.number > 0: // another entry, joined by "or"
		all := bundlesOf(p.choices[n.first:])
		if len(all) >= mostAlternatives {
			return false
		}
		n.alone, n.open = true, len(all)
		p.choices = append(p.choices[:n.first], choice{bundles: append(all, []*condition{c})})
		return true
	case !n.alone:
		return false
	case pc.joint == unsaid:
		*n = numbers{}
		return false
	}
	last := &p.choices[len(p.choices)-1]
	if pc.joint == and {
		for b := n.open; b < len(last.bundles); b++ {
			last.bundles[b] = append(last.bundles[b][:len(last.bundles[b]):len(last.bundles[b])], c)
		}
		return true
	}
	whole := last.bundles[n.open]
	last.bundles = append(last.bundles, append(append([]*condition{}, whole[:len(whole)-1]...), c))
	return true
}

// bundlesOf multiplies choices out.
func bundlesOf(choices []choice) [][]*condition {
	out := [][]*condition{{}}
	for _, c := range choices {
		var next [][]*condition
		for _, way := range out {
			for _, b := range c.bundles {
				next = append(next, append(append([]*condition{}, way...), b...))
			}
		}
		out = next
		if len(out) > mostAlternatives {
			break
		}
	}
	return out
}
