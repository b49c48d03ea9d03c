// Package app holds the use cases of Crosswalk: it is the one place where the
// catalog, the index and the matcher meet. REST, pages and CLI call it and
// only it.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"

	"crosswalk/index"
	"crosswalk/internal/catalog"
	"crosswalk/internal/coding"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/document"
	"crosswalk/internal/ingest"
	"crosswalk/internal/likeness"
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/encoder"
	"crosswalk/internal/spec"
)

// Config says where the data lie and whom to tell.
type Config struct {
	DataDir string
	Log     *slog.Logger
	Now     func() time.Time
	// Encoder is the model by which statements are compared; the built-in one
	// when nil.
	Encoder *encoder.Encoder
	// Embedder is the model by which statements are searched for; the encoder
	// when nil.
	Embedder semantic.Embedder
	// Early answers by words while the vectors of many new statements are made;
	// else the answers wait for them.
	Early bool
	// Progress, where it is not nil, is told what is being done, one call after
	// the other; a total of 0 is not known.
	Progress func(phase string, done, total int)
	// Thresholds turn the confidence of a coding into a decision; the defaults
	// when zero.
	Thresholds coding.Thresholds
	// Version of the program, which stands beside what it proposes.
	Version string
}

// App answers questions about the classes in a data directory. It is safe for
// concurrent use.
type App struct {
	*Matcher
	cfg     Config
	catalog *catalog.Catalog
	indexes index.Store
	// kept is the encoder with its vectors kept in the catalog. searched embeds
	// statements for searches by another model; nil where that is the encoder.
	// Queries ask cfg.Embedder.
	kept, searched *semantic.Kept
	// coding is the built-in encoder, which the coder was fitted with. It is kept if
	// that is the built-in encoder.
	coding *semantic.Kept

	likeness  *likeness.Model
	headings  *ingest.Headings // of the employer; nil when there are none
	documents document.Reader

	people people

	rankings chan struct{} // those under way, as many as there is room for

	refresh sync.Mutex // one refresh at a time
	current lease
	state   atomic.Pointer[progress]
}

// Files in the data directory.
const (
	catalogFile = "catalog.db"
	indexFolder = "index"
	ladderFile  = "ladder.tsv"
	// headingsFile holds the employer's own headings.
	headingsFile = "headings.tsv"
	lockFile     = "lock"
	// cacheFolder holds what is made again when it is deleted.
	cacheFolder = "cache"
	buildFile   = "building.lock"
)

// HasCatalog reports whether a data directory holds a catalog.
func HasCatalog(dataDir string) bool {
	_, err := os.Stat(filepath.Join(dataDir, catalogFile))
	return err == nil
}

// Open opens the catalog of a data directory, which is made when there is
// none. The app answers nothing before Refresh has run once.
func Open(ctx context.Context, cfg Config) (*App, error) {
	if cfg.Thresholds == (coding.Thresholds{}) {
		cfg.Thresholds = coding.DefaultThresholds
	}
	if err := cfg.Thresholds.Check(); err != nil {
		return nil, err
	}
	if err := checkEmbedder(cfg.Embedder); err != nil {
		return nil, err
	}
	matcher, err := NewMatcher(cfg.Encoder)
	if err != nil {
		return nil, err
	}
	a := &App{
		Matcher: matcher, cfg: cfg, indexes: index.Store{Dir: filepath.Join(cfg.DataDir, indexFolder)},
		rankings: make(chan struct{}, runtime.GOMAXPROCS(0)),
	}
	a.documents = document.Reader{CacheDir: filepath.Join(cfg.DataDir, cacheFolder), Known: a.encoder.Knows}
	a.report("opening the catalog", 0, 0)
	if a.ladder, err = readLadder(filepath.Join(cfg.DataDir, ladderFile)); err != nil {
		return nil, err
	}
	if a.headings, err = readHeadings(filepath.Join(cfg.DataDir, headingsFile)); err != nil {
		return nil, err
	}
	err = a.locked(ctx, func() error {
		a.catalog, err = catalog.Open(ctx, filepath.Join(cfg.DataDir, catalogFile))
		return err
	})
	if err != nil {
		return nil, err
	}
	alike, err := likeness.Builtin()
	if err != nil {
		return nil, err
	}
	a.likeness = alike.For(a.encoder.Name())
	a.kept = &semantic.Kept{Embedder: a.encoder, Store: a.catalog, Log: cfg.Log}
	if a.coding = a.kept; cfg.Encoder != nil {
		own, err := encoder.Builtin()
		if err != nil {
			return nil, err
		}
		a.coding = &semantic.Kept{Embedder: own, Store: a.catalog, Log: cfg.Log}
	}
	if cfg.Embedder == nil {
		a.cfg.Embedder = a.encoder
	} else {
		a.searched = semantic.KeptIn(cfg.Embedder, a.catalog)
	}
	return a, nil
}

