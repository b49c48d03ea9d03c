package coding

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestATreeThatHasNoEndIsRefused(t *testing.T) {
	good := Tree{Feature: []int{0, 1}, Threshold: []float64{0.5, 0.2}, Left: []int{1, -1}, Right: []int{-2, -3}, Inner: []float64{0.1, 0.3}, Leaf: []float64{1, 2, 4}}
	if err := good.check(2); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(tree *Tree){
		"a circle":             func(tree *Tree) { tree.Left[1] = 0 },
		"no such node":         func(tree *Tree) { tree.Right[0] = 2 },
		"no such leaf":         func(tree *Tree) { tree.Right[0] = -4 },
		"an unknown feature":   func(tree *Tree) { tree.Feature[1] = 2 },
		"too few leaves":       func(tree *Tree) { tree.Leaf = tree.Leaf[:2] },
		"no number":            func(tree *Tree) { tree.Threshold[0] = math.NaN() },
		"lists of two lengths": func(tree *Tree) { tree.Inner = tree.Inner[:1] },
	} {
		bad := Tree{slices.Clone(good.Feature), slices.Clone(good.Threshold), slices.Clone(good.Left), slices.Clone(good.Right), slices.Clone(good.Inner), slices.Clone(good.Leaf)}
		change(&bad)
		if bad.check(2) == nil {
			t.Errorf("%s passes", name)
		}
	}
	for _, tt := range []struct {
		x    []float32
		want float64
	}{{[]float32{0.6, 0}, 2}, {[]float32{0.5, 0.1}, 1}, {[]float32{0, 0.3}, 4}} {
		f := Forest{good, good}
		base, of := f.parts(tt.x, 2)
		if got := f.score(tt.x); got != 2*tt.want || math.Abs(base+of[0]+of[1]-got) > 1e-12 {
			t.Errorf("%v: %v, parts %v and %v", tt.x, got, base, of)
		}
	}
}

// What somebody repeats says no more than once, and no less.
func TestARepeatedStatementChangesNothing(t *testing.T) {
	c := newTestCoder(t)
	texts := []string{"Installs pipes and fixtures in buildings", "Repairs leaking drains and valves", "Clears clogged drains of water and gas"}
	once, err := c.sense.read(t.Context(), Job{Title: "Plumber", Statements: duties(texts...)}, BothGiven)
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.sense.read(t.Context(), Job{Title: "Plumber", Statements: duties(append(texts, texts...)...)}, BothGiven)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(once, again); d != "" {
		t.Error(d)
	}
}

// What one employer's classes were coded to says nothing of another's.
func TestOnlyTheEmployersOwnClassesHavePrecedents(t *testing.T) {
	c := newTestCoder(t)
	job := Job{Title: "Child Protective Services Specialist", Statements: duties(
		"Interviews parents to assess neglect", "Places children in foster homes and visits them there", "Helps families to find services and to cope",
	)}
	of := map[string]string{}
	for _, name := range []string{"", "us-nc", "us-ca"} {
		job.Employer = name
		for _, p := range coded(t, c, job, 1, false).Candidates[0].Parts {
			if p.Name == PartPrecedents || p.Name == PartPrior || p.Name == PartTitleWords {
				of[name] = p.Name
			}
		}
	}
	if len(of) != 1 || of["us-ca"] == "" {
		t.Errorf("what an employer has coded speaks for %v", of)
	}
	for text, want := range map[string]string{
		"# Librarian\n\n## California State Personnel Board Specification\n": "us-ca", "Librarian in California": "", "": "",
		strings.Repeat("Librarian ", 300) + "California State Personnel Board": "",
	} {
		if got, err := EmployerNamed(text); err != nil || got != want {
			t.Errorf("%.30q is of %q, want %q (%v)", text, got, want, err)
		}
	}
}

// Who can tell six digits shows the occupation that they stand for, not one within it.
func TestAnOccupationWithinACodeMustBeFarAhead(t *testing.T) {
	m := Measured{
		Given: BothGiven, Codes: []string{"11-9199.00", "11-9199.01", "13-1199.04"},
		Zones: make([]int, 3), Signals: make([]Signals, 3), Senses: make([]Senses, 3),
	}
	for ahead, want := range map[float64]int{detailAhead / 2: 0, 2 * detailAhead: 1} {
		within := Tree{Feature: []int{featureEightDigits}, Threshold: []float64{0.5}, Left: []int{-1}, Right: []int{-2}, Inner: []float64{0}, Leaf: []float64{0, ahead}}
		best := (&Ranker{Trees: Forest{within}}).rank(&m)
		shown := map[string]int{}
		for _, r := range best {
			shown[r.soc] = r.occupation
		}
		if len(best) != 2 || shown["11-9199"] != want || shown["13-1199"] != 2 {
			t.Errorf("%v ahead: %v", ahead, shown)
		}
	}
}

func TestAModelOfAnotherEncoderIsRefused(t *testing.T) {
	c := newTestCoder(t)
	other := *c.model
	other.Encoder = "crosswalk-e1-0"
	if _, err := c.With(&other, nil, DefaultThresholds); err == nil || !strings.Contains(err.Error(), "crosswalk-e1-0") {
		t.Errorf("error %v", err)
	}
}
