package index

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"crosswalk/internal/semantic"
)

// formatVersion changes whenever an index on disk can no longer be read as it
// is: other fields, another layout.
//
//	1: first version
//	2: vectors beside the text
//	3: vectors of whole numbers; statements that have none yet
//	4: hashes of the entries
//	5: statements of one text share a vector
const formatVersion = 5

// A Version says what an index was built from. An index whose version differs
// in any part from the one wanted is built again.
type Version struct {
	Format   int    `json:"format"`
	Analyzer int    `json:"analyzer"`
	Model    string `json:"model"` // of the vectors; NoModel when there are none
	Catalog  int64  `json:"catalog"`
	Stamp    string `json:"stamp"` // of that revision
	// Missing is how many statements had no vector when the index was built: one
	// that was built before the vectors were made is not the whole one.
	Missing int `json:"missing,omitempty"`
}

// VersionOf returns the version that fits a revision of the catalog, by its
// number and its stamp, and a model today. No vector is missing in it.
func VersionOf(catalogRevision int64, stamp, model string) Version {
	return Version{Format: formatVersion, Analyzer: semantic.Version, Model: model, Catalog: catalogRevision, Stamp: stamp}
}

func (v Version) folder() string {
	name := fmt.Sprintf("f%d-a%d-%s-c%d-%s", v.Format, v.Analyzer, v.Model, v.Catalog, v.Stamp)
	if v.Missing > 0 {
		name += fmt.Sprintf("-missing%d", v.Missing)
	}
	return name
}

// A Store is the folder in which indexes are kept, each in a folder named
// after its version. A folder appears under its name only when it is whole,
// and never changes after that, so that several processes can share it.
type Store struct{ Dir string }

// versionFile is written last into an index folder.
const versionFile = "version.json"

// buildPrefix begins the names of folders in which indexes are being built.
const buildPrefix = "building-"

// Has reports whether a whole index of this version is there.
func (s Store) Has(v Version) bool {
	data, err := os.ReadFile(filepath.Join(s.Dir, v.folder(), versionFile))
	var found Version
	return err == nil && json.Unmarshal(data, &found) == nil && found == v
}

// Open opens the index of a version. A damaged one is removed, and the error
// wraps fs.ErrNotExist as for one that was never built.
func (s Store) Open(v Version) (*Index, error) {
	dir := filepath.Join(s.Dir, v.folder())
	if !s.Has(v) {
		return nil, fmt.Errorf("open index %s: %w", v.folder(), os.ErrNotExist)
	}
	x, err := open(dir, v.Model)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open index: %w: %w", os.ErrNotExist, err), os.RemoveAll(dir))
	}
	return x, nil
}

// Build builds the index of a version beside those that are there, and puts
// it in its place in one step. When the version names a model, its Missing says
// how many statements among docs have no vector.
func (s Store) Build(ctx context.Context, v Version, docs []Doc, progress func(done int)) error {
	if err := os.MkdirAll(s.Dir, 0o755); err != nil {
		return fmt.Errorf("build index: %w", err)
	}
	tmp, err := os.MkdirTemp(s.Dir, buildPrefix)
	if err != nil {
		return fmt.Errorf("build index: %w", err)
	}
	defer os.RemoveAll(tmp)
	if err := s.buildFrom(ctx, s.base(v), tmp, v.Model, docs, progress); err != nil {
		return fmt.Errorf("build index: %w", err)
	}
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("build index: %w", err)
	}
	if err := os.WriteFile(filepath.Join(tmp, versionFile), data, 0o644); err != nil {
		return fmt.Errorf("build index: %w", err)
	}
	final := filepath.Join(s.Dir, v.folder())
	if err := os.RemoveAll(final); err != nil { // what is there is not whole
		return fmt.Errorf("build index: %w", err)
	}
	if err := os.Rename(tmp, final); err != nil {
		return fmt.Errorf("build index: %w", err)
	}
	return nil
}

// buildFrom builds in a folder, from another index where there is one. When that fails
// all is built.
func (s Store) buildFrom(ctx context.Context, base, dir, model string, docs []Doc, progress func(done int)) error {
	err := build(ctx, base, dir, model, docs, progress)
	if err == nil || base == "" || ctx.Err() != nil {
		return err
	}
	entries, listed := os.ReadDir(dir)
	if listed != nil {
		return listed
	}
	for _, e := range entries {
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return build(ctx, "", dir, model, docs, progress)
}

// base is the folder of the last whole index that holds text as v does; empty when
// there is none.
func (s Store) base(v Version) string {
	entries, err := os.ReadDir(s.Dir)
	if err != nil {
		return ""
	}
	best, latest := "", int64(-1)
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(s.Dir, e.Name(), versionFile))
		var found Version
		if err != nil || json.Unmarshal(data, &found) != nil || found.folder() != e.Name() {
			continue
		}
		if found.Format == v.Format && found.Analyzer == v.Analyzer && found.Catalog > latest {
			best, latest = filepath.Join(s.Dir, e.Name()), found.Catalog
		}
	}
	return best
}

// Prune removes every index but the one of version v, and what builds that
// were killed have left. An index that is open somewhere goes on serving: its
// files stay until it is closed. The caller must hold the lock under which
// indexes are built.
func (s Store) Prune(v Version) error {
	entries, err := os.ReadDir(s.Dir)
	if err != nil {
		return fmt.Errorf("prune indexes: %w", err)
	}
	var errs []error
	for _, e := range entries {
		old := strings.HasPrefix(e.Name(), "f") && e.Name() != v.folder()
		if e.IsDir() && (old || strings.HasPrefix(e.Name(), buildPrefix)) {
			errs = append(errs, os.RemoveAll(filepath.Join(s.Dir, e.Name())))
		}
	}
	return errors.Join(errs...)
}
