package main

import (
	"fmt"
	"io"

	"crosswalk/internal/app"
)

type correctionsCommand struct {
	Export correctionsExportCommand `cmd:"" help:"Export corrected documents, to fit the reader to them (make roles CORRECTED=FILE)."`
}

type correctionsExportCommand struct {
	File string `arg:"" help:"Output file, one document per line. It contains the full texts."`
}

func (c correctionsExportCommand) Run(e *env) error {
	return e.withApp(func(a *app.App) error {
		n := 0
		err := writeWhole(c.File, func(w io.Writer) (err error) {
			n, err = a.ExportCorrected(e.ctx, w)
			return err
		})
		if err == nil {
			_, err = fmt.Fprintln(e.out, plural(n, "document"))
		}
		return err
	})
}
