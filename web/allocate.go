package web

import (
	"github.com/labstack/echo/v4"

	"crosswalk/internal/app"
)

// allocatePage places a described job among the classes of an employer.
type allocatePage struct {
	Described  app.AllocateRequest
	Employers  []string
	MaxText    int
	Allocation *app.Allocation // nil when nothing was asked, or it has no answer
	Notice     string
}

func (p *Pages) allocate(c echo.Context) error {
	page := allocatePage{
		Described: app.AllocateRequest{CodeRequest: app.CodeRequest{Title: c.QueryParam("title"), Text: c.QueryParam("text")}, Employer: c.QueryParam("employer")},
		Employers: p.app.Issuers(), MaxText: maxDescribed,
	}
	var err error
	if !page.Described.Empty() {
		page.Allocation, err = p.app.Allocate(c.Request().Context(), page.Described)
	}
	notice, status, err := mendable(err)
	if err != nil {
		return err
	}
	page.Notice = notice
	return p.render(c, status, "allocate", "Place a job", "", page)
}
