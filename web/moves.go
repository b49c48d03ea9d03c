package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"crosswalk/index"
	"crosswalk/internal/app"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

// A move is a class in a ranking, with the address of the comparison.
type move struct {
	crosswalk.Ranked
	Link string
}

// movesFrom links each class to the comparison that it was ranked by.
func movesFrom(classID, level string, ranked []crosswalk.Ranked) []move {
	out := make([]move, len(ranked))
	for i, r := range ranked {
		q := app.CrosswalkRequest{From: classID, FromLevel: level, To: r.Class.ID}
		if r.Level != nil {
			q.ToLevel = r.Level.Label
		}
		out[i] = move{Ranked: r, Link: "/compare?" + compareQuery(q)}
	}
	return out
}

// movesTo is the same for classes whose people could fill the class.
func movesTo(classID, level string, ranked []crosswalk.Ranked) []move {
	out := make([]move, len(ranked))
	for i, r := range ranked {
		q := app.CrosswalkRequest{From: r.Class.ID, To: classID, ToLevel: level}
		out[i] = move{Ranked: r, Link: "/compare?" + compareQuery(q)}
	}
	return out
}

// A scopeChoice is what may be ranked, for people.
type scopeChoice struct {
	Scope index.Scope
	Label string
}

var scopeChoices = []scopeChoice{
	{index.ScopeClasses, "Employers' classes"}, {index.ScopeONET, "O*NET occupations"}, {index.ScopeAll, "All"},
}

// movesPage ranks the other classes against one.
type movesPage struct {
	Class     spec.Class
	Level     string
	Direction crosswalk.Direction
	Scope     index.Scope
	Scopes    []scopeChoice
	Matching  crosswalk.Matching
	Moves     []move
	Total     int
	Notice    string
	Next, API string // addresses of the next page, and of this one over REST
}

func (p *Pages) moves(c echo.Context) error {
	ctx := c.Request().Context()
	class, err := p.app.Class(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	page := movesPage{Class: class, Level: levelLabel(class.Levels, c.QueryParam("level")), Direction: crosswalk.To,
		Scope: index.ScopeClasses, Scopes: scopeChoices}
	if class.Issuer == index.IssuerONET {
		page.Scope = index.ScopeAll
	}
	switch d := crosswalk.Direction(c.QueryParam("direction")); d {
	case crosswalk.From:
		page.Direction = d
	case crosswalk.To, "":
	default:
		return spec.Errorf(spec.Invalid, "must be to or from, not %q", d).In("direction")
	}
	if s := index.Scope(c.QueryParam("scope")); s != "" {
		if !slices.ContainsFunc(scopeChoices, func(o scopeChoice) bool { return o.Scope == s }) {
			return spec.Errorf(spec.Invalid, "must be all, classes or onet, not %q", s).In("scope")
		}
		page.Scope = s
	}
	title := "Moves from " + class.Title
	if page.Direction == crosswalk.From {
		title = "Moves to " + class.Title
	}
	err = page.rank(ctx, p.app, c.QueryParam("cursor"))
	if notice, status := noticeOf(err); notice != "" {
		page.Notice = notice
		return p.render(c, status, "moves", title, "", page)
	}
	if err != nil {
		return err
	}
	return p.render(c, http.StatusOK, "moves", title, "", page)
}

func (m *movesPage) rank(ctx context.Context, a *app.App, cursor string) error {
	ranked, err := a.Matches(ctx, app.MatchesRequest{
		Class: m.Class.ID, Level: m.Level, Scope: m.Scope, Direction: m.Direction, Page: app.Page{Cursor: cursor},
	})
	if err != nil {
		return err
	}
	m.Total, m.Matching = ranked.Total, ranked.Matching
	m.Moves = movesFrom(m.Class.ID, m.Level, ranked.Items)
	if m.Direction == crosswalk.From {
		m.Moves = movesTo(m.Class.ID, m.Level, ranked.Items)
	}
	q := url.Values{"direction": {string(m.Direction)}, "scope": {string(m.Scope)}}
	if m.Level != "" {
		q.Set("level", m.Level)
	}
	m.API = "/api/v1/classes/" + url.PathEscape(m.Class.ID) + "/matches?" + q.Encode()
	if ranked.NextCursor != "" {
		q.Set("cursor", ranked.NextCursor)
		m.Next = "/classes/" + url.PathEscape(m.Class.ID) + "/moves?" + q.Encode()
	}
	return nil
}
