package catalog

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"

	"crosswalk/internal/catalog/db"
)

// vectorChunk is how many rows are read by one query, and removed by one
// transaction: other writers take their turn in between.
const vectorChunk = 500

// Vectors returns the kept vectors of texts, as a model made them: one per
// text, nil where there is none. They are as long as they were kept.
func (c *Catalog) Vectors(ctx context.Context, model string, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for begin := 0; begin < len(texts); begin += vectorChunk {
		end := min(begin+vectorChunk, len(texts))
		if err := c.readVectors(ctx, model, texts[begin:end], out[begin:end]); err != nil {
			return nil, fmt.Errorf("read vectors: %w", err)
		}
	}
	return out, nil
}

func (c *Catalog) readVectors(ctx context.Context, model string, texts []string, out [][]float32) error {
	at := make(map[string][]int, len(texts)) // positions of a text, by its hash
	hashes := make([][]byte, 0, len(texts))
	for i, text := range texts {
		hash := textHash(text)
		if at[string(hash)] == nil {
			hashes = append(hashes, hash)
		}
		at[string(hash)] = append(at[string(hash)], i)
	}
	rows, err := c.query.Embeddings(ctx, db.EmbeddingsParams{Model: model, Hashes: hashes})
	if err != nil {
		return err
	}
	for _, row := range rows {
		v := decodeVector(row.Vector)
		for _, i := range at[string(row.TextHash)] {
			out[i] = v
		}
	}
	return nil
}

// KeepVectors keeps the vectors that a model made of texts, one per text, all
// or none of them. What was kept of a text before is replaced.
func (c *Catalog) KeepVectors(ctx context.Context, model string, texts []string, vectors [][]float32) error {
	if len(texts) != len(vectors) {
		return fmt.Errorf("keep vectors: %d vectors of %d texts", len(vectors), len(texts))
	}
	return c.transact(ctx, "keep vectors", func(w writer) (bool, error) {
		for i, text := range texts {
			err := w.q.KeepEmbedding(ctx, db.KeepEmbeddingParams{Model: model, TextHash: textHash(text), Vector: encodeVector(vectors[i])})
			if err != nil {
				return false, err
			}
		}
		return true, nil
	})
}

// PruneVectors removes the vectors of every model but one, and returns how
// many. The file does not shrink; what is written next takes the room.
func (c *Catalog) PruneVectors(ctx context.Context, model string) (int, error) {
	removed := 0
	for {
		var n int64
		err := c.transact(ctx, "prune vectors", func(w writer) (bool, error) {
			var err error
			n, err = w.q.PruneEmbeddings(ctx, db.PruneEmbeddingsParams{Model: model, Limit: vectorChunk})
			return n > 0, err
		})
		removed += int(n)
		if err != nil || n < vectorChunk {
			return removed, err
		}
	}
}

func textHash(text string) []byte {
	h := sha256.Sum256([]byte(text))
	return h[:]
}

func encodeVector(v []float32) []byte {
	out := make([]byte, 0, 4*len(v))
	for _, x := range v {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x))
	}
	return out
}

// decodeVector reads what encodeVector wrote; the table's own check holds the
// length to whole numbers.
func decodeVector(data []byte) []float32 {
	out := make([]float32, len(data)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return out
}
