package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"crosswalk/internal/catalog"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

const (
	bulkMappings = 4000
	bulkRounds   = 10
)

// TestKillInBulkAcceptance kills the program while it accepts thousands of
// mappings at once, at random moments, until ten runs were cut short: all are
// accepted then, or none, and the audit log holds.
func TestKillInBulkAcceptance(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: -short")
	}
	program, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	fresh := t.TempDir()
	prepareBulk(t, fresh)
	random := rand.New(rand.NewPCG(3, 4))
	copyOf := func() string {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(fresh)); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	accept := func(dir string) *exec.Cmd {
		return exec.Command(program, "accept", "class_code", "0", "--actor", "Ada", "--key", "once", "--data", dir)
	}
	begun := time.Now()
	if out, err := accept(copyOf()).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	takes := time.Since(begun)
	none := 0
	for round, killed := 0, 0; killed < bulkRounds; round++ {
		dir := copyOf()
		cmd := accept(dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Duration(random.Int64N(int64(takes)))) // the random moment
		cmd.Process.Signal(syscall.SIGKILL)
		if cmd.Wait() != nil {
			killed++
		}
		if accepted(t, dir) == 0 {
			none++
		}
		// The same request again brings it to its end, whether it had been or not.
		if out, err := accept(dir).CombinedOutput(); err != nil {
			t.Fatalf("again: %v: %s", err, out)
		}
		if n := accepted(t, dir); n != bulkMappings {
			t.Fatalf("after the second try %d are accepted", n)
		}
		if round == 6*bulkRounds {
			t.Fatalf("of %d runs only %d were cut short", round, killed)
		}
	}
	t.Logf("after %d of the kills nothing was accepted", none)
}

// accepted counts what is accepted, which must be all or nothing, and checks
// the audit log.
func accepted(t *testing.T, dir string) int {
	t.Helper()
	c, err := catalog.Open(t.Context(), filepath.Join(dir, "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, _, err := c.VerifyAudit(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, n, err := c.Mappings(t.Context(), catalog.Selection{State: review.Accepted}, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	if n != 0 && n != bulkMappings {
		t.Fatalf("%d of %d are accepted", n, bulkMappings)
	}
	return n
}

// prepareBulk makes a catalog with many proposals and an index.
func prepareBulk(t *testing.T, dir string) {
	t.Helper()
	e := testEnv(t)
	e.cli.Data = dir
	a, err := e.openAnswering()
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Open(t.Context(), filepath.Join(dir, "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	list := make([]review.Proposal, bulkMappings)
	for i := range list {
		confidence := 0.5
		subject, object := fmt.Sprint("us-xx:", i), "onet:43-9061.00"
		list[i] = review.Proposal{
			ID: review.IDOf(review.ClassCode, subject, object), Kind: review.ClassCode, Raters: 1, Relation: spec.Broad, Confidence: &confidence,
			Subject: review.Side{ID: subject, ClassID: subject, Label: fmt.Sprint("Clerk ", i)}, Object: review.Side{ID: object, ClassID: object, Label: "Office Clerks"},
			Made: review.Made{By: review.Itself(), At: time.Now().UTC()},
		}
	}
	if _, _, err := c.Propose(t.Context(), list); err != nil {
		t.Fatal(err)
	}
}
