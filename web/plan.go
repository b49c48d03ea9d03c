package web

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"crosswalk/internal/app"
	"crosswalk/internal/career"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

// planPage is a page to print and take away: from where to where, what is
// missing, what one brings, which way leads there, and who may apply.
type planPage struct {
	Asked   planAsked
	Degrees []qualification.Degree
	Notice  string
	Plan    *plan // nil when there is none

	You, Compare, Ways string // addresses
}

// planAsked is what the address says.
type planAsked struct {
	youAsked
	To, ToLevel, Relevant string
}

// plan is what is printed.
type plan struct {
	Crosswalk *crosswalk.Crosswalk
	Hops      []career.Hop // of the best way, or the direct move alone
	Way       *career.Path // nil when no way leads there
	Apply     *qualification.AlternativeResult
	Gaps      planList
	Partly    planList
	Brought   []crosswalk.Requirement
	Date      string
	Credits   []string // attributions of what is quoted
}

// A planList is so much of a list as fits.
type planList struct {
	Shown []crosswalk.Requirement
	More  int
}

// What a page holds. A text is clipped so that each takes two lines of a column
// at most.
const (
	planGaps    = 9
	planPartly  = 3 // and as many more as there are fewer gaps
	planBrought = 5
	planClaims  = 5 // conditions
	planHops    = 4
)

func (p *Pages) plan(c echo.Context) error {
	ctx := c.Request().Context()
	page := planPage{Degrees: qualification.Degrees[1:], Asked: planAsked{
		youAsked: youAsked{
			Class: c.QueryParam("class"), Level: c.QueryParam("level"), Years: c.QueryParam("years"),
			Degree: c.QueryParam("degree"), Further: furtherOf(c),
		},
		To: c.QueryParam("to"), ToLevel: c.QueryParam("to_level"), Relevant: c.QueryParam("relevant"),
	}}
	err := p.makePlan(ctx, &page)
	notice, status, err := mendable(err)
	if err != nil {
		return err
	}
	page.Notice = notice
	title := "Plan"
	if page.Plan != nil {
		title += ": " + page.Plan.Crosswalk.To.Title
	}
	return p.render(c, status, "plan", title, "", page)
}

func (p *Pages) makePlan(ctx context.Context, page *planPage) error {
	a := &page.Asked
	page.You = "/you?" + a.query().Encode()
	if a.Class == "" || a.To == "" {
		return spec.Errorf(spec.Invalid, "a plan leads from a class to another: choose them on the page for you").In("to")
	}
	to, err := p.app.Class(ctx, a.To)
	if err != nil {
		return err
	}
	if a.ToLevel == "" && len(to.Levels) > 0 {
		a.ToLevel = to.Levels[0].Label // where one enters it, as ways do
	}
	person, err := app.ReadPerson(a.Years, "", a.Relevant, a.Degree)
	if err != nil {
		return err
	}
	r := app.CrosswalkRequest{From: a.Class, FromLevel: a.Level, To: a.To, ToLevel: a.ToLevel, Further: a.Further}
	x, err := p.app.Crosswalk(ctx, r)
	if err != nil {
		return err
	}
	paths, err := p.app.Paths(ctx, app.PathsRequest{
		Class: a.Class, Level: a.Level, To: a.To, ToLevel: a.ToLevel, Further: a.Further, Person: person, Page: app.Page{Limit: 1},
	})
	if err != nil {
		return err
	}
	page.Compare = "/compare?" + compareQuery(r)
	ways := url.Values{"to": {a.To}}
	set(ways, "level", a.Level, "to_level", a.ToLevel, "years", a.Years, "relevant", a.Relevant, "degree", a.Degree)
	carry(ways, a.Further)
	page.Ways = "/classes/" + url.PathEscape(a.Class) + "/paths?" + ways.Encode()
	page.Plan = newPlan(x, paths.Paths)
	page.Plan.Date = p.app.Now().Format("2 January 2006")
	page.Plan.Credits, err = p.credits(ctx, x)
	return err
}

func newPlan(x *crosswalk.Crosswalk, paths *career.Paths) *plan {
	out := &plan{Crosswalk: x}
	switch {
	case len(paths.Items) > 0:
		out.Way = &paths.Items[0]
		out.Hops = out.Way.Hops
	case paths.Direct != nil:
		out.Hops = []career.Hop{*paths.Direct}
	}
	if n := len(out.Hops); n > 0 {
		if q := out.Hops[n-1].Qualification; q != nil && q.Best != nil {
			out.Apply = &q.Alternatives[*q.Best]
		}
	}
	for _, r := range x.Requirements {
		switch r.Status {
		case spec.Gap:
			out.Gaps.add(r, planGaps)
		case spec.Partial, spec.Short: // behind the gaps
			out.Partly.add(r, planPartly+planGaps-len(out.Gaps.Shown))
			out.Brought = append(out.Brought, r)
		case spec.Met:
			out.Brought = append(out.Brought, r)
		}
	}
	slices.SortStableFunc(out.Brought, func(a, b crosswalk.Requirement) int {
		return cmp.Or(cmp.Compare(b.Credit, a.Credit), cmp.Compare(*b.Confidence, *a.Confidence))
	})
	out.Brought = out.Brought[:min(planBrought, len(out.Brought))]
	return out
}

// add keeps a requirement where there is room, and counts it otherwise.
func (l *planList) add(r crosswalk.Requirement, room int) {
	if len(l.Shown) < room {
		l.Shown = append(l.Shown, r)
	} else {
		l.More++
	}
}

// Claims are the conditions that fit.
func (p *plan) Claims() []qualification.ConditionResult {
	return p.Apply.Conditions[:min(planClaims, len(p.Apply.Conditions))]
}

// MoreClaims counts the others.
func (p *plan) MoreClaims() int { return max(0, len(p.Apply.Conditions)-planClaims) }

// ShownHops are the hops that fit; a way has no more than MaxHops.
func (p *plan) ShownHops() []career.Hop { return p.Hops[:min(planHops, len(p.Hops))] }

// MoreHops counts the others.
func (p *plan) MoreHops() int { return max(0, len(p.Hops)-planHops) }

// credits names whom to credit for what is quoted.
func (p *Pages) credits(ctx context.Context, x *crosswalk.Crosswalk) ([]string, error) {
	var out []string
	for _, id := range []string{x.From.ID, x.To.ID} {
		class, err := p.app.Class(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, source := range class.SourceIDs {
			s, err := p.app.Source(ctx, source)
			if err != nil {
				return nil, err
			}
			if s.Attribution != "" && !slices.Contains(out, s.Attribution) {
				out = append(out, s.Attribution)
			}
		}
	}
	if len(out) > maxCredits {
		out = append(out[:maxCredits], fmt.Sprintf("and %s more, on the pages of the classes", count(len(out)-maxCredits, "source")))
	}
	return out, nil
}

// maxCredits is how many attributions a page holds; a class is of one or two
// documents nearly always.
const maxCredits = 4
