package eval

import (
	"strings"
	"testing"
)

func TestParsePairs(t *testing.T) {
	pairs, err := ParsePairs(strings.NewReader("# head\n\n# same work\na: Sweeps floors\nb: Cleans: with a broom\nmet: yes\n\na: x\nb: y\nmet: partly\n"))
	if err != nil || len(pairs) != 2 {
		t.Fatalf("%d pairs, %v", len(pairs), err)
	}
	if p := pairs[0]; p.A != "Sweeps floors" || p.B != "Cleans: with a broom" || p.Met != "yes" || p.Line != 4 {
		t.Errorf("%+v", p)
	}
	for text, want := range map[string]string{
		"a: x\nb: y":              "line 1: a pair needs",
		"b: y\nmet: no":           "line 1: a pair needs",
		"a x":                     "line 1: want",
		"\na: x\ncolour: red":     "line 3: unknown field",
		"a: x\nb: y\nmet: rather": "line 3: met",
	} {
		if _, err := ParsePairs(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q in it", text, err, want)
		}
	}
}

// A third of the pairs for each label, so that no program is right on many by
// always saying the same; and most of them such that words alone cannot tell.
func TestThePairsAreBalancedAndMostShareNoStem(t *testing.T) {
	pairs, err := ParsePairs(strings.NewReader(similarityPairs))
	if err != nil {
		t.Fatal(err)
	}
	count, apart := map[string]int{}, 0
	seen := map[string]bool{}
	for _, p := range pairs {
		count[p.Met]++
		if !shareStem(contentStems(p.A, ""), contentStems(p.B, "")) {
			apart++
		}
		if seen[p.A+"\n"+p.B] {
			t.Errorf("line %d: %q and %q stand twice", p.Line, p.A, p.B)
		}
		seen[p.A+"\n"+p.B] = true
	}
	if len(pairs) < 100 || apart < 60 {
		t.Errorf("%d pairs, %d without a shared stem; want 100 and 60", len(pairs), apart)
	}
	for _, l := range metLabels {
		if n := count[l]; n*10 < len(pairs)*3 || n*10 > len(pairs)*4 {
			t.Errorf("%d of %d pairs are %s; want a third", n, len(pairs), l)
		}
	}
}

func TestAUC(t *testing.T) {
	for _, tt := range []struct {
		positive, negative []float64
		want               float64
	}{
		{[]float64{0.9, 0.8}, []float64{0.1}, 1},
		{[]float64{0.1}, []float64{0.9}, 0},
		{[]float64{0.5}, []float64{0.5}, 0.5},
		{[]float64{0.9, 0.2}, []float64{0.5}, 0.5},
		{nil, []float64{0.5}, 0.5},
	} {
		if got := auc(tt.positive, tt.negative); got != tt.want {
			t.Errorf("%v against %v: %v, want %v", tt.positive, tt.negative, got, tt.want)
		}
	}
}

func FuzzParsePairs(f *testing.F) {
	f.Add(similarityPairs)
	f.Add("a: x\nb: y\nmet: no")
	f.Fuzz(func(t *testing.T, text string) {
		pairs, err := ParsePairs(strings.NewReader(text))
		for _, p := range pairs {
			if err == nil && (p.A == "" || p.B == "" || label("") == p.Met) {
				t.Fatalf("%+v", p)
			}
		}
	})
}
