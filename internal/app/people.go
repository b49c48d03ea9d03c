package app

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"crosswalk/internal/account"
	"crosswalk/internal/catalog"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// settingName keeps the name of the one person of a catalog without accounts.
const settingName = "name"

// sessionLength is how long a login lasts.
const sessionLength = 12 * time.Hour

// people knows who is known, so that a request need not ask the catalog and
// hash a key each time.
type people struct {
	mu       sync.Mutex
	accounts bool
	keys     map[string]knownKey // by the hash of the whole key
	checking singleflight.Group  // of keys, by the same hash: many first requests with one cost one check
}

type knownKey struct {
	id    string
	until time.Time
}

// keyKnown is how long a key that was right is taken for right without hashing
// it again; whether it is still in force is asked each time.
const keyKnown = 5 * time.Minute

// HasAccounts reports whether there are users, so that everybody must say who
// they are. Without any, there is one person, who may do everything.
func (a *App) HasAccounts() bool {
	a.people.mu.Lock()
	defer a.people.mu.Unlock()
	if a.people.accounts { // accounts are disabled, never removed
		return true
	}
	users, err := a.catalog.Users(context.Background())
	if err != nil {
		a.cfg.Log.Error("the users cannot be read", "error", err)
		return true // who cannot be checked is nobody
	}
	a.people.accounts = len(users) > 0
	return a.people.accounts
}

// Me is who asks.
type Me struct {
	review.Actor
	Accounts bool `json:"accounts" doc:"False: there are no accounts, and the one person may do everything"`
	Named    bool `json:"named" doc:"False: a name must be said before the first decision"`
}

// OnlyPerson is the one person of a catalog without accounts; the name is empty
// before it was said.
func (a *App) OnlyPerson(ctx context.Context) (review.Actor, error) {
	name, err := a.catalog.Setting(ctx, settingName)
	return review.Actor{ID: "local", Name: name, Role: review.Admin}, err
}

// Me says who asks.
func (a *App) Me(ctx context.Context) Me {
	who := review.ActorOf(ctx)
	return Me{Actor: who, Accounts: a.HasAccounts(), Named: who.Name != ""}
}

// SayName keeps the name of the one person, which stands beside what they
// decide from then on.
func (a *App) SayName(ctx context.Context, name string) (review.Actor, error) {
	if a.HasAccounts() {
		return review.Actor{}, spec.Errorf(spec.Conflict, "there are accounts: names are those of the users")
	}
	if err := account.CheckName(name); err != nil {
		return review.Actor{}, err
	}
	name = strings.TrimSpace(name)
	who := review.Actor{ID: "local", Name: name, Role: review.Admin}
	return who, a.catalog.Set(review.WithActor(ctx, who), settingName, name)
}

// deciding returns the actor, who must have a name.
func (a *App) deciding(ctx context.Context) (review.Actor, error) {
	who := review.ActorOf(ctx)
	if who.Role == review.System {
		return who, spec.Errorf(spec.Unauthenticated, "it is not known who decides")
	}
	if who.Name == "" {
		return who, spec.Errorf(spec.Forbidden, "say your name first: it stands beside every decision (PUT /api/v1/me, or --actor)").In("name")
	}
	return who, nil
}

// usualRaters is how many people decide on a mapping, unless it is said.
func (a *App) usualRaters(context.Context) int {
	if a.HasAccounts() {
		return 2
	}
	return 1
}

// UserRequest makes or changes a user. Empty fields stay as they are.
type UserRequest struct {
	ID       string      `json:"id" maxLength:"64" doc:"Lower-case letters, digits and . _ @ -"`
	Name     string      `json:"name,omitempty" maxLength:"200"`
	Role     review.Role `json:"role,omitempty" enum:"reader,analyst,reviewer,approver,admin"`
	Password string      `json:"password,omitempty" maxLength:"200" doc:"At least 12 characters; without one the user has keys only"`
	Disabled *bool       `json:"disabled,omitempty"`
}

func (r UserRequest) check() error {
	if r.Role != "" && !r.Role.Valid() {
		return spec.Errorf(spec.Invalid, "must be reader, analyst, reviewer, approver or admin, not %q", r.Role).In("role")
	}
	if r.Password != "" {
		return account.CheckPassword(r.Password)
	}
	return nil
}

