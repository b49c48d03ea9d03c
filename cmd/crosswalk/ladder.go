package main

import (
	"fmt"

	"crosswalk/internal/app"
	"crosswalk/internal/factor"
)

type ladderCommand struct {
	Class string `arg:"" help:"Class id."`
}

func (c ladderCommand) Run(e *env) error {
	return e.withApp(func(a *app.App) error {
		ladder, err := a.Ladder(e.ctx, c.Class)
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(ladder)
		}
		printLadder(e, ladder)
		return nil
	})
}

func printLadder(e *env, l *app.Ladder) {
	if len(l.Steps) < 2 {
		fmt.Fprintf(e.out, "%s (%s) shares its specification with no other class.\n", l.Class.Title, l.Class.ID)
	} else {
		fmt.Fprintf(e.out, "Series %s: %d classes\n", l.Series, len(l.Steps))
	}
	for i, s := range l.Steps {
		fmt.Fprintf(e.out, "\n%2d. %s (%s)\n", i+1, s.Class.Title, s.Class.ID)
		for _, f := range s.Factors {
			if f.Known() {
				fmt.Fprintf(e.out, "    %s: %s\n        “%s”\n", f.Name.Words(), f.Words(), f.Quote)
			}
		}
		if i > 0 {
			printDifference(e, l.Differences[i-1])
		}
	}
}

func printDifference(e *env, d app.StepDifference) {
	fmt.Fprintf(e.out, "    apart from %s (%s):\n", d.Before.Title, d.Before.ID)
	for _, f := range d.Factors {
		if f.Verdict == factor.Higher || f.Verdict == factor.Lower {
			fmt.Fprintf(e.out, "      %s  %s\n", f.Verdict, f.Says)
		}
	}
	for _, st := range d.Statements[:min(3, len(d.Statements))] {
		fmt.Fprintf(e.out, "      only here  %s\n", st.Text)
	}
	if more := d.StatementCount - 3; more > 0 {
		fmt.Fprintf(e.out, "      and %d more statements\n", more)
	}
}
