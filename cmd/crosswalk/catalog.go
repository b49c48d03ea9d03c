package main

import (
	"fmt"

	"crosswalk/internal/app"
	"crosswalk/internal/review"
)

type backupCommand struct {
	File string `arg:"" help:"File to write; it must not exist."`
}

func (b backupCommand) Run(e *env) error {
	return e.withCatalog(func(a *app.App) error { return a.Backup(e.ctx, b.File) })
}

type restoreCommand struct {
	File string `arg:"" help:"Backup to restore."`
}

func (r restoreCommand) Run(e *env) error {
	if err := app.Restore(e.ctx, e.config(), r.File); err != nil {
		return err
	}
	_, err := fmt.Fprintf(e.out, "restored; what the catalog was stays in %s until you delete it\n", e.cli.Data)
	return err
}

type withdrawCommand struct {
	Class string `arg:"" help:"Class id."`
}

func (w withdrawCommand) Run(e *env) error {
	return e.withCatalog(func(a *app.App) error {
		ctx, err := e.acting(a, review.Approver)
		if err != nil {
			return err
		}
		if err := a.Withdraw(ctx, w.Class); err != nil {
			return err
		}
		_, err = fmt.Fprintf(e.out, "%s is withdrawn\n", w.Class)
		return err
	})
}
