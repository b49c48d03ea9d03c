package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"crosswalk/index"
	"crosswalk/internal/app"
)

// median runs f b.N times and reports the median of one run, which a stray
// pause of the machine does not move.
func median(b *testing.B, f func(i int)) {
	b.Helper()
	times := make([]time.Duration, 0, b.N)
	for i := range b.N {
		begun := time.Now()
		f(i)
		times = append(times, time.Since(begun))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds()), "p50-µs")
}

func startApp(b *testing.B) *app.App {
	b.Helper()
	e := testEnv(b)
	a, err := e.openAnswering()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { a.Close() })
	if err := a.Start(e.ctx); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	return a
}

// importONET imports the O*NET release of the development data; without it the
// benchmark is skipped.
func importONET(b testing.TB, a *app.App) {
	b.Helper()
	dir := os.Getenv("CROSSWALK_TESTDATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	path := filepath.Join(dir, "db_30_1_text.zip")
	if _, err := os.Stat(path); err != nil {
		b.Skip("skipped: no data: ", err)
	}
	if _, err := a.ImportRelease(b.Context(), path, func(string, int, int) {}); err != nil {
		b.Fatal(err)
	}
	if err := a.Refresh(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkSearch searches the five documents, facets and parts included.
func BenchmarkSearch(b *testing.B) {
	a := startApp(b)
	queries := []string{"community resources", "develop and negotiate contracts", "case", "crisis intervention techniques with families"}
	median(b, func(i int) {
		if _, err := a.Search(b.Context(), app.SearchRequest{Query: queries[i%len(queries)]}); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkCrosswalk makes every crosswalk between two of the five documents
// in turn, evidence included; each has been made once before, so that vectors and
// the words of statements are in place.
func BenchmarkCrosswalk(b *testing.B) {
	a := startApp(b)
	classes, err := a.Classes(b.Context(), app.ClassesRequest{})
	if err != nil {
		b.Fatal(err)
	}
	var pairs []app.CrosswalkRequest
	for _, from := range classes.Items {
		for _, to := range classes.Items {
			if from.ID != to.ID {
				pairs = append(pairs, app.CrosswalkRequest{From: from.ID, To: to.ID})
			}
		}
	}
	crosswalk := func(i int) {
		if _, err := a.Crosswalk(b.Context(), pairs[i%len(pairs)]); err != nil {
			b.Fatal(err)
		}
	}
	for i := range pairs {
		crosswalk(i)
	}
	median(b, crosswalk)
}

// BenchmarkRank ranks the other classes against one.
func BenchmarkRank(b *testing.B) {
	a := startApp(b)
	median(b, func(int) {
		if _, err := a.Matches(b.Context(), app.MatchesRequest{Class: "us-az:ACV80272"}); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkMoves ranks the moves of somebody who knows more than their class
// says, as the page for them does.
func BenchmarkMoves(b *testing.B) {
	a := startApp(b)
	r := app.MatchesRequest{Class: "us-nc:19200", Level: "Contributing", Further: app.Further{Knows: []string{saidContracts, "Skill in writing manuals"}}}
	median(b, func(int) {
		if _, err := a.Moves(b.Context(), r, app.Switches...); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkRankOccupations ranks all occupations of the O*NET release against
// a class, as the pages do, evidence for the first 20 included.
func BenchmarkRankOccupations(b *testing.B) {
	a := startApp(b)
	importONET(b, a)
	rank := func(b *testing.B) {
		r := app.MatchesRequest{Class: "us-nc:19200", Scope: index.ScopeONET, Page: app.Page{Limit: 20}}
		l, err := a.Matches(b.Context(), r)
		if err != nil || len(l.Items) != 20 {
			b.Fatalf("%d occupations, %v", len(l.Items), err)
		}
	}
	rank(b) // the first makes the coder
	// Within, so that the release is imported once and not for every b.N.
	b.Run("onet", func(b *testing.B) { median(b, func(int) { rank(b) }) })
}

// BenchmarkFirstStart starts the program on an empty data directory and takes
// the time from the start of the process until it is ready, and the memory it
// then holds.
func BenchmarkFirstStart(b *testing.B) {
	program, err := binary()
	if err != nil {
		b.Fatal(err)
	}
	var resident float64
	b.ResetTimer()
	median(b, func(int) {
		cmd := exec.Command(program, "serve", "--addr", "127.0.0.1:0", "--data", b.TempDir())
		stderr, err := cmd.StderrPipe()
		if err != nil {
			b.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		defer func() {
			cmd.Process.Kill()
			cmd.Wait()
		}()
		line, err := bufio.NewReader(stderr).ReadString('\n')
		_, url, found := strings.Cut(line, "serves ")
		if err != nil || !found {
			b.Fatalf("%q, %v", line, err)
		}
		url, _, _ = strings.Cut(url, " ")
		for {
			res, err := http.Get(url + "/readyz")
			if err != nil {
				b.Fatal(err)
			}
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				break
			}
		}
		resident = max(resident, residentMB(b, cmd.Process.Pid))
	})
	b.ReportMetric(resident, "resident-MB")
}

// residentMB reads the resident memory of a process, 0 where the system does
// not tell.
func residentMB(b *testing.B, pid int) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(value)[0], 64)
			if err != nil {
				b.Fatal(err)
			}
			return kb / 1024
		}
	}
	return 0
}
