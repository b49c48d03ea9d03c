package api

import (
	"context"
	"net/http"

	"crosswalk/internal/app"
	"crosswalk/internal/catalog"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

func (s *server) me(ctx context.Context, _ *struct{}) (app.Me, error) { return s.app.Me(ctx), nil }

type nameInput struct {
	Body struct {
		Name string `json:"name" maxLength:"200" doc:"As it is to stand beside your decisions"`
	}
}

func (s *server) sayName(ctx context.Context, in *nameInput) (review.Actor, error) {
	return s.app.SayName(ctx, in.Body.Name)
}

type loginInput struct {
	Body struct {
		User     string `json:"user" maxLength:"64"`
		Password string `json:"password" maxLength:"200"`
	}
}

// LoggedIn is the answer to a login.
type LoggedIn struct {
	review.Actor
	CSRF    string `json:"csrf" doc:"Send it as X-CSRF-Token with every request that changes something"`
	Expires string `json:"expires"`
}

type loginOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      LoggedIn
}

func (s *server) login(ctx context.Context, in *loginInput) (*loginOutput, error) {
	l, err := s.app.Login(ctx, in.Body.User, in.Body.Password)
	if err != nil {
		return nil, report(ctx, err)
	}
	return &loginOutput{SetCookie: SessionOf(l), Body: LoggedIn{Actor: l.Actor, CSRF: l.CSRF, Expires: l.Expires.Format(http.TimeFormat)}}, nil
}

// SessionOf is the cookie of a login: no script reads it, and no other site's
// page sends it.
func SessionOf(l *app.Login) http.Cookie {
	return http.Cookie{Name: SessionCookie, Value: l.Token, Path: "/", Expires: l.Expires, HttpOnly: true, SameSite: http.SameSiteStrictMode}
}

// NoSession takes the cookie of a login away.
func NoSession() http.Cookie {
	return http.Cookie{Name: SessionCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode}
}

type logoutInput struct {
	Session string `cookie:"crosswalk_session" hidden:"true"`
}

type logoutOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (s *server) logout(ctx context.Context, in *logoutInput) (*logoutOutput, error) {
	if in.Session != "" {
		if err := s.app.Logout(ctx, in.Session); err != nil {
			return nil, report(ctx, err)
		}
	}
	return &logoutOutput{NoSession()}, nil
}

// Users are the users.
type Users struct {
	Items []catalog.User `json:"items" nullable:"false"`
}

func (s *server) users(ctx context.Context, _ *struct{}) (Users, error) {
	items, err := s.app.Users(ctx)
	return Users{items}, err
}

type userInput struct{ Body app.UserRequest }

func (s *server) addUser(ctx context.Context, in *userInput) (*catalog.User, error) {
	return s.app.AddUser(ctx, in.Body)
}

type changeUserInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Name     string      `json:"name,omitempty" maxLength:"200"`
		Role     review.Role `json:"role,omitempty" enum:"reader,analyst,reviewer,approver,admin"`
		Password string      `json:"password,omitempty" maxLength:"200"`
		Disabled *bool       `json:"disabled,omitempty"`
	}
}

func (s *server) changeUser(ctx context.Context, in *changeUserInput) (*catalog.User, error) {
	return s.app.ChangeUser(ctx, app.UserRequest{ID: in.ID, Name: in.Body.Name, Role: in.Body.Role, Password: in.Body.Password, Disabled: in.Body.Disabled})
}

// Keys are the API keys.
type Keys struct {
	Items []catalog.Key `json:"items" nullable:"false"`
}

// keys lists the keys: those of others an admin only.
func (s *server) keys(ctx context.Context, _ *struct{}) (Keys, error) {
	all, err := s.app.Keys(ctx)
	who := review.ActorOf(ctx)
	out := Keys{Items: []catalog.Key{}}
	for _, k := range all {
		if k.UserID == who.ID || who.Role.May(review.Admin) {
			out.Items = append(out.Items, k)
		}
	}
	return out, err
}

type keyInput struct {
	Body struct {
		User  string `json:"user,omitempty" maxLength:"64" doc:"Yours when absent; another's needs the role admin"`
		Label string `json:"label,omitempty" maxLength:"200" doc:"What it is for"`
	}
}

func (s *server) addKey(ctx context.Context, in *keyInput) (*app.NewKey, error) {
	who := review.ActorOf(ctx)
	if in.Body.User == "" {
		in.Body.User = who.ID
	}
	if in.Body.User != who.ID && !who.Role.May(review.Admin) {
		return nil, spec.Errorf(spec.Forbidden, "a key of another user needs the role %s; yours is %s", review.Admin, who.Role)
	}
	return s.app.AddKey(ctx, in.Body.User, in.Body.Label)
}

type keyPath struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *server) revokeKeyReported(ctx context.Context, in *keyPath) (*struct{}, error) {
	if _, err := s.revokeKey(ctx, in); err != nil {
		return nil, report(ctx, err)
	}
	return nil, nil
}

func (s *server) revokeKey(ctx context.Context, in *keyPath) (*struct{}, error) {
	who := review.ActorOf(ctx)
	mine, err := s.keys(ctx, nil)
	if err != nil {
		return nil, err
	}
	for _, k := range mine.Items {
		if k.ID == in.ID {
			return nil, s.app.RevokeKey(ctx, in.ID)
		}
	}
	return nil, spec.Errorf(spec.NotFound, "there is no key %q of %s", in.ID, who.ID)
}
