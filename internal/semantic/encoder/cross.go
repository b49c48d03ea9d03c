package encoder

import (
	"context"
	_ "embed"
	"fmt"
	"math"
	"sync"

	"crosswalk/internal/embedded"
	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// A CrossEncoder reads a requirement and an offered text together, so that each word
// attends to the words of both texts (Nogueira and Cho 2019). It tells apart pairs that
// two separate vectors cannot, such as approving and requesting purchase orders, but no
// work can be done before both texts are known. It never changes and is safe for
// concurrent use.
type CrossEncoder struct {
	header   CrossHeader
	encoder  *Encoder  // whose words it shares
	tensors  *tensors  // its positions, and the words of the encoder
	second   []float32 // added to every piece from the first [SEP] on
	pooled   affine
	out      affine
	network  *network
	crossing sync.Pool // of workers
}

// A cross-encoder file has the layout of an encoder file (modelfile.go) without the
// vocabulary and the table of words, which it shares with an encoder. The head follows
// the layers.
const (
	crossMagic  = "crosswalk cross-encoder\n"
	crossFormat = 1
)

// A CrossHeader describes a cross-encoder: the encoder whose words it shares, its shape
// and its training.
type CrossHeader struct {
	Format  int               `json:"format"`
	Hash    string            `json:"hash"`    // SHA-256 of what follows the header, hexadecimal
	Encoder string            `json:"encoder"` // name of the encoder whose words it shares
	Shape   Shape             `json:"shape"`
	Inner   int               `json:"inner"` // width of the head
	Trained semantic.Training `json:"trained"`
}

// maxCrossInner bounds the width of a head.
const maxCrossInner = 1024

//go:embed cross.bin
var builtinCross []byte

// BuiltinCross returns the built-in cross-encoder. The first call reads it and then
// releases the memory of its file.
var BuiltinCross = sync.OnceValues(func() (*CrossEncoder, error) {
	e, err := Builtin()
	if err != nil {
		return nil, err
	}
	c, err := ReadCross(builtinCross, e)
	if err != nil {
		return nil, fmt.Errorf("built-in cross-encoder: %w", err)
	}
	embedded.Release(builtinCross)
	return c, nil
})

// ReadCross reads a cross-encoder file that shares the words of an encoder. It keeps no
// reference to data. Errors are Invalid and name the faulty part of the file.
func ReadCross(data []byte, e *Encoder) (*CrossEncoder, error) { return readCross(data, e, fastest()) }

func readCross(data []byte, e *Encoder, k kernel) (*CrossEncoder, error) {
	fail := func(format string, args ...any) (*CrossEncoder, error) {
		return nil, spec.Errorf(spec.Invalid, "cross-encoder file: "+format, args...)
	}
	c := &CrossEncoder{encoder: e}
	payload, err := splitFile(data, crossMagic, &c.header)
	if err != nil {
		return fail("%v", err)
	}
	h := c.header
	if err := checkPayload(payload, h.Format, crossFormat, h.Hash); err != nil {
		return fail("%v", err)
	}
	if err := h.Shape.check(); err != nil {
		return fail("%v", err)
	}
	if h.Inner < 1 || h.Inner > maxCrossInner || h.Shape.Output != h.Shape.Hidden {
		return fail("a head of %d numbers and states of %d; this program reads up to %d and %d", h.Inner, h.Shape.Output, maxCrossInner, h.Shape.Hidden)
	}
	if of := e.header; h.Encoder != e.Name() || h.Shape.Hidden != of.Shape.Hidden || h.Shape.Pieces != of.Shape.Pieces {
		return fail("it shares the words of %s, not of %s", h.Encoder, e.Name())
	}
	r := &reader{rest: payload}
	c.tensors = &tensors{wordScale: e.tensors.wordScale, words: e.tensors.words}
	readLayers(h.Shape, r, c.tensors)
	c.second = r.floats(h.Shape.Hidden)
	c.pooled = affine{r.floats(h.Inner * seenStates * h.Shape.Hidden), r.floats(h.Inner)}
	c.out = affine{r.floats(Grades * h.Inner), r.floats(Grades)}
	if r.short || len(r.rest) != 0 {
		return fail("its tensors do not fit the shape %+v, or hold what is no number", h.Shape)
	}
	if c.network, err = newNetwork(h.Shape, c.tensors, k); err != nil {
		return nil, fmt.Errorf("cross-encoder: %w", err)
	}
	c.tensors.layers = nil // packed in the network
	return c, nil
}

// Name identifies the model by its format and the hash of its contents.
func (c *CrossEncoder) Name() string {
	return fmt.Sprintf("crosswalk-x%d-%.12s", c.header.Format, c.header.Hash)
}

// Header says what the model was trained on and how.
func (c *CrossEncoder) Header() CrossHeader { return c.header }

// A TextPair is a requirement and what is offered for it.
type TextPair struct{ Required, Offered string }

// Odds returns the log-odds of each grade for every pair. It uses every processor.
func (c *CrossEncoder) Odds(ctx context.Context, pairs []TextPair) ([][Grades]float32, error) {
	tokens, first := make([][]int32, len(pairs)), make([]int, len(pairs))
	for i, p := range pairs {
		tokens[i], first[i] = c.tokens(p)
	}
	out := make([][Grades]float32, len(pairs))
	hidden := c.header.Shape.Hidden
	err := inBatches(ctx, &c.crossing, tokens, func(w *worker, batch []int) {
		at, begun := -1, 0 // pair of the batch, and where its second text begins
		w.run(c.network, tokens, batch, func(state []float32, id, position int) {
			if position == 0 {
				at++
				begun = first[batch[at]]
			}
			c.tensors.embed(state, id, position)
			if position >= begun {
				for k, v := range c.second {
					state[k] += v
				}
			}
		})
		for k, i := range batch {
			out[i] = c.judge(w.states(k, hidden), first[i])
		}
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// tokens returns the pieces of a pair, [CLS] first [SEP] second [SEP], and the index of
// the first [SEP]. If they are too long, the longer text is cut first.
func (c *CrossEncoder) tokens(p TextPair) (pieces []int32, first int) {
	v, room := c.encoder.vocabulary, c.header.Shape.Positions-3
	within := func(text string) []int32 {
		marked := v.tokens(text, c.header.Shape.Positions)
		return marked[1 : len(marked)-1]
	}
	a, b := within(p.Required), within(p.Offered)
	if over := len(a) + len(b) - room; over > 0 {
		fromA := max(0, min(over, len(a)-max(room/2, room-len(b))))
		a = a[:len(a)-fromA]
		b = b[:len(b)-(over-fromA)]
	}
	pieces = append(make([]int32, 0, len(a)+len(b)+3), v.begin)
	pieces = append(append(pieces, a...), v.end)
	return append(append(pieces, b...), v.end), 1 + len(a)
}

// The head reads four states: that of [CLS], the means of both texts, and the product of
// the two means, each scaled to length one, times productScale. training/cross.py has
// the same.
const (
	seenStates   = 4
	productScale = 20
)

// judge turns the states of a pair into log-odds. first is the index of the first [SEP].
func (c *CrossEncoder) judge(states []float32, first int) (odds [Grades]float32) {
	hidden := c.header.Shape.Hidden
	rows := len(states) / hidden
	seen := make([]float32, seenStates*hidden)
	u, v := seen[hidden:2*hidden], seen[2*hidden:3*hidden]
	copy(seen, states[:hidden])
	lengthU := meanOf(states[hidden:first*hidden], u)
	lengthV := meanOf(states[(first+1)*hidden:(rows-1)*hidden], v)
	for k := range u {
		seen[3*hidden+k] = productScale * (u[k] / lengthU) * (v[k] / lengthV)
	}
	inner := make([]float32, c.header.Inner)
	c.pooled.apply(seen, inner)
	for i, x := range inner {
		inner[i] = float32(math.Tanh(float64(x)))
	}
	c.out.apply(inner, odds[:])
	return odds
}

// meanOf sets mean to the mean of states, or to zeros if there are none, and returns its
// length.
func meanOf(states, mean []float32) (length float32) {
	clear(mean)
	for i := 0; i < len(states); i += len(mean) {
		for k := range mean {
			mean[k] += states[i+k]
		}
	}
	squares := 0.0
	for k := range mean {
		mean[k] /= float32(max(1, len(states)/len(mean)))
		squares += float64(mean[k]) * float64(mean[k])
	}
	return float32(max(1e-12, math.Sqrt(squares)))
}

// affine is a linear map with an offset: weights are [out][in].
type affine struct{ weights, bias []float32 }

func (a affine) apply(in, out []float32) {
	for i := range out {
		sum := a.bias[i]
		for k, w := range a.weights[i*len(in):][:len(in)] {
			sum += w * in[k]
		}
		out[i] = sum
	}
}
