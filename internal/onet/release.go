// Package onet reads O*NET releases in the text format: tab-separated files
// with a header row, in a folder or a zip archive.
package onet

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"

	"crosswalk/internal/spec"
)

// A Release is an opened O*NET release. Close it after use.
type Release struct {
	files fs.FS
	close func() error
}

// Open opens a release: a folder with its text files, or the zip archive as
// published.
func Open(name string) (*Release, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("open O*NET release: %w", err)
	}
	if info.IsDir() {
		return &Release{files: os.DirFS(name), close: func() error { return nil }}, nil
	}
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, fmt.Errorf("open O*NET release %s: %w", name, err)
	}
	return &Release{files: z, close: z.Close}, nil
}

// Close closes the release.
func (r *Release) Close() error { return r.close() }

var releaseFolder = regexp.MustCompile(`^db_(\d+)_(\d+)_text$`)

// Version returns the release's number ("30.1"), as its folder is named; the
// text files do not state it. It is empty when no folder is named so.
func (r *Release) Version() string {
	version := ""
	err := fs.WalkDir(r.files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if m := releaseFolder.FindStringSubmatch(d.Name()); d.IsDir() && m != nil {
			version = m[1] + "." + m[2]
			return fs.SkipAll
		}
		return nil
	})
	if err != nil {
		return ""
	}
	return version
}

// maxRow bounds one row of a file, in bytes.
const maxRow = 1 << 20

// Rows calls yield with the named columns of every row of a file ("Task
// Statements.txt"), in file order. The values are valid until yield returns.
func (r *Release) Rows(file string, columns []string, yield func(values []string) error) error {
	f, err := r.find(file)
	if err != nil {
		return err
	}
	defer f.Close()
	return readRows(file, f, columns, yield)
}

func readRows(file string, r io.Reader, columns []string, yield func(values []string) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxRow)
	if !lines.Scan() {
		if err := lines.Err(); err != nil {
			return fmt.Errorf("%s: line 1: %w", file, err)
		}
		return spec.Errorf(spec.Invalid, "%s: the header row is missing", file)
	}
	header := fields(lines.Text())
	at := make([]int, len(columns))
	for i, c := range columns {
		if at[i] = index(header, c); at[i] < 0 {
			return spec.Errorf(spec.Invalid, "%s: there is no column %q", file, c).At(1)
		}
	}
	values := make([]string, len(columns))
	n := 2
	for ; lines.Scan(); n++ {
		row := fields(lines.Text())
		if len(row) != len(header) {
			return spec.Errorf(spec.Invalid, "%s: row has %d columns, the header %d", file, len(row), len(header)).At(n)
		}
		for i, k := range at {
			values[i] = row[k]
		}
		if err := yield(values); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: line %d: %w", file, n, err)
	}
	return nil
}

func fields(line string) []string {
	return strings.Split(strings.TrimSuffix(line, "\r"), "\t")
}

func index(list []string, s string) int {
	for i, v := range list {
		if v == s {
			return i
		}
	}
	return -1
}

// find opens a file of the release wherever its folder is.
func (r *Release) find(name string) (io.ReadCloser, error) {
	found := ""
	err := fs.WalkDir(r.files, ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Base(p) == name {
			found = p
			return fs.SkipAll
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read O*NET release: %w", err)
	}
	if found == "" {
		return nil, spec.Errorf(spec.NotFound, "the O*NET release has no file %q", name)
	}
	return r.files.Open(found)
}
