package web

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"crosswalk/internal/career"
	"crosswalk/internal/spec"
)

func stopAt(id string, rung int) career.Stop {
	s := career.Stop{ID: id, Title: "Class " + id}
	if rung > 0 {
		s.Level = &spec.Level{Ordinal: 1, Label: fmt.Sprint("L", rung), Rung: &rung}
	}
	return s
}

// drawnWays draws some ways from one class.
func drawnWays(t *rapid.T) []career.Path {
	stop := rapid.Custom(func(t *rapid.T) career.Stop {
		return stopAt(rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "id"), rapid.IntRange(0, 5).Draw(t, "rung"))
	})
	from := stopAt("start", rapid.IntRange(0, 5).Draw(t, "start"))
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) career.Path {
		at, p := from, career.Path{}
		for _, to := range rapid.SliceOfN(stop, 1, career.MaxHops).Draw(t, "stops") {
			p.Hops = append(p.Hops, career.Hop{From: at, To: to, Basis: career.Stated})
			at = to
		}
		return p
	}), 1, 5).Draw(t, "ways")
}

func TestALadderShowsEveryStopOnItsRung(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newLadder(drawnWays(t))
		bands := map[int]rungBand{}
		for _, b := range l.Bands {
			bands[b.Rung] = b
		}
		for i, s := range l.Stops {
			b, ok := bands[s.rung]
			if !ok || s.Y < b.Y || s.Y+stopHeight > b.Y+b.Height {
				t.Fatalf("%s at %d is not in its band %+v", s.Name, s.Y, b)
			}
			if s.X < 0 || s.X+stopWidth > l.Width || s.Y+stopHeight > l.Height {
				t.Fatalf("%s at %d, %d is outside of %d by %d", s.Name, s.X, s.Y, l.Width, l.Height)
			}
			for _, other := range l.Stops[:i] {
				if other.X == s.X && max(other.Y, s.Y)-min(other.Y, s.Y) < stopHeight {
					t.Fatalf("%s lies on %s", s.Name, other.Name)
				}
				if other.rung > s.rung && other.Y >= s.Y {
					t.Fatalf("%s (rung %d) is not above %s (rung %d)", other.Name, other.rung, s.Name, s.rung)
				}
			}
		}
		for i, h := range l.Hops {
			for _, other := range l.Hops[:i] {
				if h.X == other.X && max(h.Y, other.Y)-min(h.Y, other.Y) < wordsApart {
					t.Fatalf("the words of two hops lie on one another at %d, %d and %d", h.X, h.Y, other.Y)
				}
			}
		}
	})
}

func TestALadderInventsNoHeight(t *testing.T) {
	way := career.Path{Hops: []career.Hop{{From: stopAt("a", 0), To: stopAt("b", 0)}}}
	l := newLadder([]career.Path{way})
	if l.Scale != "" || len(l.Bands) != 1 || l.Stops[0].Y != l.Stops[1].Y {
		t.Errorf("stops that nothing places: scale %q, %d bands, heights %d and %d", l.Scale, len(l.Bands), l.Stops[0].Y, l.Stops[1].Y)
	}
	if newLadder(nil) != nil {
		t.Error("no ways are drawn")
	}
}

func TestTextsAreClippedBetweenWords(t *testing.T) {
	for text, want := range map[string]string{
		"Plans budgets":                 "Plans budgets",
		"Plans, budgets and reports on": "Plans, budgets and…",
		"xxxxxxxxxxxxxxxxxxxxxxxxxxx":   "xxxxxxxxxxxxxxxxxxx…",
		"ééééééééééééééééééééééééé":     "ééééééééééééééééééé…",
	} {
		if got := clip(20, text); got != want {
			t.Errorf("%q is clipped to %q, want %q", text, got, want)
		}
	}
}
