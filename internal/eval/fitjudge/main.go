// Command fitjudge fits the judge of pairs to readers' grades of employers that
// the encoder was not fitted to, and prints what it reaches on those that
// nothing was fitted to. The same model and grades give the same bytes.
//
//	go run ./internal/eval/fitjudge --data FOLDER [--model FILE]
//
// With --model it puts the judge into the header of that file; without, it
// writes the one that belongs to the built-in model.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"crosswalk/internal/eval"
	"crosswalk/internal/match"
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/encoder"
)

func main() {
	data := flag.String("data", "../shared/data", "folder of the test data")
	model := flag.String("model", "", "encoder file; the built-in encoder without one")
	out := flag.String("out", "internal/match/judge.json", "file to write the judge of the built-in encoder to")
	flag.Parse()
	if err := run(*data, *model, *out); err != nil {
		fmt.Fprintln(os.Stderr, "fitjudge:", err)
		os.Exit(1)
	}
}

func run(data, model, out string) error {
	e, err := open(model)
	if err != nil {
		return err
	}
	set, err := eval.ReadGraded(data)
	if err != nil {
		return err
	}
	corpus, err := match.BuiltinCorpus()
	if err != nil {
		return err
	}
	corpus = corpus.With(e.Head())
	written := set.FittingTraps()
	examples, err := eval.GradedExamples(context.Background(), e, corpus, set.Choose)
	if err != nil {
		return err
	}
	traps, err := eval.GradedExamples(context.Background(), e, corpus, written)
	if err != nil {
		return err
	}
	for _, t := range traps {
		t.Written = true
		examples = append(examples, t)
	}
	j := match.FitJudge(corpus, examples)
	j.Data = "pairs of statements graded 0 to 3 by careful readers, of employers whose hash says choose, and written paraphrases and traps of two writers, half of them by the hash of the requirement"
	j.Split = "by SHA-256 of the employer's name: 60 of 100 fit the encoder and its head, 15 fit this judge, 25 report"
	j.Command = "go run ./internal/eval/fitjudge --data FOLDER"
	j.SemanticVersion, j.Model, j.Pairs = semantic.Version, e.Name(), len(examples)
	if err := eval.ReportReaders(os.Stdout, set, e, j); err != nil {
		return err
	}
	if model != "" {
		return encoder.PutJudge(model, j)
	}
	text, err := json.MarshalIndent(j, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(out, append(text, '\n'), 0o644)
}

func open(model string) (*encoder.Encoder, error) {
	if model == "" {
		return encoder.Builtin()
	}
	file, err := os.ReadFile(model)
	if err != nil {
		return nil, err
	}
	return encoder.Read(file)
}
