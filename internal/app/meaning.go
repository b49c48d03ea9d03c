package app

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"crosswalk/index"
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// What a search says when it is not answered by meaning.
const (
	noModel      = "no semantic model is installed; matches are by words alone"
	modelSilent  = "the semantic model does not answer; matches are by words alone"
	nothingKnown = "the semantic model finds no meaning in this query; matches are by words alone"
	nothingMeant = "the semantic model finds no meaning in this query"
)

// modelName is what the name of a model may hold: it is part of the name of a
// folder.
var modelName = regexp.MustCompile(`^[A-Za-z0-9.-]{1,100}$`)

func checkEmbedder(e semantic.Embedder) error {
	if e == nil {
		return nil
	}
	if name := e.Name(); !modelName.MatchString(name) || name == index.NoModel {
		return fmt.Errorf("semantic model: the name %q is not 1 to 100 letters, digits, dots and hyphens, or is %q", name, index.NoModel)
	}
	if n := e.Dimensions(); n < 1 {
		return fmt.Errorf("semantic model %s: %d dimensions", e.Name(), n)
	}
	return nil
}

// model names the semantic model in use.
func (a *App) model() string {
	if a.cfg.Embedder == nil {
		return index.NoModel
	}
	return a.cfg.Embedder.Name()
}

// embedQuery asks the model for the vector of a query.
func (a *App) embedQuery(ctx context.Context, query string) (vector.Row, error) {
	e := a.cfg.Embedder
	v, err := e.Embed(ctx, []string{query})
	if err != nil {
		return vector.Row{}, fmt.Errorf("semantic model %s: %w", e.Name(), err)
	}
	row := vector.Round(v)
	if err := row.Check(e.Dimensions()); err != nil {
		return vector.Row{}, fmt.Errorf("semantic model %s: %w", e.Name(), err)
	}
	return row, nil
}

// embedDocs gives every statement among docs its vector. A statement that the
// view before had with the same text keeps the vector it has there: it is not
// even looked up.
func (a *App) embedDocs(ctx context.Context, docs []index.Doc, before *view) error {
	if a.statements == nil {
		return nil
	}
	var missing []*index.Doc
	var texts []string
	for i := range docs {
		d := &docs[i]
		if d.IsClass {
			continue
		}
		if d.Vector = before.vectorOf(d); d.Vector.Missing() {
			missing, texts = append(missing, d), append(texts, d.Text)
		}
	}
	rows, err := a.statements.Embed(ctx, texts, func(done, total int) { a.report("embedding", done, total) })
	if err != nil {
		return err
	}
	for i, d := range missing {
		d.Vector = rows[i]
	}
	return nil
}

// vectorOf returns the vector that a view has for the text of a statement, the
// zero Row when it has none.
func (v *view) vectorOf(d *index.Doc) vector.Row {
	if v == nil {
		return vector.Row{}
	}
	if st := v.statement[d.ID]; st == nil || st.Text != d.Text {
		return vector.Row{}
	}
	return v.index.Vector(d.ID)
}

// maxEmbedded bounds a query that is embedded: what is longer, a pasted page,
// is cut and not refused. It is as long as the longest that REST takes.
const maxEmbedded = 1000

// patience is how long a search waits for its vector, with all tries: somebody
// waits for the answer by words.
const patience = 5 * time.Second

// ask finds out how a search can be answered: the mode, and the query's vector
// when it is by meaning. A model that does not answer, or knows nothing of the
// query, leaves a hybrid search with the words.
func (a *App) ask(ctx context.Context, r SearchRequest) (ModeAnswer, vector.Row, error) {
	none, mode := vector.Row{}, ModeAnswer{Asked: r.Mode, Answered: TextOnly, Model: index.NoModel}
	switch r.Mode {
	case TextOnly:
		return mode, none, nil
	case "":
		mode.Asked = Hybrid
	case Hybrid, Semantic:
	default:
		return mode, none, spec.Errorf(spec.Invalid, "must be hybrid, text or semantic, not %q", r.Mode).In("mode")
	}
	if a.cfg.Embedder == nil {
		mode.Note = noModel
		if mode.Asked == Semantic {
			return mode, none, spec.Errorf(spec.Unavailable, "no semantic model is installed")
		}
		return mode, none, nil
	}
	patient, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	found, err := a.embedQuery(patient, cut(r.Query, maxEmbedded))
	switch {
	case ctx.Err() != nil:
		return mode, none, ctx.Err()
	case err != nil:
		// The error may name the service's host: it is for the log alone.
		a.cfg.Log.Error("a query could not be embedded", "error", err)
		if mode.Asked == Semantic {
			return mode, none, spec.Errorf(spec.Unavailable, "the semantic model %s does not answer", a.model())
		}
		mode.Note = modelSilent
		return mode, none, nil
	case mode.Asked == Hybrid && found.IsZero():
		mode.Note = nothingKnown
		return mode, none, nil
	case found.IsZero():
		mode.Note = nothingMeant
	}
	mode.Answered, mode.Model = mode.Asked, a.model()
	return mode, found, nil
}

// cut returns the beginning of a text, of so many bytes at most: whole words,
// where there are any.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for !utf8.RuneStart(text[most]) {
		most--
	}
	if space := strings.LastIndexAny(text[:most+1], " \t\n"); space > 0 {
		return text[:space]
	}
	return text[:most]
}
