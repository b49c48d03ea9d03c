package main

import (
	"fmt"
	"strings"

	"crosswalk/internal/app"
	"crosswalk/internal/step"
)

type seriesCommand struct {
	Class string `arg:"" help:"Class id of any class of the series."`
}

func (c seriesCommand) Run(e *env) error {
	return e.withApp(func(a *app.App) error {
		series, err := a.Series(e.ctx, c.Class)
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(series)
		}
		for _, s := range series.Steps {
			fmt.Fprintf(e.out, "%s (%s)\n", s.Class.Title, s.Class.ID)
			for _, f := range s.Facts {
				printFact(e, "  ", f)
			}
			if s.Apart != nil {
				printApart(e, s.Apart)
			}
		}
		e.credit(a)
		return nil
	})
}

func printFact(e *env, indent string, f step.FactorValue) {
	value := plainly(f.Value)
	if f.May {
		value += " (may)"
	}
	fmt.Fprintf(e.out, "%s%s: %s\n", indent, plainly(string(f.Factor)), value)
	for _, q := range f.Quotes[:min(1, len(f.Quotes))] {
		fmt.Fprintf(e.out, "%s    %q\n", indent, q.Text)
	}
}

// plainly writes the name of a factor or value as words.
func plainly(name string) string { return strings.ReplaceAll(name, "_", " ") }
