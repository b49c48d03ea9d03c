package web

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"crosswalk/index"
	"crosswalk/internal/app"
	"crosswalk/internal/career"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

// youPage asks somebody what they are and what they know, and shows where they
// can go from there.
type youPage struct {
	Form    youForm
	Example string // address of an answer, for who asks nothing yet
	Notice  string
	Class   *spec.Class // nil when nothing was asked
	Found   []app.Found // statements to tick
	Asked   youAsked
	Answer  *youAnswer // nil when the question has none
}

// youAsked is what the form says.
type youAsked struct {
	Class, Level, Find, Among, Show, Years, Degree string
	app.Further
}

// youForm holds what the form offers.
type youForm struct {
	Side    compareSide // class and level
	Knows   knowsFields
	Degrees []qualification.Degree
}

// youAnswer is the moves, by how they stand to the class held.
type youAnswer struct {
	Sections []youSection
	Known    []spec.Statement
	Matching crosswalk.Matching
	Ways     string // address of the ways from here
}

// A youSection lists moves of one sort.
type youSection struct {
	ID, Title, Hint, None string
	Folded                bool
	Unasked               bool // so many classes that these are ranked when they are asked for
	Total                 int
	Cards                 []youCard
	More                  string // address of all of them; empty when all are shown
	Next                  string // address of the next page, where one sort is shown
	API                   string // address of the same moves over REST; empty where it has no such list
}

// A youCard is one move.
type youCard struct {
	crosswalk.Ranked
	Held          string // id of the class held
	Why           string // how it is known which way the move leads
	Compare, Plan string // addresses
	Ways          string
}

const (
	shownMoves = 6  // of a sort, beside the others
	allMoves   = 20 // of a sort, by itself
	shownFinds = 12
	// searched is how many statements are looked at for those that can be ticked.
	searched = 60
	// maxFolded is the number of employers' classes up to which folded moves are worked
	// out at once: with thousands, their evidence is most of the work.
	maxFolded = 200
)

// sections describes the sorts of moves.
var sections = map[career.Switch]youSection{
	career.Promotion: {ID: "promotion", Title: "Promotions", None: "No class is known to stand higher than yours.",
		Hint: "They stand higher: a document says so, the series, the common ladder or, with no promise, the words of the titles."},
	career.Lateral: {ID: "lateral", Title: "Lateral moves", None: "No class is known to stand as high as yours.",
		Hint: "They stand as high as you do."},
	career.Unclear: {ID: "unclear", Title: "Others", Folded: true,
		Hint: "Nothing says how they stand to yours: levels that no ladder places, or titles of two employers."},
	career.Down: {ID: "down", Title: "Below yours", Folded: true, Hint: "They stand lower than you do."},
}

func (p *Pages) you(c echo.Context) error {
	ctx := c.Request().Context()
	page := youPage{Asked: youAsked{
		Class: strings.TrimSpace(c.QueryParam("class")), Level: c.QueryParam("level"), Find: c.QueryParam("find"), Among: c.QueryParam("among"),
		Show: c.QueryParam("show"), Years: c.QueryParam("years"), Degree: c.QueryParam("degree"), Further: furtherOf(c),
	}}
	if err := p.youForm(ctx, &page); err != nil {
		return err
	}
	err := p.findToTick(ctx, &page)
	if err == nil && page.Asked.Class != "" {
		err = p.askMoves(ctx, &page, c.QueryParam("cursor"))
	}
	notice, status, err := mendable(err)
	if err != nil {
		return err
	}
	page.Notice += notice
	title := "Where you can go"
	if page.Class != nil {
		title += " from " + page.Class.Title
	}
	return p.render(c, status, "you", title, "", page)
}

// youForm fills in the form, and an example.
func (p *Pages) youForm(ctx context.Context, page *youPage) error {
	// One works in a class of an employer; whoever comes from an occupation brings it along.
	classes, err := p.app.Classes(ctx, app.ClassesRequest{Scope: index.ScopeClasses, Page: app.Page{Limit: maxPicked}})
	if err != nil {
		return err
	}
	offered := classes.Items
	side := compareSide{Name: "class", Legend: "I am", ClassLabel: "My class", LevelLabel: "My level", LevelName: "level", Optional: true, Class: page.Asked.Class, Level: page.Asked.Level}
	if side.Class != "" {
		class, err := p.app.Class(ctx, side.Class)
		if err != nil && spec.CodeOf(err) != spec.NotFound {
			return err
		}
		if err == nil {
			page.Class, side.Levels = &class, class.Levels
			page.Notice = side.keepLevel()
			page.Asked.Level = side.Level
			if class.Issuer == career.Occupations {
				offered = append(offered, class)
			}
		}
	}
	if classes.NextCursor == "" {
		side.Issuers = byIssuer(offered)
	}
	page.Form = youForm{Side: side, Degrees: qualification.Degrees[1:]}
	page.Form.Knows, err = p.knowsFields(page.Asked.Further)
	page.Example = exampleOf(classes.Items)
	return err
}

