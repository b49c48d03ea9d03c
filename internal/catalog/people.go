package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"crosswalk/internal/catalog/db"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// A User is somebody who has an account.
type User struct {
	ID        string      `json:"id"`
	Name      string      `json:"name" doc:"As it stands beside decisions"`
	Role      review.Role `json:"role" enum:"reader,analyst,reviewer,approver,admin"`
	Disabled  bool        `json:"disabled"`
	CreatedAt string      `json:"created_at"`
	Password  string      `json:"-"` // its hash; empty when there is none
}

// Actor is the user as the record names them.
func (u User) Actor() review.Actor { return review.Actor{ID: u.ID, Name: u.Name, Role: u.Role} }

// A Key is an API key of a user, without its secret.
type Key struct {
	ID        string `json:"id"`
	UserID    string `json:"user_id"`
	Label     string `json:"label"`
	Revoked   bool   `json:"revoked"`
	CreatedAt string `json:"created_at"`
	Hash      string `json:"-"`
}

// A Session is a user's login in a browser.
type Session struct {
	UserID  string
	CSRF    string
	Expires time.Time
}

// AddUser stores a user. The error is Conflict when there is one of that id.
func (c *Catalog) AddUser(ctx context.Context, u User) error {
	return c.transact(ctx, "add user", func(w writer) (bool, error) {
		if _, err := w.q.User(w.ctx, u.ID); err == nil {
			return false, spec.Errorf(spec.Conflict, "there is a user %q already", u.ID).In("id")
		}
		err := w.q.InsertUser(w.ctx, db.InsertUserParams{ID: u.ID, Name: u.Name, Role: string(u.Role), Password: u.Password, CreatedAt: timestamp(time.Now())})
		if err != nil {
			return false, err
		}
		return true, w.audit("add user", u.ID, map[string]any{"name": u.Name, "role": u.Role, "password": u.Password != ""})
	})
}

// ChangeUser changes what change says of a user, and ends the user's sessions.
// The last admin cannot be taken away.
func (c *Catalog) ChangeUser(ctx context.Context, id string, change func(*User)) error {
	return c.transact(ctx, "change user", func(w writer) (bool, error) {
		row, err := w.q.User(w.ctx, id)
		if err != nil {
			return false, notFound(err, "user", id)
		}
		before := userOf(row)
		u := before
		change(&u)
		if before.Role == review.Admin && !before.Disabled && (u.Role != review.Admin || u.Disabled) {
			if last, err := w.lastAdmin(id); err != nil || last {
				return false, errors.Join(err, spec.Errorf(spec.Conflict, "%s is the last admin", id).In("id"))
			}
		}
		if _, err := w.q.UpdateUser(w.ctx, db.UpdateUserParams{Name: u.Name, Role: string(u.Role), Password: u.Password, Disabled: asInt(u.Disabled), ID: id}); err != nil {
			return false, err
		}
		if err := w.q.DeleteSessionsOf(w.ctx, id); err != nil {
			return false, err
		}
		return true, w.audit("change user", id, map[string]any{
			"name": u.Name, "role": u.Role, "disabled": u.Disabled, "password_changed": u.Password != before.Password,
		})
	})
}

func (w writer) lastAdmin(id string) (bool, error) {
	rows, err := w.q.Users(w.ctx)
	for _, row := range rows {
		if row.ID != id && row.Role == string(review.Admin) && row.Disabled == 0 {
			return false, err
		}
	}
	return true, err
}

func userOf(r db.User) User {
	return User{ID: r.ID, Name: r.Name, Role: review.Role(r.Role), Disabled: r.Disabled != 0, CreatedAt: r.CreatedAt, Password: r.Password}
}

// User returns a user. The error is NotFound when there is none.
func (c *Catalog) User(ctx context.Context, id string) (User, error) {
	row, err := c.query.User(ctx, id)
	if err != nil {
		return User{}, notFound(err, "user", id)
	}
	return userOf(row), nil
}

// Users lists the users by id.
func (c *Catalog) Users(ctx context.Context) ([]User, error) {
	rows, err := c.query.Users(ctx)
	if err != nil {
		return nil, fmt.Errorf("read users: %w", err)
	}
	out := make([]User, len(rows))
	for i, r := range rows {
		out[i] = userOf(r)
	}
	return out, nil
}

