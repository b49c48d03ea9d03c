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
	"crosswalk/internal/match"
	"crosswalk/internal/onet"
	"crosswalk/internal/spec"
)

// Config says what to measure.
type Config struct {
	App      *app.App // with the seed documents
	TestData string   // folder of the data for measures; they are not shipped
	Set      string   // one set, or empty for all
}

// Sets lists the sets, in the order of the report.
var Sets = []string{"relevance", "similarity", "task-links", "meaning", "related", "documents", "feeders", "moves", "coding", "coding-study"}

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
		if err := Similarity(w); err != nil {
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
	{"task-links", taskLinks, []string{ReleaseFile}},
	{"meaning", meaning, []string{ReleaseFile}},
	{"related", related, []string{ReleaseFile}},
	{"documents", documents, []string{codedSpecs}},
	{"feeders", feeders, []string{codedSpecs}},
	{"moves", moves, []string{codedSpecs}},
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

// taskLinks measures the matcher on tasks of related occupations, on the
// intermediate activities that nothing was fitted to.
func taskLinks(dir string, w io.Writer) error {
	release, err := onet.Open(filepath.Join(dir, ReleaseFile))
	if err != nil {
		return err
	}
	defer release.Close()
	links, err := ReadTaskLinks(release)
	if err != nil {
		return err
	}
	corpus, err := match.BuiltinCorpus()
	if err != nil {
		return err
	}
	calibration, err := match.BuiltinCalibration()
	if err != nil {
		return err
	}
	fit, reported, err := links.Pairs(corpus)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "task links: O*NET %s, tasks of an occupation against those of its five most related ones; model %s\n", release.Version(), corpus.Model().Name())
	fmt.Fprintf(w, "  truth: %s\n  split: %s\n", calibration.Truth, SplitRule)
	fmt.Fprintf(w, "  pairs with realistic negatives: %d fitted, %d reported\n", len(fit), len(reported))
	met, related := Observe(&calibration.Weights, reported)
	reportPairs(w, "met, realistic negatives", calibration.Met, met)
	reportPairs(w, "related, realistic negatives", calibration.Related, related)
	shown, err := links.Shown(corpus, &calibration.Weights, Reported)
	if err != nil {
		return err
	}
	met, related = Observe(&calibration.Weights, shown)
	fmt.Fprintf(w, "  pairs that a crosswalk would show, the three most similar of each task: %d\n", len(shown))
	reportPairs(w, "met, as shown", calibration.Met, met)
	reportPairs(w, "related, as shown", calibration.Related, related)
	retrieval, err := links.Retrieve(release, corpus, &calibration.Weights)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "  task -> detailed work activity among %d, reported tasks %d: MRR %.3f, R@10 %.3f\n",
		retrieval.Activities, retrieval.Tasks, retrieval.MRR, retrieval.Recall10)
	return nil
}

func reportPairs(w io.Writer, name string, curve match.Curve, pairs []match.Observation) {
	table, calibrationError := curve.Reliability(pairs)
	fmt.Fprintf(w, "  %s: average precision %.3f, expected calibration error %.4f\n", name, match.AveragePrecision(pairs), calibrationError)
	fmt.Fprintf(w, "    confidence      pairs  predicted  observed\n")
	for _, b := range table {
		fmt.Fprintf(w, "    %.1f to %.1f  %9d  %9.3f  %8.3f\n", b.From, b.To, b.N, b.Predicted, b.Observed)
	}
}
