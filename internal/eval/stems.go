package eval

import (
	"fmt"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// contentStems are the stems that say what a statement is about: the words of
// its frame ("Knowledge of") and light words ("various") are left out.
func contentStems(text string, kind spec.Kind) map[string]bool {
	stems := map[string]bool{}
	for _, w := range semantic.Read(text, kind).Words {
		if !w.Light {
			stems[w.Stem] = true
		}
	}
	return stems
}

// shareStem reports whether two statements have a content stem in common.
// Where they have none, only meaning can tell that they belong together.
func shareStem(a, b map[string]bool) bool {
	for s := range a {
		if b[s] {
			return true
		}
	}
	return false
}

// A tally counts what is right.
type tally struct{ right, of int }

func (t *tally) add(right bool) {
	t.of++
	if right {
		t.right++
	}
}

func (t tally) plus(o tally) tally { return tally{t.right + o.right, t.of + o.of} }

// String writes "3 of 4 (75.0 %)".
func (t tally) String() string {
	if t.of == 0 {
		return "0 of 0"
	}
	return fmt.Sprintf("%d of %d (%.1f %%)", t.right, t.of, 100*float64(t.right)/float64(t.of))
}
