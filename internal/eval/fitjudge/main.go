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
	m, err := open(model)
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
	corpus = corpus.With(m.Encoder.Head())
	written := set.FittingTraps()
	examples, err := eval.GradedExamples(context.Background(), m, corpus, set.Choose)
	if err != nil {
		return err
	}
	traps, err := eval.GradedExamples(context.Background(), m, corpus, written)
	if err != nil {
		return err
	}
	for _, t := range traps {
		t.Written = true
		examples = append(examples, t)
	}
	cross := ""
	if m.Cross != nil {
		cross = m.Cross.Name()
	}
	j := match.FitJudge(corpus, examples, cross)
	j.Data = "pairs of statements graded 0 to 3 by careful readers, of employers whose hash says choose, and written paraphrases and traps of two writers, half of them by the hash of the requirement"
	j.Split = "by SHA-256 of the employer's name: 60 of 100 fit the encoder and its head, 15 fit this judge, 25 report"
	j.Command = "go run ./internal/eval/fitjudge --data FOLDER"
	j.SemanticVersion, j.Model, j.Pairs = semantic.Version, m.Encoder.Name(), len(examples)
	if err := eval.ReportReaders(os.Stdout, set, m, j); err != nil {
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

// open reads the models that a judge is fitted to: those of the program, or an
// encoder by itself.
func open(model string) (eval.Models, error) {
	if model == "" {
		return eval.BuiltinModels()
	}
	file, err := os.ReadFile(model)
	if err != nil {
		return eval.Models{}, err
	}
	e, err := encoder.Read(file)
	return eval.Models{Encoder: e}, err
}
