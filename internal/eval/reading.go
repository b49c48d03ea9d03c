package eval

import (
	"archive/zip"
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"crosswalk/internal/ingest"
	"crosswalk/internal/ingest/rolelabels"
	"crosswalk/internal/spec"
)

// archives are the document archives in the test data.
var archives = []string{"election_postings_dev.zip", "library_postings_dev.zip", "la_bulletins_dev.zip"}

// A labelledDocument is a document with what a careful reader found in it.
type labelledDocument struct {
	Doc, Title, Employer string
	Statements           []labelledStatement
}

type labelledStatement struct {
	Kind spec.Kind
	Text string
}

// reading measures how many statements are found in employers' documents with the
// right kind.
func reading(dir string, w io.Writer) error {
	p, err := postings(dir)
	if err != nil {
		return err
	}
	labels, err := readingLabels(dir)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "reading: statements found with the right kind; right when three quarters of the words agree")
	if err := readingByUnit(w, p.texts); err != nil {
		return err
	}
	if err := readingFiles(dir, w); err != nil {
		return err
	}
	fmt.Fprintln(w, "  documents of the test data, labelled statement by statement")
	for _, part := range []Part{PartFit, PartChoose, PartReport} {
		bySource := map[string]*readingScore{}
		whole := &readingScore{}
		for _, l := range labels {
			if PartOf(p.employers[l.Doc]) != part {
				continue
			}
			source, _, _ := strings.Cut(l.Doc, "_")
			if bySource[source] == nil {
				bySource[source] = &readingScore{}
			}
			doc := ingest.Read(p.texts[l.Doc])
			for _, s := range []*readingScore{bySource[source], whole} {
				s.add(l, doc)
			}
		}
		for _, source := range []string{"election", "library", "la"} {
			if s := bySource[source]; s != nil {
				fmt.Fprintf(w, "  %s, %s: %s\n", part, source, s)
			}
		}
		fmt.Fprintf(w, "  %s: %s\n", part, whole)
	}
	return nil
}

// readingByUnit measures the documents labelled unit by unit whose employers choose
// or report: no weight was fitted to them.
func readingByUnit(w io.Writer, texts map[string]string) error {
	docs, err := rolelabels.Documents()
	if err != nil {
		return err
	}
	for _, part := range []Part{PartChoose, PartReport} {
		score, employers := &readingScore{}, map[string]bool{}
		for _, d := range docs {
			if PartOf(d.Employer) == part {
				employers[d.Employer] = true
				score.add(labelledStatements(d, texts[d.Name]), ingest.Read(texts[d.Name]))
			}
		}
		fmt.Fprintf(w, "  %s, labelled unit by unit, %d employers: %s\n", part, len(employers), score)
	}
	return nil
}

// labelledStatements puts together the statements and the title of a document that
// was labelled unit by unit.
func labelledStatements(d rolelabels.Document, text string) labelledDocument {
	out := labelledDocument{Doc: d.Name, Employer: d.Employer}
	inStatement := false
	for _, r := range d.Ranges {
		words := strings.Join(strings.Fields(text[r.Start:r.End]), " ")
		switch {
		case slices.Contains(rolelabels.Statements, r.Role):
			out.Statements = append(out.Statements, labelledStatement{spec.Kind(r.Role), words})
			inStatement = true
			continue
		case r.Role == rolelabels.Continues && inStatement:
			out.Statements[len(out.Statements)-1].Text += " " + words
			continue
		}
		inStatement = false
	}
	return out
}

// readingScore counts statements.
type readingScore struct {
	documents, titles, titled int
	gold, said, right         int
	found                     int // right except perhaps for the kind
}

// compared maps kinds to those used in the labels.
var compared = map[spec.Kind]spec.Kind{
	spec.Duty: spec.Duty, spec.Task: spec.Duty, spec.Knowledge: spec.Knowledge, spec.Skill: spec.Skill, spec.Ability: spec.Ability,
	spec.Behavior: spec.Ability, spec.Qualification: spec.Qualification, spec.Substitution: spec.Substitution,
}

