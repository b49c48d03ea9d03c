package match

import (
	"slices"
	"strings"

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

	otherSense    = 0.75
	otherFigures  = 0.50
	enoughActions = 0.66 // share of several required actions
)

// judges take away from what the other parts add, each a share of it, in the
// order of the last partNames.
var judges = [...]func(a, b *Text, o overlap) (loss float64, limits bool){kindLoss, modeLoss, senseLoss}

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
	required, offered := a.mode, b.mode
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
	case required == semantic.Assist:
		return 0, false // who does or leads a thing takes part in it
	case offered == semantic.Teach:
		return teachingForDoing, true
	case offered == semantic.Lead:
		return leadingForDoing, true
	}
	return 0, false
}

// senseLoss says what it costs that one side denies, undergoes or undoes what
// the other does, or that both name figures and one required is not offered.
func senseLoss(a, b *Text, _ overlap) (loss float64, limits bool) {
	if a.Sense.Negated != b.Sense.Negated || a.Sense.Passive != b.Sense.Passive || undoes(a, b) {
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

// undoes reports whether a verb of b is the opposite of one of a, which no
// verb of b agrees with.
func undoes(a, b *Text) bool {
	for _, v := range a.verbs {
		if slices.ContainsFunc(b.verbs, v.Opposes) && !slices.ContainsFunc(b.verbs, v.Agrees) {
			return true
		}
	}
	return false
}

// qualifies reports whether b speaks of a kind of what a speaks of: "tax law"
// for "law". A word that a has not stands right before one that both have, as
// part of one name.
func qualifies(a, b *Text) bool {
	for i := 1; i < len(b.Words); i++ {
		before, word := b.Words[i-1], b.Words[i]
		if before.Role != semantic.Object || word.Role != semantic.Object || before.Light || !adjoins(before, word) {
			continue
		}
		_, known := a.term(stemID(before.Stem))
		at, shared := a.term(stemID(word.Stem))
		if shared && !known && !a.named(a.terms[at].id) {
			return true
		}
	}
	return false
}

// named reports whether a word of t stands as the end of a name of several
// words: "child welfare law".
func (t *Text) named(id uint64) bool {
	for i := 1; i < len(t.Words); i++ {
		before, word := t.Words[i-1], t.Words[i]
		if stemID(word.Stem) == id && before.Role == semantic.Object && word.Role == semantic.Object && !before.Light && adjoins(before, word) {
			return true
		}
	}
	return false
}

// adjoins reports whether a word stands right behind another: a character parts
// them, or none when both are of one acronym.
func adjoins(before, word semantic.Word) bool { return word.Start <= before.End+1 }

// showsFewActions reports whether of several actions required ("plans,
// develops and evaluates") the evidence shows fewer than two thirds. What that
// costs in similarity, the action part says.
func showsFewActions(a, b *Text) bool {
	share, ok := actionAgreement(a, b)
	return ok && len(a.verbs) > 1 && share < enoughActions
}

// modeOf returns the side from which a statement's actions touch their object:
// the strongest of its verbs decides, teaching before leading before doing. A
// statement without a verb may name its action by a noun: "supervision of
// staff" is supervising.
func modeOf(text string, p semantic.Phrase) semantic.Mode {
	if p.Degree == semantic.Learning {
		return semantic.Learn
	}
	if len(p.Actions) == 0 {
		if len(p.Words) > 0 && p.Kind != spec.Knowledge && takesObject(text[p.Words[0].End:]) {
			return semantic.VerbOf(p.Words[0].Stem).Mode
		}
		return semantic.Do
	}
	best := p.Actions[0].Mode
	for _, v := range p.Actions[1:] {
		if modeRank[v.Mode] > modeRank[best] {
			best = v.Mode
		}
	}
	return best
}

var modeRank = map[semantic.Mode]int{semantic.Teach: 4, semantic.Lead: 3, semantic.Do: 2, semantic.Assist: 1}

// takesObject reports whether what follows a noun is what its action is done
// to.
func takesObject(rest string) bool {
	preposition, _, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
	return preposition == "of" || preposition == "in" || preposition == "with"
}