// exampleOf asks for somebody at the first level of a class, who knows one thing
// more.
func exampleOf(classes []spec.Class) string {
	q := url.Values{"knows": {"Develops and negotiates contracts with providers"}}
	i := slices.IndexFunc(classes, func(c spec.Class) bool { return c.Issuer != career.Occupations && len(c.Levels) > 1 })
	if i < 0 {
		i = slices.IndexFunc(classes, func(c spec.Class) bool { return c.Issuer != career.Occupations })
	}
	if i < 0 {
		return ""
	}
	q.Set("class", classes[i].ID)
	if len(classes[i].Levels) > 0 {
		q.Set("level", classes[i].Levels[0].Label)
	}
	return "/you?" + q.Encode()
}

// findToTick finds statements by what somebody types, other than those that are
// ticked.
func (p *Pages) findToTick(ctx context.Context, page *youPage) error {
	find := strings.TrimSpace(page.Asked.Find)
	if find == "" {
		return nil
	}
	if len(find) > maxQueryBytes {
		return spec.Errorf(spec.Invalid, "has more than %d bytes", maxQueryBytes).In("find")
	}
	answer, err := p.app.Search(ctx, app.SearchRequest{Query: find, Page: app.Page{Limit: searched}})
	if err != nil {
		return err
	}
	ids := page.Asked.IDs()
	for _, f := range answer.Items {
		if app.Tickable(&f.Statement) && !slices.Contains(ids, f.Statement.ID) && len(page.Found) < shownFinds {
			page.Found = append(page.Found, f)
		}
	}
	return nil
}

// query is the address of what was asked, without what is found to tick.
func (a youAsked) query() url.Values {
	q := url.Values{"class": {a.Class}}
	set(q, "level", a.Level, "years", a.Years, "degree", a.Degree, "among", a.Among)
	carry(q, a.Further)
	return q
}

func (p *Pages) askMoves(ctx context.Context, page *youPage, cursor string) error {
	r := app.MatchesRequest{Class: page.Asked.Class, Level: page.Asked.Level, Further: page.Asked.Further, Scope: index.ScopeClasses, Page: app.Page{Limit: shownMoves}}
	if _, err := app.ReadPerson(page.Asked.Years, "", "", page.Asked.Degree); err != nil {
		return err
	}
	switch page.Asked.Among {
	case "", string(index.ScopeClasses):
	case string(index.ScopeONET):
		return p.askOccupations(ctx, page, r, cursor)
	default:
		return spec.Errorf(spec.Invalid, "must be classes or onet, not %q", page.Asked.Among).In("among")
	}
	switches := app.Switches
	employers, err := p.app.Classes(ctx, app.ClassesRequest{Scope: index.ScopeClasses, Page: app.Page{Limit: 1}})
	if err != nil {
		return err
	}
	if employers.Total > maxFolded {
		switches = []career.Switch{career.Promotion, career.Lateral}
	}
	if s := career.Switch(page.Asked.Show); s != "" {
		if !slices.Contains(app.Switches, s) {
			return spec.Errorf(spec.Invalid, "must be promotion, lateral, unclear or down, not %q", s).In("show")
		}
		switches = []career.Switch{s}
		r.Page = app.Page{Limit: allMoves, Cursor: cursor}
	}
	moves, err := p.app.Moves(ctx, r, switches...)
	if err != nil {
		return err
	}
	answer := page.newAnswer(moves.Known, moves.Matching)
	ordered := 0 // moves that are listed so far
	for _, s := range app.Switches {
		group, asked := moves.Groups[s]
		section := sections[s]
		if !asked && page.Asked.Show == "" {
			section.Unasked, section.More = true, page.showLink(s, "")
			answer.Sections = append(answer.Sections, section)
		}
		if !asked {
			continue
		}
		section.Total, section.API = group.Total, page.restLink(index.ScopeClasses, s)
		if s == career.Promotion && moves.NextLevel != nil && cursor == "" {
			section.Cards = append(section.Cards, page.card(*moves.NextLevel, "the next level of your own class"))
			section.Total++
		}
		for i, m := range group.Items {
			section.Cards = append(section.Cards, page.card(m, stepWords(group.Steps[i])))
		}
		if page.Asked.Show != "" {
			section.Next = page.showLink(s, group.NextCursor)
		} else if group.NextCursor != "" {
			section.More = page.showLink(s, "")
		}
		// What is all that there is, or all that was asked for, is not hidden.
		section.Folded = section.Folded && ordered > 0
		if ordered += section.Total; section.Total > 0 || sections[s].None != "" {
			answer.Sections = append(answer.Sections, section)
		}
	}
	page.Answer = answer
	return nil
}

