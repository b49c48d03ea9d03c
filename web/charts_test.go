package web

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"crosswalk/internal/spec"
)

// TestAWaterfallAddsUp draws parts of any size: each bar begins where the one
// before ended, none leaves the chart, and the last reaches from 0 to the sum.
func TestAWaterfallAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var parts []spec.Part
		sum := 0.0
		for _, v := range rapid.SliceOf(rapid.OneOf(rapid.Float64Range(-1, 1), rapid.Float64Range(-0.006, 0.006))).Draw(t, "values") {
			parts = append(parts, spec.Part{Name: "part", Value: v})
			sum += v
		}
		bars := newScore(sum, parts).Bars()
		shown := 0.0
		for i, b := range bars {
			if b.X < -1e-6 || b.Width < 0 || b.X+b.Width > 100+1e-6 {
				t.Fatalf("bar %d from %g is %g wide", i, b.X, b.Width)
			}
			if !b.Total {
				shown += b.Value
			}
		}
		if last := bars[len(bars)-1]; !last.Total || math.Abs(shown-sum) > 1e-9 || last.Value != sum {
			t.Fatalf("bars of %g add up to %g, not to %g", last.Value, shown, sum)
		}
	})
}

func TestTextsThatTurnTheirDirectionAreIsolated(t *testing.T) {
	if got := isolated("plain ‘title’"); got != "plain ‘title’" {
		t.Errorf("a plain text became %q", got)
	}
	if got, want := isolated("\u202eturned \u2067"), "\u2068\u202eturned \u2067\u2069\u2069"; got != want {
		t.Errorf("%q, not %q", got, want)
	}
}
