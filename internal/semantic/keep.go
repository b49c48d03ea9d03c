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
	// KeptIn returns an embedder that gives the same vectors and makes those of
	// statements once.
	KeptIn(store VectorStore) Embedder
}

// KeptIn returns e with its vectors kept in a store, where they are worth
// keeping; otherwise e itself.
func KeptIn(e Embedder, store VectorStore) Embedder {
	if k, ok := e.(Keeper); ok {
		return k.KeptIn(store)
	}
	return e
}
