package semantic

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Names are words although signs stand in them, or although they are spelled
// like words that say nothing: "C++", ".NET", "R&D", "R.N.", "IT".

func isLetterByte(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// dotNet reports whether ".NET" stands at i, as a name of its own.
func dotNet(text string, i int) bool {
	const name = ".net"
	if len(text)-i < len(name) || !strings.EqualFold(text[i:i+len(name)], name) || startsWithWord(text[i+len(name):]) {
		return false
	}
	return i == 0 || text[i-1] != '.' && (text[i-1] >= utf8.RuneSelf || !wordBytes[text[i-1]])
}

// signEnd returns the end of the name that the letters from start to end make
// with the sign behind them, end when they make none: "C++", "A+", "C#", "R&D".
func signEnd(text string, start, end int) int {
	single := end-start == 1 && isLetterByte(text[start])
	rest := text[end:]
	switch {
	case strings.HasPrefix(rest, "++") && isLetterByte(text[start]):
		return end + 2
	case single && (rest[0] == '+' || rest[0] == '#') && !startsWithWord(rest[1:]):
		return end + 1
	case single && rest[0] == '&' && len(rest) > 1 && isLetterByte(rest[1]) && !startsWithWord(rest[2:]):
		return end + 2
	}
	return end
}

// suffixEnd returns the end of a name like "ASP.NET" or "Node.js", end when the
// letters from start to end begin none.
func suffixEnd(text string, start, end int) int {
	for _, suffix := range [...]string{".net", ".js"} {
		stop := end + len(suffix)
		if stop <= len(text) && strings.EqualFold(text[end:stop], suffix) && !startsWithWord(text[stop:]) && isLetterByte(text[start]) {
			return stop
		}
	}
	return end
}

// degreeParts are the parts of abbreviated degrees and licences that are longer
// than a letter: "Ph.D.", "M.Ed.", "B.Sc.".
var degreeParts = wordSet(`au dr ed eng ll litt min div mus pharm ph phil psy sc th`)

// dottedEnd returns the letters of an abbreviation like "R.N." or "Ph.D.", and
// its end, with the last dot. The dots stand between single letters, or between
// one and a part of a degree. The end is end when the letters from start to end
// begin none.
func dottedEnd(text string, start, end int) (letters string, dotted int) {
	part := func(from, to int) (fits, single bool) {
		single = to-from == 1 && isLetterByte(text[from])
		return single || to-from <= len("pharm") && degreeParts[strings.ToLower(text[from:to])], single
	}
	fits, single := part(start, end)
	if !fits {
		return "", end
	}
	stop, from := end, start
	for stop < len(text) && text[stop] == '.' {
		next := stop + 1
		for next < len(text) && text[next] < utf8.RuneSelf && wordBytes[text[next]] {
			next++
		}
		fits, one := part(stop+1, next)
		if next == stop+1 || !fits || startsWithWord(text[next:]) {
			break
		}
		letters += text[from:stop]
		from, stop, single = stop+1, next, single || one
	}
	if stop == end || !single {
		return "", end
	}
	letters += text[from:stop]
	if stop < len(text) && text[stop] == '.' {
		stop++
	}
	return letters, stop
}

// notNames are dotted letters that say as little as the word that they spell.
var notNames = wordSet(`am eg ie`)

func appendDotted(tokens []Token, text, letters string, start, end int) []Token {
	word := strings.ToLower(letters)
	if long := longForms[word]; long != nil {
		return appendLong(tokens, text, start, end, long)
	}
	// "A.S." is a degree and "D.O." a physician, not "as" and "do".
	if IsStop(word) && !notNames[word] {
		word = strings.ToUpper(word)
	}
	return append(tokens, Token{Word: word, Start: start, End: end})
}

// longForms are acronyms with the words that they stand for: only such as stand
// for one and the same thing in any public employer's text. "ADA" and "CAD" do
// not. None has more words than letters.
var longForms = map[string][]string{
	"cdl":  {"commercial", "driver", "license"},
	"cpa":  {"certified", "public", "accountant"},
	"cpas": {"certified", "public", "accountants"},
	"cpr":  {"cardiopulmonary", "resuscitation"},
	"eeo":  {"equal", "employment", "opportunity"},
	"emt":  {"emergency", "medical", "technician"},
	"emts": {"emergency", "medical", "technicians"},
	"gis":  {"geographic", "information", "systems"},
	"hr":   {"human", "resources"},
	"hvac": {"heating", "ventilation", "air", "conditioning"},
	"it":   {"information", "technology"},
	"lpn":  {"licensed", "practical", "nurse"},
	"lpns": {"licensed", "practical", "nurses"},
	"lvn":  {"licensed", "vocational", "nurse"},
	"lvns": {"licensed", "vocational", "nurses"},
	"ppe":  {"personal", "protective", "equipment"},
	"rn":   {"registered", "nurse"},
	"rns":  {"registered", "nurses"},
	"us":   {"united", "states"},
	"usa":  {"united", "states"},
}

// maxAcronym is the length of the longest of them.
const maxAcronym = len("hvac")

// standsFor reports whether a word that is spelled like an acronym is one. Most
// are in any case; "it" and "us" only in capitals that are not there for the
// whole line, and "40 hr" is a time.
func standsFor(tokens []Token, text, run, word string, start, end int) bool {
	switch word {
	case "it", "us":
		behind, capitals := strings.CutPrefix(run, strings.ToUpper(word))
		if !capitals || strings.HasSuffix(behind, "S") { // "IT'S"
			return false
		}
		return !shouted(text, start, end) || beginsTitle(text, start, end)
	case "hr":
		if !strings.HasPrefix(run, "HR") && len(tokens) > 0 {
			before := tokens[len(tokens)-1].Word
			return before != "per" && !isFigure(before)
		}
	}
	return true
}

func isFigure(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool { return r < '0' || r > '9' })
}

