package ingest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"crosswalk/internal/spec"
)

// TestACorrectionThatFitsNothingIsWarnedOf puts corrections on a reading that is
// not the one that they were made on, as after a newer reader.
func TestACorrectionThatFitsNothingIsWarnedOf(t *testing.T) {
	text := "Clerk\n\nDuties\n\n- Files letters\n- Writes letters\n"
	doc := Read(text)
	id, err := Identify(doc, []byte(text), Origin{Issuer: "us-tx"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	read := slices.Clone(id.Statements)
	senior := "Senior"
	id.Correct([]spec.KeptCorrection{
		{Correction: spec.Correction{Span: spec.Span{Start: 17, End: 22}, Kind: spec.Note}, By: "Ada"},
		{Correction: spec.Correction{Span: read[0].Span, Kind: spec.Task, Level: &senior}, By: "Ben"},
		{Correction: spec.Correction{Span: spec.Span{Start: 900, End: 901}, Omit: true}, By: "Cyd"},
	})
	for i, st := range id.Statements {
		if st.Kind != read[i].Kind || st.Corrected != nil {
			t.Errorf("%q was corrected", st.Text)
		}
	}
	for line, by := range map[int]string{5: "Ada", 7: "Cyd"} {
		if !slices.ContainsFunc(id.Source.Warnings, func(w spec.Warning) bool {
			return w.Line == line && strings.Contains(w.Message, by+" no longer fits")
		}) {
			t.Errorf("no warning of %s at line %d: %+v", by, line, id.Source.Warnings)
		}
	}
	if !slices.ContainsFunc(id.Source.Warnings, func(w spec.Warning) bool { return w.Line == 5 && strings.Contains(w.Message, `no level "Senior"`) }) {
		t.Errorf("no warning of the level: %+v", id.Source.Warnings)
	}
}

func TestWhetherAClassCanBeComparedIsSaidOfWhatIsLeft(t *testing.T) {
	text := "Clerk\n\nDuties\n\n- Files letters\n"
	id, err := Identify(Read(text), []byte(text), Origin{Issuer: "us-tx"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	compared := func() bool {
		return !slices.ContainsFunc(id.Source.Warnings, func(w spec.Warning) bool { return w.Message == nothingRequired })
	}
	if !compared() {
		t.Fatal("it cannot be compared as it is read")
	}
	id.Correct([]spec.KeptCorrection{{Correction: spec.Correction{Span: id.Statements[0].Span, Omit: true}, By: "Ada"}})
	if compared() || len(id.LeftOut) != 1 || len(id.Statements) != 0 {
		t.Errorf("nothing is left, and it is said to be comparable: %+v", id.Source.Warnings)
	}
}

func TestLinesAreNumberedAsInWarnings(t *testing.T) {
	text := "one\r\ntwo\rthree\ffour\n\n  six"
	lines := LinesOf(text)
	for line, word := range map[int]string{1: "one", 2: "two", 3: "three", 4: "four", 6: "six"} {
		if got := lines.At(strings.Index(text, word)); got != line {
			t.Errorf("%s is on line %d, want %d", word, got, line)
		}
	}
}
