package index

import (
	"context"

	"crosswalk/internal/spec"
)

// Vectors is the semantic side of search: it finds statements by meaning.
type Vectors interface {
	// Model names the model that made the vectors. It is part of the version
	// of an index and of every answer that used it.
	Model() string
	// Search answers a query as Index.Search does, filters and facets
	// included. The error is Unavailable when there is no model.
	Search(ctx context.Context, q Query) (*Result, error)
}

// NoVectors is what there is before a model is trained: it knows no meaning
// and says so.
type NoVectors struct{}

// Model returns "none".
func (NoVectors) Model() string { return "none" }

// Search always fails: there is no model to ask.
func (NoVectors) Search(context.Context, Query) (*Result, error) {
	return nil, spec.Errorf(spec.Unavailable, "%s", NoModel)
}

// NoModel says why an answer is by words alone.
const NoModel = "no semantic model is installed; matches are by words alone"
