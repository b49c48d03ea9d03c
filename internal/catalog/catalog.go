// Package catalog keeps sources, classes and statements in SQLite. It is the
// truth of a data directory: indexes are built from it and can be deleted at
// any time. Every write of documents is one transaction and raises the
// catalog's revision. Beside them it keeps the vectors that models made of
// texts: they are derived, and belong to no revision.
package catalog

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"

	"crosswalk/internal/catalog/db"
	"crosswalk/internal/spec"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Catalog is an open catalog. It is safe for concurrent use, also by several
// processes: SQLite serialises the writers, readers never wait.
type Catalog struct {
	reads  *sql.DB
	writes *sql.DB // one connection; its transactions take the write lock at once
	query  *db.Queries
}

// Pragmas hold per connection, so they stand in the DSN, where every new
// connection of the pool gets them.
const (
	pragmas     = "?_journal_mode=WAL&_foreign_keys=on&_busy_timeout=10000&_synchronous=NORMAL"
	readPragma  = pragmas + "&_query_only=on"
	txImmediate = "&_txlock=immediate"
)

// readConnections bounds the pool of readers: reads are short, and each
// connection holds a page cache.
const readConnections = 4

// Open opens the catalog in a file, which is made when there is none, and
// brings its schema up to date.
func Open(ctx context.Context, path string) (*Catalog, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("open catalog: %w", err)
	}
	writes, err := sql.Open("sqlite3", "file:"+escapePath(path)+pragmas+txImmediate)
	if err != nil {
		return nil, fmt.Errorf("open catalog: %w", err)
	}
	writes.SetMaxOpenConns(1)
	if err := migrate(ctx, writes); err != nil {
		writes.Close()
		return nil, err
	}
	reads, err := sql.Open("sqlite3", "file:"+escapePath(path)+readPragma)
	if err != nil {
		writes.Close()
		return nil, fmt.Errorf("open catalog: %w", err)
	}
	reads.SetMaxOpenConns(readConnections)
	return &Catalog{reads: reads, writes: writes, query: db.New(reads)}, nil
}

// escapePath keeps a path from being read as DSN options.
func escapePath(path string) string {
	var out []byte
	for i := range len(path) {
		switch c := path[i]; c {
		case '?', '#', '%':
			out = fmt.Appendf(out, "%%%02x", c)
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

func migrate(ctx context.Context, writes *sql.DB) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, writes, dir)
	if err != nil {
		return fmt.Errorf("open catalog: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		if sqliteCode(err) == sqlite3.ErrNotADB || sqliteCode(err) == sqlite3.ErrCorrupt {
			return spec.Errorf(spec.Invalid, "the catalog file is damaged or no catalog: %v", err)
		}
		return fmt.Errorf("migrate catalog: %w", err)
	}
	return nil
}

func sqliteCode(err error) sqlite3.ErrNo {
	var e sqlite3.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return 0
}

// Close closes the catalog.
func (c *Catalog) Close() error {
	return errors.Join(c.reads.Close(), c.writes.Close())
}

// A Revision is a state of the catalog. The number grows with every write; the
// stamp is drawn at random with it, so that a catalog restored from a backup
// and written again is not taken for what it was.
type Revision struct {
	Number int64
	Stamp  string
}

// Revision returns the latest revision.
func (c *Catalog) Revision(ctx context.Context) (Revision, error) {
	r, err := revision(ctx, c.query)
	if err != nil {
		return Revision{}, fmt.Errorf("catalog revision: %w", err)
	}
	return r, nil
}

func revision(ctx context.Context, q *db.Queries) (Revision, error) {
	row, err := q.Revision(ctx)
	return Revision{Number: row.Revision, Stamp: row.Stamp}, err
}

// Verify reports what is wrong with a file that should be a catalog, without
// changing it. SQLite's own check cannot be asked through sqlc.
func Verify(ctx context.Context, path string) error {
	file, err := sql.Open("sqlite3", "file:"+escapePath(path)+"?mode=ro")
	if err != nil {
		return fmt.Errorf("verify catalog: %w", err)
	}
	defer file.Close()
	var revision int64
	if err := file.QueryRowContext(ctx, "SELECT revision FROM catalog WHERE only_row = 1").Scan(&revision); err != nil {
		return spec.Errorf(spec.Invalid, "no catalog: %v", err)
	}
	var found string
	if err := file.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&found); err != nil || found != "ok" {
		return spec.Errorf(spec.Invalid, "the catalog is damaged: %s", cmp.Or(found, fmt.Sprint(err)))
	}
	return nil
}

// Backup writes a consistent copy of the catalog to a new file while others
// go on reading and writing. The file appears only when it is whole.
func (c *Catalog) Backup(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err == nil {
		return spec.Errorf(spec.Conflict, "%s exists already", path)
	}
	tmp := path + ".part"
	defer os.Remove(tmp)
	target, err := sql.Open("sqlite3", "file:"+escapePath(tmp))
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	err = copyDatabase(ctx, target, c.reads)
	if err := errors.Join(err, target.Close()); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

// copyDatabase copies all pages of one database into another, through
// SQLite's online backup.
func copyDatabase(ctx context.Context, to, from *sql.DB) error {
	toConn, err := to.Conn(ctx)
	if err != nil {
		return err
	}
	defer toConn.Close()
	fromConn, err := from.Conn(ctx)
	if err != nil {
		return err
	}
	defer fromConn.Close()
	return toConn.Raw(func(dst any) error {
		return fromConn.Raw(func(src any) error {
			backup, err := dst.(*sqlite3.SQLiteConn).Backup("main", src.(*sqlite3.SQLiteConn), "main")
			if err != nil {
				return err
			}
			_, err = backup.Step(-1)
			return errors.Join(err, backup.Finish())
		})
	})
}

// notFound turns "no rows" into the error that callers look for.
func notFound(err error, what, id string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return spec.Errorf(spec.NotFound, "there is no %s %q", what, id)
	}
	return fmt.Errorf("read %s %s: %w", what, id, err)
}
