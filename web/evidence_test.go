package web

import (
	"strings"
	"testing"
	"unicode/utf8"

	"crosswalk/internal/app"
)

func TestALongQuoteIsToldAroundItsFirstSharedWord(t *testing.T) {
	long := strings.Repeat("Keeps up the word-processing machines of the office. ", 20) + "Sorts outgoing mail by hand. " + strings.Repeat("Does other work, as told to. ", 20)
	q := quote{Text: long, Shared: app.SharedWords(long, "Sort mail by hand").Subject}
	e := q.Excerpt()
	if e == nil || utf8.RuneCountInString(e.Text) > longQuote+4 || !strings.HasPrefix(e.Text, "… ") || !strings.HasSuffix(e.Text, " …") {
		t.Fatalf("%+v", e)
	}
	if got := string(mark(e.Text, e.Shared)); !strings.Contains(got, "<mark>Sorts</mark> outgoing <mark>mail</mark> by <mark>hand</mark>.") {
		t.Error(got)
	}
	for name, text := range map[string]string{"one endless word": strings.Repeat("é", 5000), "no shared word": long} {
		e := quote{Text: text}.Excerpt()
		if e == nil || !utf8.ValidString(e.Text) || len(e.Text) > longQuote+8 || len(e.Text) < longQuote/2 {
			t.Errorf("%s: %+v", name, e)
		}
	}
	if (quote{Text: "Sorts mail."}).Excerpt() != nil {
		t.Error("a short quote needs no excerpt")
	}
}
