// Package web serves the pages: rendered on the server, readable without
// JavaScript, and nothing loaded from elsewhere.
package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"crosswalk/internal/api"
	"crosswalk/internal/app"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

//go:embed templates static
var files embed.FS

// Pages serves the pages.
type Pages struct {
	app       *app.App
	openapi   *huma.OpenAPI
	templates map[string]*template.Template // by page name
	static    map[string]asset              // by path below /static/
}

type asset struct {
	body []byte
	kind string
	etag string
}

// Register adds the pages to e.
func Register(e *echo.Echo, a *app.App, guard *api.Guard, openapi *huma.OpenAPI) (*Pages, error) {
	p := &Pages{app: a, openapi: openapi}
	var err error
	if p.templates, err = parseTemplates(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if p.static, err = readStatic(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	e.GET("/", p.start)
	e.GET("/search", p.search)
	e.GET("/compare", p.compare)
	e.GET("/classes", p.classes)
	e.GET("/classes/:id", p.class)
	e.GET("/classes/:id/moves", p.moves)
	e.GET("/classes/:id/code", p.codeClass)
	e.GET("/code", p.code)
	e.GET("/allocate", p.allocate)
	e.GET("/groups", p.groups)
	e.GET("/duplicates", p.duplicates)
	e.GET("/sources/:id", p.source)
	e.GET("/docs", p.docs)
	e.GET("/classes/:id/paths", p.paths)
	e.GET("/matrix", p.matrix)
	e.GET("/you", p.you)
	e.GET("/you/plan", p.plan)
	e.GET("/documents", p.documents)
	e.POST("/documents/read", p.readDocument)
	e.POST("/documents", p.storeDocument)
	e.GET("/review", p.review)
	e.POST("/review/name", p.sayName)
	e.POST("/review/propose", p.propose)
	e.POST("/review/accept", p.acceptMany)
	e.GET("/mappings/:id", p.mapping)
	e.POST("/mappings/:id/decide", p.decide)
	e.GET("/login", p.login)
	e.POST("/login", p.doLogin)
	e.POST("/logout", p.doLogout)
	e.GET("/static/:file", p.asset)
	guard.Needs(review.Reader, http.MethodGet, "/", "/search", "/compare", "/classes", "/classes/:id", "/classes/:id/moves", "/classes/:id/code", "/code", "/allocate", "/groups", "/duplicates", "/sources/:id", "/review", "/mappings/:id", "/classes/:id/paths", "/matrix", "/you", "/you/plan", "/documents")
	guard.Needs(review.Reader, http.MethodPost, "/logout")
	guard.Needs(review.Admin, http.MethodPost, "/review/name")
	guard.Needs(review.Reviewer, http.MethodPost, "/review/accept")
	guard.Needs(review.Analyst, http.MethodPost, "/documents", "/documents/read", "/review/propose", "/mappings/:id/decide")
	guard.Open(http.MethodGet, "/docs", "/login", "/static/:file")
	guard.Open(http.MethodPost, "/login")
	return p, nil
}

// parseTemplates reads every page, by the name of its file, with what the pages
// share.
func parseTemplates() (map[string]*template.Template, error) {
	shared, err := template.New("").Funcs(functions).Funcs(chartFunctions).Funcs(furtherFunctions).Funcs(waysFunctions).ParseFS(files, "templates/shared/*.html")
	if err != nil {
		return nil, err
	}
	pages, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, err
	}
	out := make(map[string]*template.Template, len(pages))
	for _, page := range pages {
		t, err := shared.Clone()
		if err != nil {
			return nil, err
		}
		if out[strings.TrimSuffix(path.Base(page), ".html")], err = t.ParseFS(files, page); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// bundles are the files that a page loads, each joined from the files of a
// folder.
var bundles = []struct{ name, folder, kind, begins string }{
	{"site.css", "static/css", "text/css; charset=utf-8", ""},
	{"site.js", "static/js", "text/javascript; charset=utf-8", "\"use strict\";\n"},
}

// stylesheetOrder puts first what the others build on and last what overrides
// them; between them they go by name.
var stylesheetOrder = map[string]int{"base.css": -1, "narrow.css": 1, "print.css": 2}

// readStatic reads what is served below /static/.
func readStatic() (map[string]asset, error) {
	icon, err := files.ReadFile("static/icon.svg")
	if err != nil {
		return nil, err
	}
	out := map[string]asset{"icon.svg": newAsset(icon, "image/svg+xml")}
	for _, b := range bundles {
		entries, err := fs.ReadDir(files, b.folder)
		if err != nil {
			return nil, err
		}
		slices.SortStableFunc(entries, func(x, y fs.DirEntry) int {
			return stylesheetOrder[x.Name()] - stylesheetOrder[y.Name()]
		})
		body := []byte(b.begins)
		for _, e := range entries {
			part, err := files.ReadFile(b.folder + "/" + e.Name())
			if err != nil {
				return nil, err
			}
			body = append(body, part...)
		}
		out[b.name] = newAsset(body, b.kind)
	}
	return out, nil
}

func newAsset(body []byte, kind string) asset {
	sum := sha256.Sum256(body)
	return asset{body: body, kind: kind, etag: `"` + hex.EncodeToString(sum[:8]) + `"`}
}

func (p *Pages) asset(c echo.Context) error {
	a, ok := p.static[c.Param("file")]
	if !ok {
		return echo.ErrNotFound
	}
	h := c.Response().Header()
	h.Set("Cache-Control", "no-cache") // ask again, cheaply
	h.Set("ETag", a.etag)
	if c.Request().Header.Get("If-None-Match") == a.etag {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, a.kind, a.body)
}

// frame is what the layout shows around every page.
type frame struct {
	Title string
	Path  string // of the page
	Query string // words in the search box
	// Attribution of the O*NET release whose text any page may show; empty when
	// none is imported.
	Attribution string
	Who         string // name of who is logged in; empty without accounts
	CSRF        string // for forms
	Page        any
}

// render writes a page whole or not at all.
func (p *Pages) render(c echo.Context, status int, name, title, query string, page any) error {
	var out bytes.Buffer
	f := frame{Title: title, Path: c.Request().URL.Path, Query: query, Attribution: p.app.Attribution(), CSRF: api.CSRF(c), Page: page}
	if f.CSRF != "" {
		f.Who = review.ActorOf(c.Request().Context()).Name
	}
	if err := p.templates[name].ExecuteTemplate(&out, "layout", f); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	return c.HTMLBlob(status, out.Bytes())
}

// noticeOf says an error that a visitor can mend on the same page, with the
// status to answer with. It is empty for other errors, and for none.
func noticeOf(err error) (notice string, status int) {
	switch spec.CodeOf(err) {
	case spec.Invalid, spec.NotFound, spec.Conflict:
		return upperFirst(api.ProblemOf(err).Detail) + ".", api.ProblemOf(err).Status
	}
	return "", 0
}

// mendable is noticeOf for a page that shows itself either way: without an
// error the status is that of an answer, and what cannot be mended stays an
// error.
func mendable(err error) (notice string, status int, rest error) {
	if notice, status = noticeOf(err); notice != "" {
		return notice, status, nil
	}
	return "", http.StatusOK, err
}

// Problem shows an error as a page.
func (p *Pages) Problem(c echo.Context, problem *api.Problem) error {
	if problem.Status == http.StatusUnauthorized && c.Request().Method == http.MethodGet {
		return toLogin(c)
	}
	page := problemPage{Problem: problem, Readiness: p.app.Readiness(c.Request().Context())}
	if page.Starting() {
		c.Response().Header().Set("Refresh", "2") // the page asks again by itself
	}
	return p.render(c, problem.Status, "problem", problem.Title, "", page)
}

// problemPage says what went wrong, or that nothing did and the first answer is
// still being prepared.
type problemPage struct {
	*api.Problem
	Readiness app.Readiness
}

// Starting reports whether waiting is all that is needed.
func (p problemPage) Starting() bool {
	return p.Status == http.StatusServiceUnavailable && !p.Readiness.Answering
}
