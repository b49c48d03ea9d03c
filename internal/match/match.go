package match

import (
	"math"

	"crosswalk/internal/spec"
)

// Names of the parts of a similarity. They add up to it.
const (
	PartWords      = "words"      // share of the requirement's weighted stems that the evidence holds
	PartFocus      = "focus"      // share of the evidence's weighted stems that the requirement holds
	PartMeaning    = "meaning"    // the wholes are alike in meaning
	PartObject     = "object"     // what something is done to is alike
	PartAction     = "action"     // what is done is alike, as far as what it is done to is
	PartCompetency = "competency" // agreement of the competencies' names
	PartKind       = "kind"       // taken away when knowing is offered for doing, or doing for knowing
	PartMode       = "mode"       // taken away when taking part is offered for doing, doing for leading or teaching
	PartSense      = "sense"      // taken away when one side denies or undergoes what the other does, or their figures differ
)

// competencyWeight is what competencies of one name add at most, of what is
// missing to 1. The truth that the other weights are fitted to has none.
const competencyWeight = 0.10

// A Match is the comparison of one offered statement with one required.
type Match struct {
	Similarity float64       `json:"similarity" doc:"Sum of the parts" minimum:"0" maximum:"1"`
	Confidence *float64      `json:"confidence" doc:"Calibrated probability that the evidence shows the requirement met; null when the requirement has nothing to compare" minimum:"0" maximum:"1"`
	Relation   spec.Relation `json:"relation" enum:"exactMatch,closeMatch,broadMatch,narrowMatch,relatedMatch,none" doc:"From the requirement to the evidence, in SKOS terms"`
	Parts      []spec.Part   `json:"parts" nullable:"false"`
}

// A Score is a Match without its explanation: what ranking needs.
type Score struct {
	Similarity float64
	// Limited: the pair is alike, but the evidence holds the requirement from
	// another side (knowing for doing, taking part for leading), or a kind of it
	// only, so that it meets it in part at most.
	Limited bool

	overlap overlap
	parts   [len(partNames)]float64 // in the order of partNames
}

var partNames = [...]string{
	PartWords, PartFocus, PartMeaning, PartObject, PartAction, PartCompetency, PartKind, PartMode, PartSense,
}

// coversEnough is the share of the requirement's weighted words that the
// evidence must cover, by themselves or by words that stand for them: what
// shows less meets it in part at most.
const coversEnough = 0.40

// worthCovering is the similarity from which Compare looks whether the
// evidence covers enough: below, nothing is met anyway.
const worthCovering = 0.40

// Compare scores b, what is offered, against a, what is required.
func (w *Weights) Compare(a, b *Text) Score {
	if a.Mass == 0 || b.Mass == 0 {
		return Score{}
	}
	o := overlapOf(a, b)
	s := Score{overlap: o}
	sum := 0.0
	for i, signal := range o.signals() {
		s.parts[i] = w[i] * signal
		sum += s.parts[i]
	}
	s.parts[signals] = competencyWeight * competencyAgreement(a, b) * (1 - sum)
	sum += s.parts[signals]
	for i, judge := range judges {
		loss, limits := judge(a, b, o)
		part := len(partNames) - len(judges) + i
		s.parts[part] = -loss * sum
		sum += s.parts[part]
		s.Limited = s.Limited || limits
	}
	s.Similarity = sum
	s.Limited = s.Limited || showsFewActions(a, b) ||
		sum >= worthCovering && (o.words < coversEnough && coverage(a, b) < coversEnough || qualifies(a, b))
	return s
}

// competencyAgreement is the share of the words in two competencies' names
// that stand in both (Jaccard), 0 when a statement has none.
func competencyAgreement(a, b *Text) float64 {
	if len(a.competency) == 0 || len(b.competency) == 0 {
		return 0
	}
	_, _, both := sharedWeight(a.competency, b.competency)
	return float64(both) / float64(len(a.competency)+len(b.competency)-both)
}

// minPart is the smallest part worth showing.
const minPart = 1e-9

// Explain turns a score into a match with its parts, relation and, where the
// requirement has something to compare, its confidence.
func (c *Calibration) Explain(a, b *Text, s Score) Match {
	m := Match{Similarity: s.Similarity, Relation: c.relation(a, b, s), Parts: []spec.Part{}}
	for i, v := range s.parts {
		if math.Abs(v) > minPart {
			m.Parts = append(m.Parts, spec.Part{Name: partNames[i], Value: v})
		}
	}
	if a.Mass > 0 { // what has nothing to say shows nothing
		p := c.ConfidenceOf(s)
		m.Confidence = &p
	}
	return m
}

// Coverages from which two statements are close, or one is broader.
const (
	coversMost = 0.65
	coversSome = 0.25
	// LikelyRelated is the probability of belonging to one wider activity from
	// which two statements without words in common are related at all.
	LikelyRelated = 0.08
)

// judged reports whether a judge took something away that limits: the evidence
// is of another kind, acts from another side or says the contrary.
func (s Score) judged() bool {
	for _, v := range s.parts[len(partNames)-len(judges):] {
		if v < 0 && s.Limited {
			return true
		}
	}
	return false
}

// doesMore reports whether b names more actions or more subjects beside what a
// names: "plans and evaluates programs" for "evaluates programs".
func doesMore(a, b *Text) bool {
	return len(b.verbs) > len(a.verbs) || lastClause(b) > lastClause(a)
}

func lastClause(t *Text) int {
	if len(t.Words) == 0 {
		return 0
	}
	return t.Words[len(t.Words)-1].Clause
}

// otherActions reports whether both sides act, and none of what is required is
// done: reading is no kind of writing.
func otherActions(a, b *Text) bool {
	share, ok := actionAgreement(a, b)
	return ok && share == 0
}

// relation reads the relation from what each side covers of the other, by its
// words or by words that stand for them. The evidence that holds all of the
// requirement and more beside it is narrower when the surplus qualifies it;
// without its words it is broader.
func (c *Calibration) relation(a, b *Text, s Score) spec.Relation {
	if a.Mass == 0 || b.Mass == 0 {
		return spec.None
	}
	words, focus := coverage(a, b), coverage(b, a)
	switch {
	case s.overlap.words < coversSome && s.overlap.focus < coversSome && c.Related.At(s.Similarity) < LikelyRelated:
		return spec.None
	case s.judged() || otherActions(a, b):
		return spec.Related
	case words >= coversMost && qualifies(a, b):
		return spec.Narrow
	case s.Limited:
		return spec.Related
	case words >= coversMost && focus >= coversMost:
		return spec.Close
	case words >= coversMost && doesMore(a, b):
		return spec.Broad
	case words >= coversMost:
		return spec.Narrow
	case focus >= coversMost:
		return spec.Broad
	}
	return spec.Related
}