func (s *readingScore) add(l labelledDocument, doc *ingest.Document) {
	s.documents++
	if l.Title != "" {
		s.titled++
		if ingest.SameTitle(l.Title, doc.Class.Title) {
			s.titles++
		}
	}
	s.gold += len(l.Statements)
	taken := make([]bool, len(l.Statements))
	for _, st := range doc.Statements {
		kind, ok := compared[st.Kind]
		if !ok || st.Boilerplate {
			continue
		}
		s.said++
		best, most := -1, 0.0
		for i, g := range l.Statements {
			if taken[i] {
				continue
			}
			agreement := max(wordAgreement(g.Text, st.Text), wordAgreement(g.Text, strings.TrimPrefix(st.Text, st.Stem)))
			if g.Kind == kind {
				agreement += 0.001 // in a tie, prefer the same kind
			}
			if agreement > most {
				best, most = i, agreement
			}
		}
		if most >= 0.75 {
			taken[best] = true
			s.found++
			if l.Statements[best].Kind == kind {
				s.right++
			}
		}
	}
}

func (s *readingScore) String() string {
	precision, recall := float64(s.right)/float64(max(1, s.said)), float64(s.right)/float64(max(1, s.gold))
	f1 := 0.0
	if precision+recall > 0 {
		f1 = 2 * precision * recall / (precision + recall)
	}
	return fmt.Sprintf("%d documents, %d statements; precision %.3f, recall %.3f, F1 %.3f; of any kind %.3f, %.3f; titles %d of %d",
		s.documents, s.gold, precision, recall, f1, float64(s.found)/float64(max(1, s.said)), float64(s.found)/float64(max(1, s.gold)), s.titles, s.titled)
}

// wordAgreement returns the number of words that two texts have in common as a
// share of the longer text.
func wordAgreement(a, b string) float64 {
	words := func(s string) []string {
		return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') })
	}
	first, second := words(a), words(b)
	count := map[string]int{}
	for _, w := range first {
		count[w]++
	}
	same := 0
	for _, w := range second {
		if count[w] > 0 {
			count[w]--
			same++
		}
	}
	return float64(same) / float64(max(1, len(first), len(second)))
}

func readingLabels(dir string) ([]labelledDocument, error) {
	file, err := os.Open(filepath.Join(dir, labelledTexts))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var out []labelledDocument
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var l labelledDocument
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("%s: %w", labelledTexts, err)
		}
		out = append(out, l)
	}
	return out, lines.Err()
}

// published holds the texts, employers and titles of documents, by name.
type published struct{ texts, employers, titles map[string]string }

// postings reads the documents of the archives. The index of Los Angeles has no titles.
func postings(dir string) (*published, error) {
	out := &published{texts: map[string]string{}, employers: map[string]string{}, titles: map[string]string{}}
	for _, name := range archives {
		archive, err := zip.OpenReader(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		err = out.add(&archive.Reader, name)
		archive.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return out, nil
}

// add reads the documents of an archive.
func (p *published) add(archive *zip.Reader, name string) error {
	source, _, _ := strings.Cut(name, "_")
	for _, f := range archive.File {
		if f.FileInfo().IsDir() {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return err
		}
		data, err := io.ReadAll(r)
		r.Close()
		if err != nil {
			return err
		}
		if strings.HasSuffix(f.Name, "index.jsonl") {
			if err := p.readIndex(data, strings.TrimSuffix(name, "_dev.zip"), source+" posting: "); err != nil {
				return fmt.Errorf("%s: %w", f.Name, err)
			}
			continue
		}
		p.texts[f.Name] = string(data)
		if source == "la" {
			p.employers[f.Name] = alwaysFit[1]
		}
	}
	return nil
}

// readIndex reads the employers and titles of the documents in an archive.
func (p *published) readIndex(data []byte, folder, source string) error {
	lines := bufio.NewScanner(strings.NewReader(string(data)))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row struct{ File, Name, Employer, Title string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return err
		}
		name := row.File
		if name == "" {
			name = row.Name
		}
		if !strings.Contains(name, "/") {
			name = folder + "/" + name
		}
		p.employers[name], p.titles[name] = EmployerOf(source+row.Employer), row.Title
	}
	return lines.Err()
}
