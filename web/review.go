package web

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"crosswalk/internal/api"
	"crosswalk/internal/app"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// reviewPage is a list of mappings, the queue above all, from where somebody
// sets to work.
type reviewPage struct {
	deskPage
	First     *place // to begin with; nil when there is none
	Proposes  bool   // may let the machine propose
	Many      bool   // may accept many at once here
	Agreement []review.Agreement
}

func (p *Pages) review(c echo.Context) error {
	notice := ""
	if n, err := strconv.Atoi(c.QueryParam("accepted")); err == nil {
		notice = count(n, "mapping") + " accepted, each with the confidence that you chose beside it."
	}
	return p.renderReview(c, http.StatusOK, notice)
}

// renderReview answers with the list that the address names. A notice says what
// became of a form, and what is wrong with the address comes before it.
func (p *Pages) renderReview(c echo.Context, status int, notice string) error {
	from, err := strconv.Atoi(c.QueryParam("from"))
	if err != nil || from < 1 {
		from = 1
	}
	page := reviewPage{}
	var wrong int
	if page.deskPage, wrong, err = p.desk(c, selectionOf(c.QueryParam), nil, from); err != nil {
		return err
	}
	if page.Notice == "" {
		page.Notice = notice
	} else {
		status = wrong
	}
	page.Here = page.Selection.link("/review")
	if len(page.Groups) > 0 {
		page.First = &page.Groups[0].Places[0]
	}
	page.Proposes = page.Me.Role.May(review.Analyst)
	kind := page.Selection.Kind
	page.Many = page.Decides && page.Me.Named && kind != "" && kind != string(review.Class) && !page.Selection.Narrowed()
	if page.Me.Role.May(review.Approver) {
		if page.Agreement, err = p.app.Agreement(c.Request().Context()); err != nil {
			return err
		}
	}
	return p.render(c, status, "review", "Review", "", page)
}

// sayName keeps the name of the one person of a catalog without accounts.
func (p *Pages) sayName(c echo.Context) error {
	if _, err := p.app.SayName(c.Request().Context(), c.FormValue("name")); err != nil {
		if notice, status := noticeOf(err); notice != "" {
			return p.renderReview(c, status, notice)
		}
		return err
	}
	return c.Redirect(http.StatusSeeOther, ownPath(c.FormValue("back")))
}

// acceptMany accepts what is proposed from a confidence on that a person chose.
func (p *Pages) acceptMany(c echo.Context) error {
	percent, err := strconv.ParseFloat(c.FormValue("from"), 64)
	if err != nil {
		return p.renderReview(c, http.StatusUnprocessableEntity, "From how many per cent on is a number.")
	}
	kind := review.Kind(c.FormValue("kind"))
	out, err := p.app.AcceptMany(c.Request().Context(), c.FormValue("request"), app.BulkRequest{Kind: kind, From: percent / 100, Comment: c.FormValue("comment")})
	if notice, status := noticeOf(err); notice != "" {
		return p.renderReview(c, status, notice)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, selection{State: waiting, Kind: string(kind)}.link("/review")+"&accepted="+strconv.Itoa(out.Accepted))
}

// propose lets the machine propose codes: for one class, or for all.
func (p *Pages) propose(c echo.Context) error {
	r := app.ProposeRequest{Kind: review.ClassCode, Candidates: 1}
	if class := c.FormValue("class"); class != "" {
		r.Subjects = []string{class}
	}
	if n, err := strconv.Atoi(c.FormValue("candidates")); err == nil {
		r.Candidates = n
	}
	if _, err := p.app.Propose(c.Request().Context(), r); err != nil {
		if spec.CodeOf(err) == spec.Unavailable {
			return p.renderReview(c, http.StatusServiceUnavailable, upperFirst(api.ProblemOf(err).Detail)+".")
		}
		if notice, status := noticeOf(err); notice != "" {
			return p.renderReview(c, status, notice)
		}
		return err
	}
	return c.Redirect(http.StatusSeeOther, selection{State: waiting, Kind: string(review.ClassCode)}.link("/review"))
}
