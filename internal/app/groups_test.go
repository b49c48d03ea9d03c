package app

import (
	"math"
	"slices"
	"strings"
	"testing"

	"crosswalk/internal/crosswalk"
	"crosswalk/internal/ingest"
	"crosswalk/internal/spec"
)

// twoEmployers have the same series of gardeners, of which one has other words in a few
// places, and the second a class of its own.
func twoEmployers(t *testing.T) *App {
	t.Helper()
	a := start(t, t.TempDir())
	ingested(t, a, gardeners(t))
	for name, text := range map[string]string{
		"gardener.txt": strings.NewReplacer("4410", "5510", "4411", "5511", "4412", "5512", "4413", "5513", "flower beds", "large flower beds").Replace(gardeners(t)),
		"welder.txt": "Welder\n\nClass code: 77\n\nDuties\n\n- Welds joints of steel pipes and tanks\n- Cuts metal plates with a torch\n" +
			"- Reads drawings and lays out the work\n- Inspects welds for cracks and repairs them\n- Keeps welding machines and tools in order\n",
	} {
		if _, err := a.Ingest(t.Context(), name, []byte(text), ingest.Origin{Issuer: "us-yy"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTheSameSeriesOfTwoEmployersIsAGroup(t *testing.T) {
	a := twoEmployers(t)
	for _, across := range []bool{false, true} {
		groups, err := a.Groups(t.Context(), GroupsRequest{Employers: []string{"us-yy", "us-xx", "us-xx"}, Across: across})
		if err != nil {
			t.Fatal(err)
		}
		if groups.Total != 1 || len(groups.Items) != 1 {
			t.Fatalf("%d groups: %+v", groups.Total, groups.Items)
		}
		g := groups.Items[0]
		if len(g.Members) != 2 || !slices.Equal(g.Employers, []string{"us-xx", "us-yy"}) || g.Members[0].ClassCount != 4 || len(g.Members[0].Classes) != 4 {
			t.Fatalf("%+v", g.Members)
		}
		l := g.Links[0]
		sum := 0.0
		for _, p := range l.Parts {
			sum += p.Value
		}
		if g.LinkCount != 1 || math.Abs(sum-l.Score) > 1e-9 || g.Weakest != l.Score || g.Mean != l.Score {
			t.Errorf("parts add up to %v, score %v, weakest %v, mean %v", sum, l.Score, g.Weakest, g.Mean)
		}
		if l.SameCount == 0 || len(l.Same) != min(shownPairs, l.SameCount) || l.OnlyA > l.ComparedA || l.OnlyB > l.ComparedB {
			t.Errorf("%d the same, %d shown; %d of %d and %d of %d alone", l.SameCount, len(l.Same), l.OnlyA, l.ComparedA, l.OnlyB, l.ComparedB)
		}
	}
}

// Two variants of a job at one employer are more alike than either is like the job at another.
func TestVariantsAtOneEmployerDoNotTakeAJobFromItsCounterpart(t *testing.T) {
	n := &neighbourhood{}
	for _, id := range []string{"us-xx:ranger", "us-xx:lifeguard", "us-yy:ranger"} {
		class := &crosswalk.Class{Class: spec.Class{ID: id, Issuer: spec.IssuerOf(id)}}
		n.lines = append(n.lines, line{classes: []*crosswalk.Class{class}})
	}
	n.near = [][]neighbour{
		{{line: 1, score: 0.8}, {line: 2, score: 0.5}},
		{{line: 0, score: 0.8}},
		{{line: 0, score: 0.5}},
	}
	need := (&GroupsRequest{}).bounds()
	for across, want := range map[bool][]int{false: {0, 1}, true: {0, 2}} {
		if got := n.groups([]int{0, 1, 2}, need, across); len(got) != 1 || !slices.Equal(got[0].lines, want) {
			t.Errorf("across %v: %+v, want %v", across, got, want)
		}
	}
}

// Of another employer's lines, only the two nearest can be counterparts.
func TestACounterpartIsAmongTheTwoNearestOfItsEmployer(t *testing.T) {
	n := &neighbourhood{near: make([][]neighbour, 4)}
	for i, id := range []string{"us-xx:1", "us-yy:1", "us-yy:2", "us-yy:3"} {
		class := &crosswalk.Class{Class: spec.Class{ID: id, Issuer: spec.IssuerOf(id)}}
		n.lines = append(n.lines, line{classes: []*crosswalk.Class{class}})
		if score := 0.65 - float64(i)/20; i > 0 {
			n.near[0] = append(n.near[0], neighbour{line: i, score: score})
			n.near[i] = []neighbour{{line: 0, score: score}}
		}
	}
	var linked []int
	for _, l := range n.links([]int{0, 1, 2, 3}, (&GroupsRequest{}).bounds()) {
		linked = append(linked, l.B)
	}
	if want := []int{1, 2}; !slices.Equal(linked, want) {
		t.Errorf("linked to %v, want %v", linked, want)
	}
}

func TestOneEmployersSeriesIsNoGroupOfItsOwnClasses(t *testing.T) {
	groups, err := twoEmployers(t).Groups(t.Context(), GroupsRequest{Employers: []string{"us-yy"}})
	if err != nil || groups.Total != 0 || groups.Items == nil {
		t.Errorf("%+v, %v", groups, err)
	}
}

func TestGroupsRefuse(t *testing.T) {
	a := twoEmployers(t)
	for name, r := range map[string]GroupsRequest{
		"an unknown employer":     {Employers: []string{"us-zz"}},
		"occupations":             {Employers: []string{"onet"}},
		"a score that is too low": {Least: 0.1},
		"no number":               {Least: math.NaN()},
		"a page of nothing":       {Page: Page{Limit: -1}},
	} {
		if _, err := a.Groups(t.Context(), r); spec.CodeOf(err) != spec.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAStatementOfTwoSeriesIsListedOnce(t *testing.T) {
	a := twoEmployers(t)
	all, err := a.Duplicates(t.Context(), DuplicatesRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if all.Total == 0 {
		t.Fatal("none")
	}
	reworded := false
	seen := map[string]bool{}
	for _, d := range all.Items {
		if d.LineCount < 2 || d.ClassCount < d.LineCount || len(d.Members) != min(shownMakers, d.ClassCount) {
			t.Errorf("%q: %d series, %d classes, %d listed", d.Text, d.LineCount, d.ClassCount, len(d.Members))
		}
		reworded = reworded || d.Wordings > 1
		for _, m := range d.Members {
			if seen[m.Statement.ID] {
				t.Errorf("%s is listed twice", m.Statement.ID)
			}
			seen[m.Statement.ID] = true
		}
	}
	if !reworded {
		t.Error("nothing is the same in other words")
	}
	one, err := a.Duplicates(t.Context(), DuplicatesRequest{Employers: []string{"us-yy"}})
	if err != nil || one.Total != 0 {
		t.Errorf("one employer: %d, %v", one.Total, err)
	}
	if _, err := a.Duplicates(t.Context(), DuplicatesRequest{Employers: []string{"us-zz"}}); spec.CodeOf(err) != spec.Invalid {
		t.Errorf("an unknown employer: %v", err)
	}
}
