package main

import (
	"bytes"
	"fmt"
	"os"

	"crosswalk/internal/app"
	"crosswalk/internal/eval"
)

type evalCommand struct {
	Set      string `help:"Measure one set only: ${sets}." placeholder:"NAME"`
	Out      string `help:"Also write the report to a file." placeholder:"FILE"`
	Testdata string `default:"../shared/data" help:"Folder with the data for measures; they are not shipped (${default})." placeholder:"DIR"`
}

// Run measures on the seed documents alone, in a data directory of its own,
// so that the report does not depend on what else has been ingested.
func (c evalCommand) Run(e *env) error {
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
