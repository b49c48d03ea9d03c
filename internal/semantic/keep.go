package semantic

import (
	"context"

	"crosswalk/internal/semantic/vector"
)

// A VectorStore keeps vectors of texts, by the name of the model that made
// them.
type VectorStore interface {
	// Vectors returns one vector per text, the zero Row where none is kept.
	Vectors(ctx context.Context, model string, texts []string) ([]vector.Row, error)
	// KeepVectors keeps one vector per text, all or none of them.
	KeepVectors(ctx context.Context, model string, texts []string, vectors []vector.Row) error
	// PruneVectors removes those of every model but some, and returns how many.
	PruneVectors(ctx context.Context, models ...string) (int, error)
}

// A Keeper is an Embedder whose vectors are worth keeping: making one costs
// more than reading it back.
type Keeper interface {
	Embedder
	// KeptIn returns what embeds statements and keeps their vectors in a store. A
	// search text is no statement: it is asked of the Keeper itself, and kept
	// nowhere.
	KeptIn(store VectorStore) *Kept
}

// A Batcher is an Embedder that cuts texts into batches itself: a service is
// asked for several at a time.
type Batcher interface {
	Embedder
	// EmbedBatches calls done with each batch as soon as it is made: which of the
	// texts, and their vectors one after the other. Done may run concurrently. The
	// first error, also of done, ends it.
	EmbedBatches(ctx context.Context, texts []string, done func(at []int, vectors []float32) error) error
}

// KeptIn returns what embeds statements by e. Their vectors are kept in a store
// where e is a Keeper. It is nil when there is no e.
func KeptIn(e Embedder, store VectorStore) *Kept {
	if e == nil {
		return nil
	}
	if k, ok := e.(Keeper); ok {
		return k.KeptIn(store)
	}
	return &Kept{Embedder: e}
}
