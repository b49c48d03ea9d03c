package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"crosswalk/index"
	"crosswalk/internal/app"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

// maxPicked bounds the classes that a form offers to choose from.
const maxPicked = app.MaxLimit

type startPage struct {
	Issuers []issuerClasses
	Compare compareForm
	More    bool // there are more classes than shown
}

type issuerClasses struct {
	Issuer  string
	Classes []spec.Class
}

func (p *Pages) start(c echo.Context) error {
	classes, err := p.app.Classes(c.Request().Context(), app.ClassesRequest{Page: app.Page{Limit: maxPicked}})
	if err != nil {
		return err
	}
	return p.render(c, http.StatusOK, "start", "Crosswalk", "", startPage{
		Issuers: byIssuer(classes.Items), Compare: newCompareForm(classes.Items, app.CrosswalkRequest{}), More: classes.NextCursor != "",
	})
}

func byIssuer(classes []spec.Class) []issuerClasses {
	var out []issuerClasses
	for _, c := range classes {
		i := slices.IndexFunc(out, func(g issuerClasses) bool { return g.Issuer == c.Issuer })
		if i < 0 {
			i = len(out)
			out = append(out, issuerClasses{Issuer: c.Issuer})
		}
		out[i].Classes = append(out[i].Classes, c)
	}
	return out
}

type searchPage struct {
	Request app.SearchRequest
	Answer  *app.SearchAnswer
	Classes []spec.Class
	Facets  []facet
	Filters []filter
	Next    string // address of the next page
}

// A facet narrows the search to one value of a field.
type facet struct {
	Name   string
	Values []facetValue
}

type facetValue struct {
	Value, Link string
	Count       int
}

// A filter is a narrowing in force, with the address that takes it back.
type filter struct{ Name, Value, Without string }

// filterNames are the query parameters that narrow a search, as facets name
// them.
var filterNames = []string{"kind", "class", "issuer", "level", "framework"}

func (p *Pages) search(c echo.Context) error {
	ctx, q := c.Request().Context(), c.QueryParam("q")
	page := searchPage{Request: app.SearchRequest{
		Query: q, Kind: c.QueryParam("kind"), Class: c.QueryParam("class"), Issuer: c.QueryParam("issuer"),
		Level: c.QueryParam("level"), Framework: c.QueryParam("framework"), Page: app.Page{Cursor: c.QueryParam("cursor")},
	}}
	if len(q) > maxQueryBytes {
		return spec.Errorf(spec.TooLarge, "the query has more than %d bytes", maxQueryBytes).In("q")
	}
	if strings.TrimSpace(q) != "" {
		var err error
		if page.Answer, err = p.app.Search(ctx, page.Request); err != nil {
			return err
		}
		classes, err := p.app.Classes(ctx, app.ClassesRequest{Query: q, Page: app.Page{Limit: 5}})
		if err != nil {
			return err
		}
		page.Classes = classes.Items
		page.Facets, page.Filters = facetLinks(c.QueryParams(), page.Answer.Facets)
		if page.Answer.NextCursor != "" {
			page.Next = searchLink(c.QueryParams(), "cursor", page.Answer.NextCursor)
		}
	}
	title := "Search"
	if q != "" {
		title = q + " – search"
	}
	return p.render(c, http.StatusOK, "search", title, q, page)
}

// maxQueryBytes bounds a query typed into the search box.
const maxQueryBytes = 1000

func facetLinks(params url.Values, counts index.Facets) (facets []facet, filters []filter) {
	for _, name := range filterNames {
		if value := params.Get(name); value != "" {
			filters = append(filters, filter{Name: name, Value: value, Without: searchLink(params, name, "")})
			continue
		}
		f := facet{Name: name}
		for _, v := range counts[name] {
			f.Values = append(f.Values, facetValue{Value: v.Value, Count: v.Count, Link: searchLink(params, name, v.Value)})
		}
		if len(f.Values) > 1 {
			facets = append(facets, f)
		}
	}
	return facets, filters
}

