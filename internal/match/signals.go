package match

import (
	"math"
	"slices"

	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/encoder"
	"crosswalk/internal/spec"
)

// A signal is one thing that is seen of a pair. Each belongs to a named part
// of the score and has a weight for every grade.
type signal int

const (
	sigHead       signal = iota // log-odds of the grade by the encoder's head
	sigCosine                   // of the two vectors
	sigWords                    // share of the requirement's weighted stems that the offer holds
	sigFocus                    // share of the offer's weighted stems that the requirement holds
	sigVerbs                    // share of the required actions that the offer has, of a pair that both act
	sigOtherVerbs               // both act, and no action agrees
	sigObject                   // share of what the actions are done to that the offer names
	sigKnowForDo                // knowing is offered for doing
	sigDoForKnow                // doing is offered for knowing
	sigAssistForDo
	sigLeadOrTeach // doing is offered where leading or teaching is asked
	sigLeadForDo
	sigLearn     // the offer is a beginner's
	sigTurned    // one side denies, undergoes or undoes what the other does
	sigFigures   // both name figures, and one required is not offered
	sigNames     // share of the names that the requirement has and the offer lacks
	sigLonger    // by how much the requirement is longer, in words, by its logarithm
	sigBelow     // the degree word of the offer stands below that of the requirement
	sigActsShort // of several actions required the offer shows fewer than two thirds
	sigTogether  // log-odds of the grade by the cross-encoder, which reads both texts together
	signals
)

// Names of the parts of a score, in the order in which answers show them.
const (
	PartBase     = "base"     // what any pair begins with
	PartMeaning  = "meaning"  // what the encoder and its head make of the two texts
	PartWords    = "words"    // words in common
	PartAction   = "action"   // what is done, and from which side
	PartObject   = "object"   // what it is done to
	PartKind     = "kind"     // knowing for doing, or doing for knowing
	PartForm     = "form"     // several actions or a longer text asked than offered
	PartNames    = "names"    // names and figures that are asked for
	PartDegree   = "degree"   // a lower degree offered than asked
	PartTogether = "together" // the cross-encoder's reading of both texts together
	PartWording  = "wording"  // both say the same in the same words
)

var partNames = [...]string{
	PartBase, PartMeaning, PartWords, PartAction, PartObject, PartKind, PartForm, PartNames, PartDegree, PartTogether, PartWording,
}

// partOf says which part a signal belongs to, by its place in partNames;
// signalNames are for the file of weights.
var (
	partOf = [signals]int{
		sigHead: 1, sigCosine: 1, sigWords: 2, sigFocus: 2,
		sigVerbs: 3, sigOtherVerbs: 3, sigAssistForDo: 3, sigLeadOrTeach: 3, sigLeadForDo: 3, sigLearn: 3, sigTurned: 3,
		sigObject: 4, sigKnowForDo: 5, sigDoForKnow: 5, sigLonger: 6, sigActsShort: 6, sigNames: 7, sigFigures: 7, sigBelow: 8, sigTogether: 9,
	}
	signalNames = [signals]string{
		"head", "cosine", "words", "focus", "verbs", "other_verbs", "object", "know_for_do", "do_for_know", "assist_for_do",
		"do_for_lead_or_teach", "lead_for_do", "learn", "turned", "figures", "names", "longer", "below", "acts_short", "together",
	}
)

// A pair is two texts with what the vectors say of them.
type pair struct {
	required, offered *Text
	byMeaning         bool // both have vectors
	cosine            float32
	odds              [encoder.Grades]float32 // by the head
	looked            bool                    // the cross-encoder has read both
	together          [encoder.Grades]float32 // its log-odds
}

// seen is the value of each signal of a pair.
type seen [signals]float64

