package index

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/spec"
)

// manyDocs are n statements of words drawn at random.
func manyDocs(random *rand.Rand, n int) []Doc {
	words := []string{"inspects", "bridges", "writes", "reports", "files", "letters", "boats", "harbor", "trains", "crews", "plans", "budgets"}
	out := make([]Doc, n)
	for i := range out {
		text := ""
		for range 4 + random.IntN(4) {
			text += words[random.IntN(len(words))] + " "
		}
		out[i] = Doc{ID: fmt.Sprintf("st-%04d", i), Text: text, Title: "Clerk", Kind: spec.Duty, ClassID: fmt.Sprintf("us-tx:%d", i/10)}
	}
	return out
}

// TestAGrownIndexIsAsOneThatIsBuilt changes, adds and removes entries for many
// revisions, and compares each index with one that is built of all entries.
func TestAGrownIndexIsAsOneThatIsBuilt(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	ctx := context.Background()
	grown := Store{Dir: filepath.Join(t.TempDir(), "grown")}
	docs := manyDocs(random, 300)
	for revision := int64(1); revision <= 2*mostSegments; revision++ {
		v := VersionOf(revision, "s", NoModel)
		if err := grown.Build(ctx, v, docs, func(int) {}); err != nil {
			t.Fatal(err)
		}
		built := Store{Dir: filepath.Join(t.TempDir(), "built")}
		if err := built.Build(ctx, v, docs, func(int) {}); err != nil {
			t.Fatal(err)
		}
		a, err := grown.Open(v)
		if err != nil {
			t.Fatal(err)
		}
		b, err := built.Open(v)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range []Query{{Text: "inspects bridges", Size: 50}, {Text: "trains", Class: "us-tx:3", Size: 50}, {Text: "clerk zeppelin", Size: 50}} {
			if d := cmp.Diff(find(t, b, q), find(t, a, q)); d != "" {
				t.Fatalf("revision %d, %q (-built +grown)\n%s", revision, q.Text, d)
			}
		}
		a.Close()
		b.Close()
		if err := grown.Prune(v); err != nil {
			t.Fatal(err)
		}
		at := random.IntN(len(docs))
		docs[at].Text = "zeppelin " + docs[at].Text
		docs = append(docs[:5], docs[6:]...)
		more := manyDocs(random, 1)[0]
		more.ID = fmt.Sprintf("st-new-%d", revision)
		docs = append(docs, more)
	}
	segments, err := filepath.Glob(filepath.Join(grown.Dir, "*", "store", "*.zap"))
	if err != nil || len(segments) > mostSegments+2 {
		t.Errorf("%d segments, %v", len(segments), err)
	}
}

// TestADamagedBaseIsBuiltAnew builds all where an index that could be taken over is
// damaged.
func TestADamagedBaseIsBuiltAnew(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	s, ctx := Store{Dir: filepath.Join(t.TempDir(), "index")}, context.Background()
	docs := manyDocs(random, 50)
	if err := s.Build(ctx, VersionOf(1, "s", NoModel), docs, func(int) {}); err != nil {
		t.Fatal(err)
	}
	segments, err := filepath.Glob(filepath.Join(s.Dir, "*", "store", "*"))
	if err != nil || len(segments) == 0 {
		t.Fatal(segments, err)
	}
	for _, name := range segments {
		if err := os.WriteFile(name, []byte("damaged"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	docs[0].Text = "zeppelin"
	v := VersionOf(2, "s", NoModel)
	if err := s.Build(ctx, v, docs, func(int) {}); err != nil {
		t.Fatal(err)
	}
	x, err := s.Open(v)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if got := ids(find(t, x, Query{Text: "zeppelin"})); got != docs[0].ID {
		t.Errorf("found %q", got)
	}
}
