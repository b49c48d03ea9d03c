package semantic

import "context"

// A VectorStore keeps vectors of texts, by the name of the model that made
// them.
type VectorStore interface {
	// Vectors returns one vector per text, nil where none is kept.
	Vectors(ctx context.Context, model string, texts []string) ([][]float32, error)
	// KeepVectors keeps one vector per text, all or none of them.
	KeepVectors(ctx context.Context, model string, texts []string, vectors [][]float32) error
	// PruneVectors removes those of every other model, and returns how many.
	PruneVectors(ctx context.Context, model string) (int, error)
}

// A Keeper is an Embedder whose vectors are worth keeping: making one costs
// more than reading it back.
type Keeper interface {
	Embedder
	// KeptIn returns an embedder of statements, which gives the same vectors and
	// makes each once. A search text is no statement: it is asked of the Keeper
	// itself, and kept nowhere.
	KeptIn(store VectorStore) Embedder
}

// A Pruner is an Embedder that keeps its vectors beside those of other models.
type Pruner interface {
	Embedder
	// Prune removes those of the others.
	Prune(ctx context.Context)
}

// KeptIn returns e with the vectors of statements kept in a store, where they
// are worth keeping; otherwise e itself.
func KeptIn(e Embedder, store VectorStore) Embedder {
	if k, ok := e.(Keeper); ok {
		return k.KeptIn(store)
	}
	return e
}

// Prune removes the vectors that are kept of other models than e. It is for when
// every statement has its vector of e: until then the others are there to go
// back to.
func Prune(ctx context.Context, e Embedder) {
	if p, ok := e.(Pruner); ok {
		p.Prune(ctx)
	}
}
