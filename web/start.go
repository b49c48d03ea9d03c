package web

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"crosswalk/index"
	"crosswalk/internal/app"
	"crosswalk/internal/spec"
)

// maxPicked bounds the classes that a form offers to choose from.
const maxPicked = app.MaxLimit

type startPage struct {
	Issuers []issuerClasses // employers, with some of their classes
	Known   []app.Choice[string]
	Compare compareForm
}

type issuerClasses struct {
	Issuer  string
	Classes []spec.Class
}

// What the start page names of what there is.
const (
	startIssuers = 9
	startClasses = 6 // of each
)

func (p *Pages) start(c echo.Context) error {
	ctx := c.Request().Context()
	choices, err := p.app.Choices(ctx, index.ScopeAll, "")
	if err != nil {
		return err
	}
	page := startPage{Known: choices.Issuers}
	for _, issuer := range choices.Issuers {
		if issuer.Value == index.IssuerONET || len(page.Issuers) == startIssuers {
			continue
		}
		some, err := p.app.Classes(ctx, app.ClassesRequest{StopFilter: app.StopFilter{Issuer: issuer.Value}, Scope: index.ScopeAll, Page: app.Page{Limit: startClasses}})
		if err != nil {
			return err
		}
		page.Issuers = append(page.Issuers, issuerClasses{issuer.Value, some.Items})
	}
	if page.Compare, err = p.compareForm(ctx, app.CrosswalkRequest{}); err != nil {
		return err
	}
	return p.render(c, http.StatusOK, "start", "Crosswalk", "", page)
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
