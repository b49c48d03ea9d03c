package match

import (
	"math"
	"slices"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// Names of the parts of a similarity. They add up to it.
const (
	PartWords      = "words"      // share of the requirement's weighted stems that the evidence holds
	PartFocus      = "focus"      // share of the evidence's weighted stems that the requirement holds
	PartPhrase     = "phrase"     // share of the requirement's neighbouring word pairs that the evidence holds
	PartAction     = "action"     // agreement of the verbs
	PartCompetency = "competency" // agreement of the competencies' names
	PartKind       = "kind"       // taken away when knowing is offered for doing, or doing for knowing
	PartMode       = "mode"       // taken away when taking part is offered for doing, doing for leading or teaching
	PartMention    = "mention"    // taken away when a longer statement only mentions the one word in common
	PartSense      = "sense"      // taken away when one side denies or undergoes what the other does, or their figures differ
)

// What each part adds at most, or takes away as a share of what the others
// add. The positive weights follow a logistic regression on pairs of O*NET
// tasks that share, or do not share, a detailed work activity (see
// docs/quality.md); the phrase part is our own, for noun phrases such as
// "community resources", and costs nothing there.
const (
	wordsWeight      = 0.35
	focusWeight      = 0.25
	phraseWeight     = 0.10
	actionWeightMax  = 0.30
	competencyWeight = 0.10 // of what is missing to 1

	knowingForDoing = 0.35
	doingForKnowing = 0.10

	assistForDoing   = 0.25
	doingForLeading  = 0.25
	doingForTeaching = 0.35
	leadingForDoing  = 0.10
	teachingForDoing = 0.25
	learningForMore  = 0.30

	oneWordShared = 0.30

	otherSense    = 0.75
	coversEnough  = 0.40 // of the requirement's weighted words: what shows less meets it in part at most
	otherFigures  = 0.50
	enoughActions = 0.66 // share of several required actions
)

// Model names the semantic model that Compare uses, and ByWordsAlone says what
// it means that there is none.
const (
	Model        = "none"
	ByWordsAlone = "Statements were compared by their words alone: what two documents say in different words is not found, and shows as a gap."
)

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
	// Limited: the pair agrees in words, but the evidence holds the
	// requirement from another side (knowing for doing, taking part for
	// leading), so that it meets it in part at most.
	Limited bool

	overlap overlap
	parts   [len(partNames)]float64 // in the order of partNames
}

var partNames = [...]string{
	PartWords, PartFocus, PartPhrase, PartAction, PartCompetency, PartKind, PartMode, PartMention, PartSense,
}

// judges take away from what the other parts add, each a share of it, in the
// order of the last partNames.
var judges = [...]func(a, b *Text, o overlap) (loss float64, limits bool){kindLoss, modeLoss, mentionLoss, senseLoss}

// Compare scores b, what is offered, against a, what is required.
func Compare(a, b *Text) Score {
	o := overlapOf(a, b)
	if o.shared == 0 {
		return Score{}
	}
	s := Score{overlap: o}
	agreement := actionFit(a, b)
	add := [...]float64{
		wordsWeight * o.words,
		focusWeight * o.focus,
		phraseWeight * o.phrase,
		actionWeightMax * agreement * math.Sqrt(o.words*o.focus),
	}
	sum := 0.0
	for i, v := range add {
		s.parts[i] = v
		sum += v
	}
	s.parts[4] = competencyWeight * competencyAgreement(a, b) * (1 - sum)
	sum += s.parts[4]
	for i, judge := range judges {
		loss, limits := judge(a, b, o)
		part := len(partNames) - len(judges) + i
		s.parts[part] = -loss * sum
		sum += s.parts[part]
		s.Limited = s.Limited || limits
	}
	s.Limited = s.Limited || showsFewActions(a, b) || o.words < coversEnough
	s.Similarity = sum
	return s
}

