package web

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"crosswalk/internal/api"
	"crosswalk/internal/app"
	"crosswalk/internal/coding"
	"crosswalk/internal/spec"
)

// codePage shows the O*NET-SOC codes of a class of the catalog, or of one that
// is described in the form.
type codePage struct {
	Class      *spec.Class
	Described  app.CodeRequest
	Thresholds coding.Thresholds
	Ready      bool // there is a release to code with
	MaxText    int
	Coded      *app.Coded // nil when nothing was asked, or it has no answer
	Notice     string
	API        string // address of this answer over REST; empty for a described class
}

const (
	// maxDescribed bounds the text in the form's address, in characters.
	maxDescribed = 3000
	// shownCandidates is how many codes a page shows.
	shownCandidates = 5
)

var codeOptions = app.CodeOptions{Limit: shownCandidates, Evidence: true}

func (p *Pages) codeClass(c echo.Context) error {
	ctx := c.Request().Context()
	class, err := p.app.Class(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	coded, err := p.app.CodeClass(ctx, class.ID, codeOptions)
	return p.renderCode(c, "Code of "+class.Title, err, codePage{
		Class: &class, Coded: coded, API: "/api/v1/classes/" + url.PathEscape(class.ID) + "/code",
	})
}

func (p *Pages) code(c echo.Context) error {
	page := codePage{Described: app.CodeRequest{Title: c.QueryParam("title"), Text: c.QueryParam("text")}}
	var err error
	if !page.Described.Empty() {
		page.Coded, err = p.app.Code(c.Request().Context(), page.Described, codeOptions)
	}
	return p.renderCode(c, "Find a code", err, page)
}

func (p *Pages) renderCode(c echo.Context, title string, err error, page codePage) error {
	page.MaxText, page.Thresholds, page.Ready = maxDescribed, p.app.Thresholds(), p.app.Attribution() != ""
	if spec.CodeOf(err) == spec.Unavailable {
		page.Notice = upperFirst(api.ProblemOf(err).Detail) + "."
		return p.render(c, http.StatusServiceUnavailable, "code", title, "", page)
	}
	notice, status, err := mendable(err)
	if err != nil {
		return err
	}
	page.Notice = notice
	return p.render(c, status, "code", title, "", page)
}
