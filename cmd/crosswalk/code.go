package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"crosswalk/internal/app"
	"crosswalk/internal/coding"
	"crosswalk/internal/spec"
)

type codeCommand struct {
	Class    string `arg:"" optional:"" help:"Class id of a class in the catalog."`
	Batch    string `help:"NDJSON file of classes {\"id\":..,\"title\":..,\"text\":..,\"statements\":[..]}, or - for standard input; answers are NDJSON in the same order." placeholder:"FILE"`
	Title    string `help:"Title of a class that is not in the catalog." placeholder:"TEXT"`
	Document string `help:"File of the specification of a class that is not in the catalog." placeholder:"FILE" type:"existingfile"`
	Limit    count  `default:"10" help:"Candidates per class at most, up to 50."`
	Evidence bool   `default:"true" negatable:"" help:"Show what carried each candidate; --no-evidence leaves it out."`
}

func (c codeCommand) Run(e *env) error {
	options := app.CodeOptions{Limit: int(c.Limit), Evidence: c.Evidence}
	given := 0
	for _, is := range []bool{c.Class != "", c.Batch != "", c.Title != "" || c.Document != ""} {
		if is {
			given++
		}
	}
	if given != 1 {
		return spec.Errorf(spec.Invalid, "name one of: a class of the catalog; --title, --document or both; --batch").In("code")
	}
	if err := options.Check(); err != nil {
		return err
	}
	return e.withApp(func(a *app.App) error {
		if c.Batch != "" {
			return e.batch(c.Batch, func(in io.Reader, out *json.Encoder) error { return codeBatch(e, a, options, in, out) })
		}
		coded, err := c.one(e, a, options)
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(coded)
		}
		printCoded(e, coded)
		return nil
	})
}

func (c codeCommand) one(e *env, a *app.App, options app.CodeOptions) (*app.Coded, error) {
	if c.Class != "" {
		return a.CodeClass(e.ctx, c.Class, options)
	}
	request := app.CodeRequest{Title: c.Title}
	if c.Document != "" {
		file, err := os.Open(c.Document)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		raw, err := readLimited(file)
		if err != nil {
			return nil, err
		}
		request.File, request.Name = raw, c.Document
	}
	return a.Code(e.ctx, request, options)
}

// codeBatch answers a line at a time. A class that cannot be coded is answered
// with none and the reason, and does not keep the others from theirs.
func codeBatch(e *env, a *app.App, options app.CodeOptions, in io.Reader, out *json.Encoder) error {
	failed := 0
	err := eachLine(in, func(line []byte) error {
		var r app.CodeRequest
		var coded *app.Coded
		err := inWords(json.Unmarshal(line, &r))
		if err != nil {
			err = spec.Errorf(spec.Invalid, "%v", err)
		} else {
			coded, err = a.Code(e.ctx, r, options)
		}
		var refused *spec.Error
		if errors.As(err, &refused) && refused.Code != spec.Unavailable {
			if refused.Code != spec.Invalid || refused.Field == "" { // nothing given is an answer: too little to judge
				failed++
			}
			coded, err = &app.Coded{ID: r.ID, Answer: coding.Unjudged(refused.Error())}, nil
		}
		if err != nil {
			return err
		}
		return out.Encode(coded)
	})
	if err == nil && failed > 0 {
		noun := "classes"
		if failed == 1 {
			noun = "class"
		}
		return fmt.Errorf("%d %s could not be coded; the answer says why", failed, noun)
	}
	return err
}

func printCoded(e *env, c *app.Coded) {
	fmt.Fprintf(e.out, "%s: %s\n", c.Decision, c.Reason)
	fmt.Fprintf(e.out, "Read: title %q, %d statements. Codes of O*NET %s, compared by words and by the model %s.\n", c.Read.Title, c.Read.Statements, c.Release, c.Model)
	for i, candidate := range c.Candidates {
		fmt.Fprintf(e.out, "\n%2d. %s  %s  confidence %.2f\n", i+1, candidate.Code, candidate.Title, candidate.Confidence)
		if candidate.Shown == nil {
			continue
		}
		for _, ev := range candidate.Evidence {
			fmt.Fprintf(e.out, "    %.2f  %s: %s\n          %s\n", ev.Likeness, ev.Kind, ev.Class.Text, ev.Occupation.Text)
		}
		for _, p := range candidate.Precedents {
			fmt.Fprintf(e.out, "    %.2f  coded so: %s\n", p.Likeness, p.Title)
		}
		printAlone(e, "statements of the class", candidate.OnlyInClass)
		printAlone(e, "tasks of the occupation", candidate.OnlyInOccupation)
	}
	if c.Question != nil {
		printQuestion(e, c.Question)
	}
	if len(c.Candidates) > 0 {
		fmt.Fprintf(e.out, "\n%s\n", c.Attribution)
	}
}

func printQuestion(e *env, q *coding.Question) {
	fmt.Fprintf(e.out, "\n%s\n", q.Text)
	for _, a := range q.Answers {
		what := "None of these."
		if a.SOC != "" {
			what = a.Definition
		}
		fmt.Fprintf(e.out, "  - %s\n", what)
		for _, t := range a.Tasks {
			fmt.Fprintf(e.out, "      such as: %s\n", t.Text)
		}
		fmt.Fprintf(e.out, "      then: %s %s, confidence %.2f (%s)\n", a.Then[0].SOC, a.Then[0].Title, a.Then[0].Confidence, a.Decision)
	}
}

func printAlone(e *env, what string, a coding.Alone) {
	if a.Count == 0 {
		return
	}
	fmt.Fprintf(e.out, "    %d of %d %s have no counterpart, like: %s\n", a.Count, a.Of, what, a.Examples[0].Text)
}
