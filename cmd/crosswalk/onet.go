package main

import (
	"fmt"
	"os"

	"github.com/schollz/progressbar/v3"

	"crosswalk/internal/app"
	"crosswalk/internal/onet"
	"crosswalk/internal/review"
)

type onetCommand struct {
	Import onetImportCommand `cmd:"" help:"Import an O*NET text release."`
	Diff   onetDiffCommand   `cmd:"" help:"List what the release in force changed."`
}

type onetImportCommand struct {
	Path string `arg:"" help:"The release's zip archive, a folder of its text files, or the address of the archive." placeholder:"PATH|URL"`
}

func (c onetImportCommand) Run(e *env) error {
	path := c.Path
	bar := e.progress(notKnown)
	defer bar.Finish()
	if onet.IsURL(path) {
		dir, err := os.MkdirTemp("", "crosswalk-onet-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		bar.Describe("fetching")
		path, err = onet.Fetch(e.ctx, c.Path, dir, func(done, total int64) { show(bar, int(done), int(total)) })
		if err != nil {
			return err
		}
	}
	a, err := app.Open(e.ctx, e.config())
	if err != nil {
		return err
	}
	defer a.Close()
	ctx, err := e.acting(a, review.Analyst)
	if err != nil {
		return err
	}
	last := ""
	report, err := a.ImportRelease(ctx, path, func(phase string, done, total int) {
		if phase != last {
			e.log.Info("onet import", "phase", phase, "total", total)
			bar.Describe(phase)
			last = phase
		}
		show(bar, done, total)
	})
	bar.Clear()
	if err != nil {
		return err
	}
	if e.cli.Format == "json" {
		return e.printJSON(report)
	}
	printRelease(e, report)
	return nil
}

// notKnown is a bar's length before the work says how much it is.
const notKnown = 100

// show moves a bar to where the work is; a total of 0 or less is not known.
func show(bar *progressbar.ProgressBar, done, total int) {
	if total > 0 {
		bar.ChangeMax(total)
		bar.Set(min(done, total))
	}
}

func printRelease(e *env, r *app.ReleaseReport) {
	if r.Unchanged {
		fmt.Fprintf(e.out, "O*NET %s is in the catalog already; nothing changed.\n", r.Version)
		return
	}
	o := r.Outcomes
	fmt.Fprintf(e.out, "O*NET %s: %s, %s, %s to detailed work activities\n", r.Version,
		plural(r.Occupations, "occupation"), plural(r.Tasks, "task"), plural(r.Links, "link"))
	fmt.Fprintf(e.out, "  %d added, %d revised, %d read again, %d unchanged, %d withdrawn\n", o.Added, o.Revised, o.Reread, o.Unchanged, o.Withdrawn)
	for _, file := range r.Missing {
		fmt.Fprintf(e.out, "  the release has no file %q; what it would say is not stored\n", file)
	}
	for _, w := range r.Warnings {
		fmt.Fprintf(e.out, "  warning: %s\n", w.Message)
	}
}

type onetDiffCommand struct{}

func (onetDiffCommand) Run(e *env) error {
	return e.withCatalog(func(a *app.App) error {
		diff, err := a.ReleaseDiff(e.ctx)
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(diff)
		}
		for _, c := range diff.Classes {
			fmt.Fprintf(e.out, "%s %s (%s)\n", c.Change, c.Title, c.ID)
			for _, t := range c.Tasks {
				fmt.Fprintf(e.out, "  %s task %s: %s\n", t.Change, t.Ref, t.Text)
				if t.Was != "" {
					fmt.Fprintf(e.out, "    was: %s\n", t.Was)
				}
			}
		}
		fmt.Fprintf(e.out, "%s changed\n", plural(len(diff.Classes), "class"))
		return nil
	})
}