// readLadder reads the ladder that HR keeps in the data directory, and the
// built-in one where there is none.
func readLadder(path string) (*crosswalk.Ladder, error) {
	table, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return crosswalk.ParseLadder(crosswalk.BuiltinLadder())
	case err != nil:
		return nil, fmt.Errorf("read ladder: %w", err)
	}
	l, err := crosswalk.ParseLadder(string(table))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return l, nil
}

// readHeadings reads the employer's own headings in the data directory, where
// there are any.
func readHeadings(path string) (*ingest.Headings, error) {
	table, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read headings: %w", err)
	}
	h, err := ingest.ParseHeadings(string(table))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return h, nil
}

// lockRetry is how often a process looks whether another has let go.
const lockRetry = 20 * time.Millisecond

// locked runs f while no other process migrates, seeds, restores or puts an
// index into the same data directory.
func (a *App) locked(ctx context.Context, f func() error) error {
	return a.holding(ctx, lockFile, f)
}

// holding runs f while no other process holds a file of the data directory.
func (a *App) holding(ctx context.Context, file string, f func() error) error {
	if err := os.MkdirAll(a.cfg.DataDir, 0o755); err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	l := flock.New(filepath.Join(a.cfg.DataDir, file))
	if _, err := l.TryLockContext(ctx, lockRetry); err != nil {
		return fmt.Errorf("lock data directory: %w", err)
	}
	defer l.Unlock()
	return f()
}

// Close closes the app. A refresh and the answers under way from the index
// finish first; after it nothing answers.
func (a *App) Close() error {
	a.refresh.Lock()
	defer a.refresh.Unlock()
	a.current.swap(nil)
	return errors.Join(a.documents.Close(), a.catalog.Close())
}

// Readiness says whether the app can answer from the catalog as it is, and
// what it is doing. While it is behind, an older state goes on answering.
type Readiness struct {
	Ready           bool   `json:"ready" doc:"True when answers come from the catalog's latest revision"`
	Answering       bool   `json:"answering" doc:"True when questions are answered, if only from an older revision"`
	Phase           string `json:"phase" doc:"What is being done, in words"`
	Done            int    `json:"done" doc:"Entries done in this phase"`
	Total           int    `json:"total" doc:"Entries of this phase; 0 when not known"`
	CatalogRevision int64  `json:"catalog_revision" doc:"Revision of the catalog that answers come from; 0 while there are none"`
	LatestRevision  int64  `json:"latest_revision" doc:"Latest revision of the catalog; 0 when it could not be read"`
	Failed          bool   `json:"failed" doc:"True when the last try to catch up failed; the log says why, and it is tried again"`
	Model           string `json:"model" doc:"Semantic model in use; 'none' when there is none"`
}

// progress is what the app last said of its work.
type progress struct {
	phase       string
	done, total int
	failed      bool
}

