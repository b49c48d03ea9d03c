package app

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// bagOfStems is a model small enough to be test data: every stem is one of 64
// directions, and the stem that it takes for another lies in that one's. It
// counts what it was asked, and fails when told to.
type bagOfStems struct {
	name    string
	takes   map[string]string
	texts   int // embedded so far
	longest int
	asked   func()
	fails   error
}

func (b *bagOfStems) Name() string    { return b.name }
func (b *bagOfStems) Dimensions() int { return 64 }

func (b *bagOfStems) Embed(ctx context.Context, texts []string) ([]float32, error) {
	if b.asked != nil {
		b.asked()
	}
	if err := errors.Join(ctx.Err(), b.fails); err != nil {
		return nil, err
	}
	b.texts += len(texts)
	var block []float32
	for _, t := range texts {
		b.longest = max(b.longest, len(t))
		v, sum := make([]float32, 64), 0.0
		for _, s := range semantic.Stems(t) {
			if other, ok := b.takes[s]; ok {
				s = other
			}
			h := fnv.New32a()
			h.Write([]byte(s))
			v[h.Sum32()%64]++
		}
		for _, x := range v {
			sum += float64(x) * float64(x)
		}
		for i := range v {
			if sum > 0 {
				v[i] /= float32(math.Sqrt(sum))
			}
		}
		block = append(block, v...)
	}
	return block, nil
}

func newBag() *bagOfStems {
	return &bagOfStems{name: "bag-1", takes: map[string]string{semantic.Stem("airships"): semantic.Stem("zeppelins")}}
}

