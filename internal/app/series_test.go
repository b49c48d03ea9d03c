package app

import (
	"errors"
	"os"
	"strings"
	"testing"

	"crosswalk/internal/career"
	"crosswalk/internal/ingest"
	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

// gardeners is the specification of a series of four classes.
func gardeners(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../ingest/testdata/sectioned_gardener_series.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func ingested(t *testing.T, a *App, text string) *IngestReport {
	t.Helper()
	r, err := a.Ingest(t.Context(), "gardener.txt", []byte(text), ingest.Origin{Issuer: "us-xx"})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestASeriesBecomesItsClasses(t *testing.T) {
	a := start(t, t.TempDir())
	r := ingested(t, a, gardeners(t))
	if len(r.Others) != 3 || r.Class.ID != "us-xx:4410" {
		t.Fatalf("%s and %d others", r.Class.ID, len(r.Others))
	}
	for i, id := range []string{"us-xx:4410", "us-xx:4411", "us-xx:4412", "us-xx:4413"} {
		c, err := a.Class(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if c.Series != "Gardener" || c.Position != i+1 {
			t.Errorf("%s: series %q, position %d", id, c.Series, c.Position)
		}
		text, err := a.SourceText(t.Context(), c.SourceIDs[0])
		if err != nil {
			t.Fatal(err)
		}
		list, err := a.Statements(t.Context(), id, StatementsRequest{Page: Page{Limit: MaxLimit}})
		if err != nil {
			t.Fatal(err)
		}
		for _, st := range list.Items {
			if !strings.HasSuffix(st.Text, ingest.Fold(text[st.Span.Start:st.Span.End])) {
				t.Errorf("%s: %q does not end with what stands in its span", id, st.Text)
			}
		}
	}
	if again := ingested(t, a, gardeners(t)); again.Outcome != "unchanged" || again.Others[2].Outcome != "unchanged" {
		t.Errorf("again: %s", again.Outcome)
	}
}

func TestAClassThatASeriesNoLongerHasIsWithdrawn(t *testing.T) {
	a := start(t, t.TempDir())
	ingested(t, a, gardeners(t))
	text := strings.Replace(gardeners(t), "| GA31 | 4413 | Senior Gardener (Specialist) (Abolished 01/02/2015 by order)\n", "", 1)
	if r := ingested(t, a, text); r.Outcome != "revised" || len(r.Others) != 2 {
		t.Errorf("%s, %d others", r.Outcome, len(r.Others))
	}
	var missing *spec.Error
	if _, err := a.Class(t.Context(), "us-xx:4413"); !errors.As(err, &missing) || missing.Code != spec.NotFound {
		t.Errorf("the class is still there: %v", err)
	}
	if _, err := a.Class(t.Context(), "us-xx:4412"); err != nil {
		t.Error(err)
	}
}

func TestACodeThatIsNoneOfTheSeriesIsRefused(t *testing.T) {
	a := start(t, t.TempDir())
	_, err := a.Ingest(t.Context(), "gardener.txt", []byte(gardeners(t)), ingest.Origin{Issuer: "us-xx", Code: "9999"})
	if spec.CodeOf(err) != spec.Conflict {
		t.Errorf("%v", err)
	}
	if _, err := a.Class(t.Context(), "us-xx:4410"); spec.CodeOf(err) != spec.NotFound {
		t.Errorf("something was stored: %v", err)
	}
}

// TestPathsQuoteTheDocument goes up a series by what its specification states,
// and holds every opening to the text.
func TestPathsQuoteTheDocument(t *testing.T) {
	a := start(t, t.TempDir())
	ingested(t, a, gardeners(t))
	one := 1.0
	answer, err := a.Paths(t.Context(), PathsRequest{
		Class: "us-xx:4410", To: "us-xx:4412", StopFilter: StopFilter{Issuer: "us-xx"}, Person: PersonRequest{YearsInClass: &one},
	})
	if err != nil {
		t.Fatal(err)
	}
	openings := 0
	var stated *career.Path
	for i, p := range answer.Items {
		if p.Stated && stated == nil {
			stated = &answer.Items[i]
		}
		for _, h := range p.Hops {
			for _, o := range h.Openings {
				openings++
				text, err := a.SourceText(t.Context(), o.SourceID)
				if err != nil {
					t.Fatal(err)
				}
				if quoted := text[o.Span.Start:o.Span.End]; !strings.Contains(quoted, "Gardener") || !strings.Contains(o.Text, quoted) {
					t.Errorf("%q is quoted for %q of %q", quoted, o.Name, o.Text)
				}
			}
		}
	}
	if stated == nil || openings < 2 {
		t.Fatalf("no stated path among %d: %s", len(answer.Items), answer.Reason)
	}
	// A trainee of one year may apply at once; a gardener serves two.
	first, second := stated.Hops[0], stated.Hops[1]
	if first.Months == nil || *first.Months != 0 || second.Months == nil || *second.Months != 24 {
		t.Errorf("months %v, %v", first.Months, second.Months)
	}
	if q := first.Qualification; q == nil || q.Best == nil || q.Alternatives[*q.Best].State != qualification.Met || q.Alternatives[*q.Best].Label != "Either I" {
		t.Errorf("%+v", q)
	}
}

func TestRankingsTakeTheSwitchThatIsAskedFor(t *testing.T) {
	a := start(t, t.TempDir())
	ingested(t, a, gardeners(t))
	for way, want := range map[career.Switch]string{career.Promotion: "us-xx:4411 us-xx:4412 us-xx:4413", career.Lateral: "", career.Down: ""} {
		r, err := a.Matches(t.Context(), MatchesRequest{Class: "us-xx:4410", Switch: way, StopFilter: StopFilter{Issuer: "us-xx"}})
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range r.Items {
			if !strings.Contains(want, item.Class.ID) {
				t.Errorf("%s: %s", way, item.Class.ID)
			}
		}
		if want != "" && len(r.Items) != 3 {
			t.Errorf("%s: %d classes", way, len(r.Items))
		}
	}
}
