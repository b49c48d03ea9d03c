// Command fitcalifornia fits the coding model of the State of California to the codes
// that the state has published: the weights of the signals and the confidence. The same
// data give the same bytes.
//
//	go run ./internal/eval/fitcalifornia --onet PATH --classes FOLDER
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"crosswalk/internal/coding"
	"crosswalk/internal/eval"
	"crosswalk/internal/semantic"
)

func main() {
	release := flag.String("onet", "", "O*NET text release, folder or zip")
	classes := flag.String("classes", "", "folder with the California classes and specifications")
	out := flag.String("out", "internal/coding", "folder to write california.json and precedents.json to")
	flag.Parse()
	if err := run(*release, *classes, *out); err != nil {
		fmt.Fprintln(os.Stderr, "fitcalifornia:", err)
		os.Exit(1)
	}
}

func run(release, dir, out string) error {
	coder, classes, version, err := eval.OpenCoding(release, dir)
	if err != nil {
		return err
	}
	m := &coding.EmployerModel{
		Data:    "classes of the State of California with the SOC codes of the state's 5102 reports, their specifications, and O*NET " + version,
		Split:   "weights: all classes; confidence: " + eval.CodingSplit + ", each fifth ranked by weights fitted on the four others",
		Command: "go run ./internal/eval/fitcalifornia --onet PATH --classes FOLDER",
		NamedBy: []string{"California State Personnel Board"},
		Fusions: map[coding.Given]*coding.Fusion{},
	}
	for _, given := range eval.Givens {
		whole, excerpts := eval.ExampleSets(coder, classes, given)
		m.Fusions[given] = eval.NewCrossFit(whole, excerpts, coding.Fit).Fusion(whole, excerpts, coding.Fit)
	}
	embedding, err := semantic.BuiltinModel()
	if err != nil {
		return err
	}
	precedents, err := m.Fusions[coding.BothGiven].KnownPrecedents().File(embedding)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(out, "precedents.json"), precedents, 0o644); err != nil {
		return err
	}
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "california.json"), append(data, '\n'), 0o644)
}
