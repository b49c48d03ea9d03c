package main

import (
	"bytes"
	"fmt"
	"os"

	"crosswalk/internal/app"
	"crosswalk/internal/eval"
)

type evalCommand struct {
	Set      string `help:"Measure one set only: ${sets}; or decisions: the confidence of codes on what people decided in the data directory." placeholder:"NAME"`
	Out      string `help:"Also write the report to a file." placeholder:"FILE"`
	Testdata string `default:"../shared/data" help:"Folder with the data for measures; they are not shipped (${default})." placeholder:"DIR"`
}

// Run measures on the seed documents alone, in a data directory of its own,
// so that the report does not depend on what else has been ingested.
func (c evalCommand) Run(e *env) error {
	if c.Set == decisionsSet {
		return c.decisions(e)
	}
	dir, err := os.MkdirTemp("", "crosswalk-eval-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	cfg := e.config()
	cfg.DataDir = dir
	a, err := app.Open(e.ctx, cfg)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.Start(e.ctx); err != nil {
		return err
	}
	var report bytes.Buffer
	mismarked, err := eval.Run(e.ctx, eval.Config{App: a, TestData: c.Testdata, Set: c.Set}, &report)
	if err != nil {
		return err
	}
	if _, err := e.out.Write(report.Bytes()); err != nil {
		return err
	}
	if c.Out != "" {
		if err := os.WriteFile(c.Out, report.Bytes(), 0o644); err != nil {
			return err
		}
	}
	if mismarked > 0 {
		return fmt.Errorf("%d relevance cases are broken, or hold and are marked pending", mismarked)
	}
	return nil
}

// decisionsSet measures on what people have decided in the data directory, not
// on a truth that is the same everywhere; it is measured when asked for only.
const decisionsSet = "decisions"

func (c evalCommand) decisions(e *env) error {
	return e.withCatalog(func(a *app.App) error {
		r, err := a.Recalibrate(e.ctx, false)
		if err != nil {
			return err
		}
		var report bytes.Buffer
		out := *e
		out.out = &report
		if e.cli.Format == "json" {
			err = out.printJSON(r)
		} else {
			printRecalibration(&out, r)
		}
		if err != nil {
			return err
		}
		if c.Out != "" {
			if err := os.WriteFile(c.Out, report.Bytes(), 0o644); err != nil {
				return err
			}
		}
		_, err = e.out.Write(report.Bytes())
		return err
	})
}
