package encoder

import (
	"math"
	"strings"
	"testing"

	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// mark gives the byte ranges of words in a text.
func mark(text string, words ...string) Marked {
	m := Marked{Text: text}
	at := 0
	for _, w := range words {
		start := at + strings.Index(text[at:], w)
		at = start + len(w)
		m.Words = append(m.Words, spec.Span{Start: start, End: at})
	}
	return m
}

func TestWordsOfOneMeaningLieCloseTogether(t *testing.T) {
	e := builtinEncoder(t)
	texts := []Marked{
		mark("Writes reports about the inspection of bridges", "Writes", "reports", "bridges"),
		mark("Prepares summaries after viaducts were examined", "Prepares", "summaries", "viaducts"),
	}
	blocks, err := e.Words(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		for j := range 3 {
			same, other := vector.Dot(blocks[0].Row(i), blocks[1].Row(i)), vector.Dot(blocks[0].Row(i), blocks[1].Row(j))
			if i != j && other >= same {
				t.Errorf("word %d of the first is nearer to %d (%.2f) than to %d (%.2f) of the second", i, j, other, i, same)
			}
		}
	}
}

func TestEveryWordHasARow(t *testing.T) {
	e := builtinEncoder(t)
	long := strings.Repeat("interdepartmental ", 400) + "end"
	blocks, err := e.Words(t.Context(), []Marked{
		mark("C++, .NET and résumés", "C++", ".NET", "résumés"), {Text: ""}, mark(long, "interdepartmental", "end"), {Text: "no words asked for"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{3, 0, 2, 0} {
		if got := blocks[i].Len(); got != want {
			t.Errorf("text %d has %d rows, not %d", i, got, want)
		}
	}
	for _, r := range []vector.Row{blocks[0].Row(0), blocks[0].Row(1), blocks[0].Row(2), blocks[2].Row(0)} {
		if length := math.Sqrt(float64(vector.Dot(r, r))); math.Abs(length-1) > 0.02 {
			t.Errorf("a row is %.3f long", length)
		}
	}
	if !blocks[2].Row(1).IsZero() {
		t.Error("a word beyond what the encoder reads has a row")
	}
}

// A text is cut at its words, and is read as if it were not.
func TestMarkedTokensAreThoseOfTheText(t *testing.T) {
	v := builtinEncoder(t).vocabulary
	for _, m := range []Marked{
		mark("Writes reports, and files them", "Writes", "reports", "files"),
		mark("Uses C++ and .NET", "C++", ".NET"),
		mark("résumé screening", "résumé", "screening"),
	} {
		got, of := v.marked(m, 128)
		want := v.tokens(m.Text, 128)
		if len(got) != len(want) {
			t.Fatalf("%q: %d tokens, not %d", m.Text, len(got), len(want))
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%q: token %d is %d, not %d", m.Text, i, got[i], want[i])
			}
		}
		for i, r := range of {
			if r.from >= r.to {
				t.Errorf("%q: word %d has no tokens", m.Text, i)
			}
		}
	}
}

func BenchmarkWords(b *testing.B) {
	e := builtinEncoder(b)
	texts := make([]Marked, 20)
	for i, s := range statementsOf20Words(len(texts)) {
		texts[i] = mark(s, strings.Fields(s)...)
	}
	for b.Loop() {
		if _, err := e.Words(b.Context(), texts); err != nil {
			b.Fatal(err)
		}
	}
}

// Whatever the text and wherever it is cut, every word has tokens inside the text's,
// in order.
func FuzzMarked(f *testing.F) {
	f.Add("Writes reports", 0, 6, 14)
	f.Add("C++ \u00e9\u0301\u200b\xff", 3, 4, 6)
	v := builtinEncoder(f).vocabulary
	f.Fuzz(func(t *testing.T, text string, a, b, c int) {
		if a < 0 || b < a || c < b || c > len(text) {
			return
		}
		const most = 16
		tokens, of := v.marked(Marked{Text: text, Words: []spec.Span{{Start: a, End: b}, {Start: b, End: c}}}, most)
		if len(tokens) > most || of[0].from < 1 || of[0].from > of[0].to || of[0].to > of[1].from || of[1].from > of[1].to || of[1].to > len(tokens)-1 {
			t.Errorf("%d tokens, words at %v", len(tokens), of)
		}
	})
}
