// Package semantic reads what a statement says: its words and stems, the
// generic frame around them ("Considerable knowledge of ..."), the action and
// what the action is done to. The text index and the matcher share its
// tokens, so that the evidence for a match can name the very stems that made
// it.
package semantic

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"crosswalk/internal/spec"
)

// Version changes whenever the same text could yield other tokens, stems or
// frames. Indexes built with another version are rebuilt.
//
//	1: first version
//	2: irregular plurals, British spelling, negation and voice
//	3: figures in words
const Version = 3

// A Token is one word of a text.
type Token struct {
	Word  string // lower case, without apostrophes
	Start int    // byte offset of the word in the text
	End   int
}

// Tokens splits text into words: runs of letters and digits. Hyphens and
// slashes separate words; an apostrophe joins, and a possessive "s" is dropped
// with it.
func Tokens(text string) []Token {
	tokens := make([]Token, 0, len(text)/6+1)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !isWordRune(r) {
			i += size
			continue
		}
		start := i
		for i < len(text) {
			r, size = utf8.DecodeRuneInString(text[i:])
			if !isWordRune(r) && !(isApostrophe(r) && startsWithLetter(text[i+size:])) {
				break
			}
			i += size
		}
		tokens = append(tokens, Token{Word: foldWord(text[start:i]), Start: start, End: i})
	}
	return tokens
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' }

func startsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

var apostrophes = strings.NewReplacer("'", "", "’", "")

func foldWord(w string) string {
	w = strings.ToLower(w)
	if !strings.ContainsAny(w, "'’") {
		return w
	}
	for _, possessive := range []string{"'s", "’s"} {
		if base, ok := strings.CutSuffix(w, possessive); ok {
			w = base
			break
		}
	}
	return apostrophes.Replace(w)
}

// IsStop reports whether word carries grammar rather than subject: articles,
// prepositions, pronouns, auxiliaries.
func IsStop(word string) bool { return stopWords[word] }

// Stems returns the stems of text's content words, in order, stop words left
// out.
func Stems(text string) []string {
	tokens := Tokens(text)
	stems := make([]string, 0, len(tokens))
	for _, t := range tokens {
		if !IsStop(t.Word) {
			stems = append(stems, Stem(t.Word))
		}
	}
	return stems
}

// Places returns where the words with one of the stems stand in text, in order.
func Places(text string, stems []string) []spec.Span {
	var out []spec.Span
	for _, t := range Tokens(text) {
		if !IsStop(t.Word) && slices.Contains(stems, Stem(t.Word)) {
			out = append(out, spec.Span{Start: t.Start, End: t.End})
		}
	}
	return out
}

func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

var stopWords = wordSet(`
	a about above after again against all also although am an and any are as at
	be because been before being below between both but by can could did do does
	doing down during each either etc even every few for from further had has
	have having he her here hers herself him himself his how however i if in
	into is it its itself may me might more most much must my myself neither no
	nor not of off on once only onto or other others our ours ourselves out over
	own per same shall she should so some such than that the their theirs them
	themselves then there these they this those through throughout thus to too
	toward towards under until up upon us very via was we were what when where
	whether which while who whom whose why will with within without would yet
	you your yours yourself eg ie s t`)

// isLight reports whether a content word says little about the subject.
func isLight(word string) bool { return lightWords[word] || isAdverb(word) }

func isAdverb(word string) bool {
	return len(word) > 4 && strings.HasSuffix(word, "ly") && !notAdverbs[word]
}

var notAdverbs = wordSet(`family supply apply reply assembly anomaly comply rely multiply elderly imply quarterly monthly weekly daily fly`)

var lightWords = wordSet(`
	ability able activities activity additional adequate applicable appropriate
	area areas aspect aspects available based best certain common complete
	complex current different direct effective efficient employ employing ensure
	ensuring essential existing facilitate general given good great help high
	importance important includes individual individuals involve involved
	involving level levels maintain maintaining major manner many matter matters
	make makes making means method methods necessary needed new number numerous objective part
	particular people perform performs performing person persons position possible
	practice practices present primary principle principles proper provide
	provided provides providing range relate related relating relevant required
	take takes taking responsibility routine several significant similar situation situations
	skill skills special specific standard task tasks technique techniques
	two type types use used useful uses using utilize utilizes utilizing
	variety various way ways well wide work working`)
