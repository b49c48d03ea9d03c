package web

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"crosswalk/internal/app"
	"crosswalk/internal/career"
	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

// pathsPage asks who somebody is and where they want to, and shows the ways.
type pathsPage struct {
	Class   spec.Class
	Asked   pathsAsked
	Degrees []qualification.Degree
	Knows   knowsFields
	You     string           // address of the moves from here, where more can be said
	Answer  *app.PathsAnswer // nil when the question has no answer
	Notice  string
	API     string
	Next    string
}

// pathsAsked is what the form says.
type pathsAsked struct {
	Level, To, ToLevel, Years, Relevant, Degree, Switch string
}

// shownPaths is how many ways a page shows.
const shownPaths = 5

func (p *Pages) paths(c echo.Context) error {
	ctx := c.Request().Context()
	class, err := p.app.Class(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	page := pathsPage{Class: class, Degrees: qualification.Degrees[1:], Asked: pathsAsked{
		Level: levelLabel(class.Levels, c.QueryParam("level")), To: c.QueryParam("to"), ToLevel: c.QueryParam("to_level"), Years: c.QueryParam("years"),
		Relevant: c.QueryParam("relevant"), Degree: c.QueryParam("degree"), Switch: c.QueryParam("switch"),
	}}
	if page.Knows, err = p.knowsFields(furtherOf(c)); err != nil {
		return err
	}
	page.You = "/you?" + youAsked{Class: class.ID, Level: page.Asked.Level, Years: page.Asked.Years, Degree: page.Asked.Degree, Further: page.Knows.Further}.query().Encode()
	page.Answer, err = p.findPaths(c, &page)
	notice, status, err := mendable(err)
	if err != nil {
		return err
	}
	page.Notice = notice
	return p.render(c, status, "paths", "Ways from "+class.Title, "", page)
}

func (p *Pages) findPaths(c echo.Context, page *pathsPage) (*app.PathsAnswer, error) {
	q, asked := url.Values{}, page.Asked
	set(q, "level", asked.Level, "to", asked.To, "to_level", asked.ToLevel, "years", asked.Years, "relevant", asked.Relevant, "degree", asked.Degree, "switch", asked.Switch)
	carry(q, page.Knows.Further)
	page.API = "/api/v1/classes/" + url.PathEscape(page.Class.ID) + "/paths?" + q.Encode()
	person, err := app.ReadPerson(page.Asked.Years, "", page.Asked.Relevant, page.Asked.Degree)
	if err != nil {
		return nil, err
	}
	way := career.Switch(page.Asked.Switch)
	if way != career.Promotion && way != career.Lateral && way != "" {
		return nil, spec.Errorf(spec.Invalid, "must be promotion or lateral, not %q", way).In("switch")
	}
	answer, err := p.app.Paths(c.Request().Context(), app.PathsRequest{
		Class: page.Class.ID, Level: page.Asked.Level, To: page.Asked.To, ToLevel: page.Asked.ToLevel, Further: page.Knows.Further, Person: person, Switch: way,
		Page: app.Page{Limit: shownPaths, Cursor: c.QueryParam("cursor")},
	})
	if err == nil && answer.NextCursor != "" {
		q.Set("cursor", answer.NextCursor)
		page.Next = "/classes/" + url.PathEscape(page.Class.ID) + "/paths?" + q.Encode()
	}
	return answer, err
}