// AddUser makes a user. The first one must be an admin: from then on everybody
// must say who they are.
func (a *App) AddUser(ctx context.Context, r UserRequest) (*catalog.User, error) {
	if err := errors.Join(account.CheckUser(r.ID), account.CheckName(r.Name), r.check()); err != nil {
		return nil, firstOf(err)
	}
	if r.Role == "" {
		return nil, spec.Errorf(spec.Invalid, "is needed").In("role")
	}
	if r.Role != review.Admin && !a.HasAccounts() {
		return nil, spec.Errorf(spec.Invalid, "the first user must be an admin, or nobody could make others").In("role")
	}
	u := catalog.User{ID: r.ID, Name: strings.TrimSpace(r.Name), Role: r.Role}
	if r.Password != "" {
		u.Password = account.Hash(r.Password)
	}
	if err := a.catalog.AddUser(ctx, u); err != nil {
		return nil, err
	}
	u, err := a.catalog.User(ctx, u.ID)
	return &u, err
}

// firstOf takes the first of joined errors: one field at a time.
func firstOf(err error) error {
	var e *spec.Error
	if errors.As(err, &e) {
		return e
	}
	return err
}

// ChangeUser changes a user, whose logins end.
func (a *App) ChangeUser(ctx context.Context, r UserRequest) (*catalog.User, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	if r.Name != "" {
		if err := account.CheckName(r.Name); err != nil {
			return nil, err
		}
	}
	hash := ""
	if r.Password != "" {
		hash = account.Hash(r.Password)
	}
	err := a.catalog.ChangeUser(ctx, r.ID, func(u *catalog.User) {
		if r.Name != "" {
			u.Name = strings.TrimSpace(r.Name)
		}
		if r.Role != "" {
			u.Role = r.Role
		}
		if hash != "" {
			u.Password = hash
		}
		if r.Disabled != nil {
			u.Disabled = *r.Disabled
		}
	})
	if err != nil {
		return nil, err
	}
	u, err := a.catalog.User(ctx, r.ID)
	return &u, err
}

// Users lists the users.
func (a *App) Users(ctx context.Context) ([]catalog.User, error) { return a.catalog.Users(ctx) }

// Keys lists the API keys, without their secrets.
func (a *App) Keys(ctx context.Context) ([]catalog.Key, error) { return a.catalog.Keys(ctx) }

// NewKey is an API key that was just made.
type NewKey struct {
	ID     string `json:"id"`
	UserID string `json:"user_id"`
	Key    string `json:"key" doc:"The whole key. It is shown this once"`
}

// AddKey makes an API key of a user.
func (a *App) AddKey(ctx context.Context, user, label string) (*NewKey, error) {
	if len(label) > account.MaxName {
		return nil, spec.Errorf(spec.TooLarge, "is over %d characters", account.MaxName).In("label")
	}
	id, key := account.NewKey()
	err := a.catalog.AddKey(ctx, catalog.Key{ID: id, UserID: user, Label: label, Hash: account.Hash(key)})
	if err != nil {
		return nil, err
	}
	return &NewKey{ID: id, UserID: user, Key: key}, nil
}

// RevokeKey takes an API key out of force.
func (a *App) RevokeKey(ctx context.Context, id string) error { return a.catalog.RevokeKey(ctx, id) }

// ByKey returns the user that an API key is of. The error is Unauthenticated
// when it is of nobody. A key that was not right a moment ago costs much to check:
// try is asked first, and its error is returned.
func (a *App) ByKey(ctx context.Context, key string, try func() error) (review.Actor, error) {
	wrong := spec.Errorf(spec.Unauthenticated, "the key is not known, or no longer in force")
	id, ok := account.KeyID(key)
	if !ok {
		if err := try(); err != nil {
			return review.Actor{}, err
		}
		return review.Actor{}, wrong
	}
	k, u, err := a.catalog.Key(ctx, id)
	if err != nil && spec.CodeOf(err) != spec.NotFound {
		return review.Actor{}, err
	}
	if err != nil {
		if err := try(); err != nil {
			return review.Actor{}, err
		}
		account.Matches(account.Nobody, key)
		return review.Actor{}, wrong
	}
	hash, now := account.TokenHash(key), time.Now()
	a.people.mu.Lock()
	known, ok := a.people.keys[hash]
	a.people.mu.Unlock()
	if ok && known.id == id && now.Before(known.until) {
		return u.Actor(), nil
	}
	_, err, _ = a.people.checking.Do(hash, func() (any, error) {
		if err := try(); err != nil {
			return nil, err
		}
		if !account.Matches(k.Hash, key) {
			return nil, wrong
		}
		a.people.mu.Lock()
		defer a.people.mu.Unlock()
		if a.people.keys == nil || len(a.people.keys) > 1000 {
			a.people.keys = map[string]knownKey{}
		}
		a.people.keys[hash] = knownKey{id, now.Add(keyKnown)}
		return nil, nil
	})
	if err != nil {
		return review.Actor{}, err
	}
	return u.Actor(), nil
}