// AddKey stores an API key of a user.
func (c *Catalog) AddKey(ctx context.Context, k Key) error {
	return c.transact(ctx, "add key", func(w writer) (bool, error) {
		if u, err := w.q.User(w.ctx, k.UserID); err != nil {
			return false, notFound(err, "user", k.UserID)
		} else if u.Disabled != 0 {
			return false, spec.Errorf(spec.Conflict, "the user %q is disabled", k.UserID).In("user")
		}
		err := w.q.InsertKey(w.ctx, db.InsertKeyParams{ID: k.ID, UserID: k.UserID, Label: k.Label, Hash: k.Hash, CreatedAt: timestamp(time.Now())})
		if err != nil {
			return false, err
		}
		return true, w.audit("add key", k.ID, map[string]any{"user": k.UserID, "label": k.Label})
	})
}

// RevokeKey takes an API key out of force, for good.
func (c *Catalog) RevokeKey(ctx context.Context, id string) error {
	return c.transact(ctx, "revoke key", func(w writer) (bool, error) {
		n, err := w.q.RevokeKey(w.ctx, id)
		if err == nil && n == 0 {
			err = spec.Errorf(spec.NotFound, "there is no key %q in force", id)
		}
		if err != nil {
			return false, err
		}
		return true, w.audit("revoke key", id, struct{}{})
	})
}

// Key returns an API key and its user, both in force.
func (c *Catalog) Key(ctx context.Context, id string) (Key, User, error) {
	row, err := c.query.Key(ctx, id)
	if err != nil {
		return Key{}, User{}, notFound(err, "key", id)
	}
	u, err := c.User(ctx, row.UserID)
	if err == nil && (row.Revoked != 0 || u.Disabled) {
		err = spec.Errorf(spec.NotFound, "the key %s is not in force", id)
	}
	return Key{ID: row.ID, UserID: row.UserID, Label: row.Label, Hash: row.Hash}, u, err
}

// Keys lists the API keys of all users, the oldest first.
func (c *Catalog) Keys(ctx context.Context) ([]Key, error) {
	rows, err := c.query.Keys(ctx)
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	out := make([]Key, len(rows))
	for i, r := range rows {
		out[i] = Key{ID: r.ID, UserID: r.UserID, Label: r.Label, Revoked: r.Revoked != 0, CreatedAt: r.CreatedAt}
	}
	return out, nil
}

// OpenSession stores a login, by the hash of its token.
func (c *Catalog) OpenSession(ctx context.Context, hash string, s Session) error {
	return c.transact(ctx, "open session", func(w writer) (bool, error) {
		if err := w.q.DeleteExpiredSessions(w.ctx, timestamp(time.Now())); err != nil {
			return false, err
		}
		err := w.q.InsertSession(w.ctx, db.InsertSessionParams{Hash: hash, UserID: s.UserID, Csrf: s.CSRF, ExpiresAt: timestamp(s.Expires)})
		if err != nil {
			return false, err
		}
		return true, w.audit("log in", s.UserID, struct{}{})
	})
}

// Session returns the login that a token's hash is of, and its user. The error
// is NotFound when there is none, or the user is disabled.
func (c *Catalog) Session(ctx context.Context, hash string) (Session, User, error) {
	row, err := c.query.Session(ctx, hash)
	if err != nil {
		return Session{}, User{}, notFound(err, "session", "")
	}
	expires, err := time.Parse(time.RFC3339Nano, row.ExpiresAt)
	if err != nil {
		return Session{}, User{}, fmt.Errorf("read session: %w", err)
	}
	u, err := c.User(ctx, row.UserID)
	if err == nil && u.Disabled {
		err = spec.Errorf(spec.NotFound, "the user is disabled")
	}
	return Session{UserID: row.UserID, CSRF: row.Csrf, Expires: expires}, u, err
}

// CloseSession ends a login.
func (c *Catalog) CloseSession(ctx context.Context, hash, user string) error {
	return c.transact(ctx, "close session", func(w writer) (bool, error) {
		if err := w.q.DeleteSession(w.ctx, hash); err != nil {
			return false, err
		}
		return true, w.audit("log out", user, struct{}{})
	})
}

// Setting returns a setting; empty when it was never made.
func (c *Catalog) Setting(ctx context.Context, name string) (string, error) {
	value, err := c.query.Setting(ctx, name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read setting %s: %w", name, err)
	}
	return value, nil
}

// Set makes a setting.
func (c *Catalog) Set(ctx context.Context, name, value string) error {
	return c.transact(ctx, "change setting", func(w writer) (bool, error) {
		if err := w.q.PutSetting(w.ctx, db.PutSettingParams{Name: name, Value: value}); err != nil {
			return false, err
		}
		return true, w.audit("change setting", name, map[string]string{"value": value})
	})
}
