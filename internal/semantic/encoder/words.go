package encoder

import (
	"context"
	"math"

	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// A Marked is a text with the byte ranges of words in it, in order and without
// overlap.
type Marked struct {
	Text  string
	Words []spec.Span
}

// Words returns the meaning in context of the words of each text: a block with a
// unit-length row for each word, the mean of the last states of its pieces. Words
// beyond the tokens that the encoder reads have no row. Rows of two texts can be
// compared: words with the same meaning lie close together.
func (e *Encoder) Words(ctx context.Context, texts []Marked) ([]*vector.Block, error) {
	tokens, of := make([][]int32, len(texts)), make([][]tokenRange, len(texts))
	for i, t := range texts {
		tokens[i], of[i] = e.vocabulary.marked(t, e.header.Shape.Positions)
	}
	out := make([]*vector.Block, len(texts))
	hidden := e.header.Shape.Hidden
	err := inBatches(ctx, &e.workers, tokens, func(w *worker, batch []int) {
		w.run(e.network, tokens, batch, e.tensors.embed)
		for k, i := range batch {
			states := w.states(k, hidden)
			out[i] = vector.NewBlock(len(of[i]), hidden)
			for row, r := range of[i] {
				if r.from < r.to {
					out[i].Set(row, meanState(states[r.from*hidden:r.to*hidden], hidden))
				}
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// tokenRange is the tokens of a word, from the first to one past the last.
type tokenRange struct{ from, to int }

// marked returns the pieces of a text, cut at the ends of its words, and the range
// of pieces of each word.
func (v *vocabulary) marked(t Marked, most int) ([]int32, []tokenRange) {
	out := append(make([]int32, 0, 32), v.begin)
	of := make([]tokenRange, len(t.Words))
	room := most - 1
	read := func(text string) {
		for _, word := range words(text) {
			out = v.pieces(out, word)
		}
		out = out[:min(len(out), room)]
	}
	at := 0
	for i, w := range t.Words {
		read(t.Text[at:w.Start])
		of[i].from = len(out)
		read(t.Text[w.Start:w.End])
		of[i].to, at = len(out), w.End
	}
	read(t.Text[at:])
	return append(out, v.end), of
}

// meanState returns the mean of some states, scaled to length one.
func meanState(states []float32, hidden int) []float32 {
	mean := make([]float32, hidden)
	squares := 0.0
	for d := range mean {
		for at := d; at < len(states); at += hidden {
			mean[d] += states[at]
		}
		squares += float64(mean[d]) * float64(mean[d])
	}
	if squares > 0 {
		scale := float32(1 / math.Sqrt(squares))
		for d := range mean {
			mean[d] *= scale
		}
	}
	return mean
}
