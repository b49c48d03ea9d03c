package encoder

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"crosswalk/internal/semantic"
)

// A vocabulary cuts texts into pieces of words, as BERT does (Devlin et al.
// 2019): lower case, without accents, punctuation by itself, each word by its
// longest known beginnings.
type vocabulary struct {
	ids                 map[string]int32
	begin, end, unknown int32
}

// Pieces that every vocabulary has.
const (
	pieceBegin   = "[CLS]"
	pieceEnd     = "[SEP]"
	pieceUnknown = "[UNK]"
	continued    = "##" // a piece that goes on with a word
)

// longestWord is the length in bytes from which a word is not cut but unknown.
const longestWord = 200

// Knows reports whether a word in lower case is one of the vocabulary, which holds
// the common words of English whole.
func (e *Encoder) Knows(word string) bool {
	_, ok := e.vocabulary.ids[word]
	return ok
}

// tokens returns the pieces of a text between the marks of its beginning and
// end, most at most. What is longer is cut.
func (v *vocabulary) tokens(text string, most int) []int32 {
	out := append(make([]int32, 0, 32), v.begin)
	for _, word := range words(text) {
		out = v.pieces(out, word)
		if len(out) >= most {
			out = out[:most-1]
			break
		}
	}
	return append(out, v.end)
}

// pieces appends the pieces of a word.
func (v *vocabulary) pieces(out []int32, word string) []int32 {
	if len(word) > longestWord {
		return append(out, v.unknown)
	}
	first := len(out)
	for start := 0; start < len(word); {
		end, id, found := len(word), int32(0), false
		for ; end > start && !found; end-- {
			piece := word[start:end]
			if start > 0 {
				piece = continued + piece
			}
			id, found = v.ids[piece]
		}
		if !found {
			return append(out[:first], v.unknown)
		}
		out = append(out, id)
		start = end + 1
	}
	return out
}

// words splits a text at white space and around punctuation, in lower case and
// without accents. Ligatures and wide letters are taken for the letters that
// they stand for, IT for information technology; what has no width or no meaning
// is left out.
func words(text string) []string {
	var out []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	for _, r := range norm.NFD.String(strings.ToLower(norm.NFKC.String(semantic.SpellOut(text)))) {
		switch {
		case r == unicode.ReplacementChar, unicode.Is(unicode.Mn, r):
		case unicode.IsSpace(r):
			flush()
		case unicode.Is(unicode.C, r):
		case alone(r):
			flush()
			out = append(out, string(r))
		default:
			word.WriteRune(r)
		}
	}
	flush()
	return out
}

// alone reports whether a sign is a word by itself.
func alone(r rune) bool {
	return r < 128 && r > ' ' && !unicode.IsLetter(r) && !unicode.IsDigit(r) || unicode.IsPunct(r) || unicode.Is(unicode.Han, r)
}
