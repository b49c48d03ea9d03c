package web

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"crosswalk/internal/api"
	"crosswalk/internal/app"
)

// studied are the employers whose classes a consolidation study looks at.
type studied struct {
	Employers []string // all there are
	Chosen    map[string]bool
	Cursor    string
	Path      string // of the page
	API       string // address of this answer over REST
	Next      string // address of the next page; empty on the last
	Notice    string
}

func (p *Pages) studied(c echo.Context, path string) studied {
	s := studied{Employers: p.app.Issuers(), Chosen: map[string]bool{}, Cursor: c.QueryParam("cursor"), Path: path}
	for _, employer := range c.QueryParams()["employers"] {
		s.Chosen[employer] = true
	}
	return s
}

// asked is the query of the page, without a place in the list.
func (s *studied) asked(c echo.Context) url.Values {
	q := url.Values{"employers": c.QueryParams()["employers"]}
	if c.QueryParam("across") != "" {
		q.Set("across", "true")
	}
	return q
}

// address names the answer over REST, and the page after this one.
func (s *studied) address(c echo.Context, next string) {
	q := s.asked(c)
	if next != "" {
		q.Set("cursor", next)
		s.Next = s.Path + "?" + q.Encode()
		q.Del("cursor")
	}
	s.API = api.Prefix + s.Path + "?" + q.Encode()
}

type groupsPage struct {
	studied
	Across bool
	Groups app.List[app.ClassGroup]
}

func (p *Pages) groups(c echo.Context) error {
	page := groupsPage{studied: p.studied(c, "/groups"), Across: c.QueryParam("across") != ""}
	var err error
	page.Groups, err = p.app.Groups(c.Request().Context(), app.GroupsRequest{Employers: c.QueryParams()["employers"], Across: page.Across, Page: app.Page{Cursor: page.Cursor}})
	notice, status, err := mendable(err)
	if err != nil {
		return err
	}
	page.Notice = notice
	page.address(c, page.Groups.NextCursor)
	return p.render(c, status, "groups", "Classes that may be the same job", "", page)
}

type duplicatesPage struct {
	studied
	Duplicates app.List[app.Duplicate]
}

func (p *Pages) duplicates(c echo.Context) error {
	page := duplicatesPage{studied: p.studied(c, "/duplicates")}
	var err error
	page.Duplicates, err = p.app.Duplicates(c.Request().Context(), app.DuplicatesRequest{Employers: c.QueryParams()["employers"], Page: app.Page{Cursor: page.Cursor}})
	notice, status, err := mendable(err)
	if err != nil {
		return err
	}
	page.Notice = notice
	page.address(c, page.Duplicates.NextCursor)
	return p.render(c, status, "duplicates", "Statements that several classes make", "", page)
}