// signals returns the signals of a pair except the log-odds of head and cross-encoder,
// which differ by grade (gradeSignals).
func (p *pair) signals() (x seen) {
	a, b := p.required, p.offered
	inA, inB, _ := sharedWeight(a.terms, b.terms)
	x[sigWords], x[sigFocus] = inA/a.Mass, inB/b.Mass
	x[sigCosine] = float64(p.cosine)
	if share, ok := actionAgreement(a, b); ok {
		x[sigVerbs] = share
		x[sigOtherVerbs] = set(share == 0)
		x[sigActsShort] = set(len(a.verbs) > 1 && share < enoughActions)
	}
	x[sigObject] = a.objectShare(b)
	knows := func(t *Text) bool { return t.Kind == spec.Knowledge }
	x[sigKnowForDo] = set(knows(b) && !knows(a) && a.Kind != "")
	x[sigDoForKnow] = set(knows(a) && !knows(b) && b.Kind != "")
	if a.mode != b.mode {
		x[sigLearn] = set(b.mode == semantic.Learn)
		x[sigAssistForDo] = set(b.mode == semantic.Assist && a.mode == semantic.Do)
		x[sigLeadOrTeach] = set(b.mode != semantic.Learn && (a.mode == semantic.Lead || a.mode == semantic.Teach))
		x[sigLeadForDo] = set(a.mode == semantic.Do && (b.mode == semantic.Lead || b.mode == semantic.Teach))
	}
	x[sigTurned] = set(a.Sense.Negated != b.Sense.Negated || a.Sense.Passive != b.Sense.Passive || undoes(a, b))
	x[sigFigures] = set(otherFigures(a, b))
	x[sigNames] = a.missingNames(b)
	x[sigLonger] = math.Log(float64(1+len(a.terms)) / float64(1+len(b.terms)))
	x[sigBelow] = set(degreeRank[a.Degree] > 0 && degreeRank[b.Degree] > 0 && degreeRank[a.Degree] > degreeRank[b.Degree])
	return x
}

// gradeSignals sets the signals that differ by grade.
func (p *pair) gradeSignals(x *seen, grade int) {
	x[sigHead], x[sigTogether] = float64(p.odds[grade]), float64(p.together[grade])
}

func set(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// enoughActions is the share of several required actions from which on an offer
// shows most of them.
const enoughActions = 0.66

// degreeRank orders the words by which documents say how much of a thing is
// asked; a word that is not here says nothing of the order.
var degreeRank = map[string]int{
	semantic.Learning: 1, "basic": 2, "elementary": 2, "introductory": 2, "fundamental": 2, "some": 2, "general": 3, "working": 3, "good": 3, "moderate": 3,
	"solid": 4, "full": 4, "considerable": 4, "strong": 4, "thorough": 5, "extensive": 5, "comprehensive": 5, "advanced": 5, "expert": 6,
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
		if slices.ContainsFunc(b.verbs, v.Agrees) {
			n++
		}
	}
	return float64(n) / float64(len(a.verbs)), true
}

// objectShare is the share of a's weighted words beside its actions that b
// holds in any role, 0 where there is none.
func (t *Text) objectShare(b *Text) float64 {
	held, all := 0.0, 0.0
	for _, term := range t.terms {
		if term.action {
			continue
		}
		all += term.weight
		if _, ok := b.term(term.id); ok {
			held += term.weight
		}
	}
	if all == 0 {
		return 0
	}
	return held / all
}

// missingNames is the share of a's names that b does not hold. A requirement
// for a named licence, program or law is met by that name.
func (t *Text) missingNames(b *Text) float64 {
	if len(t.names) == 0 {
		return 0
	}
	missing := 0
	for _, id := range t.names {
		if _, ok := b.term(id); !ok {
			missing++
		}
	}
	return float64(missing) / float64(len(t.names))
}

// otherFigures reports whether both sides name figures and one required is not
// offered.
func otherFigures(a, b *Text) bool {
	if len(b.Sense.Numbers) == 0 {
		return false
	}
	return slices.ContainsFunc(a.Sense.Numbers, func(n string) bool { return !slices.Contains(b.Sense.Numbers, n) })
}

// undoes reports whether a verb of b is the opposite of one of a, which no
// verb of b agrees with.
func undoes(a, b *Text) bool {
	return slices.ContainsFunc(a.verbs, func(v semantic.Verb) bool {
		return slices.ContainsFunc(b.verbs, v.Opposes) && !slices.ContainsFunc(b.verbs, v.Agrees)
	})
}

// sameWording reports whether both sides say the same in the same words, frames
// and degrees aside.
func sameWording(a, b *Text) bool {
	return a.content == b.content && len(a.terms) == len(b.terms) && a.mode == b.mode && (a.Kind == spec.Knowledge) == (b.Kind == spec.Knowledge) &&
		a.Sense.Negated == b.Sense.Negated && a.Sense.Passive == b.Sense.Passive && slices.Equal(a.Sense.Numbers, b.Sense.Numbers)
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
