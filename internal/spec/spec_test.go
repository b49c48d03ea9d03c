package spec

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// United spans cover the places that the spans cover, in order, with a gap between
// any two.
func TestUnitedSpansCoverWhatTheSpansCover(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		given := rapid.SliceOf(rapid.Custom(func(t *rapid.T) Span {
			start := rapid.IntRange(0, 30).Draw(t, "start")
			return Span{start, start + rapid.IntRange(1, 5).Draw(t, "length")}
		})).Draw(rt, "spans")
		before := slices.Clone(given)
		united := UniteSpans(given)
		if !slices.Equal(given, before) {
			rt.Fatal("the list given was changed")
		}
		for at := range 40 {
			covers := func(s Span) bool { return s.Start <= at && at < s.End }
			if slices.ContainsFunc(given, covers) != slices.ContainsFunc(united, covers) {
				rt.Fatalf("place %d: %v becomes %v", at, given, united)
			}
		}
		for i := 1; i < len(united); i++ {
			if united[i].Start <= united[i-1].End {
				rt.Fatalf("%v are not apart", united)
			}
		}
	})
}
