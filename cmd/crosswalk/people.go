package main

import (
	"bufio"
	"context"
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
