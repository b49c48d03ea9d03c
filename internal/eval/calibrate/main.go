// Command calibrate makes the two files that the matcher is built with, from
// an O*NET release and the built-in model: the frequencies of stems; and the
// weights of a similarity with the curves that turn it into a confidence. The
// same release and model give the same bytes.
//
//	go run ./internal/eval/calibrate --onet PATH
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"crosswalk/internal/eval"
	"crosswalk/internal/match"
	"crosswalk/internal/onet"
	"crosswalk/internal/semantic"
)

func main() {
	path := flag.String("onet", "", "O*NET text release, folder or zip")
	out := flag.String("out", "internal/match", "folder to write frequencies.tsv and calibration.json into")
	flag.Parse()
	if err := run(*path, *out); err != nil {
		fmt.Fprintln(os.Stderr, "calibrate:", err)
		os.Exit(1)
	}
}

func run(path, out string) error {
	release, err := onet.Open(path)
	if err != nil {
		return err
	}
	defer release.Close()
	links, err := eval.ReadTaskLinks(release)
	if err != nil {
		return err
	}
	table, err := os.Create(filepath.Join(out, "frequencies.tsv"))
	if err != nil {
		return err
	}
	if _, err := links.Frequencies().WriteTo(table); err != nil {
		return err
	}
	if err := table.Close(); err != nil {
		return err
	}
	written, err := os.ReadFile(table.Name())
	if err != nil {
		return err
	}
	corpus, err := match.ReadCorpus(string(written))
	if err != nil {
		return err
	}
	model, err := semantic.BuiltinModel()
	if err != nil {
		return err
	}
	fit, reported, err := links.Pairs(corpus.With(model))
	if err != nil {
		return err
	}
	c := match.Calibration{
		Data:            "O*NET " + release.Version() + ": tasks of every occupation against tasks of its five most related occupations: nearest in words, nearest in meaning, alike in action or object only, at random (USDOL/ETA, CC BY 4.0)",
		Truth:           "met: the tasks share a detailed work activity; related: they share an intermediate work activity",
		Split:           eval.SplitRule,
		Command:         "go run ./internal/eval/calibrate --onet PATH",
		SemanticVersion: semantic.Version,
		Model:           model.Name(),
		Pairs:           len(fit),
		HeldOutPairs:    len(reported),
		Weights:         match.FitWeights(eval.MetExamples(fit)),
	}
	met, related := eval.Observe(&c.Weights, fit)
	c.Met, c.Related = rounded(match.FitCurve(met)), rounded(match.FitCurve(related))
	met, _ = eval.Observe(&c.Weights, reported)
	_, e := c.Met.Reliability(met)
	c.Error = round(e)
	data, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "calibration.json"), append(data, '\n'), 0o644)
}

func rounded(c match.Curve) match.Curve {
	for i := range c {
		c[i].Similarity, c[i].Probability = round(c[i].Similarity), round(c[i].Probability)
	}
	return c
}

func round(f float64) float64 { return math.Round(f*1e4) / 1e4 }
