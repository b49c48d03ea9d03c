package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"crosswalk/internal/account"
	"crosswalk/internal/api"
	"crosswalk/internal/app"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// whoAsks is what a page of mappings says of who looks at it.
type whoAsks struct {
	Me      app.Me
	CSRF    string
	Request string // makes a form one that is carried out once
	Here    string // path of the page, to come back to
	Decides bool   // may accept and reject
}

func (p *Pages) whoAsks(c echo.Context, here string) whoAsks {
	me := p.app.Me(c.Request().Context())
	return whoAsks{Me: me, CSRF: api.CSRF(c), Request: account.NewToken(), Here: here, Decides: me.Role.May(review.Reviewer)}
}

// reviewPage is the queue, or all mappings in a state.
type reviewPage struct {
	whoAsks
	Kind, State string // as asked; the state "waiting" is the queue
	States      []stateTab
	Kinds       []review.Kind
	Mappings    app.List[app.Mapping]
	Next        string // address of the next page
	Notice      string
	Exports     []exportLink
	API         string
	Proposes    bool // may let the machine propose
	Many        bool // may accept many at once here
	Agreement   []review.Agreement
}

// stateTab is a state to choose, and how many mappings are in it.
type stateTab struct {
	State, Link string
	Count       int
	Current     bool
}

type exportLink struct{ Name, Link string }

// waiting is the tab of what waits for whoever looks.
const waiting = "waiting"

func (p *Pages) review(c echo.Context) error {
	notice := ""
	if n, err := strconv.Atoi(c.QueryParam("accepted")); err == nil {
		notice = count(n, "mapping") + " accepted, each with the confidence that you chose beside it."
	}
	return p.renderReview(c, http.StatusOK, notice)
}

func (p *Pages) renderReview(c echo.Context, status int, notice string) error {
	ctx := c.Request().Context()
	page := reviewPage{whoAsks: p.whoAsks(c, "/review"), Kind: c.QueryParam("kind"), State: c.QueryParam("state"), Kinds: review.Kinds, Notice: notice}
	page.Proposes = page.Me.Role.May(review.Analyst)
	page.Many = page.Decides && page.Me.Named && page.Kind != "" && page.Kind != string(review.Class)
	if page.State == "" {
		page.State = waiting
	}
	var err error
	at := app.Page{Cursor: c.QueryParam("cursor")}
	if page.State == waiting {
		page.API = "/api/v1/queue?kind=" + url.QueryEscape(page.Kind)
		page.Mappings, err = p.app.Queue(ctx, review.Kind(page.Kind), at)
	} else {
		page.API = "/api/v1/mappings?state=" + url.QueryEscape(page.State) + "&kind=" + url.QueryEscape(page.Kind)
		page.Mappings, err = p.app.Mappings(ctx, app.MappingsRequest{Kind: review.Kind(page.Kind), State: review.State(page.State), Page: at})
	}
	if err != nil {
		return err
	}
	if page.States, err = p.stateTabs(c, page.Kind, page.State); err != nil {
		return err
	}
	if page.Me.Role.May(review.Approver) {
		if page.Agreement, err = p.app.Agreement(ctx); err != nil {
			return err
		}
	}
	if page.Mappings.NextCursor != "" {
		page.Next = reviewLink(page.Kind, page.State) + "&cursor=" + url.QueryEscape(page.Mappings.NextCursor)
	}
	if page.Me.Role.May(review.Analyst) {
		for _, f := range app.ExportFormats {
			link := "/api/v1/exports/" + f.Name + "?kind=" + url.QueryEscape(page.Kind)
			if page.State != waiting {
				link += "&state=" + page.State
			}
			page.Exports = append(page.Exports, exportLink{f.Name, link})
		}
	}
	return p.render(c, status, "review", "Review", "", page)
}

func reviewLink(kind, state string) string {
	return "/review?state=" + url.QueryEscape(state) + "&kind=" + url.QueryEscape(kind)
}

func (p *Pages) stateTabs(c echo.Context, kind, current string) ([]stateTab, error) {
	counts, err := p.app.MappingCounts(c.Request().Context())
	if err != nil {
		return nil, err
	}
	tabs := []stateTab{{State: waiting, Link: reviewLink(kind, waiting), Count: -1, Current: current == waiting}}
	for _, s := range review.States {
		tab := stateTab{State: string(s), Link: reviewLink(kind, string(s)), Current: current == string(s)}
		for _, n := range counts {
			if n.State == s && (kind == "" || kind == string(n.Kind)) {
				tab.Count += n.Count
			}
		}
		if tab.Count > 0 || tab.Current {
			tabs = append(tabs, tab)
		}
	}
	return tabs, nil
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
	return c.Redirect(http.StatusSeeOther, reviewLink(string(kind), waiting)+"&accepted="+strconv.Itoa(out.Accepted))
}

