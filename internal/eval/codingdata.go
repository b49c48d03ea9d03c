package eval

import (
	"encoding/csv"
	"fmt"
	"hash/fnv"
	"os"
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
		specification, ok := specs[c.Spec]
		if !ok {
			return nil, fmt.Errorf("%s: there is no specification %q", codedSpecs, c.Spec)
		}
		c.Statements = specification.statements(c.ID)
		for _, soc := range strings.Split(row[5], "|") {
			c.Right[soc] = true
		}
		out = append(out, c)
	}
	return out, nil
}

// A specification is one file with the documents of its classes.
type specification struct {
	ofClass map[string][]spec.Statement // by class code
	whole   []spec.Statement            // of all of them, each statement once
}

// statements returns what a class states; where the text does not list the
// class, all that it says.
func (s *specification) statements(code string) []spec.Statement {
	if own, ok := s.ofClass[code]; ok {
		return own
	}
	return s.whole
}

func readSpecs(name string) (map[string]*specification, error) {
	out := map[string]*specification{}
	err := readSpecifications(name, func(file string, doc *ingest.Document) error {
		if out[file] == nil {
			out[file] = &specification{ofClass: map[string][]spec.Statement{}, whole: ingest.Read(doc.Text).Statements}
		}
		out[file].ofClass[doc.Class.Code] = doc.Statements
		return nil
	})
	return out, err
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
