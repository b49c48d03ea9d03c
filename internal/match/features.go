package match

import (
	"math"

	"github.com/viterin/vek/vek32"

	"crosswalk/internal/semantic"
)

// overlap is what two texts have in common, in words, each side in the
// weights of its own, and in meaning. All but shared are 0 to 1.
type overlap struct {
	words  float64 // share of a's weight that stands in b
	focus  float64 // share of b's weight that stands in a
	shared int     // stems in common

	meaning float64 // likeness of the wholes
	action  float64 // likeness of what is done
	object  float64 // likeness of what it is done to
}

func overlapOf(a, b *Text) overlap {
	var o overlap
	if a.Mass == 0 || b.Mass == 0 {
		return o
	}
	inA, inB, shared := sharedWeight(a.terms, b.terms)
	o.shared, o.words, o.focus = shared, inA/a.Mass, inB/b.Mass
	o.meaning = wholeLikeness(a, b, o)
	o.object = objectLikeness(a, b, o)
	o.action = actionLikeness(a, b, o)
	return o
}

// wholeLikeness is the likeness of the wholes; where the model knows no word
// of a side, the words alone say it.
func wholeLikeness(a, b *Text, o overlap) float64 {
	if !a.placed || !b.placed {
		return math.Sqrt(o.words * o.focus)
	}
	return likeness(a.views.Whole, b.views.Whole)
}

// objectLikeness is the likeness of the objects. A statement of verbs only
// ("Communicates") is about whatever the whole is about.
func objectLikeness(a, b *Text, o overlap) float64 {
	if !a.hasObject || !b.hasObject || !a.placed || !b.placed {
		return o.meaning
	}
	return likeness(a.views.Object, b.views.Object)
}

// actionLikeness is the likeness of what is done. Between two statements
// without a verb the object says all there is; against a statement without a
// verb, which may name the action by a noun ("client intake interviews"), the
// action is compared with its whole. Verbs that the model does not know are
// compared by their groups.
func actionLikeness(a, b *Text, o overlap) float64 {
	switch {
	case len(a.verbs) == 0 && len(b.verbs) == 0:
		return o.object
	case a.hasAction && b.hasAction:
		return likeness(a.views.Action, b.views.Action)
	case len(b.verbs) == 0 && a.hasAction && b.placed:
		return likeness(a.views.Action, b.views.Whole)
	case len(a.verbs) == 0 && b.hasAction && a.placed:
		return likeness(a.views.Whole, b.views.Action)
	}
	if share, ok := actionAgreement(a, b); ok {
		return share
	}
	return o.meaning
}

// likeness is the cosine of two views, 0 to 1: the opposite is as far as the
// unlike, and what rounding leaves off 1 is none.
func likeness(a, b []float32) float64 {
	const rounding = 1e-6
	cosine := max(0, float64(vek32.Dot(a, b)))
	if cosine > 1-rounding {
		return 1
	}
	return cosine
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

// Likeness is how far two texts are alike in each respect, 0 to 1.
type Likeness struct {
	Words   float64 // by shared words, both sides taken together
	Meaning float64 // of the wholes
	Action  float64 // of what is done
	Object  float64 // of what it is done to
}

// LikenessOf compares two texts without weighing anything.
func LikenessOf(a, b *Text) Likeness {
	o := overlapOf(a, b)
	return Likeness{Words: math.Sqrt(o.words * o.focus), Meaning: o.meaning, Action: o.action, Object: o.object}
}

// SharedWords is how much two texts have in common by their words: the
// geometric mean of the weighted shares on each side, 0 to 1.
func SharedWords(a, b *Text) float64 {
	if a.Mass == 0 || b.Mass == 0 {
		return 0
	}
	inA, inB, _ := sharedWeight(a.terms, b.terms)
	return math.Sqrt(inA / a.Mass * inB / b.Mass)
}

// Nearness is how near the model takes two texts to be, -1 to 1; it has no
// direction.
func Nearness(a, b *Text) float64 {
	if !a.placed || !b.placed {
		return 0
	}
	return semantic.Likeness(a.views, b.views)
}