// searchLink is the address of the same search with one parameter changed, on
// its first page.
func searchLink(params url.Values, name, value string) string {
	q := url.Values{}
	for _, keep := range append([]string{"q"}, filterNames...) {
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

type classPage struct {
	Class   spec.Class
	Table   *levelTable
	Groups  []kindGroup
	Sources []spec.Source
	Moves   []crosswalk.Ranked
}

// A levelTable shows what each competency asks at each level.
type levelTable struct {
	Levels []spec.Level
	Rows   []levelRow
}

type levelRow struct {
	Competency string
	Framework  string
	Cells      []levelCell
}

// A levelCell repeats its level, for screens that cannot show columns.
type levelCell struct {
	Level      spec.Level
	Statements []spec.Statement
}

// A kindGroup lists statements of one kind, outside the table.
type kindGroup struct {
	Kind       spec.Kind
	Framework  string
	Competency string
	Statements []spec.Statement
}

// movesShown is how many of the best covered classes a class page shows.
const movesShown = 5

func (p *Pages) class(c echo.Context) error {
	ctx, id := c.Request().Context(), c.Param("id")
	class, err := p.app.Class(ctx, id)
	if err != nil {
		return err
	}
	page := classPage{Class: class}
	var statements []spec.Statement
	for cursor, first := "", true; first || cursor != ""; first = false {
		l, err := p.app.Statements(ctx, id, app.StatementsRequest{Page: app.Page{Limit: app.MaxLimit, Cursor: cursor}})
		if err != nil {
			return err
		}
		statements = append(statements, l.Items...)
		cursor = l.NextCursor
	}
	page.Table, page.Groups = arrange(class, statements)
	for _, source := range class.SourceIDs {
		s, err := p.app.Source(ctx, source)
		if err != nil {
			return err
		}
		page.Sources = append(page.Sources, s)
	}
	moves, err := p.app.Matches(ctx, app.MatchesRequest{Class: id, Direction: crosswalk.To, Page: app.Page{Limit: movesShown}})
	if err != nil {
		return err
	}
	page.Moves = moves.Items
	return p.render(c, http.StatusOK, "class", class.Title, "", page)
}

// arrange puts statements with a level and a requirement kind into the table
// and the others into groups, in document order.
func arrange(class spec.Class, statements []spec.Statement) (*levelTable, []kindGroup) {
	table := &levelTable{Levels: class.Levels}
	var groups []kindGroup
	for _, st := range statements {
		if st.Level != nil && st.Kind.IsRequirement() {
			table.add(st)
			continue
		}
		i := slices.IndexFunc(groups, func(g kindGroup) bool {
			return g.Kind == st.Kind && g.Framework == st.Framework && g.Competency == st.Competency
		})
		if i < 0 {
			i = len(groups)
			groups = append(groups, kindGroup{Kind: st.Kind, Framework: st.Framework, Competency: st.Competency})
		}
		groups[i].Statements = append(groups[i].Statements, st)
	}
	slices.SortStableFunc(groups, func(a, b kindGroup) int {
		return slices.Index(spec.Kinds, a.Kind) - slices.Index(spec.Kinds, b.Kind)
	})
	if len(table.Rows) == 0 {
		table = nil
	}
	return table, groups
}

func (t *levelTable) add(st spec.Statement) {
	i := slices.IndexFunc(t.Rows, func(r levelRow) bool {
		return r.Competency == st.Competency && r.Framework == st.Framework
	})
	if i < 0 {
		i = len(t.Rows)
		row := levelRow{Competency: st.Competency, Framework: st.Framework, Cells: make([]levelCell, len(t.Levels))}
		for k, l := range t.Levels {
			row.Cells[k].Level = l
		}
		t.Rows = append(t.Rows, row)
	}
	for k, l := range t.Levels {
		if l.Ordinal == st.Level.Ordinal {
			t.Rows[i].Cells[k].Statements = append(t.Rows[i].Cells[k].Statements, st)
		}
	}
}

// A compareForm offers two classes and their levels.
type compareForm struct {
	Request app.CrosswalkRequest
	Issuers []issuerClasses
	From    []spec.Level // levels of the chosen classes
	To      []spec.Level
}

func newCompareForm(classes []spec.Class, r app.CrosswalkRequest) compareForm {
	f := compareForm{Request: r, Issuers: byIssuer(classes)}
	for _, c := range classes {
		if c.ID == r.From {
			f.From = c.Levels
		}
		if c.ID == r.To {
			f.To = c.Levels
		}
	}
	return f
}

type comparePage struct {
	Form      compareForm
	Crosswalk *crosswalk.Crosswalk
	Back      string // address of the crosswalk the other way
	API       string // address of the same answer over REST
}

func (p *Pages) compare(c echo.Context) error {
	ctx := c.Request().Context()
	r := app.CrosswalkRequest{
		From: c.QueryParam("from"), To: c.QueryParam("to"),
		FromLevel: c.QueryParam("from_level"), ToLevel: c.QueryParam("to_level"),
	}
	classes, err := p.app.Classes(ctx, app.ClassesRequest{Page: app.Page{Limit: maxPicked}})
	if err != nil {
		return err
	}
	page := comparePage{Form: newCompareForm(classes.Items, r)}
	title := "Compare two classes"
	if r.From != "" && r.To != "" {
		// A level that belongs to the class chosen before falls away.
		r.FromLevel, r.ToLevel = keepLevel(page.Form.From, r.FromLevel), keepLevel(page.Form.To, r.ToLevel)
		page.Form.Request = r
		if page.Crosswalk, err = p.app.Crosswalk(ctx, r); err != nil {
			return err
		}
		back := app.CrosswalkRequest{From: r.To, To: r.From, FromLevel: r.ToLevel, ToLevel: r.FromLevel}
		page.Back, page.API = "/compare?"+compareQuery(back), "/api/v1/crosswalk?"+compareQuery(r)
		title = page.Crosswalk.From.Title + " to " + page.Crosswalk.To.Title
	}
	return p.render(c, http.StatusOK, "compare", title, "", page)
}

func keepLevel(levels []spec.Level, name string) string {
	for _, l := range levels {
		if strings.EqualFold(l.Label, name) || strconv.Itoa(l.Ordinal) == name {
			return name
		}
	}
	return ""
}

func compareQuery(r app.CrosswalkRequest) string {
	q := url.Values{"from": {r.From}, "to": {r.To}}
	if r.FromLevel != "" {
		q.Set("from_level", r.FromLevel)
	}
	if r.ToLevel != "" {
		q.Set("to_level", r.ToLevel)
	}
	return q.Encode()
}

type sourcePage struct {
	Source   spec.Source
	Passages []passage
}

// A passage is a stretch of a source's text: a statement, or what stands
// between two.
type passage struct {
	Text      string
	Statement *spec.Statement
}

func (p *Pages) source(c echo.Context) error {
	ctx, id := c.Request().Context(), c.Param("id")
	source, err := p.app.Source(ctx, id)
	if err != nil {
		return err
	}
	text, err := p.app.SourceText(ctx, id)
	if err != nil {
		return err
	}
	statements, err := p.app.SourceStatements(ctx, id)
	if err != nil {
		return err
	}
	return p.render(c, http.StatusOK, "source", source.Title+" – source", "", sourcePage{Source: source, Passages: passages(text, statements)})
}

// passages cuts a text at the spans of its statements. A statement that
// begins inside another is left to the other.
func passages(text string, statements []spec.Statement) []passage {
	var out []passage
	at := 0
	for i := range statements {
		s := statements[i].Span
		if s.Start < at || s.End > len(text) {
			continue
		}
		if s.Start > at {
			out = append(out, passage{Text: text[at:s.Start]})
		}
		out = append(out, passage{Text: text[s.Start:s.End], Statement: &statements[i]})
		at = s.End
	}
	return append(out, passage{Text: text[at:]})
}
