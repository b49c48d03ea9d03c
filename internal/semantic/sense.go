package semantic

import (
	"regexp"
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

// figure matches a numeral whole: with thousands and decimals.
var figure = regexp.MustCompile(`\d[\d,]*(?:\.\d+)?`)

// notAsked matches what takes back all that stands before it.
var notAsked = regexp.MustCompile(`(?i)\b(?:is|are) not (?:required|needed|necessary|expected)\b`)

// sense reads negation and voice from the main part of every clause: behind
// "that" or "for" another subject is spoken of.
func (r *reader) sense() {
	if strings.ContainsAny(r.text, "0123456789") {
		for _, numeral := range figure.FindAllString(r.text, -1) {
			r.addFigure(strings.ReplaceAll(numeral, ",", ""))
		}
	}
	if r.holdsWord("not") && notAsked.MatchString(r.text) {
		r.phrase.Negated = true
	}
	inTail, clause := false, -1
	for i, t := range r.tokens {
		if r.clause[i] != clause {
			clause, inTail = r.clause[i], false
		}
		r.addFigure(r.numberWord(i))
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

func (r *reader) holdsWord(word string) bool {
	return slices.ContainsFunc(r.tokens, func(t Token) bool { return t.Word == word })
}

func (r *reader) addFigure(n string) {
	if n != "" && !slices.Contains(r.phrase.Numbers, n) {
		r.phrase.Numbers = append(r.phrase.Numbers, n)
	}
}

// numberWord returns the number that begins at i in words, in digits; "" when
// there is none. It is a figure before a unit only: "one year", "twenty-five
// pounds", not "one of the teams".
func (r *reader) numberWord(i int) string {
	n, next := 0, i
	if k := slices.Index(tens, r.word(next)); k >= 0 {
		n, next = 10*(k+2), next+1
	} else if slices.Contains(tens, r.word(i-1)) {
		return "" // part of the one before
	}
	if k := slices.Index(numberWords, r.word(next)); k >= 0 && (n == 0 || k < 9) {
		n, next = n+k+1, next+1
	}
	if n == 0 || !units[r.word(next)] {
		return ""
	}
	return strconv.Itoa(n)
}

var (
	numberWords = strings.Fields(`one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen`)
	tens        = strings.Fields(`twenty thirty forty fifty sixty seventy eighty ninety`)
	units       = wordSet(`year years month months week weeks day days hour hours minute minutes unit units credit credits pound pounds mile miles words`)
)
