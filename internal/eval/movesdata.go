package eval

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"

	"crosswalk/internal/career"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/document"
	"crosswalk/internal/ingest"
	"crosswalk/internal/match"
	"crosswalk/internal/parallel"
	"crosswalk/internal/qualification"
	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// californiaIssuer is the issuer of the California classes.
const californiaIssuer = "us-ca"

// readSpecifications reads every specification of an archive; of one of a
// series it is called for every class.
func readSpecifications(name string, f func(file string, doc *ingest.Document) error) error {
	archive, err := zip.OpenReader(name)
	if err != nil {
		return err
	}
	defer archive.Close()
	for _, entry := range archive.File {
		if path.Ext(entry.Name) != ".txt" {
			continue
		}
		r, err := entry.Open()
		if err != nil {
			return err
		}
		raw, err := io.ReadAll(io.LimitReader(r, document.MaxBytes))
		if err := errors.Join(err, r.Close()); err != nil {
			return fmt.Errorf("%s: %w", entry.Name, err)
		}
		text, err := document.Decode(raw)
		if err != nil {
			return fmt.Errorf("%s: %w", entry.Name, err)
		}
		for _, doc := range ingest.ReadAll(text) {
			if err := f(path.Base(entry.Name), doc); err != nil {
				return err
			}
		}
	}
	return nil
}

// ReadMoves reads the California classes of a folder, what each asks of those
// who apply, and the moves that follow.
func ReadMoves(dir string) (*Moves, error) {
	corpus, err := match.BuiltinCorpus()
	if err != nil {
		return nil, err
	}
	judge, err := match.BuiltinJudge()
	if err != nil {
		return nil, err
	}
	ladder, err := crosswalk.ParseLadder(crosswalk.BuiltinLadder())
	if err != nil {
		return nil, err
	}
	titlesModel, err := semantic.BuiltinModel()
	if err != nil {
		return nil, err
	}
	weights, err := career.BuiltinWeights()
	if err != nil {
		return nil, err
	}
	m := &Moves{texts: map[string]string{}}
	var docs []*ingest.Document
	var classes []spec.Class
	seen := map[string]bool{}
	err = readSpecifications(filepath.Join(dir, codedSpecs), func(file string, doc *ingest.Document) error {
		c := doc.Class
		if c.Issuer = californiaIssuer; c.Code == "" {
			c.Code = strings.TrimSuffix(file, path.Ext(file)) // the file is named by it
		}
		if c.ID = spec.ClassID(c.Issuer, c.Code); seen[c.ID] {
			return nil
		}
		seen[c.ID] = true
		for i := range doc.Statements {
			st := &doc.Statements[i]
			st.ClassID, st.SourceID, st.ID = c.ID, c.ID, fmt.Sprint(c.ID, "/", i)
		}
		docs, classes, m.texts[c.ID] = append(docs, doc), append(classes, c), doc.Text
		return nil
	})
	if err != nil {
		return nil, err
	}
	titles := qualification.NewTitles(classes)
	reading := crosswalk.Reading{Corpus: corpus, Ladder: ladder} // by words: moves are predicted without statuses
	m.Classes = make([]*career.Class, len(classes))
	parallel.For(len(classes), func(i int) {
		class := &career.Class{Class: crosswalk.NewClass(classes[i], docs[i].Statements, &reading)}
		if len(class.Qualifications) > 0 {
			class.Asked = qualification.Read(docs[i].Text, class.Qualifications, titles)
		}
		m.Classes[i] = class
	})
	prepared := make([]*crosswalk.Class, len(m.Classes))
	for i, c := range m.Classes {
		prepared[i] = c.Class
	}
	engine := &crosswalk.Engine{
		Corpus: corpus, Judge: judge.OfBest(), TypicalMass: crosswalk.TypicalMass(prepared),
	}
	m.graph, err = career.NewGraph(m.Classes, engine, titlesModel, weights)
	return m, err
}
