package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"crosswalk/internal/spec"
)

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
