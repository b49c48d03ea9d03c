package main

import (
	"cmp"
	"fmt"
	"strings"

	"crosswalk/internal/app"
	"crosswalk/internal/qualification"
)

type qualificationsCommand struct {
	Class string `arg:"" help:"Class id."`
}

func (c qualificationsCommand) Run(e *env) error {
	return e.withApp(func(a *app.App) error {
		r, err := a.Qualifications(e.ctx, c.Class)
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(r)
		}
		printRequirements(e, r)
		e.credit(a)
		return nil
	})
}

func printRequirements(e *env, r *qualification.Requirements) {
	if len(r.Common) > 0 {
		fmt.Fprintln(e.out, "asked of everybody")
		printConditions(e, r.Common)
	}
	for _, a := range r.Alternatives {
		name := cmp.Or(a.Label, "asked")
		if a.Promotional() {
			name += " (for those in the issuer's service)"
		}
		fmt.Fprintln(e.out, name)
		printConditions(e, a.Conditions)
	}
	if len(r.Common)+len(r.Alternatives) == 0 {
		fmt.Fprintln(e.out, "No document states minimum qualifications.")
	}
	for _, t := range r.Remainder {
		fmt.Fprintf(e.out, "not understood: %s\n", t.Text)
	}
}

func printConditions(e *env, conditions []qualification.Condition) {
	for _, c := range conditions {
		fmt.Fprintf(e.out, "- %s: %s\n", c.Kind, c.Text)
		if c.Experience != nil {
			for _, f := range c.Experience.Feeders {
				known := "no class of the catalog"
				if len(f.ClassIDs) > 0 {
					known = strings.Join(f.ClassIDs, ", ")
				}
				fmt.Fprintf(e.out, "    way in, by %s: %s (%s)\n", f.How, f.Name, known)
			}
		}
		for _, s := range c.Substitutions {
			fmt.Fprintf(e.out, "    instead: %s\n", s.Text)
		}
	}
}
