package main

import (
	"encoding/json"
	"fmt"

	"crosswalk/internal/app"
)

type auditCommand struct {
	Export auditExportCommand `cmd:"" default:"1" help:"Write the audit log, an entry a line, as JSON."`
	Verify auditVerifyCommand `cmd:"" help:"Check that nothing in the audit log, the mappings and the decisions was changed."`
}

type auditExportCommand struct {
	After int64 `help:"Number of the last entry that you have."`
}

// Run writes the whole log.
func (c auditExportCommand) Run(e *env) error {
	return e.withCatalog(func(a *app.App) error {
		out := json.NewEncoder(e.out)
		for after := c.After; ; {
			page, err := a.Audit(e.ctx, after, 1000)
			if err != nil || len(page) == 0 {
				return err
			}
			for _, entry := range page {
				if err := out.Encode(entry); err != nil {
					return err
				}
				after = entry.Seq
			}
		}
	})
}

type auditVerifyCommand struct{}

func (auditVerifyCommand) Run(e *env) error {
	return e.withCatalog(func(a *app.App) error {
		v, err := a.VerifyAudit(e.ctx)
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(v)
		}
		fmt.Fprintf(e.out, "%d entries hold. The last hash is %s: keep it elsewhere, and nothing can be cut off unseen.\n", v.Entries, v.Last)
		return nil
	})
}
