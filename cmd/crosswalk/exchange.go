package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"crosswalk/internal/app"
	"crosswalk/internal/review"
)

type exportCommand struct {
	As    string `arg:"" name:"format" enum:"sssom,csv,xlsx,jsonld,case,ctdl" help:"sssom, csv, xlsx, jsonld, case or ctdl. The first two can be read back."`
	Kind  string `enum:",class_code,statement,class" default:"" help:"Only mappings of this kind: class_code, statement or class."`
	State string `enum:",proposed,in_review,disagreed,accepted,rejected,signed,stale,superseded" default:"" help:"Only mappings in this state."`
	Out   string `help:"File to write to; standard output without one." placeholder:"FILE"`
}

// exportMemory is how much memory an export is to do with: what it drops, a
// large workbook above all, is collected sooner.
const exportMemory = 160 << 20

func (c exportCommand) Run(e *env) error {
	format, err := app.ExportFormat(c.As)
	if err != nil {
		return err
	}
	debug.SetMemoryLimit(exportMemory)
	return e.withCatalog(func(a *app.App) error {
		write := func(w io.Writer) error {
			out := bufio.NewWriterSize(w, 1<<16)
			if err := a.Export(e.ctx, out, format, app.ExportRequest{MappingsRequest: app.MappingsRequest{Kind: review.Kind(c.Kind), State: review.State(c.State)}}); err != nil {
				return err
			}
			return out.Flush()
		}
		if c.Out == "" {
			return write(e.out)
		}
		return writeWhole(c.Out, write)
	})
}

// writeWhole writes a file that appears only when it is whole.
func writeWhole(name string, write func(io.Writer) error) error {
	part := name + ".part"
	f, err := os.Create(part)
	if err != nil {
		return err
	}
	defer os.Remove(part)
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(part, name)
}

type importCommand struct {
	As   string `arg:"" name:"format" enum:"sssom,csv" help:"sssom or csv."`
	File string `arg:"" help:"File, or - for standard input."`
}

func (c importCommand) Run(e *env) error {
	return e.asActor(func(ctx context.Context, a *app.App) error {
		in := e.in
		if c.File != "-" {
			f, err := os.Open(c.File)
			if err != nil {
				return err
			}
			defer f.Close()
			in = f
		}
		out, err := a.Import(ctx, c.As, bufio.NewReaderSize(in, 1<<16))
		if err != nil {
			return fmt.Errorf("%s: %w", c.File, err)
		}
		if e.cli.Format == "json" {
			return e.printJSON(out)
		}
		fmt.Fprintf(e.out, "%d added, %d there already\n", out.Added, out.Unchanged)
		return nil
	})
}
