package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/app"
	"crosswalk/internal/ingest"
)

// plannerSeries is the specification of three classes.
const plannerSeries = root + "/internal/app/testdata/planner_series.txt"

func TestTheLadderOverRESTOnTheCommandLineAndOnPages(t *testing.T) {
	s := startService(t)
	raw, err := os.ReadFile(plannerSeries)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.app.Ingest(t.Context(), "planners.txt", raw, ingest.Origin{Issuer: "us-xx"}); err != nil {
		t.Fatal(err)
	}
	if err := s.app.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := into[app.Ladder](t, get(t, s.url+"/api/v1/classes/us-xx%3A5511/ladder"))
	if len(want.Steps) != 3 || want.Steps[1].Class.ID != want.Class.ID || want.Differences[1].Factors[1].Says != "Supervision given: supervises workers, before leads or trains others, at times or in part" {
		t.Fatalf("%+v", want)
	}

	data := t.TempDir()
	if code, _, errOut := command(t, "", "ingest", plannerSeries, "--issuer", "us-xx", "--data", data); code != 0 {
		t.Fatalf("ingest: %d %s", code, errOut)
	}
	_, out, _ := command(t, "", "ladder", "us-xx:5511", "--data", data, "--format", "json")
	var got app.Ladder
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-API +CLI)\n%s", d)
	}
	_, out, _ = command(t, "", "ladder", "us-xx:5512", "--data", data)
	for _, w := range []string{"Series Trail Planner: 3 classes", " 3. Supervising Trail Planner (us-xx:5512)", "apart from Trail Planner II (us-xx:5511):", "higher  Supervision received: direction, before general supervision", "“Under direction of a Regional Manager, incumbents supervise a staff"} {
		if !strings.Contains(out, w) {
			t.Errorf("not printed: %q in\n%s", w, out)
		}
	}
	if _, out, _ = command(t, "", "ladder", "us-az:ACV80272", "--data", data); !strings.Contains(out, "shares its specification with no other class") {
		t.Errorf("a class alone:\n%s", out)
	}

	for path, texts := range map[string][]string{
		"/classes/us-xx:5511":    {"Steps of the series", "<strong>Trail Planner II</strong>", `<a href="/classes/us-xx:5512">Supervising Trail Planner</a>`, "Trail Planner II, not Trail Planner I", "Experience in the class before it: 1 year as Trail Planner I"},
		"/classes/us-xx%3A5510":  {"<summary>Close supervision</summary>", "not stated"},
		"/allocate?" + placing(): {"Which step of the series", "The job</th>", "<summary>Supervises workers</summary>"},
	} {
		a := get(t, s.url+path)
		if a.status != http.StatusOK {
			t.Errorf("%s: %d", path, a.status)
		}
		for _, w := range texts {
			if !bytes.Contains(a.body, []byte(w)) {
				t.Errorf("%s does not show %q", path, w)
			}
		}
	}
	if a := get(t, s.url+"/classes/us-az:ACV80272"); bytes.Contains(a.body, []byte("Steps of the series")) {
		t.Error("a class of no series shows steps")
	}
	dir := t.TempDir()
	write(t, dir, "job.txt", "Trail Planning Supervisor\n\nDuties\n\n- Supervises a staff of trail planners\n- Plans trails\n")
	if _, out, _ = command(t, "", "allocate", filepath.Join(dir, "job.txt"), "--employer", "us-xx", "--data", data); !strings.Contains(out, "Supervision given: supervises workers, before leads or trains others, at times or in part; the job: supervises workers") {
		t.Errorf("allocation:\n%s", out)
	}
}

func placing() string {
	return url.Values{"employer": {"us-xx"}, "title": {"Trail Planning Supervisor"}, "text": {"Supervises a staff of trail planners\nPlans trails"}}.Encode()
}
