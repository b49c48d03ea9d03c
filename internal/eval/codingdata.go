package eval

import (
	"context"
	"encoding/csv"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"crosswalk/internal/coding"
	"crosswalk/internal/ingest"
	"crosswalk/internal/onet"
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/encoder"
	"crosswalk/internal/semantic/vector"
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

// FitsAll reports whether the general coding model is fitted to the classes of a
// specification. A fifth of the specifications is left out and reported on.
func FitsAll(specFile string) bool { return FoldOf(specFile) != 0 }

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
			ID: o.Code, Code: o.Code, Title: o.Title, Description: o.Description, JobZone: o.JobZone,
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

// codingCoder caches the coder of the last release: it takes a minute to prepare, and
// several sets need it.
var codingCoder struct {
	sync.Mutex
	path, version string
	coder         *coding.Coder
}

// OpenCoder returns a coder without a model for a release, and the version of the release.
func OpenCoder(releasePath string) (*coding.Coder, string, error) {
	codingCoder.Lock()
	defer codingCoder.Unlock()
	if codingCoder.path == releasePath {
		return codingCoder.coder, codingCoder.version, nil
	}
	r, err := onet.Open(releasePath)
	if err != nil {
		return nil, "", err
	}
	defer r.Close()
	occupations, err := Occupations(r)
	if err != nil {
		return nil, "", err
	}
	embedding, err := semantic.BuiltinModel()
	if err != nil {
		return nil, "", err
	}
	place, err := placers()
	if err != nil {
		return nil, "", err
	}
	coder, err := coding.NewCoder(context.Background(), occupations, embedding, place)
	if err != nil {
		return nil, "", err
	}
	codingCoder.path, codingCoder.version, codingCoder.coder = releasePath, r.Version(), coder
	return coder, r.Version(), nil
}

// OpenCoding returns the coder of OpenCoder, the California classes and the version of the
// release.
func OpenCoding(releasePath, dir string) (*coding.Coder, []CodedClass, string, error) {
	coder, version, err := OpenCoder(releasePath)
	if err != nil {
		return nil, nil, "", err
	}
	classes, err := ReadCodedClasses(dir)
	return coder, classes, version, err
}

// BuiltinCoder returns a coder with the built-in models for a release.
func BuiltinCoder(releasePath string) (*coding.Coder, string, error) {
	coder, version, err := OpenCoder(releasePath)
	if err != nil {
		return nil, "", err
	}
	model, err := coding.BuiltinModel()
	if err != nil {
		return nil, "", err
	}
	employers, err := coding.BuiltinEmployers()
	if err != nil {
		return nil, "", err
	}
	coder, err = coder.With(model, employers, coding.DefaultThresholds)
	return coder, version, err
}

// placers makes vectors with the built-in encoder and keeps none.
func placers() (coding.Placers, error) {
	e, err := encoder.Builtin()
	if err != nil {
		return coding.Placers{}, err
	}
	place := func(ctx context.Context, texts []string) ([]vector.Row, error) { return semantic.Rows(ctx, e, texts) }
	return coding.Placers{Occupations: place, Jobs: place, Encoder: e.Name()}, nil
}
