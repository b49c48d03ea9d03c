package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"golang.org/x/term"

	"crosswalk/internal/app"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

type usersCommand struct {
	List   usersListCommand   `cmd:"" default:"1" help:"List the users."`
	Add    usersAddCommand    `cmd:"" help:"Make a user. The first one is an admin; from then on everybody must say who they are."`
	Change usersChangeCommand `cmd:"" help:"Change a user, whose logins end."`
}

type usersListCommand struct{}

func (usersListCommand) Run(e *env) error {
	return e.withPeople(func(ctx context.Context, a *app.App) error {
		users, err := a.Users(ctx)
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(map[string]any{"items": users})
		}
		for _, u := range users {
			state := ""
			if u.Disabled {
				state = " (disabled)"
			}
			fmt.Fprintf(e.out, "%s  %s  %s%s\n", u.ID, u.Role, u.Name, state)
		}
		return nil
	})
}

type userFlags struct {
	Name     string `help:"As it stands beside decisions." placeholder:"NAME"`
	Role     string `enum:",reader,analyst,reviewer,approver,admin" default:"" help:"reader, analyst, reviewer, approver or admin."`
	Password bool   `help:"Read a password from the terminal, or a line of standard input."`
}

func (f userFlags) request(e *env, id string) (app.UserRequest, error) {
	r := app.UserRequest{ID: id, Name: f.Name, Role: review.Role(f.Role)}
	if !f.Password {
		return r, nil
	}
	var err error
	r.Password, err = e.readPassword()
	return r, err
}

type usersAddCommand struct {
	ID string `arg:"" help:"What the user logs in as: lower-case letters, digits and . _ @ -."`
	userFlags
}

func (c usersAddCommand) Run(e *env) error {
	return e.withPeople(func(ctx context.Context, a *app.App) error {
		r, err := c.request(e, c.ID)
		if err != nil {
			return err
		}
		u, err := a.AddUser(ctx, r)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "%s is a user with the role %s\n", u.ID, u.Role)
		return nil
	})
}

type usersChangeCommand struct {
	ID string `arg:"" help:"User."`
	userFlags
	Disable bool `help:"The user can no longer get in." xor:"force"`
	Enable  bool `help:"The user can get in again." xor:"force"`
}

func (c usersChangeCommand) Run(e *env) error {
	return e.withPeople(func(ctx context.Context, a *app.App) error {
		r, err := c.request(e, c.ID)
		if err != nil {
			return err
		}
		if c.Disable || c.Enable {
			r.Disabled = &c.Disable
		}
		u, err := a.ChangeUser(ctx, r)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "%s has the role %s\n", u.ID, u.Role)
		return nil
	})
}

type keysCommand struct {
	List   keysListCommand   `cmd:"" default:"1" help:"List the API keys, without their secrets."`
	Add    keysAddCommand    `cmd:"" help:"Make an API key of a user. It is shown once."`
	Revoke keysRevokeCommand `cmd:"" help:"Take an API key out of force."`
}

type keysListCommand struct{}

func (keysListCommand) Run(e *env) error {
	return e.withPeople(func(ctx context.Context, a *app.App) error {
		keys, err := a.Keys(ctx)
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(map[string]any{"items": keys})
		}
		for _, k := range keys {
			state := ""
			if k.Revoked {
				state = " (revoked)"
			}
			fmt.Fprintf(e.out, "%s  %s  %s%s\n", k.ID, k.UserID, k.Label, state)
		}
		return nil
	})
}

type keysAddCommand struct {
	User  string `arg:"" help:"Whose key it is."`
	Label string `help:"What it is for."`
}

func (c keysAddCommand) Run(e *env) error {
	return e.withPeople(func(ctx context.Context, a *app.App) error {
		k, err := a.AddKey(ctx, c.User, c.Label)
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(k)
		}
		fmt.Fprintf(e.out, "%s\nThis is shown once. Send it as \"Authorization: Bearer KEY\".\n", k.Key)
		return nil
	})
}

type keysRevokeCommand struct {
	ID string `arg:"" help:"Id of the key."`
}

func (c keysRevokeCommand) Run(e *env) error {
	return e.withPeople(func(ctx context.Context, a *app.App) error { return a.RevokeKey(ctx, c.ID) })
}

// withPeople runs f over the catalog, which is made when there is none, as an
// admin: whoever keeps the machine, until there are accounts.
func (e *env) withPeople(f func(ctx context.Context, a *app.App) error) error {
	a, err := app.Open(e.ctx, e.config())
	if err != nil {
		return err
	}
	defer a.Close()
	ctx, err := e.acting(a, review.Admin)
	if err != nil {
		return err
	}
	return f(ctx, a)
}

// acting says in a context who writes by a command. Where there are accounts it
// is the user named, who must have the role; else whoever keeps the machine.
func (e *env) acting(a *app.App, needed review.Role) (context.Context, error) {
	if !a.HasAccounts() {
		return e.ctx, nil // run has said so
	}
	who, err := a.CommandActor(e.ctx, e.cli.Actor)
	if err == nil && !who.Role.May(needed) {
		err = spec.Errorf(spec.Forbidden, "this needs the role %s; %s has %s", needed, who.ID, who.Role)
	}
	return review.WithActor(e.ctx, who), err
}

// readPassword reads a password without showing it.
func (e *env) readPassword() (string, error) {
	if f, ok := e.in.(interface{ Fd() uintptr }); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(e.errOut, "Password: ")
		p, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(e.errOut)
		return string(p), err
	}
	line, err := bufio.NewReader(e.in).ReadString('\n')
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", spec.Errorf(spec.Invalid, "no password on standard input (%v)", err).In("password")
	}
	return line, nil
}

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

type linkupCommand struct {
	Class      string `arg:"" help:"Class id."`
	Occupation string `arg:"" help:"Occupation's class id, like onet:21-1021.00."`

	Grade map[string]int `help:"Importance of statements, 0 to 4, as ST=N;ST=N; yours take the place of what you said before." placeholder:"ST=N"`
}

func (c linkupCommand) Run(e *env) error {
	return e.asActor(func(ctx context.Context, a *app.App) error {
		l, err := a.LinkUp(ctx, c.Class, c.Occupation)
		if len(c.Grade) > 0 && err == nil {
			l, err = a.RateImportance(ctx, app.ImportanceOf(c.Class, c.Occupation, c.Grade))
		}
		if err != nil {
			return err
		}
		if e.cli.Format == "json" {
			return e.printJSON(l)
		}
		for _, r := range l.Rows {
			mean := "not graded"
			if r.Mean != nil {
				mean = fmt.Sprintf("importance %.1f", *r.Mean)
			}
			fmt.Fprintf(e.out, "%s  %-11s  %-7s  %-15s  %s\n", r.Statement.ID, r.Side, r.Status, mean, r.Statement.Text)
		}
		fmt.Fprintf(e.out, "Requirements: %s of %d covered, by importance %s. Tasks: %s of %d, by importance %s. A mean below %.0f does not count.\n",
			share(l.Requirements.Plain), l.Requirements.Of, share(l.Requirements.Weighted), share(l.Tasks.Plain), l.Tasks.Of, share(l.Tasks.Weighted), l.Cutoff)
		e.credit(a)
		return nil
	})
}

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
