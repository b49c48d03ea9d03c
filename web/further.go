package web

import (
	"html/template"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"crosswalk/internal/app"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

// knowsFields are the form's fields for what somebody knows beside their class.
type knowsFields struct {
	app.Further
	Ticked             []app.Found
	MaxLines, MaxChars int
}

// Text is what the form's text area says.
func (k knowsFields) Text() string { return strings.Join(k.Knows, "\n") }

// furtherOf reads what somebody knows beside their class from the address.
func furtherOf(c echo.Context) app.Further {
	q := c.QueryParams()
	return app.Further{Knows: q["knows"], Has: q["has"]}
}

// knowsFields fills in the fields.
func (p *Pages) knowsFields(f app.Further) (knowsFields, error) {
	ticked, err := p.app.Ticked(f)
	return knowsFields{Further: f, Ticked: ticked, MaxLines: app.MaxKnows, MaxChars: app.MaxKnowsChars}, err
}

// carry puts what somebody knows into an address.
func carry(q url.Values, f app.Further) {
	if lines := f.Lines(); len(lines) > 0 {
		q.Set("knows", strings.Join(lines, "\n"))
	}
	for _, id := range f.IDs() {
		q.Add("has", id)
	}
}

// set puts what is not empty into an address.
func set(q url.Values, pairs ...string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
}

// furtherFunctions are what templates call to show what somebody knows.
var furtherFunctions = template.FuncMap{
	"told":  toldBy,
	"clip":  clip,
	"sum":   func(a, b int) int { return a + b },
	"lines": func(lines []string) string { return strings.Join(lines, "\n") },
	"minus": func(a, b int) int { return a - b },
	"first": func(n int, list []crosswalk.Requirement) []crosswalk.Requirement { return list[:min(n, len(list))] },
	"tick":  func(f app.Found, on bool) tick { return tick{f, on} },
	"known": func(statements []spec.Statement, from, edit string) known {
		return known{statements, from, edit}
	},
}

// A tick is a statement that can be ticked.
type tick struct {
	app.Found
	On bool
}

// known lists what was counted beside a class.
type known struct {
	Statements []spec.Statement
	From       string // id of the class
	Edit       string // address of where it can be changed; empty for nowhere
}

// toldBy says of a piece of evidence that it is a ticked one, of another class
// than the one held; what was said in own words has no source, which says it.
func toldBy(st spec.Statement, held string) string {
	if st.SourceID != "" && st.ClassID != held {
		return "you ticked"
	}
	return ""
}

// clip shortens a text to so many characters, at the end of a word where there
// is one.
func clip(n int, text string) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	short := string(runes[:n-1])
	if i := strings.LastIndexByte(short, ' '); i > len(short)/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:") + "…"
}
