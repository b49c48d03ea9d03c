package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"crosswalk/internal/catalog"
	"crosswalk/internal/spec"
)

// Backup writes a consistent copy of the catalog to a new file.
func (a *App) Backup(ctx context.Context, path string) error {
	return a.catalog.Backup(ctx, path)
}

// Scratch fills an empty directory with what decides how documents are read
// and stored: copies of the catalog and of the ladder, where there are any.
func Scratch(ctx context.Context, cfg Config, dir string) error {
	for _, table := range []string{ladderFile, headingsFile} {
		data, err := os.ReadFile(filepath.Join(cfg.DataDir, table))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, table), data, 0o644)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("copy %s: %w", table, err)
		}
	}
	if !HasCatalog(cfg.DataDir) {
		return nil
	}
	a, err := Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer a.Close()
	return a.Backup(ctx, filepath.Join(dir, catalogFile))
}

// Restore puts a backup in the place of the catalog. Nothing else may use the
// data directory meanwhile. What the catalog was stays beside it, under a name
// that ends in ".before-restore".
func Restore(ctx context.Context, cfg Config, backup string) error {
	data, err := os.ReadFile(backup)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if !bytes.HasPrefix(data, []byte("SQLite format 3\x00")) {
		return spec.Errorf(spec.Invalid, "%s is no catalog", backup)
	}
	a := &App{cfg: cfg}
	return a.locked(ctx, func() error {
		path := filepath.Join(cfg.DataDir, catalogFile)
		part := path + ".part"
		defer os.Remove(part)
		if err := os.WriteFile(part, data, 0o644); err != nil {
			return fmt.Errorf("restore: %w", err)
		}
		if err := catalog.Verify(ctx, part); err != nil {
			return fmt.Errorf("%s: %w", backup, err)
		}
		whole, err := catalog.Open(ctx, part)
		if err != nil {
			return fmt.Errorf("%s: %w", backup, err)
		}
		if err := whole.Close(); err != nil {
			return fmt.Errorf("restore: %w", err)
		}
		// The log of the old catalog must not be replayed over the new one.
		for _, old := range []string{path, path + "-wal", path + "-shm"} {
			if err := os.Rename(old, old+".before-restore"); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("restore: %w", err)
			}
		}
		if err := os.Rename(part, path); err != nil {
			return fmt.Errorf("restore: %w", err)
		}
		return nil
	})
}
