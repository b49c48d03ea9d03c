package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"crosswalk/internal/document"
	"crosswalk/internal/spec"
)

// Bounds of an archive: what unpacks to more is no folder of documents.
const (
	maxEntries  = 100_000
	maxUnpacked = 1 << 30
)

// archiveDocuments lists the documents of a zip archive, in the order of their
// names. Each is unpacked when it is read.
func archiveDocuments(name string) (documents []inputFile, leftOut []string, err error) {
	archive, err := zip.OpenReader(name)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	defer archive.Close()
	if len(archive.File) > maxEntries {
		return nil, nil, spec.Errorf(spec.TooLarge, "%s: more than %d entries", name, maxEntries)
	}
	total := uint64(0)
	for _, f := range archive.File {
		if total += f.UncompressedSize64; total > maxUnpacked {
			return nil, nil, spec.Errorf(spec.TooLarge, "%s: unpacks to more than %d bytes", name, maxUnpacked)
		}
		base := path.Base(f.Name)
		switch {
		case f.FileInfo().IsDir(), strings.HasPrefix(base, "."), base == indexFile, base == manifestFile:
		case !document.HasKnownName(f.Name):
			leftOut = append(leftOut, f.Name)
		default:
			documents = append(documents, inputFile{name: f.Name, read: func() ([]byte, error) { return readEntry(name, f.Name, document.MaxFileBytes+1) }})
		}
	}
	if len(documents) == 0 {
		return nil, nil, fmt.Errorf("%s holds no file of a format that is read", name)
	}
	if err := addManifests(documents, name); err != nil {
		return nil, nil, err
	}
	return documents, leftOut, addIndexes(documents, func(entry string) ([]byte, error) { return readEntry(name, filepath.ToSlash(entry), maxIndexBytes) })
}

// addManifests adds what a manifest beside the documents of an archive states.
func addManifests(documents []inputFile, archive string) error {
	seen := map[string]bool{}
	for i := range documents {
		folder := path.Dir(documents[i].name)
		if seen[folder] {
			continue
		}
		seen[folder] = true
		manifest := path.Join(folder, manifestFile)
		data, err := readEntry(archive, manifest, maxIndexBytes)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if err := addStated(documents, manifest, data); err != nil {
			return err
		}
	}
	return nil
}

// readEntry unpacks one entry of an archive, so many bytes of it at most.
func readEntry(archive, name string, limit int64) ([]byte, error) {
	r, err := zip.OpenReader(archive)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	entry, err := r.Open(name)
	if err != nil {
		return nil, err
	}
	defer entry.Close()
	return io.ReadAll(io.LimitReader(entry, limit))
}
