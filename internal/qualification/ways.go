package qualification

// mostTogether bounds the conditions of one alternative.
const mostTogether = 50

// ways tracks alternatives that each hold several conditions.
// "1. A; or 2. B; and C; or 3. D" asks for A, or for B with C, or for D: the joint
// between entries binds less tightly than the joint inside an entry. The same holds
// where each alternative begins with schooling: "a degree and two years; or a diploma and six years".
type ways struct {
	in    bool // a list is open
	first int  // choice that its first way began
	alone bool // the last choice holds all the alternatives
	open  int  // first bundle of the way that is open, of that choice
}

// anotherWay adds a condition of such a way, and reports whether it was one.
func (p *pattern) anotherWay(pc piece, c *condition) bool {
	n := &p.ways
	switch {
	case pc.item && pc.number == 1 || pc.number == 1 && !n.in, pc.number > 0 && pc.joint != or && !(pc.joint == and && n.in && !n.alone):
		*n = ways{in: true, first: len(p.choices)}
		return false
	case pc.number > 0 && pc.joint == or && n.in && len(p.choices) > n.first: // another entry, joined by "or"
		return p.beginWay(n.first, c)
	case pc.number == 0 && pc.joint == or && c.kind == EducationAsked && !n.alone:
		if first := p.lastSchooling(); first >= 0 && len(p.choices) > first+1 {
			return p.beginWay(first, c)
		}
		return false
	case !n.alone:
		return false
	case pc.joint == unsaid:
		*n = ways{}
		return false
	}
	last := &p.choices[len(p.choices)-1]
	if len(last.bundles) >= mostAlternatives || len(last.bundles[n.open]) >= mostTogether {
		return false
	}
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

// beginWay merges the choices from first onward into one alternative and starts the next.
func (p *pattern) beginWay(first int, c *condition) bool {
	all := bundlesOf(p.choices[first:])
	if len(all) >= mostAlternatives {
		return false
	}
	p.ways = ways{in: true, first: first, alone: true, open: len(all)}
	p.choices = append(p.choices[:first], choice{bundles: append(all, []*condition{c})})
	return true
}

// lastSchooling is the last choice that asks for schooling alone; -1 when none does.
func (p *pattern) lastSchooling() int {
	for i := len(p.choices) - 1; i >= 0; i-- {
		if b := p.choices[i].bundles; len(b) == 1 && len(b[0]) == 1 && b[0][0].kind == EducationAsked {
			return i
		}
	}
	return -1
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
