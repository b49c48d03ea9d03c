package web

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"crosswalk/internal/app"
	"crosswalk/internal/spec"
)

// maxPicked bounds the classes that a form offers to choose from.
const maxPicked = app.MaxLimit

type startPage struct {
	Issuers []issuerClasses
	Compare compareForm
	Total   int  // classes
	More    bool // there are more classes than shown
}

type issuerClasses struct {
	Issuer  string
	Classes []spec.Class
}

func (p *Pages) start(c echo.Context) error {
	ctx := c.Request().Context()
	classes, err := p.app.Classes(ctx, app.ClassesRequest{Page: app.Page{Limit: maxPicked}})
	if err != nil {
		return err
	}
	form, err := p.compareForm(ctx, app.CrosswalkRequest{})
	if err != nil {
		return err
	}
	return p.render(c, http.StatusOK, "start", "Crosswalk", "", startPage{
		Issuers: byIssuer(classes.Items), Compare: form, Total: classes.Total, More: classes.NextCursor != "",
	})
}

func byIssuer(classes []spec.Class) []issuerClasses {
	var out []issuerClasses
	for _, c := range classes {
		i := slices.IndexFunc(out, func(g issuerClasses) bool { return g.Issuer == c.Issuer })
		if i < 0 {
			i = len(out)
			out = append(out, issuerClasses{Issuer: c.Issuer})
		}
		out[i].Classes = append(out[i].Classes, c)
	}
	return out
}
