package eval

import (
	"archive/zip"
	"encoding/csv"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"crosswalk/internal/coding"
	"crosswalk/internal/ingest"
	"crosswalk/internal/onet"
	"crosswalk/internal/spec"
)

// A CodedClass is a class of the State of California with the codes that the
// state's own assignment counts as.
type CodedClass struct {
	ID, Title  string
	Spec       string // file of its specification, which may be of several classes
	Right      map[string]bool
	Statements []spec.Statement
}

// Files of the California data.
const (
	codedClasses = "ca_class_soc_dev.tsv"
	codedSpecs   = "ca_class_specs_dev.zip"
)

// ReadCodedClasses reads the California classes and their specifications from
// a folder. The error is fs.ErrNotExist where there are none.
func ReadCodedClasses(dir string) ([]CodedClass, error) {
	f, err := os.Open(filepath.Join(dir, codedClasses))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	table := csv.NewReader(f)
	table.Comma, table.LazyQuotes = '\t', true
	rows, err := table.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", codedClasses, err)
	}
	specs, err := readSpecs(filepath.Join(dir, codedSpecs))
	if err != nil {
		return nil, err
	}
	var out []CodedClass
	for _, row := range rows[1:] {
		c := CodedClass{ID: row[0], Title: row[1], Spec: row[2], Right: map[string]bool{}}
		statements, ok := specs[c.Spec]
		if !ok {
			return nil, fmt.Errorf("%s: there is no specification %q", codedSpecs, c.Spec)
		}
		c.Statements = statements
		for _, soc := range strings.Split(row[5], "|") {
			c.Right[soc] = true
		}
		out = append(out, c)
	}
	return out, nil
}

func readSpecs(name string) (map[string][]spec.Statement, error) {
	archive, err := zip.OpenReader(name)
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	out := map[string][]spec.Statement{}
	for _, f := range archive.File {
		if path.Ext(f.Name) != ".txt" {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		raw, err := io.ReadAll(io.LimitReader(r, ingest.MaxBytes))
		if err := errors.Join(err, r.Close()); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		text, err := ingest.Decode(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		out[path.Base(f.Name)] = ingest.Read(text).Statements
	}
	return out, nil
}

// CodingFolds is how many parts the classes are split into.
const CodingFolds = 5

// CodingSplit says in words how.
const CodingSplit = "by specification file, so that the classes of one stay together: FNV-1a hash of its name modulo 5"

// FoldOf returns the part that a specification's classes belong to.
func FoldOf(specFile string) int {
	h := fnv.New32a()
	h.Write([]byte(specFile))
	return int(h.Sum32() % CodingFolds)
}

// Occupations turns a release into what the coder compares with.
func Occupations(r *onet.Release) ([]coding.Occupation, error) {
	content, err := r.Read(nil)
	if err != nil {
		return nil, err
	}
	activities := map[string]string{}
	for _, a := range content.Activities {
		activities[a.ID] = a.Title
	}
	var out []coding.Occupation
	for _, o := range content.Occupations {
		occupation := coding.Occupation{
			Code: o.Code, Title: o.Title, Description: o.Description, JobZone: o.JobZone,
			Titles: slices.Concat(o.AlternateTitles, o.ReportedTitles),
		}
		for _, t := range o.Technology {
			occupation.Tools = append(occupation.Tools, t.Example)
		}
		for _, t := range o.Tasks {
			task := coding.Task{ID: t.ID, Text: t.Text}
			for _, id := range t.Activities {
				task.Activities = append(task.Activities, activities[id])
			}
			occupation.Tasks = append(occupation.Tasks, task)
		}
		out = append(out, occupation)
	}
	return out, nil
}
