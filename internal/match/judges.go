package match

import (
	"slices"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// What a judge takes away, as a share of what the other parts add.
const (
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
	otherFigures  = 0.50
	enoughActions = 0.66 // share of several required actions
)

// judges take away from what the other parts add, each a share of it, in the
// order of the last partNames.
var judges = [...]func(a, b *Text, o overlap) (loss float64, limits bool){kindLoss, modeLoss, mentionLoss, senseLoss}

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