// appendLong adds the words that an acronym stands for. Each has a letter as its
// place, the last one what is left.
func appendLong(tokens []Token, text string, start, end int, words []string) []Token {
	for i, word := range words {
		stop := end
		if i < len(words)-1 {
			_, size := utf8.DecodeRuneInString(text[start:])
			stop = start + size
			for stop < end && !startsWithLetter(text[stop:]) {
				_, size = utf8.DecodeRuneInString(text[stop:])
				stop += size
			}
		}
		tokens = append(tokens, Token{Word: word, Start: start, End: stop})
		start = stop
	}
	return tokens
}

// around is how many words, and bytes, before and behind an acronym say whether
// its line is in capitals.
const (
	around      = 3
	aroundBytes = 80
)

// neighbours are the words next to the one from start to end, the nearest first.
func neighbours(text string, start, end int) (before, behind []string) {
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	before = strings.FieldsFunc(text[max(0, start-aroundBytes):start], notLetter)
	slices.Reverse(before)
	behind = strings.FieldsFunc(text[end:min(len(text), end+aroundBytes)], notLetter)
	return before[:min(len(before), around)], behind[:min(len(behind), around)]
}

func isShort(word string) bool { return len(word) <= len("GIS") }

func inCapitals(word string) bool { return word == strings.ToUpper(word) }

func isGrammar(word string) bool { return len(word) > 1 && IsStop(strings.ToLower(word)) }

// shouted reports whether the words around a word in capitals are in capitals
// too, so that its own say nothing. Other acronyms ("HIV/AIDS") say nothing
// either way, but a word of grammar beside it does: "DO IT", "IT IS".
func shouted(text string, start, end int) bool {
	before, behind := neighbours(text, start, end)
	for _, side := range [][]string{before, behind} {
		if len(side) > 0 && inCapitals(side[0]) && isGrammar(side[0]) {
			return true
		}
	}
	all := slices.Concat(before, behind)
	if slices.ContainsFunc(all, func(w string) bool { return !inCapitals(w) }) {
		return false
	}
	return slices.ContainsFunc(all, func(w string) bool { return !isShort(w) || isGrammar(w) })
}

// beginsTitle reports whether a word begins its text and no word of grammar
// follows: "IT SPECIALIST", unlike "IT IS REQUIRED".
func beginsTitle(text string, start, end int) bool {
	before, behind := neighbours(text, start, end)
	return len(before) == 0 && len(behind) > 0 && !isGrammar(behind[0])
}

// SpellOut writes the words for acronyms that are spelled like words that say
// nothing, IT and US, where they stand for them: a reader that folds capitals
// could not tell them apart.
func SpellOut(text string) string {
	if !strings.Contains(text, "IT") && !strings.Contains(text, "US") {
		return text
	}
	var b strings.Builder
	end := 0
	tokens := Tokens(text)
	for i, t := range tokens {
		if i+1 == len(tokens) || !tokens[i+1].Touches(t) {
			continue
		}
		switch acronym := text[t.Start:tokens[i+1].End]; acronym {
		case "IT", "US":
			b.WriteString(text[end:t.Start])
			b.WriteString(strings.Join(longForms[strings.ToLower(acronym)], " "))
			end = tokens[i+1].End
		}
	}
	b.WriteString(text[end:])
	return b.String()
}
