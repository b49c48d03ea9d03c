package main

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"crosswalk/internal/app"
)

const (
	killRounds     = 50
	killDocuments  = 40
	killStatements = 25
)

// writeRound writes the documents of one round: new text for every class, so
// that each round has all of them to revise.
func writeRound(t *testing.T, dir string, round int) {
	t.Helper()
	for d := range killDocuments {
		var b strings.Builder
		fmt.Fprintf(&b, "Worker %d\n\nClass Code: K%d\n\nDUTIES\n", d, d)
		for s := range killStatements {
			fmt.Fprintf(&b, "- Moves crate %d of yard %d in round%d;\n", s, d, round)
		}
		write(t, dir, fmt.Sprintf("%02d.txt", d), b.String())
	}
}

// TestKillAtRandomMoments kills the program while it ingests, and while it
// indexes, at moments drawn at random from the time that the work takes, until
// 50 ingests were cut short. After each round the catalog must open and hold
// whole documents only, and the index must come back.
func TestKillAtRandomMoments(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: -short")
	}
	program, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	data, dir := t.TempDir(), t.TempDir()
	random := rand.New(rand.NewPCG(1, 2))

	// An undisturbed run of each, to know how long they take.
	timed := func(args ...string) time.Duration {
		begun := time.Now()
		if out, err := exec.Command(program, append(args, "--data", data)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v: %s", args, err, out)
		}
		return time.Since(begun)
	}
	writeRound(t, dir, 0)
	ingesting, indexing := timed("ingest", dir, "--issuer", "us-tx"), timed("search", "crate")

	// kill reports whether the run was cut short: it may have ended before.
	kill := func(within time.Duration, args ...string) bool {
		cmd := exec.Command(program, append(args, "--data", data)...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Duration(random.Int64N(int64(within)))) // the random moment
		cmd.Process.Signal(syscall.SIGKILL)
		return cmd.Wait() != nil
	}
	for round, killed := 1, 0; killed < killRounds; round++ {
		writeRound(t, dir, round)
		if kill(ingesting, "ingest", dir, "--issuer", "us-tx") {
			killed++
		}
		kill(indexing, "search", "crate")
		checkWhole(t, data, round)
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
		if round == 4*killRounds {
			t.Fatalf("of %d ingests only %d were cut short", round, killed)
		}
	}
}

// checkWhole opens the data directory and checks that every class holds all
// statements of one round.
func checkWhole(t *testing.T, data string, round int) {
	t.Helper()
	e := testEnv(t)
	e.cli.Data = data
	a, err := e.openAnswering()
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	classes, err := a.Classes(t.Context(), app.ClassesRequest{StopFilter: app.StopFilter{Issuer: "us-tx"}, Page: app.Page{Limit: app.MaxLimit}})
	if err != nil {
		t.Fatal(err)
	}
	if len(classes.Items) != killDocuments {
		t.Errorf("%d classes, want %d", len(classes.Items), killDocuments)
	}
	for _, c := range classes.Items {
		l, err := a.Statements(t.Context(), c.ID, app.StatementsRequest{Page: app.Page{Limit: app.MaxLimit}})
		if err != nil {
			t.Fatal(err)
		}
		if len(l.Items) != killStatements {
			t.Errorf("%s holds %d statements, want %d", c.ID, len(l.Items), killStatements)
			continue
		}
		_, of, _ := strings.Cut(l.Items[0].Text, "in round")
		for _, st := range l.Items {
			if !strings.HasSuffix(st.Text, "in round"+of) {
				t.Errorf("%s mixes rounds: %q and %q", c.ID, l.Items[0].Text, st.Text)
			}
		}
		if text, err := a.SourceText(t.Context(), c.SourceIDs[0]); err != nil || strings.Count(text, "in round"+of+";") != killStatements {
			t.Errorf("%s: its source is not the text of its statements, %v", c.ID, err)
		}
	}
	found, err := a.Search(t.Context(), app.SearchRequest{Query: "crate", Issuer: "us-tx"})
	if err != nil || found.Total != killDocuments*killStatements {
		t.Errorf("the index finds %d statements, want %d; %v", found.Total, killDocuments*killStatements, err)
	}
}
