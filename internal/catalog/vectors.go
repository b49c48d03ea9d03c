package catalog

import (
	"context"
	"fmt"
	"iter"

	"crosswalk/internal/catalog/db"
	"crosswalk/internal/semantic/vector"
)

// vectorChunk is how many rows are read by one query, and removed by one
// transaction: other writers take their turn in between.
const vectorChunk = 500

// Vectors returns the kept vectors of texts, as a model made them: one per
// text, the zero Row where there is none. They are as long as they were kept.
func (c *Catalog) Vectors(ctx context.Context, model string, texts []string) ([]vector.Row, error) {
	out := make([]vector.Row, len(texts))
	for begin := 0; begin < len(texts); begin += vectorChunk {
		end := min(begin+vectorChunk, len(texts))
		if err := c.readVectors(ctx, model, texts[begin:end], out[begin:end]); err != nil {
			return nil, fmt.Errorf("read vectors: %w", err)
		}
	}
	return out, nil
}

func (c *Catalog) readVectors(ctx context.Context, model string, texts []string, out []vector.Row) error {
	at := make(map[vector.Hash][]int, len(texts)) // positions of a text
	hashes := make([][]byte, 0, len(texts))
	for i, text := range texts {
		hash := vector.HashOf(text)
		if at[hash] == nil {
			hashes = append(hashes, hash[:])
		}
		at[hash] = append(at[hash], i)
	}
	rows, err := c.query.Embeddings(ctx, db.EmbeddingsParams{Model: model, Hashes: hashes})
	if err != nil {
		return err
	}
	for _, row := range rows {
		v := vector.FromBytes(row.Vector)
		for _, i := range at[vector.Hash(row.TextHash)] {
			out[i] = v
		}
	}
	return nil
}

// KeepVectors keeps the vectors that a model made of texts, one per text, all
// or none of them. What was kept of a text before is replaced.
func (c *Catalog) KeepVectors(ctx context.Context, model string, texts []string, vectors []vector.Row) error {
	if len(texts) != len(vectors) {
		return fmt.Errorf("keep vectors: %d vectors of %d texts", len(vectors), len(texts))
	}
	return c.transact(ctx, "keep vectors", func(w writer) (bool, error) {
		for i, text := range texts {
			hash := vector.HashOf(text)
			err := w.q.KeepEmbedding(ctx, db.KeepEmbeddingParams{Model: model, TextHash: hash[:], Vector: vectors[i].AppendTo(nil)})
			if err != nil {
				return false, err
			}
		}
		return true, nil
	})
}

// AddVectors keeps the vectors of texts of which the model has none yet, and
// returns how many those are. An error among the entries keeps none of them.
func (c *Catalog) AddVectors(ctx context.Context, model string, entries iter.Seq2[vector.Entry, error]) (added int, err error) {
	err = c.transact(ctx, "add vectors", func(w writer) (bool, error) {
		added = 0
		for e, err := range entries {
			if err != nil {
				return false, err
			}
			n, err := w.q.AddEmbedding(ctx, db.AddEmbeddingParams{Model: model, TextHash: e.Text[:], Vector: e.Row.AppendTo(nil)})
			if err != nil {
				return false, err
			}
			added += int(n)
		}
		return added > 0, nil
	})
	if err != nil {
		return 0, err
	}
	return added, nil
}

// PruneVectors removes the vectors of every model but some, and returns how
// many. The file does not shrink; what is written next takes the room.
func (c *Catalog) PruneVectors(ctx context.Context, models ...string) (int, error) {
	removed := 0
	for {
		var n int64
		err := c.transact(ctx, "prune vectors", func(w writer) (bool, error) {
			var err error
			n, err = w.q.PruneEmbeddings(ctx, db.PruneEmbeddingsParams{Models: models, Limit: vectorChunk})
			return n > 0, err
		})
		removed += int(n)
		if err != nil || n < vectorChunk {
			return removed, err
		}
	}
}
