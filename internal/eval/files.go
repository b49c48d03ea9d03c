package eval

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"crosswalk/internal/document"
	"crosswalk/internal/ingest"
	"crosswalk/internal/ingest/rolelabels"
	"crosswalk/internal/semantic/encoder"
	"crosswalk/internal/spec"
)

// filesFolder holds PDF and Word documents as their publishers made them.
const filesFolder = "documents"

// fileLabels is what two readers found in them: for each document and reader the
// byte ranges of statements in the text that was taken from the file, with the
// hash of that text.
//
//go:embed labels/files.tsv
var fileLabels string

// A labelledFile is what one reader found in a file.
type labelledFile struct {
	name, text, reader, title string
	ranges                    []rolelabels.Range
}

func labelledFiles() ([]labelledFile, error) {
	var out []labelledFile
	n := 0
	for row := range strings.Lines(fileLabels) {
		if n++; n == 1 {
			continue // the names of the fields
		}
		f := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
		if len(f) != 5 {
			return nil, fmt.Errorf("labels of files, line %d: want five fields", n)
		}
		l := labelledFile{name: f[0], text: f[1], reader: f[2], title: f[3]}
		var err error
		if l.ranges, err = rolelabels.Parse(f[4]); err != nil {
			return nil, fmt.Errorf("labels of files, line %d: %w", n, err)
		}
		out = append(out, l)
	}
	return out, nil
}

// readingFiles measures the reading of PDF and Word documents, by format, and how far
// the two readers agree.
func readingFiles(dir string, w io.Writer) error {
	labels, err := labelledFiles()
	if err != nil {
		return err
	}
	e, err := encoder.Builtin()
	if err != nil {
		return err
	}
	reader := &document.Reader{Known: e.Knows}
	defer reader.Close()
	scores := map[string]*readingScore{".pdf": {}, ".docx": {}}
	same, all := 0, 0
	for i := 0; i+1 < len(labels); i += 2 {
		a, b := labels[i], labels[i+1]
		text, err := fileText(reader, filepath.Join(dir, filesFolder, a.name))
		if err != nil {
			return err
		}
		if sum := sha256.Sum256([]byte(text)); !strings.HasPrefix(hex.EncodeToString(sum[:]), a.text) {
			return fmt.Errorf("%s: the text that is taken from the file is another one than was labelled", a.name)
		}
		s, t := agreedRanges(a.ranges, b.ranges)
		same, all = same+s, all+t
		doc := ingest.Read(text)
		title := a.title
		if ingest.SameTitle(b.title, doc.Class.Title) { // the readers may differ in how much of it is the title
			title = b.title
		}
		scores[filepath.Ext(a.name)].add(labelledDocument{Doc: a.name, Title: title, Statements: a.statements(text)}, doc)
	}
	for _, format := range []string{".pdf", ".docx"} {
		fmt.Fprintf(w, "  files, %s: %s\n", format[1:], scores[format])
	}
	fmt.Fprintf(w, "  files, two readers: the same statements of the same kind %.3f of %d\n", float64(same)/float64(max(1, all)), all)
	return nil
}

func fileText(reader *document.Reader, path string) (string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	docs, err := reader.Read(context.Background(), path, raw, nil)
	if err != nil {
		return "", fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return docs[0].Text, nil
}

func (l *labelledFile) statements(text string) []labelledStatement {
	out := make([]labelledStatement, len(l.ranges))
	for i, r := range l.ranges {
		out[i] = labelledStatement{spec.Kind(r.Role), ingest.Fold(text[r.Start:r.End])}
	}
	return out
}

// agreedRanges counts the ranges that both readers give the same kind, and those of
// either.
func agreedRanges(a, b []rolelabels.Range) (same, all int) {
	kinds := map[spec.Span]string{}
	for _, r := range a {
		kinds[r.Span] = r.Role
	}
	all = len(a)
	for _, r := range b {
		kind, both := kinds[r.Span]
		switch {
		case !both:
			all++
		case kind == r.Role:
			same++
		}
	}
	return same, all
}
