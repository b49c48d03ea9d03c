package semantic

import (
	"strings"

	"crosswalk/internal/spec"
)

// What a part of a statement needs, so that it can be met by itself.
const (
	leastPartWords  = 2 // content words
	leastWholeWords = 8 // content words of a statement that is worth taking apart
	mostParts       = 6 // what is behind them belongs to the last
)

// Parts returns where the acts of a statement stand that lists several, each on
// a subject of its own: "Plans programs; prepares budgets and supervises staff"
// has three. "Plans, develops and evaluates programs" has one subject and is
// whole. It returns nil for a statement that is whole.
func Parts(text string, kind spec.Kind) []spec.Span {
	if kind == spec.Knowledge {
		return nil
	}
	r := reader{text: text, tokens: Tokens(text)}
	r.clauses()
	r.opening()
	if r.phrase.Kind == spec.Knowledge {
		return nil
	}
	first := 0
	for first < len(r.tokens) && (r.gone[first] || skipBeforeVerb(r.word(first))) {
		first++
	}
	if first == len(r.tokens) || !verbKnown(r.word(first)) || r.contentWords(first, len(r.tokens)) < leastWholeWords {
		return nil
	}
	begins := []int{first} // token at which each part begins
	for i := first + 1; i < len(r.tokens) && len(begins) < mostParts; i++ {
		last := begins[len(begins)-1]
		if r.gone[i] || !r.joins(i) || r.maybeNoun(i) || !sameInflection(r.word(first), r.word(i)) || r.onlyVerbs(last, i) ||
			r.contentWords(last, i) < leastPartWords || r.contentWords(i, len(r.tokens)) < leastPartWords {
			continue
		}
		begins = append(begins, i)
	}
	if len(begins) < 2 {
		return nil
	}
	var out []spec.Span
	for k, begin := range begins {
		start, end := r.tokens[begin].Start, len(text)
		if k == 0 {
			start = 0
		}
		if k+1 < len(begins) {
			end = r.tokens[r.before(begins[k+1])].End
		}
		out = append(out, spec.Span{Start: start, End: start + len(strings.TrimRight(text[start:end], " ,;.:"))})
	}
	return out
}

// joins reports whether the i-th token goes on with another part: behind a
// semicolon, or a comma or "and" that joins it to what stands before.
func (r *reader) joins(i int) bool {
	between := r.text[r.tokens[i-1].End:r.tokens[i].Start]
	w := r.word(i - 1)
	return strings.ContainsAny(between, ";,") || w == "and" || w == "or"
}

// looksLikeNoun are stems of verbs that lists of nouns and adjectives hold as
// well: "budgets, reports and plans", "correct, complete and concise notes".
var looksLikeNoun = stemSet(`
	report record plan budget log file test study review audit schedule document contract project program process register
	map design research survey supply order work visit tour guide judge answer address interview measure estimate form
	correct complete direct present open clean secure separate exhibit model display transfer support train care release`)

// maybeNoun reports whether the i-th token need not be a verb. Behind a semicolon
// it is one.
func (r *reader) maybeNoun(i int) bool {
	between := r.text[r.tokens[i-1].End:r.tokens[i].Start]
	return looksLikeNoun[Stem(r.word(i))] && !strings.HasSuffix(r.word(i), "ing") && !strings.Contains(between, ";")
}

func stemSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[Stem(w)] = true
	}
	return set
}

// before returns the last token before the i-th that is no "and" or "or".
func (r *reader) before(i int) int {
	for i--; i > 0 && (r.word(i) == "and" || r.word(i) == "or"); {
		i--
	}
	return i
}

// onlyVerbs reports whether nothing but verbs stands in tokens [from, to): what
// follows shares its subject with them.
func (r *reader) onlyVerbs(from, to int) bool {
	for i := from + 1; i < to; i++ {
		if !skipBeforeVerb(r.word(i)) && !(r.joins(i) && sameInflection(r.word(from), r.word(i))) {
			return false
		}
	}
	return true
}

func (r *reader) contentWords(from, to int) int {
	n := 0
	for i := from; i < to; i++ {
		if !r.gone[i] && !IsStop(r.word(i)) {
			n++
		}
	}
	return n
}
