package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"crosswalk/index"
	"crosswalk/internal/catalog"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// What a search says when it is not answered by meaning.
const (
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

// places are the vectors of statements, by text.
type places struct {
	rows    map[string]vector.Row
	missing []string // texts without one, each once
	// index is the whole one, where it was there before any view: it has the
	// vectors of the statements, and the view shares their memory. Else nil.
	index *index.Index
}

// fewMissing is how many texts may lack a vector before answers begin without
// them: so many are made in a second or two.
const fewMissing = 2000

// knownPlaces finds the vectors that the encoder has made of statements and of
// their clauses: those of the view before, and those kept in the catalog.
func (a *App) knownPlaces(ctx context.Context, s *catalog.Snapshot) (*places, error) {
	statements := s.Statements
	p := &places{rows: make(map[string]vector.Row, len(statements))}
	before := a.current.peek()
	if before == nil && a.searched == nil {
		var err error
		if p.index, err = a.indexes.Open(a.version(s.Revision)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	var ask []string
	for i := range statements {
		for k, text := range crosswalk.Texts(&statements[i]) {
			if _, seen := p.rows[text]; seen {
				continue
			}
			row := vector.Row{}
			switch {
			case a.searched != nil || k > 0:
			case p.index != nil:
				row = p.index.Vector(statements[i].ID)
			default:
				row = before.vectorOf(statements[i].ID, text)
			}
			if p.rows[text] = row; row.Missing() {
				ask = append(ask, text)
			}
		}
	}
	rows, err := a.kept.Load(ctx, ask)
	if err != nil {
		return nil, errors.Join(err, p.close())
	}
	for i, text := range ask {
		if p.rows[text] = rows[i]; rows[i].Missing() {
			p.missing = append(p.missing, text)
		}
	}
	return p, nil
}

// vectors are those of the statements that stay in memory anyway; nil when there
// are none.
func (p *places) vectors() *vector.Block {
	if p.index == nil {
		return nil
	}
	return p.index.Vectors()
}

// close closes the index that no view has taken.
func (p *places) close() error {
	if p.index == nil {
		return nil
	}
	return p.index.Close()
}

// makePlaces makes the vectors that are missing. Each batch is kept in the
// catalog: what was made is not made again, also when it is cut short.
func (a *App) makePlaces(ctx context.Context, p *places) error {
	rows, err := a.kept.Embed(ctx, p.missing, func(done, total int) { a.report(phaseEmbedding, done, total) })
	if err != nil {
		return err
	}
	for i, text := range p.missing {
		p.rows[text] = rows[i]
	}
	p.missing = nil
	return nil
}

// placeDocs gives every statement among docs the vector that searches compare:
// the encoder's, or one of the service that replaces it there. A statement that
// the view before had with the same text keeps the vector of the service.
func (a *App) placeDocs(ctx context.Context, docs []index.Doc, p *places) error {
	before := a.current.peek()
	var missing []*index.Doc
	var texts []string
	for i := range docs {
		d := &docs[i]
		switch {
		case d.IsClass:
		case a.searched == nil:
			d.Vector = p.rows[d.Text]
		default:
			if d.Vector = before.vectorOf(d.ID, d.Text); d.Vector.Missing() {
				missing, texts = append(missing, d), append(texts, d.Text)
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	rows, err := a.searched.Embed(ctx, texts, func(done, total int) { a.report(phaseEmbedding, done, total) })
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
func (v *view) vectorOf(id, text string) vector.Row {
	if v == nil {
		return vector.Row{}
	}
	if before := v.statement[id]; before == nil || before.Text != text {
		return vector.Row{}
	}
	return v.index.Vector(id)
}

// pruneVectors removes the vectors of models that are no longer in use.
func (a *App) pruneVectors(ctx context.Context) {
	if a.searched == nil {
		a.kept.Prune(ctx, a.coding.Embedder.Name())
		return
	}
	a.kept.Prune(ctx, a.coding.Embedder.Name(), a.model())
}

// byMeaning says what it means for a crosswalk that a model took part.
const byMeaning = "Statements were compared by a model that was fitted to careful readers' judgements, and by their words; it can be wrong, so read the evidence."

// matchingNote says how statements were compared, and how many of them by words
// only so far.
func matchingNote(missing int) string {
	if missing == 0 {
		return byMeaning
	}
	return fmt.Sprintf("%s %d statements are compared by words only so far; their vectors are being made.", byMeaning, missing)
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
	patient, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	found, err := a.embedQuery(patient, cut(index.WithoutMarks(r.Query), maxEmbedded))
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
