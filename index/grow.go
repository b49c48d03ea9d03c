package index

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
)

// A build for a new revision takes over what is the same in an index that is there:
// Bleve's segments never change, so they are linked into the new folder, and what
// is new or gone goes in as one batch. Without such an index, or when much has
// changed, all is built.

// entriesFile lies in an index folder: for each entry its id and a hash of what Bleve
// holds of it, by which the next index sees what has changed.
const entriesFile = "entries.tsv"

const (
	// mostChanged is the share of entries that may have changed; above it a full
	// rebuild is no slower.
	mostChanged = 0.2
	// mostSegments is the number of segments above which they are merged.
	mostSegments = 16
)

// hash covers the fields that Bleve stores.
func (d *Doc) hash() uint64 {
	h := fnv.New64a()
	level := ""
	if d.Level != nil {
		level = d.Level.Label + "\x00" + strconv.Itoa(d.Level.Ordinal)
	}
	for _, s := range []string{strconv.FormatBool(d.IsClass), d.Text, d.Title, d.Competency, d.Framework, string(d.Kind), d.ClassID, level} {
		binary.Write(h, binary.LittleEndian, uint32(len(s))) // a hash never fails
		io.WriteString(h, s)
	}
	return h.Sum64()
}

// writeEntries writes the hashes of docs into an index folder.
func writeEntries(dir string, docs []Doc) (err error) {
	f, err := os.Create(filepath.Join(dir, entriesFile))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	for i := range docs {
		if strings.ContainsAny(docs[i].ID, "\t\n") {
			return fmt.Errorf("the id %q holds a tab or a line feed", docs[i].ID)
		}
		fmt.Fprintf(w, "%s\t%x\n", docs[i].ID, docs[i].hash())
	}
	return w.Flush()
}

// readEntries reads them.
func readEntries(dir string) (map[string]uint64, error) {
	data, err := os.ReadFile(filepath.Join(dir, entriesFile))
	if err != nil {
		return nil, err
	}
	out := map[string]uint64{}
	for line := range strings.Lines(string(data)) {
		id, hash, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		n, err := strconv.ParseUint(hash, 16, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", entriesFile, err)
		}
		out[id] = n
	}
	return out, nil
}

// A change lists the entries to add and to remove.
type change struct {
	put  []int // of docs
	gone []string
}

// changeFrom compares docs with the entries of an index.
func changeFrom(entries map[string]uint64, docs []Doc) change {
	var c change
	seen := make(map[string]bool, len(docs))
	for i := range docs {
		seen[docs[i].ID] = true
		if hash, ok := entries[docs[i].ID]; !ok || hash != docs[i].hash() {
			c.put = append(c.put, i)
		}
	}
	for id := range entries {
		if !seen[id] {
			c.gone = append(c.gone, id)
		}
	}
	return c
}

// grow makes the text index of docs in a new folder from that of another. It returns
// false when too much has changed.
func grow(ctx context.Context, base, dir string, docs []Doc) (bool, error) {
	entries, err := readEntries(base)
	if err != nil || len(docs) == 0 {
		return false, nil // a full rebuild is always possible
	}
	c := changeFrom(entries, docs)
	if float64(len(c.put)+len(c.gone)) > mostChanged*float64(len(docs)) {
		return false, nil
	}
	if err := linkIndex(base, dir); err != nil {
		return false, err
	}
	b, err := bleve.Open(dir)
	if err != nil {
		return false, err
	}
	if err := apply(ctx, b, c, docs); err != nil {
		return false, errors.Join(err, b.Close())
	}
	return true, b.Close()
}

// apply puts a change into an open index.
func apply(ctx context.Context, b bleve.Index, c change, docs []Doc) error {
	batch := b.NewBatch()
	for _, id := range c.gone {
		batch.Delete(id)
	}
	for _, i := range c.put {
		if err := batch.Index(docs[i].ID, docs[i].fields()); err != nil {
			return fmt.Errorf("index %s: %w", docs[i].ID, err)
		}
	}
	if err := b.Batch(batch); err != nil { // returns when it is on disk
		return err
	}
	segments, ok := b.StatsMap()["index"].(map[string]any)["num_root_filesegments"].(uint64)
	if !ok || segments <= mostSegments {
		return nil
	}
	advanced, err := b.Advanced()
	if err != nil {
		return err
	}
	merger, ok := advanced.(interface {
		ForceMerge(context.Context, *mergeplan.MergePlanOptions) error
	})
	if !ok {
		return nil
	}
	return merger.ForceMerge(ctx, &mergeplan.SingleSegmentMergePlanOptions)
}

// linkIndex links the segments of a text index into another folder, and copies the
// files that Bleve writes to.
func linkIndex(base, dir string) error {
	return filepath.WalkDir(base, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(base, path)
		if err != nil {
			return err
		}
		to := filepath.Join(dir, name)
		switch {
		case d.IsDir():
			return os.MkdirAll(to, 0o755)
		case name == vectorFile || name == entriesFile || name == versionFile:
			return nil
		case filepath.Ext(name) == ".zap" && os.Link(path, to) == nil:
			return nil
		}
		return copyFile(path, to)
	})
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
}
