package web

import (
	"github.com/labstack/echo/v4"

	"crosswalk/index"
	"crosswalk/internal/app"
	"crosswalk/internal/spec"
)

// classesPage lists the classes that fit a filter.
type classesPage struct {
	filterForm
	Classes app.List[spec.Class]
	Next    string
	Matrix  string // address of the matrix of the first of them
	API     string
	Notice  string
}

// listedClasses is how many classes a page lists.
const listedClasses = 50

func (p *Pages) classes(c echo.Context) error {
	ctx := c.Request().Context()
	page := classesPage{filterForm: filterForm{classFilter: readClassFilter(c.QueryParams())}}
	var err error
	if page.Choices, err = p.app.Choices(ctx, index.ScopeAll, page.Issuer); err != nil {
		return err
	}
	r, err := page.request(app.Page{Limit: listedClasses, Cursor: c.QueryParam("cursor")})
	if err == nil {
		page.Classes, err = p.app.Classes(ctx, r)
	}
	notice, status, err := mendable(err)
	if err != nil {
		return err
	}
	page.Notice = notice
	q := page.Query()
	page.Matrix = "/matrix?" + q.Encode()
	q.Set("scope", string(r.Scope))
	page.API = "/api/v1/classes?" + q.Encode()
	if page.Classes.NextCursor != "" {
		q := page.Query()
		q.Set("cursor", page.Classes.NextCursor)
		page.Next = "/classes?" + q.Encode()
	}
	return p.render(c, status, "classes", "Classes", "", page)
}
