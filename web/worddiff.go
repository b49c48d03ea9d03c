package web

import (
	"html/template"
	"strings"
	"unicode"

	"github.com/aymanbagabas/go-udiff/lcs"
)

// A reworded text is what it was, with the words that are gone marked as
// deleted, and what it is now, with the new ones marked as inserted.
type reworded struct{ Old, New template.HTML }

// rewordedOf compares two texts word by word. Words that are joined by what
// stands between them only are marked as one.
func rewordedOf(was, is string) reworded {
	a, b := pieces(was), pieces(is)
	var gone, added strings.Builder
	atA, atB := 0, 0
	for _, d := range lcs.DiffLines(a, b) {
		write(&gone, "", a[atA:d.Start])
		write(&gone, "del", a[d.Start:d.End])
		write(&added, "", b[atB:d.ReplStart])
		write(&added, "ins", b[d.ReplStart:d.ReplEnd])
		atA, atB = d.End, d.ReplEnd
	}
	write(&gone, "", a[atA:])
	write(&added, "", b[atB:])
	return reworded{template.HTML(gone.String()), template.HTML(added.String())}
}

// write writes pieces of a text, escaped, in an element where it is named; what
// is at its ends but spaces stays outside.
func write(b *strings.Builder, element string, pieces []string) {
	text := strings.Join(pieces, "")
	if element == "" || strings.TrimSpace(text) == "" {
		b.WriteString(template.HTMLEscapeString(text))
		return
	}
	inner := strings.TrimFunc(text, unicode.IsSpace)
	before, after, _ := strings.Cut(text, inner)
	b.WriteString(template.HTMLEscapeString(before) + "<" + element + ">" + template.HTMLEscapeString(inner) + "</" + element + ">" + template.HTMLEscapeString(after))
}

// pieces cuts a text into words with the spaces behind them, and what is no
// letter or digit one by one, so that a comma that has come is no new word.
func pieces(text string) []string {
	var out []string
	start, inWord := 0, false
	cut := func(at int) {
		if at > start {
			out = append(out, text[start:at])
		}
		start = at
	}
	for i, r := range text {
		word := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || inWord && (r == '\'' || r == '’')
		if !word || !inWord {
			cut(i)
		}
		inWord = word
	}
	cut(len(text))
	return out
}