// propose lets the machine propose codes: for one class, or for all.
func (p *Pages) propose(c echo.Context) error {
	r := app.ProposeRequest{Kind: review.ClassCode, Candidates: 1}
	if class := c.FormValue("class"); class != "" {
		r.Subjects = []string{class}
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
	return c.Redirect(http.StatusSeeOther, reviewLink(string(review.ClassCode), waiting))
}

// mappingPage is one mapping, with the form to decide on it.
type mappingPage struct {
	whoAsks
	*app.Mapping
	Actions   []actionChoice
	Relations []spec.Relation
	Others    []app.Mapping // other objects that were proposed for the same subject
	Next      string        // address of the next that waits
	Done      bool          // a decision was just taken
	Notice    string
	Said      app.DecideRequest
}

// actionChoice is something that whoever looks may do now.
type actionChoice struct {
	Action     review.Action
	Key        string // that chooses it
	Says, Hint string
	Chosen     bool
}

var actionChoices = []actionChoice{
	{review.Confirm, "i", "The rewording is immaterial", "The decision before it stands, and this wording is remembered.", false},
	{review.Accept, "a", "Accept", "As proposed; another relation can be said below.", false},
	{review.Reject, "r", "Reject", "The object is wrong for the subject.", false},
	{review.Change, "c", "Change", "To the object or the relation said below.", false},
	{review.Sign, "s", "Sign", "For the record, by somebody who did not rate it.", false},
	{review.Comment, "m", "Comment only", "Changes nothing.", false},
}

func (p *Pages) mapping(c echo.Context) error {
	return p.renderMapping(c, http.StatusOK, mappingPage{Done: c.QueryParam("done") != ""})
}

func (p *Pages) renderMapping(c echo.Context, status int, page mappingPage) error {
	ctx := c.Request().Context()
	var err error
	if page.Mapping, err = p.app.Mapping(ctx, c.Param("id")); err != nil {
		return err
	}
	page.whoAsks = p.whoAsks(c, "/mappings/"+page.ID)
	page.Relations = []spec.Relation{spec.Exact, spec.Close, spec.Broad, spec.Narrow, spec.Related}
	page.Actions = p.choices(&page)
	others, err := p.app.Mappings(ctx, app.MappingsRequest{Kind: page.Kind, Subject: page.Subject.ID, Page: app.Page{Limit: app.MaxProposals + 1}})
	if err != nil {
		return err
	}
	page.Others = slices.DeleteFunc(others.Items, func(m app.Mapping) bool { return m.ID == page.ID })
	queue, err := p.app.Queue(ctx, page.Kind, app.Page{Limit: 2})
	if err != nil {
		return err
	}
	for _, m := range queue.Items {
		if m.ID != page.ID && page.Next == "" {
			page.Next = "/mappings/" + m.ID
		}
	}
	return p.render(c, status, "mapping", page.Subject.Label, "", page)
}

// choices are the actions that whoever looks may take now. The likeliest is
// chosen: what was said before, a signature under what is accepted, or the first.
func (p *Pages) choices(page *mappingPage) []actionChoice {
	var out []actionChoice
	likeliest := page.Said.Action
	if likeliest == "" && page.Outcome.State == review.Accepted {
		likeliest = review.Sign
	}
	for _, choice := range actionChoices {
		d := review.Decision{Action: choice.Action, By: page.Me.Actor, Comment: "x"}
		if choice.Action == review.Change {
			d.Object = &review.Side{ID: "another"}
		}
		if page.Outcome.Check(&page.Proposal, &d, !page.Me.Accounts) == nil {
			choice.Chosen = choice.Action == likeliest
			out = append(out, choice)
		}
	}
	if len(out) > 0 && !slices.ContainsFunc(out, func(c actionChoice) bool { return c.Chosen }) {
		out[0].Chosen = true
	}
	return out
}

func (p *Pages) decide(c echo.Context) error {
	r := app.DecideRequest{
		Action: review.Action(c.FormValue("action")), Object: c.FormValue("object"), Relation: spec.Relation(c.FormValue("relation")),
		Comment: c.FormValue("comment"), SubjectHash: c.FormValue("subject_hash"), ObjectHash: c.FormValue("object_hash"),
	}
	said := r
	if r.Action != review.Change { // what the form says below counts for a change
		r.Object, r.ObjectHash = "", c.FormValue("object_hash")
	}
	if r.Object != "" {
		r.ObjectHash = "" // of the proposed one
	}
	if r.Action != review.Change && r.Action != review.Accept {
		r.Relation = ""
	}
	_, _, err := p.app.Decide(c.Request().Context(), c.Param("id"), c.FormValue("request"), r)
	switch spec.CodeOf(err) {
	case "":
		return c.Redirect(http.StatusSeeOther, "/mappings/"+url.PathEscape(c.Param("id"))+"?done=1")
	case spec.Invalid, spec.Conflict, spec.Forbidden, spec.TooLarge:
		problem := api.ProblemOf(err)
		return p.renderMapping(c, problem.Status, mappingPage{Notice: upperFirst(problem.Detail) + ".", Said: said})
	}
	return err
}
