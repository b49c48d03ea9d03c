package web

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"crosswalk/internal/api"
	"crosswalk/internal/app"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// mappingPage is one mapping, with the form to decide on it.
type mappingPage struct {
	deskPage
	*app.Work
	Title     string // of the subject, short enough for a heading
	Actions   []actionChoice
	Relations []spec.Relation
	After     string // id of the mapping to open after a decision; empty for none
	Done      *done  // what was just put in the record
	Said      app.DecideRequest
}

// done is a decision that was just taken.
type done struct {
	Says, Link  string
	Mapping     *app.Mapping
	Last        review.Decision
	Same, Waits bool // of the mapping that is shown; something else waits
}

// actionChoice is something that whoever looks may do now.
type actionChoice struct {
	Action     review.Action
	Key        string // that chooses it
	Then       string // field that the key leads to
	Says, Hint string
	Chosen     bool
}

var actionChoices = []actionChoice{
	{review.Confirm, "i", "", "The rewording is immaterial", "The decision before it stands, and this wording is remembered.", false},
	{review.Accept, "a", "", "Accept", "As proposed; another relation can be said below.", false},
	{review.Reject, "r", "", "Reject", "The object is wrong for the subject.", false},
	{review.Change, "c", "object", "Change", "To the object or the relation said below.", false},
	{review.Sign, "s", "", "Sign", "For the record, by somebody who did not rate it.", false},
	{review.Comment, "m", "comment", "Comment only", "Changes nothing.", false},
}

// relations that a person may say.
var relations = []spec.Relation{spec.Exact, spec.Close, spec.Broad, spec.Narrow, spec.Related}

// mappingID is the form of the ids of mappings.
var mappingID = regexp.MustCompile(`^map-[0-9a-f]{16}$`)

func (p *Pages) mapping(c echo.Context) error {
	page := mappingPage{}
	if id := c.QueryParam("done"); mappingID.MatchString(id) {
		if m, err := p.app.Mapping(c.Request().Context(), id); err == nil {
			page.Done = doneOn(m, review.ActorOf(c.Request().Context()).ID)
		}
	}
	return p.renderMapping(c, http.StatusOK, selectionOf(c.QueryParam), page, "")
}

// doneOn is the last decision of somebody on a mapping; nil when there is none.
func doneOn(m *app.Mapping, who string) *done {
	for _, d := range slices.Backward(m.Decisions) {
		if d.By.ID == who {
			return &done{Says: actionWords[d.Action], Mapping: m, Last: d}
		}
	}
	return nil
}

func (p *Pages) renderMapping(c echo.Context, status int, s selection, page mappingPage, notice string) error {
	work, err := p.app.Work(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	if s == (selection{}) { // from elsewhere: what is like it
		s.Kind = string(work.Kind)
	}
	page.Work, page.Relations = work, relations
	if page.deskPage, _, err = p.desk(c, s, &work.Proposal, 1); err != nil {
		return err
	}
	if notice != "" {
		page.Notice = notice
	}
	page.Here = page.Selection.link("/mappings/" + page.Work.ID)
	page.Title = shortened(page.Subject.Label, headingLength)
	page.Actions = p.choices(&page)
	if next := page.Desk.Next; next != nil {
		page.After = next.ID
	} else if len(page.Desk.Places) > 0 && page.Desk.Total > 1 {
		page.After, err = p.first(c, page.Selection)
	}
	if page.Done != nil {
		page.Done.Link = page.Selection.link("/mappings/" + page.Done.Mapping.ID)
		page.Done.Same, page.Done.Waits = page.Done.Mapping.ID == page.Work.ID, page.Next != ""
	}
	if err != nil {
		return err
	}
	return p.render(c, status, "mapping", page.Title, "", page)
}

// first is the id of what a list begins with; empty where it is empty.
func (p *Pages) first(c echo.Context, s selection) (string, error) {
	r, err := s.request()
	if err != nil {
		return "", err
	}
	desk, err := p.app.Desk(c.Request().Context(), app.DeskRequest{MappingsRequest: r, Most: 1})
	if err != nil || len(desk.Places) == 0 {
		return "", err
	}
	return desk.Places[0].ID, nil
}

// headingLength bounds, in characters, how much of a requirement stands in a
// heading; the whole of it stands in the evidence.
const headingLength = 160

// shortened cuts a text to n characters.
func shortened(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return strings.TrimSpace(string(r[:n-1])) + "…"
	}
	return s
}

// choices are the actions that whoever looks may take now. None is chosen but
// what was said before: a rater is not led.
func (p *Pages) choices(page *mappingPage) []actionChoice {
	var out []actionChoice
	for _, choice := range actionChoices {
		d := review.Decision{Action: choice.Action, By: page.Me.Actor, Comment: "x"}
		if choice.Action == review.Change {
			d.Object = &review.Side{ID: "another"}
		}
		if page.Outcome.Check(&page.Proposal, &d, !page.Me.Accounts) == nil {
			choice.Chosen = choice.Action == page.Said.Action
			if choice.Action == review.Sign && !page.Me.Accounts {
				choice.Hint = "For the record. Without accounts it is by the one name that is here."
			}
			out = append(out, choice)
		}
	}
	return out
}

// bareCode is an O*NET-SOC code as people write it.
var bareCode = regexp.MustCompile(`^\d\d-\d{4}\.\d\d$`)

func (p *Pages) decide(c echo.Context) error {
	r := app.DecideRequest{
		Action: review.Action(c.FormValue("action")), Object: strings.TrimSpace(c.FormValue("object")), Relation: spec.Relation(c.FormValue("relation")),
		Comment: c.FormValue("comment"), SubjectHash: c.FormValue("subject_hash"), ObjectHash: c.FormValue("object_hash"),
	}
	said := r
	if bareCode.MatchString(r.Object) {
		r.Object = "onet:" + r.Object
	}
	if r.Action != review.Change { // what the form says below counts for a change
		r.Object, r.ObjectHash = "", c.FormValue("object_hash")
	}
	if r.Object != "" {
		r.ObjectHash = "" // of the proposed one
	}
	if r.Action != review.Change && r.Action != review.Accept {
		r.Relation = ""
	}
	id, s := c.Param("id"), selectionOf(c.FormValue)
	_, _, err := p.app.Decide(c.Request().Context(), id, c.FormValue("request"), r)
	switch spec.CodeOf(err) {
	case "":
		next := c.FormValue("next")
		if !mappingID.MatchString(next) || r.Action == review.Comment { // a comment decides nothing yet
			next = id
		}
		link := s.link("/mappings/" + url.PathEscape(next))
		if strings.Contains(link, "?") {
			link += "&"
		} else {
			link += "?"
		}
		return c.Redirect(http.StatusSeeOther, link+"done="+url.QueryEscape(id))
	case spec.Invalid, spec.Conflict, spec.Forbidden, spec.TooLarge:
		problem := api.ProblemOf(err)
		return p.renderMapping(c, problem.Status, s, mappingPage{Said: said}, upperFirst(problem.Detail)+".")
	}
	return err
}
