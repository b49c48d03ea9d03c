// Package encoder provides the built-in sentence encoder: a small transformer
// with weights of eight bits that turns a statement into a vector, on the CPU.
package encoder

import (
	"context"
	_ "embed"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"unsafe"

	"crosswalk/internal/embedded"
)

// An Encoder turns texts into vectors of length one; texts of one meaning lie
// close together. It never changes and is safe for concurrent use.
type Encoder struct {
	header     Header
	vocabulary *vocabulary
	tensors    *tensors
	network    *network
	head       *Head // nil when the file has none
	workers    sync.Pool
}

//go:embed encoder.bin
var builtin []byte

// Builtin returns the encoder that this program was built with. It is read
// once.
var Builtin = sync.OnceValues(func() (*Encoder, error) {
	e, err := Read(builtin)
	if err != nil {
		return nil, fmt.Errorf("built-in encoder: %w", err)
	}
	return e, nil
})

// ReleaseBuiltin releases the memory of the built-in model's file. Its layers were
// copied when it was read, and a text needs only a few of its words.
func ReleaseBuiltin() { embedded.Release(builtin) }

// Name identifies the model by its format and the hash of its contents.
func (e *Encoder) Name() string { return e.header.name() }

// Dimensions is the length of the vectors.
func (e *Encoder) Dimensions() int { return e.header.Shape.Output }

// Header says what the model was trained on and how.
func (e *Encoder) Header() Header { return e.header }

// Head judges pairs of this model's vectors; nil when the model has none.
func (e *Encoder) Head() *Head { return e.head }

// tokensAtOnce bounds the tokens of a batch: their states stay in a processor's
// cache.
const tokensAtOnce = 512

// Embed returns one vector per text, one after the other. It uses every
// processor. A text of which nothing can be read has a vector all the same.
func (e *Encoder) Embed(ctx context.Context, texts []string) ([]float32, error) {
	tokens := make([][]int32, len(texts))
	for i, text := range texts {
		tokens[i] = e.vocabulary.tokens(text, e.header.Shape.Positions)
	}
	dims := e.Dimensions()
	out := make([]float32, len(texts)*dims)
	err := inBatches(ctx, &e.workers, tokens, func(w *worker, batch []int) {
		w.run(e.network, tokens, batch, e.tensors.embed)
		for k, i := range batch {
			copy(out[i*dims:(i+1)*dims], w.vectors[k*dims:])
		}
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// inBatches has do work on all texts, some at a time, on every processor. Workers
// are kept in a pool from one call to the next.
func inBatches(ctx context.Context, pool *sync.Pool, tokens [][]int32, do func(w *worker, batch []int)) error {
	order := make([]int, len(tokens))
	for i := range order {
		order[i] = i
	}
	// Texts of one length fill a batch evenly.
	slices.SortStableFunc(order, func(a, b int) int { return len(tokens[a]) - len(tokens[b]) })
	batches := make(chan []int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), 1+len(tokens)/8) {
		workers.Go(func() {
			w, ok := pool.Get().(*worker)
			if !ok {
				w = &worker{}
			}
			defer pool.Put(w)
			for batch := range batches {
				do(w, batch)
			}
		})
	}
	err := ctx.Err()
	for first := 0; first < len(order) && err == nil; err = ctx.Err() {
		end, n := first, 0
		for end < len(order) && (n == 0 || n+len(tokens[order[end]]) <= tokensAtOnce) {
			n += len(tokens[order[end]])
			end++
		}
		batches <- order[first:end]
		first = end
	}
	close(batches)
	workers.Wait()
	return err
}

// worker runs batches one after the other in memory of its own.
type worker struct {
	// Of the last batch: where each text's tokens begin, their states, which
	// stand first, and the texts' vectors.
	starts           []int32
	scratch, vectors []float32
}

// run reads the texts of a batch. embed sets the state that a piece begins with.
func (w *worker) run(n *network, tokens [][]int32, batch []int, embed func(out []float32, id, position int)) {
	hidden := n.s.Hidden
	w.starts = append(w.starts[:0], 0)
	total, longest := 0, 0
	for _, i := range batch {
		total += len(tokens[i])
		longest = max(longest, len(tokens[i]))
		w.starts = append(w.starts, int32(total))
	}
	w.scratch = grown(w.scratch, n.scratch(total, longest))
	w.vectors = grown(w.vectors, len(batch)*n.s.Output)
	at := w.scratch
	for _, i := range batch {
		for position, id := range tokens[i] {
			embed(at[:hidden], int(id), position)
			at = at[hidden:]
		}
	}
	n.run(w.starts, w.scratch, w.vectors)
}

// states returns the last states of the k-th text of the batch, one row for each
// of its pieces.
func (w *worker) states(k, hidden int) []float32 {
	return w.scratch[int(w.starts[k])*hidden : int(w.starts[k+1])*hidden]
}

// embed sets out to the sum of a piece's and a position's embeddings.
func (t *tensors) embed(out []float32, id, position int) {
	hidden := len(out)
	cells, scale := t.words[id*hidden:][:hidden], t.wordScale[id]
	for i, p := range t.positions[position*hidden:][:hidden] {
		out[i] = float32(cells[i])*scale + p
	}
}

func grown(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n)
	}
	return s[:n]
}

func asInt8(b []byte) []int8 {
	return unsafe.Slice((*int8)(unsafe.Pointer(unsafe.SliceData(b))), len(b))
}
