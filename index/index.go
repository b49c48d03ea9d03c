// Package index finds statements and classes by their words, and statements by
// their meaning. It is derived from the catalog: it can be deleted at any time
// and is built again. Bleve lives here only.
package index

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"

	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// A Doc is one entry of the index: a statement, or a class by its title.
type Doc struct {
	ID         string
	IsClass    bool
	Text       string // of the statement; of a class, its title and code
	Title      string // of the statement's class
	Competency string // of the statement; of a class, its other titles
	Framework  string
	Kind       spec.Kind
	ClassID    string
	Level      *spec.Level
	// Vector is the place of a statement's text in the space of the model that
	// the index is built for: length 1, or all zeros when nothing of the text is
	// known; the zero Row while it has none yet. Without a length the statement is
	// found by its words only.
	Vector vector.Row
}

// Missing counts the statements among docs that have no vector yet.
func Missing(docs []Doc) int {
	n := 0
	for i := range docs {
		if !docs[i].IsClass && docs[i].Vector.Missing() {
			n++
		}
	}
	return n
}

// StatementDoc returns the entry of a statement of a class.
func StatementDoc(st *spec.Statement, c *spec.Class) Doc {
	return Doc{
		ID: st.ID, Text: st.Text, Title: c.Title, Competency: st.Competency, Framework: st.Framework,
		Kind: st.Kind, ClassID: st.ClassID, Level: st.Level,
	}
}

// ClassDoc returns the entry of a class. Its other titles help to find it.
func ClassDoc(c *spec.Class, otherTitles []string) Doc {
	return Doc{
		ID: c.ID, IsClass: true, Text: c.Title + " " + c.Code + " " + c.Series,
		Competency: strings.Join(otherTitles, " "), ClassID: c.ID,
	}
}

const (
	docStatement = "statement"
	docClass     = "class"
)

func (d Doc) fields() map[string]any {
	f := map[string]any{
		fieldDoc: docStatement, fieldText: d.Text, fieldTitle: d.Title, fieldCompetency: d.Competency,
		fieldKind: string(d.Kind), fieldClass: d.ClassID, fieldIssuer: spec.IssuerOf(d.ClassID),
	}
	if d.IsClass {
		f[fieldDoc] = docClass
	}
	if d.Framework != "" {
		f[fieldFramework] = d.Framework
	}
	if d.Level != nil {
		f[fieldLevel], f[fieldOrdinal] = d.Level.Label, strconv.Itoa(d.Level.Ordinal)
	}
	return f
}

// Index is an open index. It is safe for concurrent use.
type Index struct {
	bleve   bleve.Index
	rows    *rows
	vectors *vectors // of the statements, as rows; nil when the index was built without a model
}

// Close closes the index.
func (x *Index) Close() error { return x.bleve.Close() }

// batchSize is how many entries go into one segment while an index is built.
const batchSize = 1000

// build writes an index of docs into a new folder, with their vectors when
// there is a model. Base is the folder of another index to take over from, or
// empty. It reports progress after every batch and stops when ctx is done.
func build(ctx context.Context, base, dir, model string, docs []Doc, progress func(done int)) error {
	if err := writeEntries(dir, docs); err != nil {
		return err
	}
	if model != NoModel {
		if err := writeVectors(dir, model, docs); err != nil {
			return err
		}
	}
	if base != "" {
		if grown, err := grow(ctx, base, dir, docs); grown || err != nil {
			return err
		}
	}
	return buildText(ctx, dir, docs, progress)
}

// buildText builds the text index of docs.
func buildText(ctx context.Context, dir string, docs []Doc, progress func(done int)) error {
	m, err := newMapping()
	if err != nil {
		return err
	}
	b, err := bleve.NewBuilder(dir, m, map[string]any{"batchSize": batchSize, "buildPathPrefix": dir})
	if err != nil {
		return err
	}
	if len(docs) == 0 { // Bleve cannot finish an index without any entry
		docs = []Doc{{ID: "none", IsClass: true}}
	}
	// A build that stops is not closed: Bleve would finish it. Its files lie
	// in dir and go with it.
	for i, d := range docs {
		if i%batchSize == 0 {
			progress(i)
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if err := b.Index(d.ID, d.fields()); err != nil {
			return fmt.Errorf("index %s: %w", d.ID, err)
		}
	}
	progress(len(docs))
	return b.Close()
}

func open(dir, model string) (*Index, error) {
	b, err := bleve.OpenUsing(dir, map[string]any{"read_only": true})
	if err != nil {
		return nil, err
	}
	x := &Index{bleve: b}
	if err := x.load(dir, model); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return x, nil
}

// load reads what is kept in memory.
func (x *Index) load(dir, model string) (err error) {
	if x.rows, err = x.readRows(); err != nil || model == NoModel {
		return err
	}
	if x.vectors, err = openVectors(dir, model); err != nil {
		return err
	}
	if !slices.Equal(x.vectors.ids, x.rows.ids[:x.rows.statements]) {
		return fmt.Errorf("%s: not of the statements in the text index", vectorFile)
	}
	// One copy is enough: that of the file, which is one piece of memory.
	copy(x.rows.ids, x.vectors.ids)
	x.vectors.ids = x.rows.ids[:x.rows.statements]
	return nil
}
