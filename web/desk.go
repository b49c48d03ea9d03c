package web

import (
	"fmt"
	"net/http"
	"net/url"

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

// A selection is what mappings are cut by, as the address of a page has it. It
// goes from page to page, so that the next one is of the same list.
type selection struct {
	State      string // everything, waiting, or a state
	Kind       string
	Issuer     string
	Class      string
	Confidence string // name of a band
}

// everything is the state that cuts nothing.
const everything = "all"

// A band is a range of confidence to choose.
type band struct {
	Name, Says  string
	From, Below float64 // as a request has them
}

var bands = []band{
	{"80-100", "80 % and more", 0.8, 0}, {"50-80", "50 to under 80 %", 0.5, 0.8},
	{"20-50", "20 to under 50 %", 0.2, 0.5}, {"0-20", "under 20 %", 0, 0.2},
}

// selectionFields are the names that a selection has in addresses and forms.
var selectionFields = []string{"state", "kind", "issuer", "class", "confidence"}

func (s *selection) field(name string) *string {
	switch name {
	case "state":
		return &s.State
	case "kind":
		return &s.Kind
	case "issuer":
		return &s.Issuer
	case "class":
		return &s.Class
	}
	return &s.Confidence
}

// selectionOf reads a selection; value gives a field of an address or a form.
func selectionOf(value func(string) string) selection {
	var s selection
	for _, name := range selectionFields {
		*s.field(name) = value(name)
	}
	return s
}

// Fields lists what is chosen, for a form that carries it on.
func (s selection) Fields() map[string]string {
	out := map[string]string{}
	for _, name := range selectionFields {
		if v := *s.field(name); v != "" {
			out[name] = v
		}
	}
	return out
}

func (s selection) link(path string) string {
	v := url.Values{}
	for name, value := range s.Fields() {
		v.Set(name, value)
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// in is the same selection of another state.
func (s selection) in(state string) selection {
	s.State = state
	return s
}

// Narrowed reports whether more than the state and the kind was chosen.
func (s selection) Narrowed() bool { return s.Issuer+s.Class+s.Confidence != "" }

func (s selection) request() (app.MappingsRequest, error) {
	r := app.MappingsRequest{Kind: review.Kind(s.Kind), State: review.State(s.State), Subject: s.Class, Issuer: s.Issuer}
	if s.State == everything {
		r.State = ""
	}
	if s.Confidence == "" {
		return r, nil
	}
	for _, b := range bands {
		if b.Name == s.Confidence {
			r.From, r.Below = b.From, b.Below
			return r, nil
		}
	}
	return r, spec.Errorf(spec.Invalid, "there is no range %q", s.Confidence).In("confidence")
}

// api is the address of the same mappings over REST.
func (s selection) api(path string) string {
	r, _ := s.request()
	v := url.Values{}
	set := func(name, value string) {
		if value != "" && value != "0" {
			v.Set(name, value)
		}
	}
	set("kind", s.Kind)
	set("issuer", s.Issuer)
	set("subject", s.Class)
	set("from_confidence", fmt.Sprint(r.From))
	set("below_confidence", fmt.Sprint(r.Below))
	if r.State == app.Waiting {
		set("waiting", "true")
	} else {
		set("state", string(r.State))
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// deskPage is what the pages of a list of mappings have in common: its states,
// what it can be cut by, and its subjects down the side.
type deskPage struct {
	whoAsks
	Selection      selection
	Desk           *app.Desk
	States         []stateTab
	Kinds          []review.Kind
	Issuers        []string
	Bands          []band
	Groups         []placeGroup
	Earlier, Later string // addresses of the list before and after what is shown
	Next, Before   string // addresses of the neighbours
	Exports        []exportLink
	API            string
	Notice         string
}

// stateTab is a state to choose, and how many mappings are in it.
type stateTab struct {
	State, Link string
	Count       int // -1 for what is not counted
	Current     bool
}

type exportLink struct{ Name, Says, Link string }

// A placeGroup lists neighbours on a desk; requirements of a class stand under
// its title.
type placeGroup struct {
	Class, Title string // empty where each place is a class of its own
	Places       []place
}

type place struct {
	app.Place
	Link    string
	Current bool
}

// waiting is the tab of what waits for whoever looks.
const waiting = string(app.Waiting)

// onDesk is how many subjects the side of a page shows.
const onDesk = 15

// desk lays out what is chosen. Of a selection that makes no sense it says so,
// with the status to answer with, and shows the usual one.
func (p *Pages) desk(c echo.Context, s selection, current *review.Proposal, from int) (page deskPage, status int, err error) {
	page = deskPage{whoAsks: p.whoAsks(c, c.Request().URL.Path), Kinds: review.Kinds, Bands: bands, Issuers: p.app.Issuers()}
	usual := everything
	if page.Decides {
		usual = waiting
	}
	if s.State == "" {
		s.State = usual
	}
	if err = p.layOut(c, &page, s, current, from); spec.CodeOf(err) == spec.Invalid {
		page.Notice, status = noticeOf(err)
		return page, status, p.layOut(c, &page, selection{State: usual}, current, 0)
	}
	return page, http.StatusOK, err
}

func (p *Pages) layOut(c echo.Context, page *deskPage, s selection, current *review.Proposal, from int) error {
	page.Selection, page.Here = s, s.link(c.Request().URL.Path)
	r, err := s.request()
	if err != nil {
		return err
	}
	page.Desk, err = p.app.Desk(c.Request().Context(), app.DeskRequest{MappingsRequest: r, Current: current, From: from, Most: onDesk})
	if err != nil {
		return err
	}
	page.States = stateTabs(s, page.Desk.Counts)
	p.placesOf(page, current)
	page.API = s.api("/api/v1/mappings")
	if s.State == waiting {
		page.API = selection{Kind: s.Kind}.api("/api/v1/queue")
	}
	if page.Me.Role.May(review.Analyst) {
		for _, f := range app.ExportFormats {
			words := exportWords[f.Name]
			page.Exports = append(page.Exports, exportLink{words.name, words.says, s.api("/api/v1/exports/" + f.Name)})
		}
	}
	return nil
}

// placesOf groups the subjects, and links them, their neighbours and the rest
// of the list.
func (p *Pages) placesOf(page *deskPage, current *review.Proposal) {
	d, s := page.Desk, page.Selection
	for _, at := range d.Places {
		group := ""
		if at.Kind == review.Statement {
			group = at.Subject.ClassID
		}
		if n := len(page.Groups); n == 0 || page.Groups[n-1].Class != group {
			page.Groups = append(page.Groups, placeGroup{Class: group, Title: p.app.TitleOf(group)})
		}
		g := &page.Groups[len(page.Groups)-1]
		g.Places = append(g.Places, place{at, s.link("/mappings/" + at.ID), current != nil && at.Number == d.Here})
	}
	if d.Next != nil {
		page.Next = s.link("/mappings/" + d.Next.ID)
	}
	if d.Before != nil {
		page.Before = s.link("/mappings/" + d.Before.ID)
	}
	if len(d.Places) == 0 {
		return
	}
	list := func(from int) string {
		link := s.link("/review")
		return fmt.Sprintf("%s&from=%d", link, from)
	}
	if first := d.Places[0].Number; first > 1 {
		page.Earlier = list(max(1, first-onDesk))
	}
	if last := d.Places[len(d.Places)-1].Number; last < d.Total {
		page.Later = list(last + 1)
	}
}

// stateTabs are the states that some mapping is in, and the chosen one.
func stateTabs(s selection, counts map[review.State]int) []stateTab {
	all := 0
	for _, n := range counts {
		all += n
	}
	tabs := []stateTab{{waiting, s.in(waiting).link("/review"), -1, s.State == waiting}}
	for _, state := range review.States {
		if current := s.State == string(state); counts[state] > 0 || current {
			tabs = append(tabs, stateTab{string(state), s.in(string(state)).link("/review"), counts[state], current})
		}
	}
	return append(tabs, stateTab{everything, s.in(everything).link("/review"), all, s.State == everything})
}

// exportWords say what each format is for.
var exportWords = map[string]struct{ name, says string }{
	"sssom":  {"SSSOM", "for ontology tools and mapping registries; can be read back whole"},
	"csv":    {"CSV", "for spreadsheets and scripts; can be read back whole"},
	"xlsx":   {"XLSX", "a workbook for people: mappings, evidence, decisions, gaps"},
	"jsonld": {"JSON-LD", "SKOS, for linked data"},
	"case":   {"CASE", "1EdTech CASE, for learning and skills platforms"},
	"ctdl":   {"CTDL-ASN", "for the Credential Registry"},
}
