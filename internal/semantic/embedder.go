package semantic

import (
	"context"
	"fmt"

	"crosswalk/internal/semantic/vector"
)

// An Embedder places texts in a space where those of one meaning lie close
// together.
type Embedder interface {
	// Name identifies the model and its version: vectors of two names do not
	// compare. It holds letters, digits, dots and hyphens only.
	Name() string
	// Dimensions is the length of every vector.
	Dimensions() int
	// Embed returns one vector per text, one after the other, each of length 1,
	// or all zeros when nothing of the text is known.
	Embed(ctx context.Context, texts []string) ([]float32, error)
}

// Rows returns the rounded vectors that a model makes of texts, in order.
func Rows(ctx context.Context, e Embedder, texts []string) ([]vector.Row, error) {
	vectors, err := e.Embed(ctx, texts)
	if err != nil {
		return nil, err
	}
	dims := e.Dimensions()
	if len(vectors) != dims*len(texts) {
		return nil, fmt.Errorf("semantic model %s: %d numbers for %d texts of %d dimensions", e.Name(), len(vectors), len(texts), dims)
	}
	rows := make([]vector.Row, len(texts))
	for i := range rows {
		rows[i] = vector.Round(vectors[i*dims : (i+1)*dims])
	}
	return rows, nil
}
