// Command calibrate makes the two files that the matcher is built with, from
// an O*NET release: the frequencies of stems, and the curves that turn a
// similarity into a confidence. The same release gives the same bytes.
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
	fit, heldOut, err := links.Observe(corpus)
	if err != nil {
		return err
	}
	c := match.Calibration{
		Data:            "O*NET " + release.Version() + ": tasks of every occupation against the tasks of its five most related occupations (USDOL/ETA, CC BY 4.0)",
		Truth:           "met: the tasks share a detailed work activity; related: they share an intermediate work activity",
		Split:           eval.SplitRule,
		Command:         "go run ./internal/eval/calibrate --onet PATH",
		SemanticVersion: semantic.Version,
		Pairs:           len(fit.Met),
		HeldOutPairs:    len(heldOut.Met),
		Met:             rounded(match.FitCurve(fit.Met)),
		Related:         rounded(match.FitCurve(fit.Related)),
	}
	_, e := c.Met.Reliability(heldOut.Met)
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
