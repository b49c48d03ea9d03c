package app

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/index"
	"crosswalk/internal/coding"
	"crosswalk/internal/onet"
	"crosswalk/internal/spec"
)

// A third occupation, so that there is something to choose from.
var codingRelease = map[string]string{
	"Occupation Data.txt": smallRelease["Occupation Data.txt"] + "47-2152.00\tPlumbers\tInstall and repair pipes.\n",
	"Task Statements.txt": smallRelease["Task Statements.txt"] + "47-2152.00\t4\tInstall pipes and valves in buildings.\tCore\n",
}

func TestNothingIsCodedBeforeARelease(t *testing.T) {
	a := start(t, t.TempDir())
	_, err := a.Code(t.Context(), CodeRequest{Title: "Plumber"}, CodeOptions{})
	if spec.CodeOf(err) != spec.Unavailable || !strings.Contains(err.Error(), onet.DownloadPage) {
		t.Errorf("%v", err)
	}
	if _, err := a.CodeClass(t.Context(), "us-nc:19200", CodeOptions{}); spec.CodeOf(err) != spec.Unavailable {
		t.Errorf("%v", err)
	}
	// A ranking of occupations falls back to what there is: the seed page's.
	l, err := a.Matches(t.Context(), MatchesRequest{Class: "us-nc:19200", Scope: index.ScopeONET})
	if err != nil || l.Total != 1 || l.Items[0].Class.ID != "onet:21-1093.00" {
		t.Errorf("%+v, %v", l, err)
	}
}

