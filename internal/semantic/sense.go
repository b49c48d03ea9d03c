package semantic

import (
	"slices"
	"strconv"
	"strings"
)

// Sense is what turns a statement round although its words stay: "does not
// supervise" and "is supervised by" are no supervising, and forty words a
// minute are not sixty.
type Sense struct {
	Negated bool // denies: "Does not supervise staff"
	Passive bool // undergoes: "Is supervised by a manager"
	// Numbers are the figures that the statement names, in digits.
	Numbers []string
}

var (
	negations = wordSet(`not never cannot cant dont doesnt isnt arent wont no`)
	// Words behind a negation that take its force away: "not limited to",
	// "no later than".
	notDenying = wordSet(`limited only later less more fewer longer`)
	beForms    = wordSet(`is are be being been was were`)
	// Participles that do not end in -ed.
	participles = wordSet(`taught led given held taken made done known seen written chosen kept paid sent shown trained`)
)

// sense reads negation and voice from the main part of every clause: behind
// "that" or "for" another subject is spoken of.
func (r *reader) sense() {
	inTail, clause := false, -1
	for i, t := range r.tokens {
		if r.clause[i] != clause {
			clause, inTail = r.clause[i], false
		}
		if n := r.number(i); n != "" && !slices.Contains(r.phrase.Numbers, n) {
			r.phrase.Numbers = append(r.phrase.Numbers, n)
		}
		switch {
		case inTail:
		case negations[t.Word] && !notDenying[r.word(i+1)] && r.word(i-1) != "or" && r.word(i+1) != "supervision":
			r.phrase.Negated = true
		case beForms[t.Word] && r.undergoes(i+1):
			r.phrase.Passive = true
		}
		inTail = inTail || tailMarkers[t.Word]
	}
}

// undergoes reports whether a participle stands at i, with "by" behind it.
func (r *reader) undergoes(i int) bool {
	for isAdverb(r.word(i)) {
		i++
	}
	return (strings.HasSuffix(r.word(i), "ed") || participles[r.word(i)]) && r.word(i+1) == "by"
}

// number returns the figure at i in digits, "" when there is none. A number
// word is a figure before a unit only: "one year", not "one of the teams".
func (r *reader) number(i int) string {
	word := r.word(i)
	if isNumber(word) {
		return word
	}
	if n := slices.Index(numberWords, word); n >= 0 && units[r.word(i+1)] {
		return strconv.Itoa(n + 1)
	}
	return ""
}

var (
	numberWords = strings.Fields(`one two three four five six seven eight nine ten eleven twelve`)
	units       = wordSet(`year years month months week weeks day days hour hours minute minutes unit units credit credits pound pounds mile miles words`)
)

func isNumber(word string) bool { return strings.Trim(word, "0123456789") == "" }
