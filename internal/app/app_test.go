package app

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/ingest"
	"crosswalk/internal/spec"
)

func config(dir string) Config {
	return Config{
		DataDir: dir, Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) },
	}
}

// start opens an app on a data directory and makes it ready.

func start(t testing.TB, dir string) *App {
	t.Helper()
	a, err := Open(t.Context(), config(dir))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

const sweeper = "Sweeper\n\nClass Code: 77\n\nDUTIES\n- Sweeps zeppelins;\n- Performs related duties as required.\n"

func ingestText(t testing.TB, a *App, text string) *IngestReport {
	t.Helper()
	r, err := a.Ingest(t.Context(), "sweeper.txt", []byte(text), ingest.Origin{Issuer: "us-tx"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func search(t testing.TB, a *App, query string) *SearchAnswer {
	t.Helper()
	r, err := a.Search(t.Context(), SearchRequest{Query: query})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTheSeedsAreThereAfterTheFirstStart(t *testing.T) {
	a := start(t, t.TempDir())
	l, err := a.Classes(t.Context(), ClassesRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range l.Items {
		got = append(got, c.ID)
	}
	want := []string{"onet:21-1093.00", "us-az:ACV80272", "us-ca-sf:2940", "us-ct:1927SH", "us-nc:19200"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if r := a.Readiness(t.Context()); !r.Ready || r.CatalogRevision != 5 {
		t.Errorf("readiness %+v", r)
	}
}

func TestBeforeItIsReadyItSaysSo(t *testing.T) {
	a, err := Open(t.Context(), config(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if a.Readiness(t.Context()).Ready {
		t.Error("ready before the start")
	}
	if _, err := a.Search(t.Context(), SearchRequest{Query: "bridges"}); spec.CodeOf(err) != spec.Unavailable {
		t.Errorf("error %v, want unavailable", err)
	}
}

// The app looks at its clock before and after it builds an index: here the
// clock looks back at the app.
func TestWhileTheIndexBuildsItSaysHowFarItIs(t *testing.T) {
	var a *App
	var seen []Readiness
	cfg := config(t.TempDir())
	now := cfg.Now
	cfg.Now = func() time.Time {
		seen = append(seen, a.Readiness(t.Context()))
		return now()
	}
	a, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	last := seen[len(seen)-1]
	if last.Ready || last.Answering || last.Phase != "indexing" || last.Total == 0 || last.Done != last.Total || last.LatestRevision != 5 {
		t.Errorf("before the index was opened: %+v", last)
	}
	if first := seen[0]; first.Ready || !strings.Contains(first.Phase, "seed") || first.Total != 5 {
		t.Errorf("before the first seed: %+v", first)
	}
}

func TestARefreshThatFailsIsSaid(t *testing.T) {
	dir := t.TempDir()
	a := start(t, dir)
	ingestText(t, a, sweeper)
	// A file where the folder of indexes should be: nothing can be built there.
	if err := errors.Join(os.RemoveAll(filepath.Join(dir, indexFolder)), os.WriteFile(filepath.Join(dir, indexFolder), nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	if err := a.Refresh(t.Context()); err == nil {
		t.Fatal("a refresh without a folder for the index succeeded")
	}
	if r := a.Readiness(t.Context()); r.Ready || !r.Failed || !r.Answering {
		t.Errorf("%+v", r)
	}
	if n := search(t, a, "contracts").Total; n == 0 {
		t.Error("the old state does not answer")
	}
	if err := os.Remove(filepath.Join(dir, indexFolder)); err != nil {
		t.Fatal(err)
	}
	if err := a.Refresh(t.Context()); err != nil || !a.Readiness(t.Context()).Ready {
		t.Errorf("after the folder can be made: %v, %+v", err, a.Readiness(t.Context()))
	}
}

func TestTheIndexComesBackWhenItIsDeleted(t *testing.T) {
	dir := t.TempDir()
	a := start(t, dir)
	if err := os.RemoveAll(filepath.Join(dir, indexFolder)); err != nil {
		t.Fatal(err)
	}
	if n := search(t, a, "contracts").Total; n == 0 {
		t.Error("the open index stopped answering")
	}
	if err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(filepath.Join(dir, indexFolder))
	if err != nil || len(entries) != 1 {
		t.Errorf("indexes after the refresh: %v, %v", entries, err)
	}
	if n := search(t, a, "contracts").Total; n == 0 {
		t.Error("nothing found after the refresh")
	}
}

func TestRefreshWhileAnswering(t *testing.T) {
	dir := t.TempDir()
	a := start(t, dir)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := a.Search(t.Context(), SearchRequest{Query: "contracts services"}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for _, object := range []string{"zeppelins", "balloons", "gliders"} {
		ingestText(t, a, strings.Replace(sweeper, "zeppelins", object, 1))
		if err := a.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	wg.Wait()
}

func TestLevelsAreFoundByLabelOrOrdinal(t *testing.T) {
	a := start(t, t.TempDir())
	for _, level := range []string{"Journey", "journey", "2"} {
		x, err := a.Crosswalk(t.Context(), CrosswalkRequest{From: "us-az:ACV80272", To: "us-nc:19200", ToLevel: level})
		if err != nil || x.To.Level.Label != "Journey" || len(x.Requirements) != 28 {
			t.Errorf("%s: %v", level, err)
		}
	}
	for _, tt := range []struct {
		r     CrosswalkRequest
		code  spec.Code
		field string
	}{
		{CrosswalkRequest{From: "us-az:ACV80272", To: "us-nc:19200", ToLevel: "Master"}, spec.Invalid, "to_level"},
		{CrosswalkRequest{From: "us-az:ACV80272", FromLevel: "1", To: "us-nc:19200"}, spec.Invalid, "from_level"},
		{CrosswalkRequest{From: "us-az:none", To: "us-nc:19200"}, spec.NotFound, "from"},
		{CrosswalkRequest{From: "us-az:ACV80272"}, spec.Invalid, "to"},
	} {
		_, err := a.Crosswalk(t.Context(), tt.r)
		if e, ok := err.(*spec.Error); !ok || e.Code != tt.code || e.Field != tt.field {
			t.Errorf("%+v: error %v, want %s about %s", tt.r, err, tt.code, tt.field)
		}
	}
}

func TestPagesAddUpToTheWhole(t *testing.T) {
	a := start(t, t.TempDir())
	whole, err := a.Statements(t.Context(), "us-az:ACV80272", StatementsRequest{Page: Page{Limit: MaxLimit}})
	if err != nil {
		t.Fatal(err)
	}
	var got []spec.Statement
	page := Page{Limit: 7}
	for {
		l, err := a.Statements(t.Context(), "us-az:ACV80272", StatementsRequest{Page: page})
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, l.Items...)
		if page.Cursor = l.NextCursor; page.Cursor == "" {
			break
		}
	}
	if d := cmp.Diff(whole.Items, got); d != "" {
		t.Error(d)
	}
}

func TestCursors(t *testing.T) {
	of := listing{5, 7}
	for _, bad := range []string{"x", "!!", cursor{of, -1}.String(), cursor{of, maxOffset + 1}.String(), cursor{of, 20}.String() + "A"} {
		if _, _, err := (Page{Cursor: bad}).resolve(of); spec.CodeOf(err) != spec.Invalid {
			t.Errorf("cursor %q: error %v, want invalid", bad, err)
		}
	}
	if _, _, err := (Page{Cursor: cursor{listing{4, 7}, 20}.String()}).resolve(of); spec.CodeOf(err) != spec.Conflict {
		t.Errorf("a cursor of another revision: %v, want conflict", err)
	}
	if _, _, err := (Page{Cursor: cursor{listing{5, 8}, 20}.String()}).resolve(of); spec.CodeOf(err) != spec.Invalid {
		t.Errorf("a cursor of another list: %v, want invalid", err)
	}
	if limit, offset, err := (Page{Limit: 3, Cursor: cursor{of, 20}.String()}).resolve(of); limit != 3 || offset != 20 || err != nil {
		t.Errorf("limit %d, offset %d, %v", limit, offset, err)
	}
	for _, limit := range []int{-1, MaxLimit + 1} {
		if _, _, err := (Page{Limit: limit}).resolve(of); spec.CodeOf(err) != spec.Invalid {
			t.Errorf("limit %d: error %v, want invalid", limit, err)
		}
	}
}

func FuzzCursor(f *testing.F) {
	of := listing{5, 7}
	f.Add(cursor{of, 20}.String())
	f.Add("NS43LjIw")
	f.Fuzz(func(t *testing.T, s string) {
		if _, offset, err := (Page{Cursor: s}).resolve(of); err == nil && (offset < 0 || offset > maxOffset) {
			t.Fatalf("offset %d", offset)
		}
	})
}

func TestALadderInTheDataDirectoryCounts(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, ladderFile), []byte("level\tus-nc\tJourney\t5\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	a := start(t, dir)
	c, err := a.Class(t.Context(), "us-nc:19200")
	if err != nil {
		t.Fatal(err)
	}
	if r := c.Levels[1].Rung; r == nil || *r != 5 || c.Levels[0].Rung != nil {
		t.Errorf("levels %+v", c.Levels)
	}
	if err := os.WriteFile(filepath.Join(dir, ladderFile), []byte("level\tus-nc\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), config(dir)); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("a broken ladder: %v", err)
	}
}

func TestRetriever(t *testing.T) {
	m, err := NewMatcher(nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.NewRetriever(t.Context(), []Text{{"a", "Inspects bridges"}, {"b", "Writes reports about bridges"}, {"c", "Teaches"}}, AsStatement)
	if err != nil {
		t.Fatal(err)
	}
	hits, err := r.Retrieve(t.Context(), "Inspecting bridges", 2)
	if err != nil || len(hits) != 2 || hits[0].ID != "a" || hits[1].ID != "b" {
		t.Errorf("hits %+v", hits)
	}
}
