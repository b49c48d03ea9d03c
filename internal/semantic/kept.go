package semantic

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"

	"crosswalk/internal/semantic/vector"
)

// Kept embeds statements and keeps their vectors in a store, so that each is
// made once. It is safe for concurrent use.
type Kept struct {
	Embedder Embedder
	Store    VectorStore  // nil to keep nothing
	Batch    int          // texts that are embedded and kept together; BatchTexts when 0. A Batcher has its own.
	Log      *slog.Logger // told of texts embedded and vectors removed; nobody when nil

	pruned atomic.Bool // vectors of other models are gone
}

// BatchTexts is how many texts make a batch where nothing else is said: what a
// kill loses, and what passes between two reports of progress.
const BatchTexts = 256

// Keeps reports whether vectors are kept.
func (k *Kept) Keeps() bool { return k.Store != nil }

// Load returns the vectors that are kept of texts, the zero Row where there is
// none. It makes none. Nothing is known of a blank text: its vector is zeros.
func (k *Kept) Load(ctx context.Context, texts []string) ([]vector.Row, error) {
	dims := k.Embedder.Dimensions()
	rows := make([]vector.Row, len(texts))
	if k.Keeps() {
		var err error
		if rows, err = k.Store.Vectors(ctx, k.Embedder.Name(), texts); err != nil {
			return nil, fmt.Errorf("kept vectors: %w", err)
		}
	}
	for i, text := range texts {
		switch {
		case strings.TrimSpace(text) == "":
			rows[i] = vector.Row{Cells: make([]int8, dims)}
		case len(rows[i].Cells) != dims: // of a model that had its name
			rows[i] = vector.Row{}
		}
	}
	return rows, nil
}

// Read returns the vectors of texts that are seen once: those that are kept, and the
// others, which are made and not kept.
func (k *Kept) Read(ctx context.Context, texts []string) ([]vector.Row, error) {
	rows, err := k.Load(ctx, texts)
	if err != nil {
		return nil, err
	}
	var missing []string
	var at []int
	for i, row := range rows {
		if row.Missing() {
			missing, at = append(missing, texts[i]), append(at, i)
		}
	}
	made, err := Rows(ctx, k.Embedder, missing)
	if err != nil {
		return nil, err
	}
	for i, row := range made {
		rows[at[i]] = row
	}
	return rows, nil
}

// Embed returns the vectors of texts: those that are kept, and the others, made
// once for texts that are equal. Each batch is kept as soon as it is made, so a
// call that fails or is cut short has lost nothing when it is made again.
// Progress, where it is not nil, is told before the first batch and after each
// how many of the texts to be made are done; its calls do not overlap.
func (k *Kept) Embed(ctx context.Context, texts []string, progress func(done, total int)) ([]vector.Row, error) {
	rows, err := k.Load(ctx, texts)
	if err != nil {
		return nil, err
	}
	var missing []string
	at := map[string][]int{} // positions of a missing text
	for i, text := range texts {
		if !rows[i].Missing() {
			continue
		}
		if at[text] == nil {
			missing = append(missing, text)
		}
		at[text] = append(at[text], i)
	}
	if len(missing) == 0 {
		return rows, nil
	}
	report := counter(len(missing), progress)
	err = k.embedBatches(ctx, missing, func(batch []int, vectors []float32) error {
		made, err := k.keep(ctx, missing, batch, vectors)
		if err != nil {
			return err
		}
		for i, m := range batch {
			for _, t := range at[missing[m]] {
				rows[t] = made[i]
			}
		}
		report(len(batch))
		return nil
	})
	if err != nil {
		return nil, err
	}
	k.log().Info("texts embedded", "model", k.Embedder.Name(), "made", len(missing), "texts", len(texts))
	return rows, nil
}

// counter returns a function that adds to what is done and tells it.
func counter(total int, progress func(done, total int)) func(more int) {
	if progress == nil {
		return func(int) {}
	}
	var mu sync.Mutex
	done := 0
	progress(0, total)
	return func(more int) {
		mu.Lock()
		defer mu.Unlock()
		done += more
		progress(done, total)
	}
}

// embedBatches calls done with the vectors of each batch of texts.
func (k *Kept) embedBatches(ctx context.Context, texts []string, done func(at []int, vectors []float32) error) error {
	if b, ok := k.Embedder.(Batcher); ok {
		return k.named(b.EmbedBatches(ctx, texts, done))
	}
	size := k.Batch
	if size == 0 {
		size = BatchTexts
	}
	for begin := 0; begin < len(texts); begin += size {
		if err := ctx.Err(); err != nil {
			return err
		}
		end := min(begin+size, len(texts))
		vectors, err := k.Embedder.Embed(ctx, texts[begin:end])
		if err != nil {
			return k.named(err)
		}
		at := make([]int, 0, size)
		for i := begin; i < end; i++ {
			at = append(at, i)
		}
		if err := done(at, vectors); err != nil {
			return k.named(err)
		}
	}
	return nil
}

// keep rounds the vectors that were made of a batch of texts, and keeps them.
func (k *Kept) keep(ctx context.Context, texts []string, batch []int, vectors []float32) ([]vector.Row, error) {
	dims := k.Embedder.Dimensions()
	if len(vectors) != dims*len(batch) {
		return nil, fmt.Errorf("%d numbers for %d texts of %d dimensions", len(vectors), len(batch), dims)
	}
	made, of := make([]vector.Row, len(batch)), make([]string, len(batch))
	for i, t := range batch {
		of[i], made[i] = texts[t], vector.Round(vectors[i*dims:(i+1)*dims])
		if err := made[i].Check(dims); err != nil {
			return nil, fmt.Errorf("vector of %.60q: %w", of[i], err)
		}
	}
	if !k.Keeps() {
		return made, nil
	}
	// What was made is kept also when another batch has failed meanwhile.
	if err := k.Store.KeepVectors(context.WithoutCancel(ctx), k.Embedder.Name(), of, made); err != nil {
		return nil, err
	}
	return made, nil
}

func (k *Kept) named(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("semantic model %s: %w", k.Embedder.Name(), err)
}

// Prune removes the vectors that are kept of other models than this one and
// those named, once. It is for when every statement has its vector: until then the others are
// there to go back to. Where it fails, which hurts nobody, the next call tries again.
func (k *Kept) Prune(ctx context.Context, also ...string) {
	if !k.Keeps() || k.pruned.Load() {
		return
	}
	n, err := k.Store.PruneVectors(ctx, append(also, k.Embedder.Name())...)
	if err != nil {
		k.log().Warn("vectors of other models could not be removed", "error", err)
		return
	}
	k.pruned.Store(true)
	if n > 0 {
		k.log().Info("vectors of other models removed", "vectors", n)
	}
}

func (k *Kept) log() *slog.Logger {
	if k.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return k.Log
}
