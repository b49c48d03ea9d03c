package main

import (
	"context"
	"fmt"

	"crosswalk/internal/app"
)

type linkupCommand struct {
	Class      string `arg:"" help:"Class id."`
	Occupation string `arg:"" help:"Occupation's class id, like onet:21-1021.00."`

	Grade map[string]int `help:"Importance of statements, 0 to 4, as ST=N;ST=N; yours take the place of what you said before." placeholder:"ST=N"`
}

func (c linkupCommand) Run(e *env) error {
	return e.asActor(func(ctx context.Context, a *app.App) error {
		l, err := a.LinkUp(ctx, c.Class, c.Occupation)
		if len(c.Grade) > 0 && err == nil {
			l, err = a.RateImportance(ctx, app.ImportanceOf(c.Class, c.Occupation, c.Grade))
		}
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(l)
		}
		for _, r := range l.Rows {
			mean := "not graded"
			if r.Mean != nil {
				mean = fmt.Sprintf("importance %.1f", *r.Mean)
			}
			fmt.Fprintf(e.out, "%s  %-11s  %-7s  %-15s  %s\n", r.Statement.ID, r.Side, r.Status, mean, r.Statement.Text)
		}
		fmt.Fprintf(e.out, "Requirements: %s of %d covered, by importance %s. Tasks: %s of %d, by importance %s. A mean below %.0f does not count.\n",
			share(l.Requirements.Plain), l.Requirements.Of, share(l.Requirements.Weighted), share(l.Tasks.Plain), l.Tasks.Of, share(l.Tasks.Weighted), l.Cutoff)
		e.credit(a)
		return nil
	})
}
