// Command fitlikeness fits the model of how alike two jobs are to pools that readers graded.
//
//	go run ./internal/eval/fitlikeness --data FOLDER
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"crosswalk/internal/eval"
	"crosswalk/internal/likeness"
	"crosswalk/internal/semantic/encoder"
)

func main() {
	data := flag.String("data", "", "folder of the test data")
	out := flag.String("out", "internal/likeness/likeness.json", "file to write the model to")
	flag.Parse()
	if err := run(*data, *out); err != nil {
		fmt.Fprintln(os.Stderr, "fitlikeness:", err)
		os.Exit(1)
	}
}

func run(dir, out string) error {
	e, err := encoder.Builtin()
	if err != nil {
		return err
	}
	mean, err := eval.BackgroundMean(filepath.Join(dir, eval.ReleaseFile))
	if err != nil {
		return err
	}
	model := &likeness.Model{Encoder: e.Name(), Mean: mean}
	study, err := eval.NewLikenessStudy(dir, model)
	if err != nil {
		return err
	}
	study.Fit()
	written, err := json.Marshal(model)
	if err != nil {
		return err
	}
	return os.WriteFile(out, append(written, '\n'), 0o644)
}
