package eval

import (
	"cmp"
	_ "embed"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"crosswalk/internal/ingest"
	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

// feederLabels are the classes that people found named as ways in; the head of
// the file says how they were chosen and read.
//
//go:embed testdata/feeders.tsv
var feederLabels string

// A labelled class is one whose ways in somebody has read.
type labelledClass struct {
	file, title string // title is "*" for every class of the specification
	reported    bool   // of the half that nobody looked at while the extractor was written
	feeders     map[string]qualification.How
}

// everyClass stands for the title of every class of a specification.
const everyClass = "*"

func readFeederLabels(table string) ([]labelledClass, error) {
	var out []labelledClass
	reported, n := false, 0
	for line := range strings.Lines(table) {
		n++
		line = strings.TrimRight(line, "\n")
		if line == "# report" {
			reported = true
		}
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "spec_file\t") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 5 {
			return nil, fmt.Errorf("feeders, line %d: want five fields between tabs", n)
		}
		if last := len(out) - 1; last < 0 || out[last].file != f[0] || out[last].title != f[1] {
			out = append(out, labelledClass{file: f[0], title: f[1], reported: reported, feeders: map[string]qualification.How{}})
		}
		if f[2] != "-" {
			out[len(out)-1].feeders[bareTitle(f[2])] = qualification.How(f[3])
		}
	}
	return out, nil
}

// bareTitle compares titles by their words.
func bareTitle(s string) string {
	s = strings.NewReplacer("’", "", "'", "").Replace(strings.ToLower(s))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), " ")
}

// found counts what an extractor found of what is there.
type found struct{ right, said, there int }

func (f found) String() string {
	share := func(n, of int) float64 { return float64(n) / float64(max(1, of)) }
	return fmt.Sprintf("%4d there, %4d said, %4d right: recall %.3f, precision %.3f", f.there, f.said, f.right, share(f.right, f.there), share(f.right, f.said))
}

// feeders measures how many of the classes that people found named as ways in
// the extractor finds, and how much of what it finds is one. Misses of the
// half that may be looked at are listed.
func feeders(dir string, w io.Writer) error {
	labels, err := readFeederLabels(feederLabels)
	if err != nil {
		return err
	}
	docs := map[string][]*ingest.Document{}
	var classes []spec.Class
	err = readSpecifications(filepath.Join(dir, codedSpecs), func(file string, doc *ingest.Document) error {
		c := doc.Class
		c.Issuer = californiaIssuer
		c.Code = cmp.Or(c.Code, file)
		c.ID = spec.ClassID(c.Issuer, c.Code)
		docs[file], classes = append(docs[file], doc), append(classes, c)
		return nil
	})
	if err != nil {
		return err
	}
	titles := qualification.NewTitles(classes)
	var halves [2]found
	how := map[qualification.How]*found{qualification.ByDuties: {}, qualification.ByLevel: {}}
	var misses []string
	for _, l := range labels {
		i := slices.IndexFunc(docs[l.file], func(d *ingest.Document) bool {
			return l.title == everyClass || bareTitle(d.Class.Title) == bareTitle(l.title)
		})
		if i < 0 {
			return fmt.Errorf("feeders: %s has no class %q", l.file, l.title)
		}
		said := saidFeeders(docs[l.file][i], titles)
		half := &halves[0]
		if l.reported {
			half = &halves[1]
		}
		half.there += len(l.feeders)
		half.said += len(said)
		for name, h := range l.feeders {
			how[h].there++
			if _, ok := said[name]; ok {
				half.right++
				how[h].right++
			} else if !l.reported {
				misses = append(misses, fmt.Sprintf("missed %s, %s: %s", l.file, l.title, name))
			}
		}
		for name := range said {
			if _, ok := l.feeders[name]; !ok && !l.reported {
				misses = append(misses, fmt.Sprintf("wrong  %s, %s: %s", l.file, l.title, name))
			}
		}
	}
	fmt.Fprintf(w, "feeders: %d classes of 80 specifications, labelled by two readers apart from the extractor\n", len(labels))
	fmt.Fprintf(w, "  half that was looked at:      %v\n", halves[0])
	fmt.Fprintf(w, "  half that was only measured:  %v\n", halves[1])
	for _, h := range []qualification.How{qualification.ByDuties, qualification.ByLevel} {
		fmt.Fprintf(w, "  named by %-6s               %4d there, %4d right\n", h, how[h].there, how[h].right)
	}
	slices.Sort(misses)
	for _, m := range misses {
		fmt.Fprintf(w, "    %s\n", m)
	}
	return nil
}

// saidFeeders lists the ways in that the extractor reads, by their words.
func saidFeeders(doc *ingest.Document, titles *qualification.Titles) map[string]bool {
	statements := slices.DeleteFunc(slices.Clone(doc.Statements), func(st spec.Statement) bool {
		return st.Kind != spec.Qualification && st.Kind != spec.Substitution
	})
	asked := qualification.Read(doc.Text, statements, titles)
	out := map[string]bool{}
	add := func(conditions []qualification.Condition) {
		for _, c := range conditions {
			if c.Experience == nil {
				continue
			}
			for _, f := range c.Experience.Feeders {
				out[bareTitle(f.Name)] = true
			}
		}
	}
	add(asked.Common)
	for _, a := range asked.Alternatives {
		add(a.Conditions)
	}
	return out
}
