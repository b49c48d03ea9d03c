package main

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/app"
	"crosswalk/internal/ingest"
)

func TestASeriesOverRESTAndOnTheCommandLine(t *testing.T) {
	s := startService(t)
	want := into[app.Series](t, do(t, http.MethodGet, s.url+"/api/v1/classes/us-az:ACV80272/series", "", ""))
	if len(want.Steps) != 1 || len(want.Steps[0].Facts) != 3 {
		t.Fatalf("%+v", want)
	}
	data := t.TempDir()
	_, out, _ := command(t, "", "series", "us-az:ACV80272", "--data", data, "--format", "json")
	var got app.Series
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-API +CLI)\n%s", d)
	}
	if _, out, _ = command(t, "", "series", "us-az:ACV80272", "--data", data); !strings.Contains(out, "supervision given: ") {
		t.Errorf("printed:\n%s", out)
	}
	if a := do(t, http.MethodGet, s.url+"/api/v1/classes/none/series", "", ""); a.status != http.StatusNotFound {
		t.Errorf("an unknown class: %d", a.status)
	}
}

func TestPagesShowWhatSetsAStep(t *testing.T) {
	s := startService(t)
	raw, err := os.ReadFile("../../internal/ingest/testdata/sectioned_gardener_series.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.app.Ingest(t.Context(), "gardener.txt", raw, ingest.Origin{Issuer: "us-xx"}); err != nil {
		t.Fatal(err)
	}
	if err := s.app.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][]string{
		"/classes/us-xx:4411": {"Classes of the series", "<q>This is the entry level.</q>", "What Gardener states and Gardener Trainee does not"},
		"/allocate?employer=us-xx&title=Gardener&text=Waters+lawns%2C+shrubs+and+flower+beds%0AKeeps+tools+clean+and+sharp%0ASupervises+a+crew+of+gardeners": {`<th scope="col">The job</th>`, "<q>Supervises a crew of gardeners</q>"},
	} {
		page := do(t, http.MethodGet, s.url+path, "", "")
		for _, text := range want {
			if !strings.Contains(string(page.body), text) {
				t.Errorf("%s (%d) does not show %q", path, page.status, text)
			}
		}
	}
}
