package semantic

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// isInvisible reports whether r shows nothing by itself: soft hyphens,
// zero-width characters, marks of direction and of variants. Editors and PDF
// converters put them into words, and no reader sees them.
func isInvisible(r rune) bool {
	return unicode.Is(unicode.Cf, r) || r == '\u034f' || '\ufe00' <= r && r <= '\ufe0f'
}

// isAccent reports whether r is a mark on a Latin letter. In other scripts marks
// are vowels, and words differ by them.
func isAccent(r rune) bool { return '\u0300' <= r && r <= '\u036f' }

// spelledOut are the Latin letters that Unicode does not take apart.
var spelledOut = map[rune]string{
	'ß': "ss", 'ẞ': "SS", 'æ': "ae", 'Æ': "AE", 'œ': "oe", 'Œ': "OE", 'ø': "o", 'Ø': "O", 'ł': "l", 'Ł': "L", 'đ': "d", 'Đ': "D", 'ı': "i",
}

// fold spells a word with the plainest characters that a reader takes for the
// same: ligatures and full-width letters become letters (Unicode's
// compatibility form), accents and invisible characters go.
func fold(word string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(word) {
		switch plain, ok := spelledOut[r]; {
		case isAccent(r), isInvisible(r):
		case ok:
			b.WriteString(plain)
		case isWordRune(r), isApostrophe(r):
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}
