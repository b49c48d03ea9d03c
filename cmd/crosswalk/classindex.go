package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"crosswalk/internal/spec"
)

// indexFile may stand beside documents: an object a line, which names the
// classes of each.
const indexFile = "index.jsonl"

// maxIndexBytes bounds an index and a manifest.
const maxIndexBytes = 64 << 20

// An indexLine says which class a document is of, or the first of several.
type indexLine struct {
	File string `json:"spec_file"`
	Code string `json:"class_code"`
}

// addIndexes adds what the index beside each document states. A document of one
// class gets its code from there; of a series, the text names the classes, and
// a code that is not among them is an error when it is stored.
func addIndexes(documents []inputFile, read func(name string) ([]byte, error)) error {
	indexes := map[string]map[string]indexLine{} // by folder and file
	for i := range documents {
		d := &documents[i]
		folder := filepath.Dir(d.name)
		lines, known := indexes[folder]
		if !known {
			name := filepath.Join(folder, indexFile)
			data, err := read(name)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("%s: %w", name, err)
			}
			if lines, err = parseIndex(data); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			indexes[folder] = lines
		}
		if line, ok := lines[filepath.Base(d.name)]; ok && d.origin.Code == "" {
			d.origin.Code = line.Code
		}
	}
	return nil
}

// parseIndex reads an index. Errors name the line. Fields that are not known
// are left alone: such an index serves others too.
func parseIndex(data []byte) (map[string]indexLine, error) {
	out := map[string]indexLine{}
	n := 0
	for line := range bytes.Lines(data) {
		n++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var l indexLine
		if err := json.Unmarshal(line, &l); err != nil {
			return nil, spec.Errorf(spec.Invalid, "want an object with spec_file and class_code: %v", err).At(n)
		}
		if l.File == "" {
			return nil, spec.Errorf(spec.Invalid, "no spec_file").At(n)
		}
		out[l.File] = l
	}
	return out, nil
}
