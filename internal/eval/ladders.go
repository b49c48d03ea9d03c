package eval

import (
	"crypto/sha256"
	_ "embed"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"crosswalk/internal/factor"
	"crosswalk/internal/ingest"
	"crosswalk/internal/spec"
)

// ladderLabels holds what readers found of allocation factors in classes of California and
// in documents of other employers.
//
//go:embed labels/ladders.tsv
var ladderLabels string

// laddersRead are the factors that readers label.
var laddersRead = []factor.Name{factor.SupervisionReceived, factor.SupervisionGiven, factor.Difficulty}

// mayPrefix stands in labels before a value that is true at times or in part.
const mayPrefix = "may_"

// ladderPart says what a document is for: half of California's specifications and the fit
// and choose employers were looked at while the reader was written.
func ladderPart(specification, employer string) Part {
	if specification == "" {
		return PartOf(employer)
	}
	if sha256.Sum256([]byte("specification|" + specification))[0]%2 == 0 {
		return PartFit
	}
	return PartReport
}

// A labelled factor is what readers and the program say of a factor of a document.
type labelledFactor struct {
	readers []string
	read    string
}

// ladders measures the factors that are read against what readers found.
func ladders(dir string, w io.Writer) error {
	rows, err := tableOf("labels of ladders", ladderLabels)
	if err != nil {
		return err
	}
	read, parts, err := readLabelled(dir, rows)
	if err != nil {
		return err
	}
	byPart := map[string]map[factor.Name][]labelledFactor{}
	for _, row := range rows {
		id, name := row["id"], factor.Name(row["fact"])
		if read[id] == nil {
			return fmt.Errorf("labels of ladders: there is no document %q", id)
		}
		item := labelledFactor{read: read[id][name]}
		for _, column := range []string{"value", "value_2"} {
			if value := row[column]; value != "" {
				if !validLabel(name, value) {
					return fmt.Errorf("labels of ladders, %s: %q is not a value of %s", id, value, name)
				}
				item.readers = append(item.readers, value)
			}
		}
		part := parts[id]
		if byPart[part] == nil {
			byPart[part] = map[factor.Name][]labelledFactor{}
		}
		byPart[part][name] = append(byPart[part][name], item)
	}
	fmt.Fprintf(w, "ladders: allocation factors of classes, against what readers found\n")
	for _, part := range []string{"California, fit", "California, report", "other employers, fit", "other employers, choose", "other employers, report"} {
		for _, name := range laddersRead {
			if items := byPart[part][name]; len(items) > 0 {
				reportFactor(w, part, name, items)
			}
		}
	}
	return nil
}

// validLabel reports whether a label is unknown or stands on the scale of a factor.
func validLabel(name factor.Name, label string) bool {
	if label == factor.Unknown {
		return true
	}
	label = strings.TrimPrefix(label, mayPrefix)
	for _, value := range factor.Scale(name) {
		if value == label {
			return true
		}
	}
	return false
}

// readLabelled reads the factors of the documents in a table, by id and name, and says which
// part each document is of.
func readLabelled(dir string, rows []map[string]string) (map[string]map[factor.Name]string, map[string]string, error) {
	wanted, read, parts := map[string]bool{}, map[string]map[factor.Name]string{}, map[string]string{}
	for _, row := range rows {
		wanted[row["id"]] = true
	}
	var file string
	var docs []*ingest.Document
	flush := func() {
		var members []factor.Member
		for _, d := range docs {
			members = append(members, factor.Member{Title: d.Class.Title, Statements: d.Statements})
		}
		series := factor.NewSeries(members)
		for i, d := range docs {
			if id := spec.ClassID(californiaIssuer, d.Class.Code); wanted[id] {
				read[id], parts[id] = labelsOf(series.Read(i)), "California, "+string(ladderPart(file, ""))
			}
		}
		docs = nil
	}
	err := readSpecifications(filepath.Join(dir, codedSpecs), func(name string, doc *ingest.Document) error {
		if name != file {
			flush()
			file = name
		}
		docs = append(docs, doc)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	flush()
	p, err := postings(dir)
	if err != nil {
		return nil, nil, err
	}
	for id := range wanted {
		if _, ok := p.texts[id]; ok {
			job := p.job(id)
			read[id] = labelsOf(factor.Read(factor.Class{Title: job.Title}, job.Statements))
			parts[id] = "other employers, " + string(ladderPart("", p.employers[id]))
		}
	}
	return read, parts, nil
}

// labelsOf writes factors as labels are written.
func labelsOf(factors []factor.Factor) map[factor.Name]string {
	out := map[factor.Name]string{}
	for _, f := range factors {
		out[f.Name] = f.Value
		if f.May {
			out[f.Name] = mayPrefix + f.Value
		}
	}
	return out
}

// ofThem words a count and the share of it that is right; without a count there is no share.
func ofThem(m mean, right string) string {
	if m.n == 0 {
		return "0"
	}
	return fmt.Sprintf("%.0f, of them %s %.3f", m.n, right, m.value())
}

// reportFactor writes the figures of one factor. Where readers differ, each counts half.
func reportFactor(w io.Writer, part string, name factor.Name, items []labelledFactor) {
	var same, precision, recall, exact, stated mean
	for _, item := range items {
		if len(item.readers) == 2 {
			same.add(float64(oneIf(item.readers[0] == item.readers[1])))
			stated.add(float64(oneIf((item.readers[0] == factor.Unknown) == (item.readers[1] == factor.Unknown))))
		}
		right := 0.0
		for _, value := range item.readers {
			hit := float64(oneIf(value == item.read))
			right += hit / float64(len(item.readers))
			if value != factor.Unknown {
				recall.add(hit)
			}
		}
		exact.add(right)
		if item.read != factor.Unknown {
			precision.add(right)
		}
	}
	readers := "one reader"
	if same.n > 0 {
		readers = fmt.Sprintf("two readers of %.0f: same value %.3f, stated or not %.3f", same.n, same.value(), stated.value())
	}
	fmt.Fprintf(w, "  %s, %s: %d documents, %s; stated by the program %s; found by readers %s; same value, unknown included, %.3f\n",
		part, name.Words(), len(items), readers, ofThem(precision, "right"), ofThem(recall, "read the same"), exact.value())
}
