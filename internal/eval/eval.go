// Package eval measures the matcher against published truths and against
// cases written by people. Its report is a committed golden, so that a change
// in quality shows in a diff.
package eval

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"crosswalk/internal/app"
	"crosswalk/internal/spec"
)

// Config says what to measure.
type Config struct {
	App      *app.App // with the seed documents
	TestData string   // folder of the data for measures; they are not shipped
	Set      string   // one set, or empty for all
}

// Sets lists the sets, in the order of the report.
var Sets = []string{"relevance", "similarity", "flagship", "reading", "qualifications", "readers", "words", "meaning", "related", "likeness", "ladders", "documents", "feeders", "moves", "codes", "coding", "coding-study"}

// ReleaseFile is the O*NET release that measures use, in the test data.
const ReleaseFile = "db_30_1_text.zip"

// Run measures and writes the report. The error is about the run: a case that
// does not hold is a figure of the report. Returned are how many cases are not
// as they are marked: who changed that has to say so in the case.
func Run(ctx context.Context, cfg Config, w io.Writer) (mismarked int, err error) {
	known := cfg.Set == ""
	for _, s := range Sets {
		known = known || s == cfg.Set
	}
	if !known {
		return 0, spec.Errorf(spec.Invalid, "unknown set %q; there are %v", cfg.Set, Sets).In("set")
	}
	if cfg.Set == "" || cfg.Set == "relevance" {
		if mismarked, err = Relevance(ctx, cfg.App, w); err != nil {
			return mismarked, err
		}
	}
	if cfg.Set == "" || cfg.Set == "similarity" {
		if err := Similarity(ctx, w); err != nil {
			return mismarked, err
		}
	}
	if cfg.Set == "" || cfg.Set == "flagship" {
		if err := Flagship(ctx, cfg.App, w); err != nil {
			return mismarked, err
		}
	}
	for _, m := range measures {
		if cfg.Set != "" && cfg.Set != m.name {
			continue
		}
		if missing := absent(cfg.TestData, m.files); missing != "" {
			fmt.Fprintf(w, "%s: no data (%s)\n", m.name, missing)
			continue
		}
		if err := m.run(cfg.TestData, w); err != nil {
			return mismarked, err
		}
	}
	return mismarked, nil
}

// measures are the sets that need data, which a folder holds.
var measures = []struct {
	name  string
	run   func(dir string, w io.Writer) error
	files []string
}{
	{"reading", reading, append([]string{labelledTexts, filesFolder}, archives...)},
	{"qualifications", qualifications, append([]string{codedSpecs, passageLabels}, archives...)},
	{"readers", readers, []string{ReleaseFile, gradedPairs, labelledTexts}},
	{"words", words, []string{ReleaseFile, gradedPairs, labelledTexts}},
	{"meaning", meaning, []string{ReleaseFile}},
	{"related", related, []string{ReleaseFile}},
	{"likeness", likenesses, append([]string{likenessTable, codedSpecs}, archives...)},
	{"ladders", ladders, append([]string{codedSpecs}, archives...)},
	{"documents", documents, []string{codedSpecs}},
	{"feeders", feeders, []string{codedSpecs}},
	{"moves", moves, []string{codedSpecs}},
	{"codes", codes, append([]string{ReleaseFile, codeTable, codedClasses, codedSpecs}, archives...)},
	{"coding", classCoding, []string{ReleaseFile, codedClasses, codedSpecs}},
	{"coding-study", codingStudy, []string{ReleaseFile, codedClasses, codedSpecs}},
}

// absent names the first file that a folder has not, empty when it has all.
func absent(dir string, files []string) string {
	for _, file := range files {
		if _, err := os.Stat(filepath.Join(dir, file)); err != nil {
			return file
		}
	}
	return ""
}