// What a phase is called.
const (
	phaseReady     = "ready"
	phaseEmbedding = "embedding"
	phaseWaiting   = "the catalog has changed; about to catch up"
	phaseFailed    = "could not catch up with the catalog; about to try again"
)

// Readiness compares what answers come from with the catalog.
func (a *App) Readiness(ctx context.Context) Readiness {
	p := a.state.Load()
	r := Readiness{Phase: p.phase, Done: p.done, Total: p.total, Failed: p.failed, Model: a.model()}
	latest, err := a.catalog.Revision(ctx)
	if err != nil {
		a.cfg.Log.Error("the catalog's revision cannot be read", "error", err)
		r.Failed = true
	}
	r.LatestRevision = latest.Number
	if v := a.current.peek(); v != nil {
		r.Answering, r.CatalogRevision = true, v.revision.Number
		r.Ready = err == nil && v.revision == latest
	}
	if !r.Ready && r.Phase == phaseReady {
		r.Phase = phaseWaiting
	}
	return r
}

func (a *App) report(phase string, done, total int) {
	a.state.Store(&progress{phase: phase, done: done, total: total})
	if a.cfg.Progress != nil {
		a.cfg.Progress(phase, done, total)
	}
}

// Start ingests the seed documents where the catalog does not know them, and
// makes the app ready.
func (a *App) Start(ctx context.Context) error {
	if err := a.locked(ctx, func() error { return a.ingestSeeds(ctx) }); err != nil {
		return err
	}
	if err := a.Refresh(ctx); err != nil {
		return err
	}
	a.warnOfLadder()
	return nil
}

// warnOfLadder names the rows of the employer's own ladder that place no level
// of any class: a misspelt label is one.
func (a *App) warnOfLadder() {
	v := a.current.peek()
	unused := a.ladder.Unused(func(issuer, label string) bool {
		return slices.ContainsFunc(v.classes, func(c *crosswalk.Class) bool {
			return (issuer == "*" || issuer == c.Issuer) &&
				slices.ContainsFunc(c.Levels, func(l spec.Level) bool { return strings.EqualFold(l.Label, label) })
		})
	})
	if _, err := os.Stat(filepath.Join(a.cfg.DataDir, ladderFile)); err == nil && len(unused) > 0 {
		a.cfg.Log.Warn("rows of the ladder that place no level of any class", "file", ladderFile, "rows", unused)
	}
}

// Refresh brings the app up to date with the catalog: it loads what is
// current and builds the index where the one on disk is missing or of another
// version. Until it is done the old state goes on answering.
func (a *App) Refresh(ctx context.Context) error {
	a.refresh.Lock()
	defer a.refresh.Unlock()
	err := a.catchUp(ctx)
	if err != nil {
		a.state.Store(&progress{phase: phaseFailed, failed: true})
		return err
	}
	a.report(phaseReady, 0, 0)
	return nil
}

func (a *App) catchUp(ctx context.Context) error {
	revision, err := a.catalog.Revision(ctx)
	if err != nil {
		return err
	}
	if v := a.current.peek(); v != nil && v.revision == revision && a.indexes.Has(a.version(revision)) {
		return nil
	}
	a.report("reading the catalog", 0, 0)
	snapshot, err := a.catalog.Snapshot(ctx, releaseFacts)
	if err != nil {
		return err
	}
	a.place(&snapshot)
	places, err := a.knownPlaces(ctx, &snapshot)
	if err != nil {
		return err
	}
	defer places.close()
	if a.cfg.Early && len(places.missing) > fewMissing {
		if _, err := a.answerFrom(ctx, snapshot, places); err != nil {
			return err
		}
	}
	if err := a.makePlaces(ctx, places); err != nil {
		return err
	}
	v, err := a.answerFrom(ctx, snapshot, places)
	if err != nil {
		return err
	}
	if err := a.markStale(ctx, v); err != nil { // questions are answered all the same; it is tried with the next revision
		a.cfg.Log.Error("it could not be seen which mappings are stale", "error", err)
	}
	return nil
}

