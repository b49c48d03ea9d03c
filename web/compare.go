package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"crosswalk/internal/app"
	"crosswalk/internal/career"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

// A compareForm offers two classes and their levels.
type compareForm struct {
	From, To compareSide
	Knows    knowsFields
}

// A compareSide is one half of the form.
type compareSide struct {
	Name, Legend, ClassLabel, LevelLabel string

	LevelName string // of the field; the name and "_level" when empty
	Optional  bool   // the form makes sense without it

	Issuers []issuerClasses // classes to choose from; none when there are too many, and an id is typed
	Class   string          // id of the one chosen
	Level   string          // label of the one chosen
	Levels  []spec.Level    // of the class chosen
}

// compareForm fills in the form for a request. A class that is not there has
// no levels; comparing says so.
func (p *Pages) compareForm(ctx context.Context, r app.CrosswalkRequest) (compareForm, error) {
	f := compareForm{
		From: compareSide{Name: "from", Legend: "From", ClassLabel: "Class held", LevelLabel: "Level held", Class: r.From, Level: r.FromLevel},
		To:   compareSide{Name: "to", Legend: "To", ClassLabel: "Class aimed at", LevelLabel: "Level asked", Class: r.To, Level: r.ToLevel},
	}
	classes, err := p.app.Classes(ctx, app.ClassesRequest{Page: app.Page{Limit: maxPicked}})
	if err != nil {
		return f, err
	}
	if f.Knows, err = p.knowsFields(r.Further); err != nil {
		return f, err
	}
	for _, side := range []*compareSide{&f.From, &f.To} {
		if classes.NextCursor == "" {
			side.Issuers = byIssuer(classes.Items)
		}
		if side.Class == "" {
			continue
		}
		class, err := p.app.Class(ctx, side.Class)
		if err != nil && spec.CodeOf(err) != spec.NotFound {
			return f, err
		}
		side.Levels = class.Levels
	}
	return f, nil
}

// LevelField names the field of the level.
func (s compareSide) LevelField() string { return cmp.Or(s.LevelName, s.Name+"_level") }

// keepLevel writes the chosen level as the class does. A level that the class
// lacks falls away, as when another class was chosen after it; the notice says
// so.
func (s *compareSide) keepLevel() (notice string) {
	asked := s.Level
	s.Level = levelLabel(s.Levels, asked)
	if slices.ContainsFunc(s.Levels, func(l spec.Level) bool { return l.Label == s.Level }) || asked == "" {
		return ""
	}
	s.Level = ""
	return fmt.Sprintf("%s has no level “%s”; it is compared at all its levels. ", s.Class, asked)
}

// levelLabel writes a level, named by its label in any letter case or by its
// ordinal, as the class does. What is no level stays as it is.
func levelLabel(levels []spec.Level, name string) string {
	for _, l := range levels {
		if strings.EqualFold(l.Label, name) || strconv.Itoa(l.Ordinal) == name {
			return l.Label
		}
	}
	return name
}

type comparePage struct {
	Form      compareForm
	Notice    string
	Crosswalk *crosswalk.Crosswalk
	Back      string // address of the crosswalk the other way
	API       string // address of the same answer over REST
	You       string // address of the page where one says what one knows
	Plan      string // address of a plan; empty where there can be none
}

func (p *Pages) compare(c echo.Context) error {
	ctx := c.Request().Context()
	r := app.CrosswalkRequest{
		From: strings.TrimSpace(c.QueryParam("from")), To: strings.TrimSpace(c.QueryParam("to")),
		FromLevel: c.QueryParam("from_level"), ToLevel: c.QueryParam("to_level"), Further: furtherOf(c),
	}
	form, err := p.compareForm(ctx, r)
	if err != nil {
		return err
	}
	page := comparePage{Form: form}
	const noTitle = "Compare two classes"
	if r.From == "" || r.To == "" {
		return p.render(c, http.StatusOK, "compare", noTitle, "", page)
	}
	page.Notice = page.Form.From.keepLevel() + page.Form.To.keepLevel()
	r.FromLevel, r.ToLevel = page.Form.From.Level, page.Form.To.Level
	page.Crosswalk, err = p.app.Crosswalk(ctx, r)
	if notice, status := noticeOf(err); notice != "" {
		page.Notice = notice
		return p.render(c, status, "compare", noTitle, "", page)
	}
	if err != nil {
		return err
	}
	back := app.CrosswalkRequest{From: r.To, To: r.From, FromLevel: r.ToLevel, ToLevel: r.FromLevel}
	page.Back, page.API = "/compare?"+compareQuery(back), "/api/v1/crosswalk?"+compareQuery(r)
	if page.Crosswalk.From.Issuer != career.Occupations {
		you := youAsked{Class: r.From, Level: r.FromLevel, Further: r.Further}.query()
		page.You = "/you?" + you.Encode()
		set(you, "to", r.To, "to_level", r.ToLevel)
		page.Plan = "/you/plan?" + you.Encode()
	}
	return p.render(c, http.StatusOK, "compare", sideWords(page.Crosswalk.From)+" to "+sideWords(page.Crosswalk.To), "", page)
}

// sideWords names a side of a crosswalk, with its level.
func sideWords(s crosswalk.Side) string {
	if s.Level == nil {
		return s.Title
	}
	return s.Title + ", " + s.Level.Label
}

// compareQuery is the query that asks for a comparison, here and over REST.
func compareQuery(r app.CrosswalkRequest) string {
	q := url.Values{"from": {r.From}, "to": {r.To}}
	if r.FromLevel != "" {
		q.Set("from_level", r.FromLevel)
	}
	if r.ToLevel != "" {
		q.Set("to_level", r.ToLevel)
	}
	carry(q, r.Further)
	return q.Encode()
}
