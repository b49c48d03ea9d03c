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

// embed asks a model for the vectors of texts.
func embed(ctx context.Context, e semantic.Embedder, texts []string) ([][]float32, error) {
	block, err := e.Embed(ctx, texts)
	if err != nil {
		return nil, fmt.Errorf("semantic model %s: %w", e.Name(), err)
	}
	dims := e.Dimensions()
	if len(block) != dims*len(texts) {
		return nil, fmt.Errorf("semantic model %s: %d numbers for %d texts of %d dimensions", e.Name(), len(block), len(texts), dims)
	}
	vectors := make([][]float32, len(texts))
	for i := range vectors {
		vectors[i] = block[i*dims : (i+1)*dims : (i+1)*dims]
	}
	return vectors, nil
}

// embedBatch is how many statements are embedded between two reports of
// progress.
const embedBatch = 256

// embedDocs gives every statement among docs its vector. A statement that the
// view before had with the same text keeps the vector it has there: a model
// elsewhere on the network may take minutes for a whole catalog.
func (a *App) embedDocs(ctx context.Context, docs []index.Doc, before *view) error {
	if a.statements == nil {
		return nil
	}
	var missing []*index.Doc
	for i := range docs {
		d := &docs[i]
		if d.IsClass {
			continue
		}
		if d.Vector = before.vectorOf(d); d.Vector == nil {
			missing = append(missing, d)
		}
	}
	for done := 0; done < len(missing); done += embedBatch {
		a.report("embedding", done, len(missing))
		if err := ctx.Err(); err != nil {
			return err
		}
		batch := missing[done:min(done+embedBatch, len(missing))]
		texts := make([]string, len(batch))
		for i, d := range batch {
			texts[i] = d.Text
		}
		vectors, err := embed(ctx, a.statements, texts)
		if err != nil {
			return err
		}
		for i, d := range batch {
			d.Vector = vectors[i]
		}
	}
	return nil
}

// vectorOf returns the vector that a view has for the text of a statement, nil
// when it has none.
func (v *view) vectorOf(d *index.Doc) []float32 {
	if v == nil {
		return nil
	}
	if st := v.statement[d.ID]; st == nil || st.Text != d.Text {
		return nil
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
func (a *App) ask(ctx context.Context, r SearchRequest) (ModeAnswer, []float32, error) {
	mode := ModeAnswer{Asked: r.Mode, Answered: TextOnly, Model: index.NoModel}
	switch r.Mode {
	case TextOnly:
		return mode, nil, nil
	case "":
		mode.Asked = Hybrid
	case Hybrid, Semantic:
	default:
		return mode, nil, spec.Errorf(spec.Invalid, "must be hybrid, text or semantic, not %q", r.Mode).In("mode")
	}
	if a.cfg.Embedder == nil {
		mode.Note = noModel
		if mode.Asked == Semantic {
			return mode, nil, spec.Errorf(spec.Unavailable, "no semantic model is installed")
		}
		return mode, nil, nil
	}
	patient, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	vectors, err := embed(patient, a.cfg.Embedder, []string{cut(r.Query, maxEmbedded)})
	switch {
	case ctx.Err() != nil:
		return mode, nil, ctx.Err()
	case err != nil:
		// The error may name the service's host: it is for the log alone.
		a.cfg.Log.Error("a query could not be embedded", "error", err)
		if mode.Asked == Semantic {
			return mode, nil, spec.Errorf(spec.Unavailable, "the semantic model %s does not answer", a.model())
		}
		mode.Note = modelSilent
		return mode, nil, nil
	case mode.Asked == Hybrid && isZero(vectors[0]):
		mode.Note = nothingKnown
		return mode, nil, nil
	case isZero(vectors[0]):
		mode.Note = nothingMeant
	}
	mode.Answered, mode.Model = mode.Asked, a.model()
	return mode, vectors[0], nil
}

func isZero(vector []float32) bool {
	for _, x := range vector {
		if x != 0 {
			return false
		}
	}
	return true
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