// startWith opens an app with a model and makes it ready.
func startWith(t testing.TB, dir string, e semantic.Embedder) *App {
	t.Helper()
	cfg := config(dir)
	cfg.Embedder = e
	a, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

func refreshed(t testing.TB, a *App) {
	t.Helper()
	if err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestSearchFindsByMeaningWhatHasOtherWords(t *testing.T) {
	a := startWith(t, t.TempDir(), newBag())
	ingestText(t, a, sweeper)
	refreshed(t, a)
	for _, mode := range []Mode{"", Hybrid, Semantic} {
		r, err := a.Search(t.Context(), SearchRequest{Query: "sweeping airships", Mode: mode})
		if err != nil {
			t.Fatal(err)
		}
		asked := mode
		if mode == "" {
			asked = Hybrid
		}
		if r.Mode != (ModeAnswer{Asked: asked, Answered: asked, Model: "bag-1"}) {
			t.Errorf("mode %+v", r.Mode)
		}
		if len(r.Items) == 0 || r.Items[0].Statement.Text != "Sweeps zeppelins" {
			t.Fatalf("%s: %+v", mode, r.Items)
		}
		first := r.Items[0]
		if last := first.Parts[len(first.Parts)-1]; last.Name != "meaning" || last.Value <= 0 {
			t.Errorf("%s: parts %+v", mode, first.Parts)
		}
		if len(first.Highlights) != 1 || first.Highlights[0] != (spec.Span{Start: 0, End: len("Sweeps")}) {
			t.Errorf("%s: highlights %+v", mode, first.Highlights)
		}
		counted := 0
		for _, f := range r.Facets["issuer"] {
			counted += f.Count
		}
		if counted != r.Total {
			t.Errorf("%s: total %d, facets %v", mode, r.Total, r.Facets["issuer"])
		}
	}
	r, err := a.Search(t.Context(), SearchRequest{Query: "airships", Mode: TextOnly})
	if err != nil || r.Total != 0 || r.Mode != (ModeAnswer{Asked: TextOnly, Answered: TextOnly, Model: "none"}) {
		t.Errorf("by words: %d, %+v, %v", r.Total, r.Mode, err)
	}
	if got := a.Readiness(t.Context()).Model; got != "bag-1" {
		t.Errorf("the model in use is %q", got)
	}
}

func TestPagesByMeaningAddUpToTheWhole(t *testing.T) {
	a := startWith(t, t.TempDir(), newBag())
	for _, mode := range []Mode{Hybrid, Semantic} {
		request := SearchRequest{Query: "community services and resources", Mode: mode, Page: Page{Limit: MaxLimit}}
		whole, err := a.Search(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		if whole.Total < 7 || whole.Total != len(whole.Items) {
			t.Fatalf("%s: total %d, items %d", mode, whole.Total, len(whole.Items))
		}
		request.Limit = 3
		n := 0
		for {
			page, err := a.Search(t.Context(), request)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range page.Items {
				if n >= len(whole.Items) || f.Statement.ID != whole.Items[n].Statement.ID {
					t.Fatalf("%s: item %d is %s", mode, n, f.Statement.ID)
				}
				n++
			}
			if request.Cursor = page.NextCursor; request.Cursor == "" {
				break
			}
		}
		if n != whole.Total {
			t.Errorf("%s: pages have %d of %d", mode, n, whole.Total)
		}
	}
}

func TestWithoutAnAnswerOfTheModelHybridIsByWords(t *testing.T) {
	bag := newBag()
	a := startWith(t, t.TempDir(), bag)
	first, err := a.Search(t.Context(), SearchRequest{Query: "services", Page: Page{Limit: 1}})
	if err != nil {
		t.Fatal(err)
	}
	bag.fails = errors.New("connection refused")
	r := search(t, a, "services")
	if r.Mode.Answered != TextOnly || r.Mode.Model != "none" || r.Mode.Note != modelSilent || r.Total == 0 {
		t.Errorf("%d, %+v", r.Total, r.Mode)
	}
	if _, err := a.Search(t.Context(), SearchRequest{Query: "services", Mode: Semantic}); spec.CodeOf(err) != spec.Unavailable {
		t.Errorf("semantic search: %v, want unavailable", err)
	}
	_, err = a.Search(t.Context(), SearchRequest{Query: "services", Page: Page{Limit: 1, Cursor: first.NextCursor}})
	if spec.CodeOf(err) != spec.Invalid {
		t.Errorf("the next page of a list by meaning: %v, want invalid", err)
	}
}

func TestAQueryOfWhichNothingIsKnown(t *testing.T) {
	a := startWith(t, t.TempDir(), newBag())
	r := search(t, a, "of the")
	if r.Mode.Answered != TextOnly || r.Mode.Note != nothingKnown || r.Total != 0 {
		t.Errorf("%d, %+v", r.Total, r.Mode)
	}
	r, err := a.Search(t.Context(), SearchRequest{Query: "of the", Mode: Semantic})
	if err != nil || r.Total != 0 || len(r.Items) != 0 {
		t.Errorf("semantic: %+v, %v", r, err)
	}
}

func TestALongQueryIsCut(t *testing.T) {
	bag := newBag()
	a := startWith(t, t.TempDir(), bag)
	bag.longest = 0
	search(t, a, strings.Repeat("services über ", 1000))
	if bag.longest > maxEmbedded || bag.longest < maxEmbedded-20 {
		t.Errorf("embedded %d bytes", bag.longest)
	}
	for text, want := range map[string]string{"ab cd": "ab", "abcd": "abc", "abü": "ab", "abc d": "abc", "ab": "ab"} {
		if got := cut(text, 3); got != want {
			t.Errorf("%q is cut to %q, want %q", text, got, want)
		}
	}
}

func TestOnlyNewStatementsAreEmbedded(t *testing.T) {
	bag := newBag()
	a := startWith(t, t.TempDir(), bag)
	before := bag.texts
	if before < 500 {
		t.Fatalf("%d statements embedded", before)
	}
	ingestText(t, a, sweeper)
	refreshed(t, a)
	if n := bag.texts - before; n == 0 || n > 5 {
		t.Errorf("%d statements embedded for one new document", n)
	}
}

func TestWhileStatementsAreEmbeddedItSaysHowFarItIs(t *testing.T) {
	bag := newBag()
	cfg := config(t.TempDir())
	cfg.Embedder = bag
	a, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var seen []Readiness
	bag.asked = func() { seen = append(seen, a.Readiness(t.Context())) }
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, r := range seen {
		if r.Phase != "embedding" || r.Done != i*semantic.BatchTexts || r.Total <= r.Done {
			t.Errorf("before batch %d: %+v", i, r)
		}
	}
	if len(seen) < 2 {
		t.Errorf("%d batches", len(seen))
	}
}

func TestWhenStatementsCannotBeEmbeddedTheOldStateServes(t *testing.T) {
	bag := newBag()
	a := startWith(t, t.TempDir(), bag)
	ingestText(t, a, sweeper)
	bag.fails = errors.New("connection refused")
	if err := a.Refresh(t.Context()); err == nil || !strings.Contains(err.Error(), "bag-1") {
		t.Errorf("error %v", err)
	}
	if r := a.Readiness(t.Context()); r.Ready || !r.Failed || !r.Answering {
		t.Errorf("%+v", r)
	}
	bag.fails = nil
	if n := search(t, a, "contracts").Total; n == 0 {
		t.Error("the old state does not answer")
	}
	ctx, cancel := context.WithCancel(t.Context())
	bag.asked = cancel
	if err := a.Refresh(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("a stopped refresh: %v", err)
	}
	bag.asked = nil
	refreshed(t, a)
	if !a.Readiness(t.Context()).Ready {
		t.Error("not ready")
	}
}

// A service may take minutes for a catalog; backup and ingest do not wait for it.
func TestWhileStatementsAreEmbeddedOthersOpenTheCatalog(t *testing.T) {
	dir, bag := t.TempDir(), newBag()
	opened := 0
	bag.asked = func() {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		other, err := Open(ctx, config(dir))
		if err != nil {
			t.Fatal(err)
		}
		opened++
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	}
	startWith(t, dir, bag)
	if opened == 0 {
		t.Error("nothing was embedded")
	}
}

func TestWhoStartsMeanwhileEmbedsNothingAgain(t *testing.T) {
	dir, first, second := t.TempDir(), newBag(), newBag()
	done := make(chan error)
	first.asked = sync.OnceFunc(func() {
		go func() {
			cfg := config(dir)
			cfg.Embedder = second
			a, err := Open(t.Context(), cfg)
			if err == nil {
				err = errors.Join(a.Start(t.Context()), a.Close())
			}
			done <- err
		}()
	})
	startWith(t, dir, first)
	if err := <-done; err != nil || second.texts != 0 {
		t.Errorf("%d statements embedded twice, %v", second.texts, err)
	}
}

// paidBag is a bag whose vectors are worth keeping. It writes down what it is
// asked for searches and for statements.
type paidBag struct {
	*bagOfStems
	said []string
}

type ofStatements struct{ *paidBag }

func (p *paidBag) KeptIn(store semantic.VectorStore) *semantic.Kept {
	return &semantic.Kept{Embedder: ofStatements{p}, Store: store}
}

func (p *paidBag) Embed(ctx context.Context, texts []string) ([]float32, error) {
	p.said = append(p.said, "search")
	return p.bagOfStems.Embed(ctx, texts)
}

func (s ofStatements) Embed(ctx context.Context, texts []string) ([]float32, error) {
	s.said = append(s.said, "statements")
	return s.bagOfStems.Embed(ctx, texts)
}

func TestVectorsOfStatementsAreKept(t *testing.T) {
	paid := &paidBag{bagOfStems: newBag()}
	a := startWith(t, t.TempDir(), paid)
	search(t, a, "services")
	n := len(paid.said)
	if n < 3 || !slices.Equal(slices.Compact(slices.Clone(paid.said)), []string{"statements", "search"}) {
		t.Errorf("%v", paid.said)
	}
	ingestText(t, a, "Sweeper\n\nClass Code: 77\n\nDUTIES\n- Sweeps zeppelins;\n")
	paid.fails = errors.New("connection refused")
	if err := a.Refresh(t.Context()); err == nil {
		t.Fatal("no error")
	}
	if !slices.Equal(paid.said[n:], []string{"statements"}) {
		t.Errorf("after a failure: %v", paid.said[n:])
	}
}

// silent is a model that answers nobody.
type silent struct{ semantic.Embedder }

func (silent) Name() string    { return "silent-1" }
func (silent) Dimensions() int { return 2 }

func (silent) Embed(ctx context.Context, _ []string) ([]float32, error) {
	<-ctx.Done()
	return nil, fmt.Errorf("embed.example: %w", ctx.Err())
}

func TestASearchDoesNotWaitForASilentModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var logged strings.Builder
		a := &App{cfg: config(t.TempDir())}
		a.cfg.Embedder, a.cfg.Log = silent{}, slog.New(slog.NewTextHandler(&logged, nil))
		begun := time.Now()
		mode, query, err := a.ask(t.Context(), SearchRequest{Query: "services"})
		if err != nil || !query.Missing() || mode != (ModeAnswer{Asked: Hybrid, Answered: TextOnly, Model: "none", Note: modelSilent}) {
			t.Errorf("%+v, %v", mode, err)
		}
		if took := time.Since(begun); took != patience {
			t.Errorf("it took %v", took)
		}
		if !strings.Contains(logged.String(), "embed.example") {
			t.Errorf("logged\n%s", &logged)
		}
		_, _, err = a.ask(t.Context(), SearchRequest{Query: "services", Mode: Semantic})
		if spec.CodeOf(err) != spec.Unavailable || strings.Contains(err.Error(), "embed.example") {
			t.Errorf("semantic: %v", err)
		}
		gone, cancel := context.WithTimeout(t.Context(), patience/2)
		defer cancel()
		if _, _, err := a.ask(gone, SearchRequest{Query: "services"}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a request that ended: %v", err)
		}
	})
}