// A Login is what a browser gets for a password.
type Login struct {
	Token   string // goes into a cookie
	CSRF    string // goes into forms
	Expires time.Time
	Actor   review.Actor
}

// Login checks a password. The error is Unauthenticated, and says no more.
func (a *App) Login(ctx context.Context, user, password string) (*Login, error) {
	u, err := a.catalog.User(ctx, user)
	if err != nil && spec.CodeOf(err) != spec.NotFound {
		return nil, err
	}
	hash := u.Password
	if err != nil || u.Disabled || hash == "" {
		hash = account.Nobody
	}
	if !account.Matches(hash, password) || hash == account.Nobody {
		return nil, spec.Errorf(spec.Unauthenticated, "user and password do not belong together")
	}
	l := &Login{Token: account.NewToken(), CSRF: account.NewToken(), Expires: a.cfg.Now().Add(sessionLength), Actor: u.Actor()}
	s := catalog.Session{UserID: u.ID, CSRF: l.CSRF, Expires: l.Expires}
	return l, a.catalog.OpenSession(review.WithActor(ctx, u.Actor()), account.TokenHash(l.Token), s)
}

// BySession returns whose a session's token is, and its token against forged
// requests. The error is Unauthenticated when it is nobody's or over.
func (a *App) BySession(ctx context.Context, token string) (review.Actor, string, error) {
	s, u, err := a.catalog.Session(ctx, account.TokenHash(token))
	if spec.CodeOf(err) == spec.NotFound || err == nil && !a.cfg.Now().Before(s.Expires) {
		return review.Actor{}, "", spec.Errorf(spec.Unauthenticated, "the login is over")
	}
	return u.Actor(), s.CSRF, err
}

// Logout ends a session.
func (a *App) Logout(ctx context.Context, token string) error {
	return a.catalog.CloseSession(ctx, account.TokenHash(token), review.ActorOf(ctx).ID)
}

// Audit returns a page of the audit log.
func (a *App) Audit(ctx context.Context, after int64, most int) ([]catalog.Entry, error) {
	return a.catalog.Audit(ctx, after, most)
}

// Verified says that the audit log holds.
type Verified struct {
	Entries int    `json:"entries"`
	Last    string `json:"last_hash" doc:"Hash of the last entry. Who keeps it elsewhere can tell later that nothing was cut off"`
}

// VerifyAudit checks the chain of the audit log, and that mappings and
// decisions are what it tells of.
func (a *App) VerifyAudit(ctx context.Context) (*Verified, error) {
	n, last, err := a.catalog.VerifyAudit(ctx)
	if err != nil {
		return nil, err
	}
	return &Verified{n, last}, nil
}

// CommandActor returns who acts by a command: the user named, where there are
// accounts; else the one person, whose name is kept when it is said. Whoever can
// run commands has the files, so no secret is asked for.
func (a *App) CommandActor(ctx context.Context, as string) (review.Actor, error) {
	if a.HasAccounts() {
		if as == "" {
			return review.Actor{}, spec.Errorf(spec.Invalid, "there are accounts: say as which user").In("actor")
		}
		u, err := a.catalog.User(ctx, as)
		if spec.CodeOf(err) == spec.NotFound || err == nil && u.Disabled {
			return review.Actor{}, spec.Errorf(spec.Invalid, "there is no user %q in force", as).In("actor")
		}
		return u.Actor(), err
	}
	who, err := a.OnlyPerson(ctx)
	if err != nil || as == "" || as == who.Name {
		return who, err
	}
	return a.SayName(ctx, as)
}