func TestCode(t *testing.T) {
	a := start(t, t.TempDir())
	importRelease(t, a, writeRelease(t, "30.1", codingRelease))
	text := "Plumber\n\nDUTIES\n- Installs pipes and valves in buildings;\n- Performs related duties as required.\n"
	coded, err := a.Code(t.Context(), CodeRequest{ID: "mine", Text: text}, CodeOptions{Evidence: true})
	if err != nil {
		t.Fatal(err)
	}
	if coded.ID != "mine" || coded.Read != (CodedFrom{Title: "Plumber", Statements: 1}) || coded.Release != "30.1" ||
		coded.Attribution != onet.Attribution("30.1") || len(coded.Candidates) != 3 {
		t.Errorf("%+v", coded)
	}
	first := coded.Candidates[0]
	if first.Code != "47-2152.00" {
		t.Fatalf("%+v", first)
	}
	last := first.Evidence[len(first.Evidence)-1]
	quoted := text[last.Class.Span.Start:last.Class.Span.End]
	if last.Kind != "statement" || quoted != last.Class.Text {
		t.Errorf("%+v stands in the text as %q", last, quoted)
	}
	l, err := a.Statements(t.Context(), "onet:47-2152.00", StatementsRequest{Kind: spec.Task})
	if err != nil || len(l.Items) != 1 || l.Items[0].ID != last.Occupation.StatementID {
		t.Errorf("%+v, %v", l.Items, err)
	}
	// The same by statements, by a text without headings, and by the catalog.
	for _, r := range []CodeRequest{
		{Title: "Plumber", Statements: []string{"Installs pipes and valves in buildings", "Performs related duties as required"}},
		{Title: "Plumber", Text: "Installs pipes and\nvalves in buildings."},
	} {
		other, err := a.Code(t.Context(), r, CodeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(first.Similarity, other.Candidates[0].Similarity); d != "" {
			t.Errorf("%+v: %s", r, d)
		}
	}
	r := ingestText(t, a, strings.Replace(text, "Plumber\n", "Plumber\n\nClass Code: 5\n", 1))
	if err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	stored, err := a.CodeClass(t.Context(), r.Class.ID, CodeOptions{Evidence: true, Limit: 1})
	if err != nil || len(stored.Candidates) != 1 || stored.Candidates[0].Similarity != first.Similarity {
		t.Fatalf("%+v, %v", stored, err)
	}
	if e := stored.Candidates[0].Evidence; e[len(e)-1].Class.StatementID == "" {
		t.Errorf("%+v", e)
	}
}

func TestCodeRefusesWhatCannotBeCoded(t *testing.T) {
	a := start(t, t.TempDir())
	importRelease(t, a, writeRelease(t, "30.1", codingRelease))
	for _, tt := range []struct {
		r     CodeRequest
		o     CodeOptions
		code  spec.Code
		field string
	}{
		{CodeRequest{}, CodeOptions{}, spec.Invalid, "title"},
		{CodeRequest{Title: " ", Text: "\n", Statements: []string{"", " "}}, CodeOptions{}, spec.Invalid, "title"},
		{CodeRequest{Title: strings.Repeat("é", MaxCodeTitle+1)}, CodeOptions{}, spec.TooLarge, "title"},
		{CodeRequest{Text: strings.Repeat("é", MaxCodeText+1)}, CodeOptions{}, spec.TooLarge, "text"},
		{CodeRequest{Statements: make([]string, MaxCodeStatements+1), Title: "x"}, CodeOptions{}, spec.TooLarge, "statements"},
		{CodeRequest{Statements: []string{"a", strings.Repeat("é", MaxCodeStatement+1)}}, CodeOptions{}, spec.TooLarge, "statements"},
		{CodeRequest{Title: "Plumber"}, CodeOptions{Limit: MaxCandidates + 1}, spec.Invalid, "limit"},
		{CodeRequest{Title: "Plumber"}, CodeOptions{Limit: -1}, spec.Invalid, "limit"},
	} {
		_, err := a.Code(t.Context(), tt.r, tt.o)
		var e *spec.Error
		if spec.CodeOf(err) != tt.code || !errors.As(err, &e) || e.Field != tt.field {
			t.Errorf("%.60v: %v", tt.r, err)
		}
	}
	// The longest title and text are coded.
	if _, err := a.Code(t.Context(), CodeRequest{Title: strings.Repeat("é", MaxCodeTitle), Text: "Installs pipes."}, CodeOptions{}); err != nil {
		t.Error(err)
	}
	if _, err := a.CodeClass(t.Context(), "us-nc:1", CodeOptions{}); spec.CodeOf(err) != spec.NotFound {
		t.Errorf("%v", err)
	}
}

func TestThresholdsAreConfiguration(t *testing.T) {
	dir := t.TempDir()
	a := start(t, dir)
	importRelease(t, a, writeRelease(t, "30.1", codingRelease))
	a.Close()
	for _, tt := range []struct {
		thresholds coding.Thresholds
		want       coding.Decision
	}{
		{coding.Thresholds{Suggest: 0.01, Review: 0.01}, coding.Suggest},
		{coding.Thresholds{Suggest: 1, Review: 0.01}, coding.Review},
		{coding.Thresholds{Suggest: 1, Review: 1}, coding.None},
	} {
		c := config(dir)
		c.Thresholds = tt.thresholds
		b, err := Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		coded, err := b.Code(t.Context(), CodeRequest{Title: "Plumber"}, CodeOptions{})
		if err != nil || coded.Decision != tt.want {
			t.Errorf("%+v: %+v, %v", tt.thresholds, coded, err)
		}
		b.Close()
	}
	c := config(dir)
	c.Thresholds = coding.Thresholds{Suggest: 0.1, Review: 0.2}
	if b, err := Open(t.Context(), c); err == nil {
		b.Close()
		t.Error("crossed thresholds pass")
	}
}

func TestOccupationsAreRankedByLikeness(t *testing.T) {
	a := start(t, t.TempDir())
	importRelease(t, a, writeRelease(t, "30.1", codingRelease))
	l, err := a.Matches(t.Context(), MatchesRequest{Class: "onet:47-2152.00", Scope: index.ScopeONET})
	if err != nil || l.Total != 2 || l.Items[0].Class.ID != "onet:47-2111.00" {
		t.Fatalf("%+v, %v", l, err)
	}
	for _, r := range l.Items {
		sum := 0.0
		for _, p := range r.Parts {
			sum += p.Value
		}
		if r.Score == nil || sum-*r.Score > 1e-12 || *r.Score-sum > 1e-12 {
			t.Errorf("%s: parts %+v, score %v", r.Class.ID, r.Parts, r.Score)
		}
	}
	// Page by page, in either direction and from a level, they are the same.
	var ids []string
	cursor := ""
	for {
		page, err := a.Matches(t.Context(), MatchesRequest{
			Class: "us-nc:19200", Level: "Journey", Scope: index.ScopeONET, Direction: "from", Page: Page{Limit: 2, Cursor: cursor},
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Items {
			ids = append(ids, r.Class.ID)
		}
		if cursor = page.NextCursor; cursor == "" {
			break
		}
	}
	if len(ids) != 3 || ids[0] != "onet:21-1093.00" {
		t.Errorf("%v", ids)
	}
}
