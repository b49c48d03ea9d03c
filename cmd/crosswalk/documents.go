package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"crosswalk/internal/document"
	"crosswalk/internal/ingest"
)

// An inputFile is one file of the ingest command.
type inputFile struct {
	name   string
	read   func() ([]byte, error)
	origin ingest.Origin // as a manifest beside it states
}

// manifestFile may stand in a folder of documents and state their origins.
const manifestFile = "manifest.json"

// listDocuments lists what a path names, in the order of the names: a file, the
// documents of a folder, or standard input for "-". Files of a folder that are
// no text documents are left out.
func listDocuments(path string, in io.Reader) (documents []inputFile, leftOut []string, err error) {
	if path == "-" {
		return []inputFile{{name: "-", read: func() ([]byte, error) { return readLimited(in) }}}, nil, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	if strings.EqualFold(filepath.Ext(path), ".zip") && !info.IsDir() {
		return archiveDocuments(path)
	}
	if !info.IsDir() {
		return []inputFile{fileDocument(path)}, nil, nil
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return nil, nil, err
	}
	documents, leftOut, err = folderDocuments(path)
	if err != nil {
		return nil, nil, err
	}
	if len(documents) == 0 {
		return nil, nil, fmt.Errorf("%s holds no file of a format that is read", path)
	}
	leftOut = slices.DeleteFunc(leftOut, func(name string) bool { return filepath.Base(name) == indexFile })
	if err := addOrigins(documents, filepath.Join(path, manifestFile)); err != nil {
		return nil, nil, err
	}
	return documents, leftOut, addIndexes(documents, func(name string) ([]byte, error) { return os.ReadFile(name) })
}

// folderDocuments lists the documents in a folder and below it, hidden ones
// left out. A link to a file counts as the file.
func folderDocuments(folder string) (out []inputFile, leftOut []string, err error) {
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") && path != folder {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.Name() == manifestFile || !document.HasKnownName(path) {
			if !d.IsDir() && d.Name() != manifestFile {
				leftOut = append(leftOut, path)
			}
			return nil
		}
		// A file that cannot be looked at is listed: reading it says why.
		if info, err := os.Stat(path); err != nil || info.Mode().IsRegular() {
			out = append(out, fileDocument(path))
		}
		return nil
	})
	return out, leftOut, err
}

func fileDocument(path string) inputFile {
	return inputFile{name: path, read: func() ([]byte, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return readLimited(f)
	}}
}

// readLimited reads a document, and one byte more than the limit of one that
// is too large.
func readLimited(r io.Reader) ([]byte, error) {
	return io.ReadAll(io.LimitReader(r, document.MaxFileBytes+1))
}

// addOrigins adds what the manifest of a folder states, where there is one. An
// entry without its file is an error: somebody expects it to go in.
func addOrigins(documents []inputFile, manifest string) error {
	data, err := os.ReadFile(manifest)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return addStated(documents, manifest, data)
}

// addStated adds what a manifest states to the documents beside it.
func addStated(documents []inputFile, manifest string, data []byte) error {
	origins, err := ingest.ParseManifest(data)
	if err != nil {
		return fmt.Errorf("%s: %w", manifest, err)
	}
	byPath := make(map[string]*inputFile, len(documents))
	for i := range documents {
		byPath[documents[i].name] = &documents[i]
	}
	for i, o := range origins {
		d := byPath[filepath.Join(filepath.Dir(manifest), filepath.FromSlash(o.File))]
		if d == nil {
			return fmt.Errorf("%s: entry %d: there is no document %q in the folder", manifest, i+1, o.File)
		}
		d.origin = o
	}
	return nil
}