// actionFit is the agreement of the actions, 0 to 1. Two statements without a
// verb agree; a verb on one side only is half a reason.
func actionFit(a, b *Text) float64 {
	if len(a.verbs) == 0 && len(b.verbs) == 0 {
		return 1
	}
	share, ok := actionAgreement(a, b)
	if !ok {
		return 0.5
	}
	return share
}

// kindLoss says what it costs that b is of another kind than a. Knowing about
// a thing does not show that one does it; doing it goes far to show that one
// knows it. Skills, abilities, duties, tasks and behaviors are all doing.
func kindLoss(a, b *Text, _ overlap) (loss float64, limits bool) {
	knows := func(t *Text) bool { return t.Kind == spec.Knowledge }
	switch {
	case knows(b) && !knows(a) && a.Kind != "":
		return knowingForDoing, true
	case knows(a) && !knows(b) && b.Kind != "":
		return doingForKnowing, false
	}
	return 0, false
}

// modeLoss says what it costs that the evidence acts from another side.
func modeLoss(a, b *Text, _ overlap) (loss float64, limits bool) {
	required, offered := mode(a), mode(b)
	switch {
	case required == offered:
		return 0, false
	case offered == semantic.Learn:
		return learningForMore, true
	case required == semantic.Teach:
		return doingForTeaching, true
	case required == semantic.Lead:
		return doingForLeading, true
	case offered == semantic.Assist && required == semantic.Do:
		return assistForDoing, true
	case offered == semantic.Teach:
		return teachingForDoing, true
	case offered == semantic.Lead:
		return leadingForDoing, false
	}
	return 0, false
}

// mentionLoss says what it costs that two statements share one word only, and
// the evidence is about more than that word. Of O*NET task pairs that look
// alike by one shared stem, one in six is right.
func mentionLoss(_, b *Text, o overlap) (loss float64, limits bool) {
	if o.shared == 1 && len(b.terms) > 1 {
		return oneWordShared, true
	}
	return 0, false
}

// senseLoss says what it costs that one side denies or undergoes what the
// other does, or that both name figures and one required is not offered.
func senseLoss(a, b *Text, _ overlap) (loss float64, limits bool) {
	if a.Sense.Negated != b.Sense.Negated || a.Sense.Passive != b.Sense.Passive {
		return otherSense, true
	}
	if len(a.Sense.Numbers) == 0 || len(b.Sense.Numbers) == 0 {
		return 0, false
	}
	for _, n := range a.Sense.Numbers {
		if !slices.Contains(b.Sense.Numbers, n) {
			return otherFigures, true
		}
	}
	return 0, false
}

// showsFewActions reports whether of several actions required ("plans,
// develops and evaluates") the evidence shows fewer than two thirds. What that
// costs in similarity, the action part says.
func showsFewActions(a, b *Text) bool {
	share, ok := actionAgreement(a, b)
	return ok && len(a.verbs) > 1 && share < enoughActions
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
	m := Match{Similarity: s.Similarity, Relation: relation(s), Parts: []spec.Part{}}
	for i, v := range s.parts {
		if math.Abs(v) > minPart {
			m.Parts = append(m.Parts, spec.Part{Name: partNames[i], Value: v})
		}
	}
	if a.Mass > 0 { // what has nothing to say shows nothing
		p := c.Confidence(s.Similarity)
		m.Confidence = &p
	}
	return m
}

// Overlaps from which two statements are close, or one is broader. Lexical
// overlap knows no synonyms, so it says little more than which of the two has
// words that the other lacks.
const (
	coversMost = 0.65
	coversSome = 0.25
)

// relation reads the relation from what each side covers of the other. The
// evidence that holds all of the requirement and more beside it is narrower
// when the surplus qualifies it; without its words it is broader.
func relation(s Score) spec.Relation {
	words, focus := s.overlap.words, s.overlap.focus
	switch {
	case words < coversSome && focus < coversSome:
		return spec.None
	case s.Limited:
		return spec.Related
	case words >= coversMost && focus >= coversMost:
		return spec.Close
	case words >= coversMost:
		return spec.Narrow
	case focus >= coversMost:
		return spec.Broad
	}
	return spec.Related
}
