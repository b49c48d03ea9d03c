package main

import (
	"context"
	"fmt"

	"crosswalk/internal/app"
	"crosswalk/internal/review"
)

type recalibrateCommand struct {
	Apply bool `help:"Put the curve in force; without it the effect is shown only."`
}

func (c recalibrateCommand) Run(e *env) error {
	return e.asActor(func(ctx context.Context, a *app.App) error {
		r, err := a.Recalibrate(ctx, c.Apply)
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(r)
		}
		printRecalibration(e, r)
		return nil
	})
}

func printRecalibration(e *env, r *app.Recalibration) {
	line := func(name string, c review.Calibration) {
		fmt.Fprintf(e.out, "%-7s %d decisions, right %.3f, mean confidence %.3f, calibration error %.4f, Brier %.4f\n", name, c.N, c.Right, c.Mean, c.ECE, c.Brier)
		for _, b := range c.Bins {
			fmt.Fprintf(e.out, "  %.1f to %.1f  %4d  %.3f  %.3f\n", b.From, b.To, b.N, b.Mean, b.Right)
		}
	}
	line("as is", r.Before)
	if r.After != nil {
		line("by a curve fitted to the others", *r.After)
		fmt.Fprintf(e.out, "curve: log-odds times %.3f plus %.3f\n", r.Curve.Slope, r.Curve.Intercept)
	}
	switch {
	case r.Note != "":
		fmt.Fprintln(e.out, r.Note)
	case r.Applied:
		fmt.Fprintln(e.out, "It is in force.")
	default:
		fmt.Fprintln(e.out, "Nothing has changed; --apply puts it in force.")
	}
}
