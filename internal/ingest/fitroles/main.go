// Command fitroles writes the features and role of every unit of the labelled
// documents. training/roles.py fits the weights of roles to them.
//
//	go run ./internal/ingest/fitroles --data FOLDER > FILE
package main

import (
	"archive/zip"
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"crosswalk/internal/ingest"
	"crosswalk/internal/spec"
)

func main() {
	data := flag.String("data", "../shared/data", "folder of the test data")
	labels := flag.String("labels", "internal/ingest/testdata/roles/labels.tsv", "table of labels")
	flag.Parse()
	if err := run(*data, *labels, os.Stdout); err != nil {
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

func run(data, labels string, w io.Writer) error {
	table, err := os.Open(labels)
	if err != nil {
		return err
	}
	defer table.Close()
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	lines := bufio.NewScanner(table)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		fields := strings.Split(lines.Text(), "\t")
		if n == 1 {
			continue // field names
		}
		if len(fields) != 3 {
			return fmt.Errorf("%s, line %d: want document, employer and roles between tabs", labels, n)
		}
		text, err := document(data, fields[0])
		if err != nil {
			return err
		}
		spans, err := parseRoles(fields[2])
		if err != nil {
			return fmt.Errorf("%s, line %d: %w", labels, n, err)
		}
		if err := enc.Encode(exampleOf(fields[0], fields[1], text, spans)); err != nil {
			return err
		}
		// People paste only the part that matters, so that is an example too.
		if text, spans = pasted(text, spans); len(spans) > 0 {
			if err := enc.Encode(exampleOf(fields[0]+" (pasted)", fields[1], text, spans)); err != nil {
				return err
			}
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return out.Flush()
}

func exampleOf(name, employer, text string, labels []labelled) example {
	units, features := ingest.UnitFeatures(text)
	e := example{Document: name, Employer: employer, Features: features}
	for _, u := range units {
		e.Roles = append(e.Roles, roleOf(text, u, labels))
	}
	return e
}

// around lists the roles of text around the description of a class.
var around = []string{"noise", "apply", "benefits", "equal", "questionnaire", "definition", "repeat", "employer"}

// pasted leaves out the lines around the description of the class.
func pasted(text string, labels []labelled) (string, []labelled) {
	var out strings.Builder
	var kept []labelled
	start := 0
	for line := range strings.Lines(text) {
		end := start + len(line)
		keep := true
		var inside []labelled
		for _, l := range labels {
			if l.Start < end && start < l.End {
				keep = keep && !slices.Contains(around, l.role)
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

// labelled is a range of a document with its role.
type labelled struct {
	spec.Span
	role string
}

// parseRoles reads "0-12 title 13-80 duty ...": byte ranges and roles.
func parseRoles(text string) ([]labelled, error) {
	fields := strings.Fields(text)
	if len(fields)%2 != 0 {
		return nil, fmt.Errorf("a range without a role")
	}
	var out []labelled
	for i := 0; i < len(fields); i += 2 {
		from, to, _ := strings.Cut(fields[i], "-")
		start, err1 := strconv.Atoi(from)
		end, err2 := strconv.Atoi(to)
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("%q is no range", fields[i])
		}
		out = append(out, labelled{spec.Span{Start: start, End: end}, fields[i+1]})
	}
	return out, nil
}

// roleOf returns the role of the label that covers most of a unit. The introduction
// to a list inside a statement, labelled with its first entry, is a stem.
func roleOf(text string, u spec.Span, labels []labelled) string {
	best, most := labelled{role: "noise"}, 0
	for _, l := range labels {
		if n := min(u.End, l.End) - max(u.Start, l.Start); n > most {
			best, most = l, n
		}
	}
	if text[u.End-1] == ':' && u.End < best.End && slices.Contains(statements, best.role) {
		return "stem"
	}
	return best.role
}

// statements lists the roles of statements.
var statements = []string{"duty", "knowledge", "skill", "ability", "qualification", "substitution"}
