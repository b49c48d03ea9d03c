package remote

import (
	"context"
	"strings"

	"golang.org/x/sync/errgroup"
)

// blank reports whether a text has nothing to embed. Services differ in what
// they answer to one, and some refuse the whole batch.
func blank(text string) bool { return strings.TrimSpace(text) == "" }

// batches cuts texts into batches of at most so many texts and bytes, as
// indexes into texts. Blank texts are in none; a text over the bytes is a batch
// of its own.
func batches(texts []string, maxTexts, maxBytes int) [][]int {
	var out [][]int
	size := 0
	for i, text := range texts {
		if blank(text) {
			continue
		}
		last := len(out) - 1
		if last < 0 || len(out[last]) == maxTexts || size+len(text) > maxBytes {
			out, size = append(out, nil), 0
			last++
		}
		out[last] = append(out[last], i)
		size += len(text)
	}
	return out
}

// EmbedBatches asks for the vectors of texts, batch by batch and several at a time,
// and calls done with each answer: which texts, and their vectors one after
// the other. Done runs concurrently. The first error ends it; blank texts are
// left out.
func (e *Embedder) EmbedBatches(ctx context.Context, texts []string, done func(at []int, vectors []float32) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(e.cfg.Limits.InFlight)
	for _, batch := range batches(texts, e.cfg.Limits.BatchTexts, e.cfg.Limits.BatchBytes) {
		// After the first error the others fail at once, without a request.
		group.Go(func() error {
			input := make([]string, len(batch))
			for i, t := range batch {
				input[i] = texts[t]
			}
			vectors, err := e.ask(ctx, input, e.cfg.Limits.Tries)
			if err != nil {
				return err
			}
			return done(batch, vectors)
		})
	}
	return group.Wait()
}
