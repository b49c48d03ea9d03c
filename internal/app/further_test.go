package app

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/career"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

func TestWhatSomebodySaysIsReadAsAStatementWithoutASource(t *testing.T) {
	a := start(t, t.TempDir())
	x, err := a.Crosswalk(t.Context(), CrosswalkRequest{From: "us-az:ACV80272", To: "us-ct:1927SH", Further: Further{
		Knows: []string{"Develops and negotiates contracts  with providers\r\n\r\nskill in writing manuals", "SKILL in writing manuals", "Zymurgy"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	var read []string
	for _, st := range x.Known {
		if st.SourceID != "" || st.ClassID != "" || st.Section != SaidSection {
			t.Errorf("%+v has a source", st)
		}
		read = append(read, fmt.Sprint(st.Kind, ": ", st.Text))
	}
	want := []string{"duty: Develops and negotiates contracts with providers", "skill: skill in writing manuals", "other: Zymurgy"}
	if d := cmp.Diff(want, read); d != "" {
		t.Error(d)
	}
	shows := func(r crosswalk.Requirement) bool {
		return len(r.Evidence) > 0 && r.Evidence[0].Statement.ID == x.Known[0].ID && r.Status == spec.Met
	}
	if !slices.ContainsFunc(x.Requirements, shows) {
		t.Error("nothing is met by what was said")
	}
}

func TestWhatSomebodySaysHasLimits(t *testing.T) {
	a := start(t, t.TempDir())
	qualification := a.statementOf(t, "us-ct:1927SH", func(st spec.Statement) bool { return st.Kind == spec.Qualification })
	boilerplate := a.statementOf(t, "us-ct:1927SH", func(st spec.Statement) bool { return st.Boilerplate })
	var many []string
	for i := range MaxKnows {
		many = append(many, fmt.Sprint("Plans budget ", i))
	}
	for name, c := range map[string]struct {
		further Further
		code    spec.Code
		field   string
		says    string
	}{
		"as many lines as may be":       {further: Further{Knows: many}},
		"too many lines":                {Further{Knows: append(many, "one more")}, spec.Invalid, "knows", "at most 50 lines"},
		"lines that are too many":       {Further{Knows: []string{strings.Join(append(many, "one more"), "\n")}}, spec.Invalid, "knows", "not 51"},
		"as long a line as may be":      {further: Further{Knows: []string{strings.Repeat("é", MaxKnowsChars)}}},
		"a line that is too long":       {Further{Knows: []string{strings.Repeat("é", MaxKnowsChars+1)}}, spec.Invalid, "knows", "has 501"},
		"a statement that is not there": {Further{Has: []string{"st-none"}}, spec.NotFound, "has", "no statement"},
		"a qualification":               {Further{Has: []string{qualification}}, spec.Invalid, "has", "of the kind qualification"},
		"boilerplate":                   {Further{Has: []string{boilerplate}}, spec.Invalid, "has", "boilerplate"},
	} {
		_, err := a.Crosswalk(t.Context(), CrosswalkRequest{From: "us-az:ACV80272", To: "us-ct:1927SH", Further: c.further})
		if spec.CodeOf(err) != c.code || err != nil && (fieldOf(err) != c.field || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := a.Matches(t.Context(), MatchesRequest{Class: "us-az:ACV80272", Direction: crosswalk.From, Further: Further{Knows: many}}); fieldOf(err) != "knows" {
		t.Errorf("who fills a class: %v", err)
	}
}

// statementOf returns the id of the first statement of a class that is wanted.
func (a *App) statementOf(t *testing.T, class string, wanted func(st spec.Statement) bool) string {
	t.Helper()
	_, all, err := a.Whole(t.Context(), class)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, wanted)
	if i < 0 {
		t.Fatal("no such statement")
	}
	return all[i].ID
}

func TestACursorIsOfWhatSomebodyKnows(t *testing.T) {
	a := start(t, t.TempDir())
	r := MatchesRequest{Class: "us-az:ACV80272", Further: Further{Knows: []string{"Plans budgets"}}, Page: Page{Limit: 1}}
	first, err := a.Matches(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	r.Cursor = first.NextCursor
	if second, err := a.Matches(t.Context(), r); err != nil || len(second.Items) != 1 {
		t.Fatalf("%d, %v", len(second.Items), err)
	}
	r.Knows = nil
	if _, err := a.Matches(t.Context(), r); fieldOf(err) != "cursor" {
		t.Errorf("a cursor of somebody else: %v", err)
	}
}

// What stands higher at one of its levels, and as high at another, is in both
// rankings.
func TestMovesAreWhatMatchesSaysOfEachSwitch(t *testing.T) {
	a := start(t, t.TempDir())
	r := MatchesRequest{Class: "us-nc:19200", Level: "Contributing", Further: Further{
		Knows: []string{"Develops and negotiates contracts with providers"},
		Has:   []string{a.statementOf(t, "us-ca-sf:2940", func(st spec.Statement) bool { return st.Kind == spec.Behavior })},
	}}
	moves, err := a.Moves(t.Context(), r, Switches...)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range Switches {
		r.Switch = s
		alone, err := a.Matches(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(alone.List, moves.Groups[s].List); d != "" {
			t.Errorf("%s: %s", s, d)
		}
		for _, m := range alone.Items {
			request := CrosswalkRequest{From: r.Class, FromLevel: r.Level, To: m.Class.ID, Further: r.Further}
			if m.Level != nil {
				request.ToLevel = m.Level.Label
			}
			x, err := a.Crosswalk(t.Context(), request)
			if err != nil {
				t.Fatal(err)
			}
			if first := x.FirstLook; *first.Total != *m.Coverage.Total || first.Counts != m.Counts {
				t.Errorf("%s: ranked %v %v, crosswalk at the first look %v %v", m.Class.ID, *m.Coverage.Total, m.Counts, *first.Total, first.Counts)
			}
		}
	}
	for _, s := range []career.Switch{career.Promotion, career.Lateral} {
		if items := moves.Groups[s].Items; !slices.ContainsFunc(items, func(m crosswalk.Ranked) bool { return m.Class.ID == "us-ca-sf:2940" }) {
			t.Errorf("%s: %d, San Francisco's class is not among them", s, len(items))
		}
	}
}

func TestEveryHopCountsWhatSomebodyKnows(t *testing.T) {
	a := start(t, t.TempDir())
	r := PathsRequest{Class: "us-nc:19200", Level: "Contributing", To: "us-nc:19200", ToLevel: "Advanced"}
	r.Knows = []string{"Plans budgets", "Full knowledge of program regulations and human services policies"}
	answer, err := a.Paths(t.Context(), r)
	if err != nil || len(answer.Items) == 0 {
		t.Fatalf("no way to a higher level: %v", err)
	}
	if len(answer.Known) != len(r.Knows) {
		t.Errorf("known: %v", answer.Known)
	}
	hops := answer.Items[0].Hops
	for i, h := range hops {
		x, err := a.Crosswalk(t.Context(), CrosswalkRequest{From: h.From.ID, FromLevel: h.From.Level.Label, To: h.To.ID, ToLevel: h.To.Level.Label, Further: r.Further})
		if err != nil {
			t.Fatal(err)
		}
		if first := x.FirstLook; *first.Total != *h.Coverage || first.Counts != h.Counts {
			t.Errorf("hop %d: %v, a crosswalk says %v at the first look", i+1, *h.Coverage, *first.Total)
		}
		if last := i == len(hops)-1; last != (h.Adds == nil) {
			t.Errorf("hop %d of %d adds %+v", i+1, len(hops), h.Adds)
		}
	}
	if len(hops) < 2 {
		t.Fatalf("%d hops", len(hops))
	}
	// What the hop before the last comes to is where the last begins.
	if got, want := *hops[len(hops)-2].Adds.After.Coverage, *hops[len(hops)-1].Coverage; got != want {
		t.Errorf("after the hop %v, before the next %v", got, want)
	}
}

func fieldOf(err error) string {
	var e *spec.Error
	if errors.As(err, &e) {
		return e.Field
	}
	return ""
}