// showLink is the address of the moves of one sort, from a cursor on.
func (page *youPage) showLink(s career.Switch, cursor string) string {
	if page.Asked.Show != "" && cursor == "" {
		return ""
	}
	q := page.Asked.query()
	set(q, "show", string(s), "cursor", cursor)
	return "/you?" + q.Encode() + "#" + sections[s].ID
}

// askOccupations ranks O*NET's occupations, which no employer's ladder places.
func (p *Pages) askOccupations(ctx context.Context, page *youPage, r app.MatchesRequest, cursor string) error {
	r.Scope, r.Page = index.ScopeONET, app.Page{Limit: shownMoves, Cursor: cursor}
	ranked, err := p.app.Matches(ctx, r)
	if err != nil {
		return err
	}
	section := youSection{ID: "occupations", Title: "O*NET occupations", Total: ranked.Total, API: page.restLink(index.ScopeONET, ""), None: "There are no occupations here: no O*NET release is imported.",
		Hint: "The most like what you do first. They are nobody's classes: one finds the kind of work here, not a post."}
	for _, m := range ranked.Items {
		section.Cards = append(section.Cards, page.card(m, ""))
	}
	if ranked.NextCursor != "" {
		q := page.Asked.query()
		q.Set("cursor", ranked.NextCursor)
		section.Next = "/you?" + q.Encode() + "#" + section.ID
	}
	page.Answer = page.newAnswer(ranked.Known, ranked.Matching)
	page.Answer.Sections = []youSection{section}
	return nil
}

func (page *youPage) newAnswer(known []spec.Statement, matching crosswalk.Matching) *youAnswer {
	a := page.Asked
	ways := url.Values{}
	set(ways, "level", a.Level, "years", a.Years, "degree", a.Degree)
	carry(ways, a.Further)
	out := &youAnswer{Known: known, Matching: matching}
	if page.Class.Issuer != career.Occupations {
		out.Ways = "/classes/" + url.PathEscape(a.Class) + "/paths?" + ways.Encode()
	}
	return out
}

// restLink is the address of a ranking over REST.
func (page *youPage) restLink(scope index.Scope, s career.Switch) string {
	if s == career.Unclear || s == career.Down {
		return ""
	}
	q := url.Values{"scope": {string(scope)}}
	set(q, "level", page.Asked.Level, "switch", string(s))
	carry(q, page.Asked.Further)
	return "/api/v1/classes/" + url.PathEscape(page.Asked.Class) + "/matches?" + q.Encode()
}

func (page *youPage) card(m crosswalk.Ranked, why string) youCard {
	a := page.Asked
	level := ""
	if m.Level != nil {
		level = m.Level.Label
	}
	compare := app.CrosswalkRequest{From: a.Class, FromLevel: a.Level, To: m.Class.ID, ToLevel: level, Further: a.Further}
	plan := a.query()
	plan.Del("among")
	set(plan, "to", m.Class.ID, "to_level", level)
	out := youCard{Ranked: m, Held: a.Class, Why: why, Compare: "/compare?" + compareQuery(compare)}
	if page.Class.Issuer != career.Occupations && m.Class.Issuer != career.Occupations { // nobody is appointed to an occupation
		out.Plan = "/you/plan?" + plan.Encode()
		plan.Del("class")
		out.Ways = "/classes/" + url.PathEscape(a.Class) + "/paths?" + plan.Encode()
	}
	return out
}

// stepWords says what is known of which way a move leads.
func stepWords(s career.Step) string {
	switch s.Basis {
	case "stated":
		return "a document names your class as a way in"
	case "series":
		return "the next class of your series"
	case "rung":
		return "by the common ladder"
	case "job_zone":
		return "by O*NET’s job zones"
	case "title":
		return "by words of the titles, which are no promise"
	}
	return ""
}
