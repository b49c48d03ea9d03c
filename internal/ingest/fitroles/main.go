// Command fitroles writes the features and role of every unit of the labelled
// documents. training/roles.py fits the weights of roles to them.
//
//	go run ./internal/ingest/fitroles --data FOLDER > FILE
package main

import (
	"archive/zip"
	"bufio"
	"encoding/json"
	"errors"
	"flag"
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

func main() {
	data := flag.String("data", "../shared/data", "folder of the test data")
	corrected := flag.String("corrected", "", "file that crosswalk corrections export wrote")
	flag.Parse()
	if err := run(*data, *corrected, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "fitroles:", err)
		os.Exit(1)
	}
}

// example is a labelled document.
type example struct {
	Document string     `json:"document"`
	Employer string     `json:"employer"`
	Features [][]string `json:"features"` // of each unit
	Roles    []string   `json:"roles"`    // of each unit
}

func run(data, corrected string, w io.Writer) error {
	docs, err := rolelabels.Documents()
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	for _, d := range docs {
		text, err := document(data, d.Name)
		if err != nil {
			return err
		}
		if err := enc.Encode(exampleOf(d.Name, d.Employer, text, d.Ranges)); err != nil {
			return err
		}
		// People paste only the part that matters: that is an example too.
		if text, ranges := pasted(text, d.Ranges); len(ranges) > 0 {
			if err := enc.Encode(exampleOf(d.Name+" (pasted)", d.Employer, text, ranges)); err != nil {
				return err
			}
		}
	}
	if corrected != "" {
		if err := addCorrected(corrected, enc); err != nil {
			return err
		}
	}
	return out.Flush()
}

// own is the employer of documents that people corrected: they always fit.
const own = "corrected"

// addCorrected adds the documents that people corrected.
func addCorrected(file string, enc *json.Encoder) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	dec := json.NewDecoder(f)
	for {
		var d struct{ Document, Text, Roles string }
		if err := dec.Decode(&d); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		ranges, err := rolelabels.Parse(d.Roles)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := enc.Encode(exampleOf(d.Document, own, d.Text, ranges)); err != nil {
			return err
		}
	}
}

func exampleOf(name, employer, text string, labels []rolelabels.Range) example {
	units, features := ingest.UnitFeatures(text)
	e := example{Document: name, Employer: employer, Features: features}
	for _, u := range units {
		e.Roles = append(e.Roles, roleOf(text, u, labels))
	}
	return e
}

// pasted leaves out the lines around the description of the class.
func pasted(text string, labels []rolelabels.Range) (string, []rolelabels.Range) {
	var out strings.Builder
	var kept []rolelabels.Range
	start := 0
	for line := range strings.Lines(text) {
		end := start + len(line)
		keep := true
		var inside []rolelabels.Range
		for _, l := range labels {
			if l.Start < end && start < l.End {
				keep = keep && !slices.Contains(rolelabels.Around, l.Role)
				inside = append(inside, l)
			}
		}
		if keep {
			for _, l := range inside {
				l.Start += out.Len() - start
				l.End += out.Len() - start
				kept = append(kept, l)
			}
			out.WriteString(line)
		}
		start = end
	}
	return out.String(), kept
}

// document reads a document from the test data's archives: the folder in its name
// identifies the archive.
func document(data, name string) (string, error) {
	folder, _, _ := strings.Cut(name, "/")
	archive, err := zip.OpenReader(filepath.Join(data, folder+"_dev.zip"))
	if err != nil {
		return "", err
	}
	defer archive.Close()
	file, err := archive.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	raw, err := io.ReadAll(file)
	return string(raw), err
}

// roleOf returns the role of the label that covers most of a unit. The introduction
// to a list inside a statement, labelled with its first entry, is a stem.
func roleOf(text string, u spec.Span, labels []rolelabels.Range) string {
	best, most := rolelabels.Range{Role: "noise"}, 0
	for _, l := range labels {
		if n := min(u.End, l.End) - max(u.Start, l.Start); n > most {
			best, most = l, n
		}
	}
	if text[u.End-1] == ':' && u.End < best.End && slices.Contains(rolelabels.Statements, best.Role) {
		return "stem"
	}
	return best.Role
}