// answerFrom makes a view of a snapshot with the vectors that there are, and
// answers from it.
func (a *App) answerFrom(ctx context.Context, s catalog.Snapshot, p *places) (*view, error) {
	v := a.newView(s, p)
	var err error
	if v.index, err = a.openIndex(ctx, v, p); err != nil {
		return nil, err
	}
	a.current.swap(v)
	return v, nil
}

func (a *App) version(r catalog.Revision) index.Version {
	return index.VersionOf(r.Number, r.Stamp, a.model())
}

// openIndex opens the index that fits a view, after building it if needed.
func (a *App) openIndex(ctx context.Context, v *view, p *places) (*index.Index, error) {
	version := a.version(v.revision)
	if a.searched == nil {
		version.Missing = len(p.missing)
	}
	if x := p.index; x != nil && version.Missing == 0 {
		p.index = nil // it is the view's now
		return x, nil
	}
	x, err := a.indexes.Open(version)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return x, err
	}
	err = a.holding(ctx, buildFile, func() error {
		if a.indexes.Has(version) { // another process was faster
			return nil
		}
		return a.buildIndex(ctx, v, p, version)
	})
	if err != nil {
		return nil, err
	}
	return a.indexes.Open(version)
}

// buildIndex builds the index of a view. One process does so at a time, so that
// a service is asked for a text once; but a service may take minutes, in which
// others can open the catalog: the data directory is locked after it.
func (a *App) buildIndex(ctx context.Context, v *view, p *places, version index.Version) error {
	docs := v.docs()
	begun := a.cfg.Now()
	if err := a.placeDocs(ctx, docs, p); err != nil {
		return err
	}
	err := a.locked(ctx, func() error {
		err := a.indexes.Build(ctx, version, docs, func(done int) {
			a.report("indexing", done, len(docs))
		})
		if err != nil {
			return err
		}
		return a.indexes.Prune(version)
	})
	if err != nil {
		return err
	}
	a.cfg.Log.Info("index built", "entries", len(docs), "model", a.model(), "catalog_revision", v.revision.Number, "took", a.cfg.Now().Sub(begun))
	if len(p.missing) == 0 { // until then those of other models are there to go back to
		a.pruneVectors(ctx)
	}
	return nil
}

// Follow keeps the app up to date with what other processes write, until ctx
// is done.
func (a *App) Follow(ctx context.Context, every time.Duration) {
	var prepared *view
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := a.Refresh(ctx); err != nil && ctx.Err() == nil {
				a.cfg.Log.Error("refresh failed; the old state goes on answering", "error", err)
			}
			prepared = a.prepare(prepared)
		}
	}
}

// prepare makes what the first question about paths or codes would wait for:
// with thousands of specifications, or a release, that is some seconds. It does
// so once for each view, and returns the one that is prepared.
func (a *App) prepare(last *view) *view {
	v, release, err := a.view()
	if err != nil {
		return last
	}
	defer release()
	if v == last {
		return last
	}
	defer settle()
	if _, err := v.graph(); err != nil {
		a.cfg.Log.Error("the graph of moves cannot be made", "error", err)
	}
	if v.release == "" {
		return v
	}
	if _, err := v.coder(); err != nil {
		a.cfg.Log.Error("the coder cannot be made", "error", err)
	}
	return v
}

// settle returns memory that only building a view needed, some hundred megabytes, to
// the system. Go would return it after minutes or not at all.
func settle() {
	encoder.ReleaseBuiltin()
	semantic.ReleaseBuiltin()
	debug.FreeOSMemory()
}

// view returns the state to answer from, and the function that gives it back.
// The error is Unavailable while there is none.
func (a *App) view() (*view, func(), error) {
	v, release := a.current.take()
	if v == nil {
		return nil, nil, spec.Errorf(spec.Unavailable, "not ready yet: %s", a.state.Load().phase)
	}
	return v, release, nil
}
