package remote

import (
	"context"
	"fmt"
	"sync/atomic"

	"crosswalk/internal/semantic"
)

// Kept is an embedder that keeps the vectors of statements in a store and asks
// the service for what is missing there. A search text is not for it, but for
// the Embedder, which keeps it in memory only.
type Kept struct {
	embedder *Embedder
	store    semantic.VectorStore
	pruned   atomic.Bool // vectors of other models are gone
}

var _ semantic.Pruner = (*Kept)(nil)

// storeChunk is how many texts the store is asked for at a time: it bounds what
// is in memory twice.
const storeChunk = 2000

// Name names the model and the service.
func (k *Kept) Name() string { return k.embedder.Name() }

// Dimensions is the length of every vector.
func (k *Kept) Dimensions() int { return k.embedder.Dimensions() }

// Embed returns the vectors that are kept and asks for the others, once for
// texts that are equal. Each batch is kept as soon as it is answered, so a call
// that fails or is cut short has lost nothing when it is made again.
func (k *Kept) Embed(ctx context.Context, texts []string) ([]float32, error) {
	dims := k.Dimensions()
	out := make([]float32, len(texts)*dims)
	missing, at, err := k.load(ctx, texts, out)
	if err != nil {
		return nil, err
	}
	err = k.embedder.each(ctx, missing, func(batch []int, vectors []float32) error {
		asked, answers := make([]string, len(batch)), make([][]float32, len(batch))
		for i, m := range batch {
			asked[i], answers[i] = missing[m], vectors[i*dims:(i+1)*dims]
			for _, t := range at[missing[m]] {
				copy(out[t*dims:], answers[i])
			}
		}
		// What was answered is kept also when another batch has failed meanwhile.
		return k.store.KeepVectors(context.WithoutCancel(ctx), k.Name(), asked, answers)
	})
	if err != nil {
		return nil, err
	}
	if len(missing) > 0 {
		k.embedder.cfg.Log.Info("texts embedded", "model", k.Name(), "asked", len(missing), "texts", len(texts))
	}
	return out, nil
}

// load copies the kept vectors of texts into out. It returns the texts that
// have none, each once, and where they stand in texts.
func (k *Kept) load(ctx context.Context, texts []string, out []float32) (missing []string, at map[string][]int, err error) {
	dims := k.Dimensions()
	at = map[string][]int{}
	for begin := 0; begin < len(texts); begin += storeChunk {
		chunk := texts[begin:min(begin+storeChunk, len(texts))]
		kept, err := k.store.Vectors(ctx, k.Name(), chunk)
		if err != nil {
			return nil, nil, fmt.Errorf("kept vectors: %w", err)
		}
		for i, text := range chunk {
			switch {
			case blank(text):
			case len(kept[i]) == dims:
				copy(out[(begin+i)*dims:], kept[i])
			default:
				if at[text] == nil {
					missing = append(missing, text)
				}
				at[text] = append(at[text], begin+i)
			}
		}
	}
	return missing, at, nil
}

// Prune removes the vectors of other models, once. Where that fails, which hurts
// nobody, the next call tries again.
func (k *Kept) Prune(ctx context.Context) {
	if k.pruned.Load() {
		return
	}
	log := k.embedder.cfg.Log
	n, err := k.store.PruneVectors(ctx, k.Name())
	if err != nil {
		log.Warn("vectors of other models could not be removed", "error", err)
		return
	}
	k.pruned.Store(true)
	if n > 0 {
		log.Info("vectors of other models removed", "vectors", n)
	}
}
