package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"crosswalk/internal/app"
	"crosswalk/internal/spec"
)

type searchPage struct {
	Request app.SearchRequest
	Answer  *app.SearchAnswer
	Classes []spec.Class
	Facets  []facet
	Filters []filter
	Modes   []modeLink
	Next    string // address of the next page
	API     string // address of this answer over REST
	Notice  string // why there is no answer
}

// A facet narrows the search to one value of a field.
type facet struct {
	Name   string
	Values []facetValue
}

type facetValue struct {
	Value, Label, Link string
	Count              int
}

// A filter is a narrowing in force, with the address that takes it back.
type filter struct{ Name, Label, Without string }

// A modeLink asks the same by words, by meaning or by both.
type modeLink struct {
	Label, Link string
	Current     bool
}

// modeLinks lists the modes, the one asked for marked.
func modeLinks(params url.Values, asked app.Mode) []modeLink {
	var links []modeLink
	for _, m := range []struct {
		mode  app.Mode
		label string
	}{{app.Hybrid, "Words and meaning"}, {app.TextOnly, "Words"}, {app.Semantic, "Meaning"}} {
		links = append(links, modeLink{Label: m.label, Link: searchLink(params, "mode", string(m.mode)), Current: m.mode == asked})
	}
	return links
}

// filterNames are the query parameters that narrow a search, as facets name
// them.
var filterNames = []string{"kind", "class", "issuer", "level", "framework"}

func (p *Pages) search(c echo.Context) error {
	ctx, q := c.Request().Context(), c.QueryParam("q")
	page := searchPage{Request: app.SearchRequest{
		Query: q, Kind: c.QueryParam("kind"), Class: c.QueryParam("class"), Issuer: c.QueryParam("issuer"),
		Level: c.QueryParam("level"), Framework: c.QueryParam("framework"), Mode: app.Mode(c.QueryParam("mode")), Page: app.Page{Cursor: c.QueryParam("cursor")},
	}}
	if len(q) > maxQueryBytes {
		return spec.Errorf(spec.TooLarge, "the query has more than %d bytes", maxQueryBytes).In("q")
	}
	title := "Search"
	if strings.TrimSpace(q) == "" {
		return p.render(c, http.StatusOK, "search", title, q, page)
	}
	title = q + " – search"
	var err error
	page.Answer, err = p.app.Search(ctx, page.Request)
	page.Facets, page.Filters = p.facetLinks(ctx, c.QueryParams(), page.Answer)
	if notice, status := noticeOf(err); notice != "" {
		page.Notice = notice
		return p.render(c, status, "search", title, q, page)
	}
	if err != nil {
		return err
	}
	classes, err := p.app.Classes(ctx, app.ClassesRequest{Query: q, Page: app.Page{Limit: 5}})
	if err != nil {
		return err
	}
	page.Classes = classes.Items
	page.API = "/api/v1" + searchLink(c.QueryParams(), "", "")
	page.Modes = modeLinks(c.QueryParams(), page.Answer.Mode.Asked)
	if page.Answer.NextCursor != "" {
		page.Next = searchLink(c.QueryParams(), "cursor", page.Answer.NextCursor)
	}
	return p.render(c, http.StatusOK, "search", title, q, page)
}

// maxQueryBytes bounds a query typed into the search box.
const maxQueryBytes = 1000

// facetLinks lists the values to narrow an answer to, and the narrowings in
// force; without an answer there are only those.
func (p *Pages) facetLinks(ctx context.Context, params url.Values, answer *app.SearchAnswer) (facets []facet, filters []filter) {
	for _, name := range filterNames {
		if value := params.Get(name); value != "" {
			filters = append(filters, filter{Name: name, Label: p.facetLabel(ctx, name, value), Without: searchLink(params, name, "")})
			continue
		}
		if answer == nil {
			continue
		}
		f := facet{Name: name}
		for _, v := range answer.Facets[name] {
			f.Values = append(f.Values, facetValue{
				Value: v.Value, Label: p.facetLabel(ctx, name, v.Value), Count: v.Count, Link: searchLink(params, name, v.Value),
			})
		}
		if len(f.Values) > 1 {
			facets = append(facets, f)
		}
	}
	return facets, filters
}

// facetLabel says a value of a facet for people.
func (p *Pages) facetLabel(ctx context.Context, name, value string) string {
	switch name {
	case "class":
		if c, err := p.app.Class(ctx, value); err == nil {
			return isolated(c.Title) + " (" + value + ")"
		}
	case "issuer":
		return issuerWords(value)
	case "kind":
		return spec.Kind(value).Words()
	}
	return value
}

// searchLink is the address of the same search with one parameter changed, on
// its first page.
func searchLink(params url.Values, name, value string) string {
	q := url.Values{}
	for _, keep := range append([]string{"q", "mode"}, filterNames...) {
		if v := params.Get(keep); v != "" {
			q.Set(keep, v)
		}
	}
	q.Del(name)
	if value != "" {
		q.Set(name, value)
	}
	return "/search?" + q.Encode()
}
