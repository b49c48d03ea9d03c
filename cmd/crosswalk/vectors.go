package main

import (
	"fmt"
	"io"
	"os"

	"crosswalk/internal/app"
	"crosswalk/internal/review"
)

type vectorsCommand struct {
	Export vectorsExportCommand `cmd:"" help:"Write the kept vectors of statements to a file."`
	Import vectorsImportCommand `cmd:"" help:"Keep the vectors of a file that another catalog exported."`
}

type vectorsExportCommand struct {
	File   string `arg:"" help:"File to write."`
	Source string `help:"Only vectors of statements of this document." placeholder:"ID" xor:"of"`
	Issuer string `help:"Only vectors of statements of this issuer's classes in force." placeholder:"ID" xor:"of"`
}

func (c vectorsExportCommand) Run(e *env) error {
	if !app.HasCatalog(e.cli.Data) {
		return fmt.Errorf("there is no catalog in %s", e.cli.Data)
	}
	a, err := e.openAnswering() // whose model has its full name only once the service has answered
	if err != nil {
		return err
	}
	defer a.Close()
	var out *app.ExportedVectors
	err = writeWhole(c.File, func(w io.Writer) (err error) {
		out, err = a.ExportVectors(e.ctx, w, app.VectorsRequest{Source: c.Source, Issuer: c.Issuer})
		return err
	})
	if err != nil {
		return err
	}
	if e.cli.Format == "json" {
		return e.printJSON(out)
	}
	fmt.Fprintf(e.out, "%d vectors of the model %s\n", out.Vectors, out.Model)
	if out.Missing > 0 {
		fmt.Fprintf(e.out, "%d texts have none yet\n", out.Missing)
	}
	return nil
}

type vectorsImportCommand struct {
	File string `arg:"" help:"File that vectors export wrote, with the same model."`
}

func (c vectorsImportCommand) Run(e *env) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	a, err := e.openAnswering()
	if err != nil {
		return err
	}
	defer a.Close()
	ctx, err := e.acting(a, review.Analyst)
	if err != nil {
		return err
	}
	out, err := a.ImportVectors(ctx, f)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if e.cli.Format == "json" {
		return e.printJSON(out)
	}
	fmt.Fprintf(e.out, "%d vectors of the model %s, %d of them new\n", out.Vectors, out.Model, out.Added)
	return nil
}
