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
//	4: names with signs, acronyms, folded characters
const Version = 4

// TrainedVersion is the oldest version that the model of words and the
// frequencies in this program may come from. Those of version 3 still fit: of
// the 18,796 task statements of O*NET 30.1, 45 have other stems in version 4,
// most of them because an acronym stands there beside its long form. All words
// that acronyms stand for were trained; a name that keeps its sign or its
// capitals was not, and counts as a word without a vector.
const TrainedVersion = 3

// Fits reports whether what was trained with a version of the reading can be
// used with this one.
func Fits(version int) bool { return TrainedVersion <= version && version <= Version }

// A Token is one word of a text.
type Token struct {
	// Word is in lower case, without accents, invisible characters and
	// apostrophes. A name that is spelled like another word keeps its capitals
	// ("AIDS", "A.S."): it is no form of that word.
	Word  string
	Start int // byte offset of the word in the text
	End   int
}

// Touches reports whether t and the word before it are parts of one term: no
// character stands between them. So it is with the words that an acronym stands
// for.
func (t Token) Touches(before Token) bool { return t.Start == before.End }

// Tokens splits text into words: runs of letters and digits. Hyphens and
// slashes separate words; an apostrophe joins, and a possessive "s" is dropped
// with it. Names with signs ("C++", ".NET") and dotted letters ("R.N.") are one
// word. A well-known acronym yields the words that it stands for; each of them
// has its letter as its place, so that places never overlap.
func Tokens(text string) []Token {
	tokens := make([]Token, 0, len(text)/6+1)
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf && !wordBytes[c] {
			if c == '.' && dotNet(text, i) {
				tokens = append(tokens, Token{Word: ".net", Start: i, End: i + len(".net")})
				i += len(".net")
				continue
			}
			i++
			continue
		}
		end, as := wordEnd(text, i)
		if end == i {
			_, size := utf8.DecodeRuneInString(text[i:])
			i += size
			continue
		}
		tokens = appendWord(tokens, text, i, end, as)
		i = max(end, lastEnd(tokens))
	}
	return tokens
}

func lastEnd(tokens []Token) int {
	if len(tokens) == 0 {
		return 0
	}
	return tokens[len(tokens)-1].End
}

// wordBytes are the ASCII letters and digits.
var wordBytes = func() (set [utf8.RuneSelf]bool) {
	for c := range set {
		set[c] = 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
	}
	return set
}()

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 0 && wordBytes[r]
	}
	return unicode.In(r, unicode.L, unicode.Nd, unicode.Nl, unicode.Mn)
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

func startsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

func startsWithWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isWordRune(r)
}

// spelling says what must be done to a run of letters to make a word of it.
type spelling struct{ apostrophe, unfolded bool }

// wordEnd returns the end of the run of letters and digits that begins at
// start, start itself when none does. Apostrophes and invisible characters do
// not end it when it goes on behind them.
func wordEnd(text string, start int) (end int, as spelling) {
	end = start
	var between spelling // signs that count only if the word goes on
	for i := start; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			switch {
			case wordBytes[c]:
				i++
				end, as = i, between
				continue
			case c == '\'' && end > start && startsWithLetter(text[i+1:]):
				i++
				between.apostrophe = true
				continue
			}
			return end, as
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case isApostrophe(r) && end > start && startsWithLetter(text[i+size:]):
			between.apostrophe = true
		case isInvisible(r) && end > start:
			between.unfolded = true
		case isWordRune(r) && (end > start || !unicode.Is(unicode.Mn, r)):
			between.unfolded = true
			end, as = i+size, between
		default:
			return end, as
		}
		i += size
	}
	return end, as
}

// appendWord adds the word that the run of letters from start to end is, or
// begins.
func appendWord(tokens []Token, text string, start, end int, as spelling) []Token {
	run := text[start:end]
	if as.unfolded {
		run = fold(run)
	}
	if end < len(text) && as == (spelling{}) {
		switch text[end] {
		case '+', '#', '&':
			if named := signEnd(text, start, end); named > end {
				return append(tokens, Token{Word: strings.ToLower(text[start:named]), Start: start, End: named})
			}
		case '.':
			if named := suffixEnd(text, start, end); named > end {
				return append(tokens, Token{Word: strings.ToLower(text[start:named]), Start: start, End: named})
			}
			if letters, dotted := dottedEnd(text, start, end); dotted > end {
				return appendDotted(tokens, text, letters, start, dotted)
			}
		}
	}
	word := strings.ToLower(run)
	if as.apostrophe {
		word = withoutApostrophes(word)
	}
	if len(word) <= maxAcronym {
		if long := longForms[word]; long != nil && standsFor(tokens, text, run, word, start, end) {
			return appendLong(tokens, text, start, end, long)
		}
		if word == "aids" && run == "AIDS" && !shouted(text, start, end) {
			word = run
		}
	}
	if word == "" {
		return tokens
	}
	return append(tokens, Token{Word: word, Start: start, End: end})
}

// withoutApostrophes drops a possessive "s" and joins what else an apostrophe
// parts.
func withoutApostrophes(word string) string {
	for _, possessive := range []string{"'s", "’s", "ʼs"} {
		if base, ok := strings.CutSuffix(word, possessive); ok {
			word = base
			break
		}
	}
	return apostrophes.Replace(word)
}

var apostrophes = strings.NewReplacer("'", "", "’", "", "ʼ", "")

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
	return spec.UniteSpans(out)
}

// Content returns where the words of a text stand that carry its content, in
// order: without the frame that it opens with, stop words, and words that suit any
// subject.
func Content(text string) []spec.Span {
	var out []spec.Span
	frame := OpeningFrame(text)
	for _, t := range Tokens(text) {
		if t.Start >= frame && !IsStop(t.Word) && !isLight(t.Word) {
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
