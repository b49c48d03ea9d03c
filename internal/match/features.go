package match

import "crosswalk/internal/semantic"

// overlap is what two texts share, each side in the weights of its own words.
type overlap struct {
	words  float64 // share of a's weight that stands in b, 0 to 1
	focus  float64 // share of b's weight that stands in a, 0 to 1
	phrase float64 // share of a's word pairs that stand in b, 0 to 1
	shared int     // stems in common
}

func overlapOf(a, b *Text) overlap {
	var o overlap
	inA, inB, shared := sharedWeight(a.terms, b.terms)
	if shared == 0 {
		return o
	}
	o.shared, o.words, o.focus = shared, inA/a.Mass, inB/b.Mass
	o.phrase = o.words
	if a.pairMass > 0 {
		both, _, _ := sharedWeight(a.pairs, b.pairs)
		o.phrase = both / a.pairMass
	}
	return o
}

// sharedWeight adds up the weights, on each side, of what stands in both of
// two lists sorted by id, and counts it.
func sharedWeight(a, b []weighted) (inA, inB float64, n int) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].id < b[j].id:
			i++
		case a[i].id > b[j].id:
			j++
		default:
			inA += a[i].weight
			inB += b[j].weight
			n++
			i++
			j++
		}
	}
	return inA, inB, n
}

// actionAgreement says how far b's actions are a's: the share of a's verbs
// that some verb of b agrees with. Without a verb on one side there is
// nothing to agree or disagree: ok is false.
func actionAgreement(a, b *Text) (share float64, ok bool) {
	if len(a.verbs) == 0 || len(b.verbs) == 0 {
		return 0, false
	}
	n := 0
	for _, v := range a.verbs {
		for _, w := range b.verbs {
			if v.Agrees(w) {
				n++
				break
			}
		}
	}
	return float64(n) / float64(len(a.verbs)), true
}

// mode returns the side from which a text's actions touch their object: the
// strongest of its verbs decides, teaching before leading before doing.
func mode(t *Text) semantic.Mode {
	rank := func(m semantic.Mode) int {
		switch m {
		case semantic.Teach:
			return 4
		case semantic.Lead:
			return 3
		case semantic.Do:
			return 2
		case semantic.Assist:
			return 1
		}
		return 0
	}
	if t.Degree == semantic.Learning {
		return semantic.Learn
	}
	if len(t.verbs) == 0 {
		return semantic.Do
	}
	best := t.verbs[0].Mode
	for _, v := range t.verbs[1:] {
		if rank(v.Mode) > rank(best) {
			best = v.Mode
		}
	}
	return best
}
