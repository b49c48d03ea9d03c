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

// qualificationLabels is what two readers found that 50 documents require of
// applicants: trees with byte ranges for leaves, and what is only desired.
//
//go:embed labels/qualifications.jsonl
var qualificationLabels string

// A labelledRequirement is a node of such a tree: all or any of others, or a leaf.
type labelledRequirement struct {
	All, Any []labelledRequirement
	Kind     string
	At       [2]int
}

type labelledQualification struct {
	Doc, Reader, Title string
	Requires           labelledRequirement
	Desired            [][2]int
}

// leaves returns what can be compared: skills and conditions of kind other are not.
func (n *labelledRequirement) leaves() []spec.Span {
	var out []spec.Span
	if n.At[1] > 0 && n.Kind != "other" && n.Kind != "exam" {
		out = append(out, spec.Span{Start: n.At[0], End: n.At[1]})
	}
	for _, list := range [][]labelledRequirement{n.All, n.Any} {
		for i := range list {
			out = append(out, list[i].leaves()...)
		}
	}
	return out
}

// qualifications measures the reading of minimum qualifications, by source: how much of
// what a reader labelled is in a condition or a substitution, and how many conditions
// are of it. The structure of alternatives was judged by a reader; docs/quality.md has
// that.
func qualifications(dir string, w io.Writer) error {
	texts, err := qualifiedTexts(dir)
	if err != nil {
		return err
	}
	labels, err := labelledQualifications()
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "qualifications of 50 documents of employers that nothing was fitted to, and of Los Angeles and California")
	for _, reader := range []string{"A", "B"} {
		scores := map[string]*qualificationScore{}
		whole := &qualificationScore{}
		for _, l := range labels {
			if l.Reader != reader {
				continue
			}
			source, _, _ := strings.Cut(l.Doc, "/")
			if scores[source] == nil {
				scores[source] = &qualificationScore{}
			}
			for _, s := range []*qualificationScore{scores[source], whole} {
				s.add(&l, texts[l.Doc])
			}
		}
		for _, source := range slices.Sorted(maps.Keys(scores)) {
			fmt.Fprintf(w, "  reader %s, %s: %s\n", reader, source, scores[source])
		}
		fmt.Fprintf(w, "  reader %s: %s\n", reader, whole)
	}
	return nil
}

// A qualificationScore counts labelled requirements and conditions.
type qualificationScore struct{ documents, labelled, found, conditions, right, desired int }

func (s *qualificationScore) add(l *labelledQualification, text string) {
	s.documents++
	doc := ofTitle(ingest.ReadAll(text), l.Title)
	var asked []spec.Statement
	for _, st := range doc.Statements {
		if st.Kind == spec.Qualification || st.Kind == spec.Substitution {
			asked = append(asked, st)
		}
	}
	r := qualification.Read(doc.Text, asked, nil)
	conditions, instead := conditionsOf(r)
	leaves := l.Requires.leaves()
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
		case slices.ContainsFunc(leaves, func(leaf spec.Span) bool { return mostlyIn(leaf, []spec.Span{c}) || mostlyIn(c, []spec.Span{leaf}) }):
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
	return fmt.Sprintf("%d documents, %d requirements, found %.3f; %d conditions, right %.3f, only desired %d",
		s.documents, s.labelled, share(s.found, s.labelled), s.conditions, share(s.right, s.conditions), s.desired)
}

func labelledQualifications() ([]labelledQualification, error) {
	var out []labelledQualification
	lines := bufio.NewScanner(strings.NewReader(qualificationLabels))
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
	texts, _, err := postings(dir)
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
		texts[f.Name] = string(data)
	}
	return texts, nil
}
