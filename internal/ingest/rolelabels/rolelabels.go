// Package rolelabels holds documents that careful readers labelled unit by unit:
// byte ranges and roles, not the texts, which stand in the test data.
package rolelabels

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"crosswalk/internal/spec"
)

// A Document is a labelled document of the test data.
type Document struct {
	Name     string // folder of its archive and file
	Employer string
	Ranges   []Range // in order
}

// A Range is a part of a document with its role.
type Range struct {
	spec.Span
	Role string
}

// Around are the roles of what stands around the description of a class.
var Around = []string{"noise", "apply", "benefits", "equal", "questionnaire", "definition", "repeat", "employer"}

// Continues is the role of what continues the range before.
const Continues = "continues"

// Statements are the roles of statements; each is named like its kind.
var Statements = []string{"duty", "knowledge", "skill", "ability", "qualification", "substitution"}

//go:embed labels.tsv
var table string

// Documents returns the labelled documents, in order of their names.
func Documents() ([]Document, error) {
	var out []Document
	n := 0
	for line := range strings.Lines(table) {
		if n++; n == 1 {
			continue // the names of the fields
		}
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 3 {
			return nil, fmt.Errorf("labels of roles, line %d: want document, employer and roles between tabs", n)
		}
		ranges, err := Parse(fields[2])
		if err != nil {
			return nil, fmt.Errorf("labels of roles, line %d: %w", n, err)
		}
		out = append(out, Document{fields[0], fields[1], ranges})
	}
	return out, nil
}

// Parse reads "0-12 title 13-80 duty ...": byte ranges and roles.
func Parse(text string) ([]Range, error) {
	fields := strings.Fields(text)
	if len(fields)%2 != 0 {
		return nil, fmt.Errorf("a range without a role")
	}
	var out []Range
	for i := 0; i < len(fields); i += 2 {
		from, to, _ := strings.Cut(fields[i], "-")
		start, err1 := strconv.Atoi(from)
		end, err2 := strconv.Atoi(to)
		if err1 != nil || err2 != nil || start >= end {
			return nil, fmt.Errorf("%q is no range", fields[i])
		}
		out = append(out, Range{spec.Span{Start: start, End: end}, fields[i+1]})
	}
	return out, nil
}
