package likeness

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestHalfAlikeJobsFormNoChain(t *testing.T) {
	links := []Link{{1, 2, 0.9}, {2, 3, 0.8}, {3, 4, 0.7}, {4, 5, 0.95}}
	if d := cmp.Diff([][]int{{1, 2}, {4, 5}}, Groups(links)); d != "" {
		t.Error(d)
	}
	links = append(links, Link{1, 3, 0.75})
	if d := cmp.Diff([][]int{{1, 2, 3}, {4, 5}}, Groups(links)); d != "" {
		t.Error(d)
	}
}

func TestEveryTwoOfAGroupAreLinked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var links []Link
		linked := map[[2]int]bool{}
		for a := range 9 {
			for b := a + 1; b < 9; b++ {
				if rapid.Bool().Draw(t, "linked") {
					links = append(links, Link{a, b, float64(rapid.IntRange(1, 5).Draw(t, "score"))})
					linked[[2]int{a, b}] = true
				}
			}
		}
		groups := Groups(links)
		in := map[int]bool{}
		for _, g := range groups {
			for i, a := range g {
				if in[a] {
					t.Fatalf("%d is in two groups of %v", a, groups)
				}
				in[a] = true
				for _, b := range g[i+1:] {
					if !linked[[2]int{a, b}] {
						t.Fatalf("%d and %d of %v have no link", a, b, g)
					}
				}
			}
		}
		for _, l := range links {
			if !in[l.A] && !in[l.B] {
				t.Fatalf("%v is linked, and neither is in a group", l)
			}
		}
		slices.Reverse(links)
		if d := cmp.Diff(groups, Groups(links)); d != "" {
			t.Fatalf("the order of the links counts\n%s", d)
		}
	})
}
