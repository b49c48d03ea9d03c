package duplicate

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"crosswalk/internal/semantic"
)

func TestNearlyTheSame(t *testing.T) {
	for _, tt := range []struct {
		name, a, b string
		same       bool
	}{
		{"a word more", "Prepares reports and correspondence for the director of the division", "Prepares reports and correspondence for the director of a large division", true},
		{"other order of words", "Ability to analyze situations accurately and take effective action", "Ability to take effective action and accurately analyze situations", true},
		{"another number", "Types 40 words a minute from copy with accuracy", "Types 60 words a minute from copy with accuracy", false},
		{"a number in words", "Supervises two crews of workers on the night shift", "Supervises three crews of workers on the night shift", false},
		{"a negation", "Does supervise employees of the accounting unit directly", "Does not supervise employees of the accounting unit directly", false},
		{"another step", "Assists a Park Ranger I with the maintenance of trails", "Assists a Park Ranger II with the maintenance of trails", false},
		{"another subject", "Inspects elevators for compliance with safety orders", "Inspects restaurants for compliance with health codes", false},
		{"too short to leave a word out", "Drives trucks", "Drives large trucks", false},
	} {
		x := NewIndex([]string{tt.a, tt.b})
		a, _ := x.Wording(tt.a)
		b, _ := x.Wording(tt.b)
		if same := a == b || slices.Contains(x.Near(a), b); same != tt.same {
			t.Errorf("%s: %v, want %v", tt.name, same, tt.same)
		}
	}
}

func TestATextThatIsNotThereHasNoWording(t *testing.T) {
	if _, known := NewIndex([]string{"Sweeps floors"}).Wording("Mops floors"); known {
		t.Error("known")
	}
}

var someWords = []string{"plans", "assigns", "reviews", "budget", "clerical", "staff", "program", "reports", "county", "records", "not", "two", "three", "audits"}

// texts draws texts of few words, so that many are nearly the same.
func texts(t *rapid.T) []string {
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(someWords), 1, 9).Draw(t, "words"), " ")
	})
	return rapid.SliceOfN(text, 1, 40).Draw(t, "texts")
}

func TestEveryPairThatIsNearlyTheSameIsFoundAndNoOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := texts(t)
		x := NewIndex(all)
		for _, a := range all {
			for _, b := range all {
				i, _ := x.Wording(a)
				k, _ := x.Wording(b)
				if i == k {
					continue
				}
				if found, want := slices.Contains(x.Near(i), k), byJaccard(a, b); found != want {
					t.Fatalf("%q and %q: %v, want %v", a, b, found, want)
				}
			}
		}
	})
}

// byJaccard compares two texts without an index.
func byJaccard(a, b string) bool {
	x, y := stemsOf(a), stemsOf(b)
	if len(x) < LeastStems || len(y) < LeastStems || marksOf(a) != marksOf(b) {
		return false
	}
	common := 0
	for stem := range x {
		if y[stem] {
			common++
		}
	}
	return float64(common) >= Least*float64(len(x)+len(y)-common)-1e-9
}

func stemsOf(text string) map[string]bool {
	out := map[string]bool{}
	for _, s := range semantic.Stems(text) {
		out[s] = true
	}
	return out
}

func TestGroupsOfWordings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := texts(t)
		x := NewIndex(all)
		var preferred []int32
		for _, text := range all {
			if w, _ := x.Wording(text); !slices.Contains(preferred, w) {
				preferred = append(preferred, w)
			}
		}
		var gathered []int32
		for _, group := range x.Gather(preferred) {
			for _, w := range group[1:] {
				if !slices.Contains(x.Near(group[0]), w) {
					t.Fatalf("%d is not nearly the same as %d, the first of its group", w, group[0])
				}
			}
			gathered = append(gathered, group...)
		}
		slices.Sort(gathered)
		slices.Sort(preferred)
		if d := cmp.Diff(preferred, gathered); d != "" {
			t.Fatalf("each wording is in one group (-want +got)\n%s", d)
		}
	})
}

func FuzzNewIndex(f *testing.F) {
	f.Add("Types 40 words a minute", "types forty words")
	f.Add("", "\xff I ")
	f.Fuzz(func(t *testing.T, a, b string) {
		x := NewIndex([]string{a, b, a})
		if w, known := x.Wording(a); !known || int(w) != 0 {
			t.Errorf("%q is wording %d, known %v", a, w, known)
		}
	})
}
