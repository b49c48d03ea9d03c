package document

import (
	"regexp"
	"strings"
	"unicode"
)

const (
	// fewestLetters is how many characters a page has on average at least: with
	// fewer, its text is in its pictures.
	fewestLetters = 20
	// shareOfLittle is how many of the words of English prose are little ones at
	// least; lists of names have fewer, text in a wrong code has none.
	shareOfLittle = 0.04
	// fewestJudged is how many words are judged by their share of little ones.
	fewestJudged = 100
	// glyphShift is how far the numbers of glyphs stand below the characters that
	// they draw in most TrueType fonts: the first printable one is number 3.
	glyphShift = ' ' - 3
)

// littleWords are the commonest words of English.
var littleWords = regexp.MustCompile(`(?i)^(?:the|and|of|to|in|for|with|a|an|or|is|are|as|on|by|be|will|at|from|that|this|all)$`)

// reads reports whether pages have text, and it reads as English does.
func reads(pages [][]glyph) bool {
	words := wordsOf(pages)
	letters := 0
	for _, w := range words {
		letters += len(w)
	}
	return letters >= fewestLetters*len(pages) && isEnglish(words)
}

// saysAnything reports whether there is a word on the pages that may be English.
func saysAnything(pages [][]glyph) bool {
	words := wordsOf(pages)
	return len(words) > 0 && (len(words) < fewestJudged || isEnglish(words))
}

func wordsOf(pages [][]glyph) []string {
	var b strings.Builder
	for _, page := range pages {
		writeGlyphs(&b, page)
	}
	return strings.Fields(b.String())
}

func writeGlyphs(b *strings.Builder, glyphs []glyph) {
	for _, g := range glyphs {
		if unicode.IsControl(g.r) {
			b.WriteByte(' ')
		} else {
			b.WriteRune(g.r)
		}
	}
	b.WriteByte(' ')
}

func isEnglish(words []string) bool {
	little := 0
	for _, w := range words {
		if littleWords.MatchString(w) {
			little++
		}
	}
	return float64(little) >= shareOfLittle*float64(len(words))
}

// shiftFonts maps glyph numbers to characters in fonts that store the numbers, if
// the result is words.
func shiftFonts(pages [][]glyph) {
	before, after := map[string]*strings.Builder{}, map[string]*strings.Builder{}
	for _, page := range pages {
		for i, g := range page {
			if g.font == "" {
				continue
			}
			if before[g.font] == nil {
				before[g.font], after[g.font] = &strings.Builder{}, &strings.Builder{}
			}
			if i > 0 && page[i-1].r == '\n' {
				before[g.font].WriteByte(' ')
				after[g.font].WriteByte(' ')
			}
			before[g.font].WriteRune(g.r)
			after[g.font].WriteRune(ofGlyph(g.r))
		}
	}
	wrong := map[string]bool{}
	for font := range before {
		// A font of few words, of the headings perhaps, has the fault of the others.
		was, is := strings.Fields(before[font].String()), strings.Fields(after[font].String())
		wrong[font] = !isEnglish(was) && (isEnglish(is) || looksWritten(after[font].String()) > looksWritten(before[font].String()))
	}
	for _, page := range pages {
		for i := range page {
			if wrong[page[i].font] {
				page[i].r = ofGlyph(page[i].r)
			}
		}
	}
}

// macGlyphs are glyphs of the standard order that stand elsewhere.
var macGlyphs = map[rune]rune{135: '•', 177: '–', 178: '—', 179: '“', 180: '”', 181: '‘', 182: '’'}

// ofGlyph is the character of a glyph in the standard order of TrueType fonts. A
// space is one already: PDFium adds it where glyphs stand apart.
func ofGlyph(number rune) rune {
	switch {
	case macGlyphs[number] != 0:
		return macGlyphs[number]
	case number < 3 || number > '~'-glyphShift || number == '\n' || number == '\r' || number == ' ':
		return number
	}
	return number + glyphShift
}

// looksWritten is the share of vowels and spaces in a text.
func looksWritten(s string) float64 {
	n := 0
	for _, r := range strings.ToLower(s) {
		if strings.ContainsRune("aeiou ", r) {
			n++
		}
	}
	return float64(n) / float64(max(len(s), 1))
}

// inWord matches a word with a sign in it that no word has: a ligature whose font
// does not say which letters it draws.
var inWord = regexp.MustCompile("[\\pL]*[!\"#$%&*+][\\pL]+")

// fewestRestored is how many words a ligature must make at least.
const fewestRestored = 2

// restoreLigatures writes the letters for signs that stand for ligatures, if one
// choice of letters turns most of the affected strings into words.
func restoreLigatures(text string, known func(string) bool) string {
	if known == nil {
		return text
	}
	found := map[byte][]string{} // words by sign
	for _, w := range inWord.FindAllString(text, -1) {
		if i := strings.IndexAny(w, "!\"#$%&*+"); i >= 0 {
			found[w[i]] = append(found[w[i]], strings.ToLower(w))
		}
	}
	letters := map[byte]string{}
	for sign, words := range found {
		most := max(fewestRestored, (len(words)+1)/2) - 1
		for _, ligature := range []string{"fi", "fl", "ff", "ffi", "ffl", "ti", "tt"} {
			n := 0
			for _, w := range words {
				if known(strings.Replace(w, string(sign), ligature, 1)) {
					n++
				}
			}
			if n > most {
				letters[sign], most = ligature, n
			}
		}
	}
	if len(letters) == 0 {
		return text
	}
	return inWord.ReplaceAllStringFunc(text, func(w string) string {
		for sign, ligature := range letters {
			w = strings.Replace(w, string(sign), ligature, 1)
		}
		return w
	})
}