func TestAnotherModelBuildsAnotherIndex(t *testing.T) {
	dir := t.TempDir()
	embedded := func(e *bagOfStems) int {
		cfg := config(dir)
		if e != nil {
			cfg.Embedder = e
		}
		a, err := Open(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		if err := a.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		r := search(t, a, "services")
		if e == nil {
			if r.Mode.Model != a.encoder.Name() {
				t.Errorf("mode %+v", r.Mode)
			}
			return 0
		}
		if r.Mode.Model != e.name {
			t.Errorf("mode %+v", r.Mode)
		}
		return e.texts - 1 // the query
	}
	first, second := newBag(), newBag()
	second.name = "bag-2"
	all := embedded(first)
	if n := embedded(newBag()); n != 0 {
		t.Errorf("%d statements embedded again by the same model", n)
	}
	if n := embedded(second); n != all {
		t.Errorf("another model embedded %d of %d statements", n, all)
	}
	embedded(nil)
}

func TestDamagedVectorsAreMadeAgain(t *testing.T) {
	dir := t.TempDir()
	if err := startWith(t, dir, newBag()).Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, indexFolder, "*", "vectors.bin"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	if err := os.Truncate(files[0], 1000); err != nil {
		t.Fatal(err)
	}
	bag := newBag()
	a := startWith(t, dir, bag)
	if bag.texts < 500 || search(t, a, "services").Mode.Answered != Hybrid {
		t.Errorf("%d statements embedded", bag.texts)
	}
}

func TestModelsWithoutAUsableNameAreRefused(t *testing.T) {
	for _, name := range []string{"", "none", "a/b", "..\\x", "a b", strings.Repeat("a", 101)} {
		cfg := config(t.TempDir())
		cfg.Embedder = &bagOfStems{name: name}
		if _, err := Open(t.Context(), cfg); err == nil {
			t.Errorf("%q: no error", name)
		}
	}
}

func TestVectorsOfModelsThatAreGoneAreRemovedWhenAllAreThere(t *testing.T) {
	dir := t.TempDir()
	before := start(t, dir)
	old := []vector.Row{vector.Round([]float32{1, 0})}
	if err := before.catalog.KeepVectors(t.Context(), "crosswalk-old", []string{"Sweeps floors"}, old); err != nil {
		t.Fatal(err)
	}
	a := start(t, dir)
	ingestText(t, a, "Sweeper\n\nClass Code: 77\n\nDUTIES\n- Sweeps zeppelins;\n")
	if err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	kept, err := a.catalog.Vectors(t.Context(), "crosswalk-old", []string{"Sweeps floors"})
	if err != nil || !kept[0].Missing() {
		t.Errorf("%v, %v", kept, err)
	}
	if kept, err = a.kept.Load(t.Context(), []string{"Sweeps zeppelins"}); err != nil || kept[0].Missing() {
		t.Errorf("the new text has no vector; %v", err)
	}
}

// cancelsAt ends a context when the index has been built: what comes behind it
// is cut off.
type cancelsAt struct {
	slog.Handler
	cancel func()
}

func (c cancelsAt) Handle(_ context.Context, r slog.Record) error {
	if r.Message == "index built" {
		c.cancel()
	}
	return nil
}

func (c cancelsAt) Enabled(context.Context, slog.Level) bool { return true }

func TestAServiceAnswersByWordsUntilAllVectorsAreMade(t *testing.T) {
	dir := t.TempDir()
	start(t, dir).Close() // the seeds have their vectors
	ctx, cancel := context.WithCancel(t.Context())
	cfg := config(dir)
	cfg.Early, cfg.Log = true, slog.New(cancelsAt{slog.DiscardHandler, cancel})
	a, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var text strings.Builder
	text.WriteString("Sweeper\n\nClass Code: 77\n\nDUTIES\n")
	for i := range fewMissing + 1 {
		fmt.Fprintf(&text, "- Sweeps hangar number %d;\n", i)
	}
	ingestText(t, a, text.String())
	if err := a.Refresh(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	note := func() string {
		t.Helper()
		x, err := a.Crosswalk(t.Context(), CrosswalkRequest{From: "us-tx:77", To: "us-nc:19200"})
		if err != nil {
			t.Fatal(err)
		}
		return x.Matching.Note
	}
	if got := note(); !strings.Contains(got, "by words only so far") {
		t.Errorf("while vectors are missing: %q", got)
	}
	if err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := note(); got != byMeaning {
		t.Errorf("when all are there: %q", got)
	}
}
