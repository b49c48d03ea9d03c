package eval

import (
	"archive/zip"
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"crosswalk/internal/ingest"
	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

// The labels say what documents require of applicants, as trees with byte ranges for
// leaves, and what is only desired. Errors on the first set, part of which has one
// reader, were used to improve the reading; those on the second were not looked at.
var (
	//go:embed labels/qualifications_fit.jsonl
	fitQualifications string
	//go:embed labels/qualifications_report.jsonl
	reportQualifications string
)

type labelledQualification struct {
	Doc, Reader, Title string
	Requires           requirement
	Desired            [][2]int
}

// qualifications measures the reading of minimum qualifications, by source: how much of
// what a reader labelled is in a condition or a substitution, how many conditions are of
// it, and in how many documents the same people may apply.
func qualifications(dir string, w io.Writer) error {
	texts, err := qualifiedTexts(dir)
	if err != nil {
		return err
	}
	mended, err := labelledQualifications(fitQualifications)
	if err != nil {
		return err
	}
	passages, err := labelledPassages(dir, texts)
	if err != nil {
		return err
	}
	report, err := labelledQualifications(reportQualifications)
	if err != nil {
		return err
	}
	for _, set := range []struct {
		name   string
		labels []labelledQualification
	}{{"mended by", mended}, {"mended by, passages of the test data", passages}, {"report", report}} {
		fmt.Fprintf(w, "qualifications, %s: %s\n", set.name, readersAgree(set.labels))
		for _, reader := range readersOf(set.labels) {
			scores := map[string]*qualificationScore{}
			whole := &qualificationScore{}
			for i := range set.labels {
				l := &set.labels[i]
				if l.Reader != reader {
					continue
				}
				source, _, _ := strings.Cut(l.Doc, "/")
				if scores[source] == nil {
					scores[source] = &qualificationScore{}
				}
				r := readQualifications(texts[l.Doc], l.Title)
				for _, s := range []*qualificationScore{scores[source], whole} {
					s.add(l, r)
				}
			}
			for _, source := range slices.Sorted(maps.Keys(scores)) {
				fmt.Fprintf(w, "  reader %s, %s: %s\n", reader, source, scores[source])
			}
			fmt.Fprintf(w, "  reader %s: %s\n", reader, whole)
		}
	}
	return nil
}

// readersOf lists the readers of labels.
func readersOf(labels []labelledQualification) []string {
	var out []string
	for i := range labels {
		out = append(out, labels[i].Reader)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// readersAgree counts the documents for which two readers let the same people apply.
func readersAgree(labels []labelledQualification) string {
	of := map[string]map[string]*requirement{"A": {}, "B": {}, "C": {}}
	for i := range labels {
		of[labels[i].Reader][labels[i].Doc] = &labels[i].Requires
	}
	same, both := 0, 0
	for doc, a := range of["A"] {
		if of["B"][doc] == nil {
			continue
		}
		both++
		one, _ := sameWays(a, of["B"][doc])
		other, _ := sameWays(of["B"][doc], a)
		if one || other {
			same++
		}
	}
	if both == 0 {
		return "one reader"
	}
	return fmt.Sprintf("two readers ask the same in %d of %d documents", same, both)
}

// readQualifications reads what the class with a title in a text asks of applicants.
func readQualifications(text, title string) *qualification.Requirements {
	doc := ofTitle(ingest.ReadAll(text), title)
	var asked []spec.Statement
	for _, st := range doc.Statements {
		if st.Kind == spec.Qualification || st.Kind == spec.Substitution {
			asked = append(asked, st)
		}
	}
	return qualification.Read(doc.Text, asked, nil)
}

// A qualificationScore counts labelled requirements, conditions and documents.
type qualificationScore struct{ documents, whole, labelled, found, conditions, right, desired int }

func (s *qualificationScore) add(l *labelledQualification, r *qualification.Requirements) {
	reading := treeOf(r)
	s.documents++
	if same, _ := sameWays(&l.Requires, &reading); same {
		s.whole++
	}
	conditions, instead := conditionsOf(r)
	leaves := l.Requires.leaves((*requirement).compared)
	s.labelled += len(leaves)
	for _, leaf := range leaves {
		if mostlyIn(leaf, append(slices.Clone(conditions), instead...)) {
			s.found++
		}
	}
	var wished []spec.Span
	for _, d := range l.Desired {
		wished = append(wished, spec.Span{Start: d[0], End: d[1]})
	}
	s.conditions += len(conditions)
	for _, c := range conditions {
		switch {
		case overlaps(c, leaves):
			s.right++
		case mostlyIn(c, wished):
			s.desired++
		}
	}
}

// ofTitle returns the document of the class with a title, or else the first.
func ofTitle(docs []*ingest.Document, title string) *ingest.Document {
	for _, d := range docs {
		if ingest.SameTitle(d.Class.Title, title) {
			return d
		}
	}
	return docs[0]
}

// conditionsOf lists the spans of the conditions that can be compared, each once, and
// of what may stand in for them.
func conditionsOf(r *qualification.Requirements) (conditions, instead []spec.Span) {
	all := slices.Clone(r.Common)
	for _, a := range r.Alternatives {
		all = append(all, a.Conditions...)
	}
	for _, c := range all {
		for _, s := range c.Substitutions {
			instead = append(instead, s.Span)
		}
		if c.Kind != qualification.OtherAsked && !slices.Contains(conditions, c.Span) {
			conditions = append(conditions, c.Span)
		}
	}
	return conditions, instead
}

// mostlyIn reports whether more than half of a span lies in one of others.
func mostlyIn(s spec.Span, others []spec.Span) bool {
	return slices.ContainsFunc(others, func(o spec.Span) bool {
		return 2*(min(s.End, o.End)-max(s.Start, o.Start)) > s.Len()
	})
}

func (s *qualificationScore) String() string {
	share := func(a, b int) float64 { return float64(a) / float64(max(1, b)) }
	return fmt.Sprintf("%d documents, whole right %d; %d requirements, found %.3f; %d conditions, right %.3f, only desired %d",
		s.documents, s.whole, s.labelled, share(s.found, s.labelled), s.conditions, share(s.right, s.conditions), s.desired)
}

func labelledQualifications(labels string) ([]labelledQualification, error) {
	var out []labelledQualification
	lines := bufio.NewScanner(strings.NewReader(labels))
	for n := 1; lines.Scan(); n++ {
		var l labelledQualification
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("labels of qualifications, line %d: %w", n, err)
		}
		out = append(out, l)
	}
	return out, lines.Err()
}

// qualifiedTexts reads the documents of the archives, California's with them, by name.
func qualifiedTexts(dir string) (map[string]string, error) {
	p, err := postings(dir)
	if err != nil {
		return nil, err
	}
	archive, err := zip.OpenReader(filepath.Join(dir, codedSpecs))
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(r)
		r.Close()
		if err != nil {
			return nil, err
		}
		p.texts[f.Name] = string(data)
	}
	return p.texts, nil
}
