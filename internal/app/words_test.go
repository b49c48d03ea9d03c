package app

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// A crosswalk and a search mark words that mean nearly the same and share no stem,
// and mark nothing in what is only nearest to a gap.
func TestWordsThatMeanTheSameAreMarked(t *testing.T) {
	a := start(t, t.TempDir())
	x, err := a.Crosswalk(t.Context(), CrosswalkRequest{From: "us-az:ACV80272", To: "us-nc:19200", ToLevel: "Journey"})
	if err != nil {
		t.Fatal(err)
	}
	words := map[[2]string]bool{}
	for asked, e := range x.Matched() {
		for _, w := range e.Shared.Alike {
			words[[2]string{within(t, asked, w.Requirement), within(t, e.Statement.Text, w.Evidence)}] = true
		}
	}
	if !words[[2]string{"convey", "communicate"}] {
		t.Errorf("convey and communicate are not alike in %v", words)
	}
	for _, r := range x.Requirements {
		for _, e := range r.Nearest {
			if len(e.Shared.Alike) != 0 {
				t.Errorf("%q is nearest to a gap and has %v", e.Statement.Text, e.Shared.Alike)
			}
		}
	}

	found, err := a.Search(t.Context(), SearchRequest{Query: "drafting documents"})
	if err != nil {
		t.Fatal(err)
	}
	alike := 0
	for _, f := range found.Items {
		for _, w := range f.Alike {
			within(t, "drafting documents", w.Query)
			within(t, f.Statement.Text, w.Text)
			alike++
		}
	}
	if alike == 0 {
		t.Error("a search by meaning marks no word")
	}
	found, err = a.Search(t.Context(), SearchRequest{Query: "documents", Mode: TextOnly})
	if err != nil || len(found.Items) == 0 {
		t.Fatal(err, found)
	}
	for _, f := range found.Items {
		if len(f.Alike) != 0 {
			t.Errorf("a search by words marks %v by meaning", f.Alike)
		}
	}
}

// Evidence for one act of a requirement that stands for the whole is marked in the
// whole.
func TestMarksPointIntoTheTextThatIsShown(t *testing.T) {
	a := start(t, t.TempDir())
	clauses := 0
	for _, from := range []string{"us-az:ACV80272", "us-ct:1927SH", "us-ca-sf:2940"} {
		x, err := a.Crosswalk(t.Context(), CrosswalkRequest{From: from, To: "us-nc:19200"})
		if err != nil {
			t.Fatal(err)
		}
		for asked, e := range x.Matched() {
			for _, s := range e.Shared.Marked() {
				within(t, asked, s)
			}
			for _, s := range e.Shared.MarkedEvidence() {
				within(t, e.Statement.Text, s)
			}
		}
		for _, r := range x.Requirements {
			clauses += len(r.Clauses)
			for _, e := range r.Evidence {
				for _, s := range e.Shared.Requirement {
					word := strings.ToLower(within(t, r.Statement.Text, s))
					for w := range strings.FieldsFuncSeq(word, func(r rune) bool { return !unicode.IsLetter(r) }) {
						if len(w) > 1 && !slices.Contains(e.Shared.Stems, semantic.Stem(w)) { // but for the s of a genitive
							t.Errorf("%q is marked as shared; shared are %q", word, e.Shared.Stems)
						}
					}
				}
			}
		}
	}
	if clauses == 0 {
		t.Error("no requirement has clauses: the test shows nothing")
	}
}

// within returns the words at a byte range, which must lie inside the text.
func within(t *testing.T, text string, s spec.Span) string {
	t.Helper()
	if s.Start < 0 || s.Start >= s.End || s.End > len(text) {
		t.Fatalf("%v lies outside %q", s, text)
	}
	return text[s.Start:s.End]
}

func TestWordsAreReadOnce(t *testing.T) {
	m := matcher(t)
	for range 2 {
		if _, err := m.Marks(t.Context(), "Writes reports", "Prepares summaries"); err != nil {
			t.Fatal(err)
		}
	}
	if n := m.words.kept.Len(); n != 2 {
		t.Errorf("%d texts are kept, not 2", n)
	}
}

// Somebody who waits is told what is being done, and how far it is.
func TestProgressIsTold(t *testing.T) {
	cfg := config(t.TempDir())
	told := map[string]int{}
	cfg.Progress = func(phase string, done, total int) { told[phase] = max(told[phase], total) }
	a, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if told[phaseEmbedding] < 500 {
		t.Errorf("told of %v; the seeds have more statements", told)
	}
	if _, ok := told[phaseReady]; !ok {
		t.Errorf("that it is ready was not told: %v", told)
	}
}
