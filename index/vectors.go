package index

import (
	"context"

	"crosswalk/internal/spec"
)

// Vectors finds statements near a text by meaning.
type Vectors interface {
	// Model names the model that made the vectors. It is part of the version
	// of an index and of every answer that used it.
	Model() string
	// Nearest returns the n statements nearest to text, nearest first. The
	// error is Unavailable when there is no model.
	Nearest(ctx context.Context, text string, n int) ([]Hit, error)
}

// NoVectors is what there is before a model is trained: it knows no meaning
// and says so.
type NoVectors struct{}

// Model returns "none".
func (NoVectors) Model() string { return "none" }

// Nearest always fails: there is no model to ask.
func (NoVectors) Nearest(context.Context, string, int) ([]Hit, error) {
	return nil, spec.Errorf(spec.Unavailable, "%s", NoModel)
}

// NoModel says why an answer is by words alone.
const NoModel = "no semantic model is installed; matches are by words alone"
