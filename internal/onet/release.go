// Package onet reads O*NET releases in the text format: tab-separated files
// with a header row, in a folder or a zip archive.
package onet

import (
	"archive/zip"
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"crosswalk/internal/spec"
)

// A Release is an opened O*NET release. Close it after use.
type Release struct {
	files fs.FS
	name  string // of the folder or archive, without extension
	close func() error
}

// Open opens a release: a folder with its text files, or the zip archive as
// published.
func Open(name string) (*Release, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("open O*NET release: %w", err)
	}
	base := strings.TrimSuffix(filepath.Base(name), ".zip")
	if info.IsDir() {
		return &Release{files: os.DirFS(name), name: base, close: func() error { return nil }}, nil
	}
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, spec.Errorf(spec.Invalid, "%s is no whole zip archive: %v", name, err)
	}
	if err := checkArchive(z.File); err != nil {
		z.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &Release{files: z, name: base, close: z.Close}, nil
}

// Bounds on an archive. The text release unpacks to about 100 MB, its largest
// file to 25 MB.
const (
	maxFiles    = 1000
	maxFile     = 256 << 20 // bytes, unpacked
	maxUnpacked = 1 << 30   // bytes
)

// checkArchive refuses what no release is: names that lead out of the folder,
// and more than the bounds allow.
func checkArchive(files []*zip.File) error {
	if len(files) > maxFiles {
		return spec.Errorf(spec.TooLarge, "the archive has %d files, more than %d", len(files), maxFiles)
	}
	var total uint64
	for _, f := range files {
		if !fs.ValidPath(strings.TrimSuffix(f.Name, "/")) || strings.Contains(f.Name, `\`) {
			return spec.Errorf(spec.Invalid, "the archive has a file named %q, which leads out of its folder", f.Name)
		}
		total += f.UncompressedSize64
		if f.UncompressedSize64 > maxFile || total > maxUnpacked {
			return spec.Errorf(spec.TooLarge, "%s: the archive unpacks to more than the limit of %d MB a file, %d MB in all", f.Name, maxFile>>20, maxUnpacked>>20)
		}
	}
	return nil
}

// Checksum is one checksum over all files of the release, whatever they are
// packed in.
func (r *Release) Checksum() (string, error) {
	h := sha256.New()
	err := fs.WalkDir(r.files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(p) != ".txt" {
			return err
		}
		f, err := r.files.Open(p)
		if err != nil {
			return err
		}
		defer f.Close()
		fmt.Fprintln(h, path.Base(p))
		if _, err := io.Copy(h, io.LimitReader(f, maxFile)); err != nil {
			return spec.Errorf(spec.Invalid, "%s: %v", path.Base(p), err)
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("read O*NET release: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Newer reports whether release a is newer than release b; numbers are like
// "30.1". An empty one is older than any.
func Newer(a, b string) bool {
	var aMajor, aMinor, bMajor, bMinor int
	fmt.Sscanf(a, "%d.%d", &aMajor, &aMinor)
	fmt.Sscanf(b, "%d.%d", &bMajor, &bMinor)
	return aMajor > bMajor || aMajor == bMajor && aMinor > bMinor
}

// Close closes the release.
func (r *Release) Close() error { return r.close() }

var codePattern = regexp.MustCompile(`^\d{2}-\d{4}\.\d{2}$`)

var (
	releaseFolder = regexp.MustCompile(`^db_(\d+)_(\d+)_text$`)
	releaseLine   = regexp.MustCompile(`^O\*NET (\d+)\.(\d+) Database`)
)

// Version returns the release's number ("30.1"), as its folder, its archive or
// the first line of its Read Me names it. It is empty when none does.
func (r *Release) Version() string {
	m := releaseFolder.FindStringSubmatch(r.name)
	err := fs.WalkDir(r.files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if found := releaseFolder.FindStringSubmatch(d.Name()); d.IsDir() && found != nil {
			m = found
			return fs.SkipAll
		}
		return nil
	})
	if f, readErr := r.find("Read Me.txt"); m == nil && readErr == nil {
		line, _ := bufio.NewReader(io.LimitReader(f, 1000)).ReadString('\n')
		m = releaseLine.FindStringSubmatch(line)
		f.Close()
	}
	if err != nil || m == nil {
		return ""
	}
	return m[1] + "." + m[2]
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
	return readRows(file, io.LimitReader(f, maxFile), columns, yield)
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
		if !utf8.Valid(lines.Bytes()) {
			return spec.Errorf(spec.Invalid, "%s: not UTF-8", file).At(n)
		}
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
		return spec.Errorf(spec.Invalid, "%s: %v", file, err).At(n)
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
