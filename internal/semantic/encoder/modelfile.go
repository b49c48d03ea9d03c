package encoder

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// An encoder file is, in this order: the magic line, the length of the header
// (uint32), the header (JSON), the vocabulary (each piece with a line end, in
// the order of ids), the tensors in the order of readTensors and readHead. Numbers are
// little endian. training/export.py writes it.
const (
	fileMagic  = "crosswalk encoder\n"
	fileFormat = 1
)

// A Shape says how large a model is.
type Shape struct {
	Layers    int `json:"layers"`
	Hidden    int `json:"hidden"`    // width of a token's state
	Heads     int `json:"heads"`     // of attention
	Inner     int `json:"inner"`     // width inside a layer's second half
	Pieces    int `json:"pieces"`    // of the vocabulary
	Positions int `json:"positions"` // tokens of a text that are read; what is longer is cut
	Buckets   int `json:"buckets"`   // of relative positions, 0 when the model has none
	Output    int `json:"output"`    // length of a vector
}

// A Header says what a model is: its shape, what it was trained on, how, and
// what it reached on employers that nothing was fitted to.
type Header struct {
	Format  int               `json:"format"`
	Hash    string            `json:"hash"` // SHA-256 of what follows the header, hexadecimal
	Shape   Shape             `json:"shape"`
	Head    *HeadShape        `json:"head"` // nil when the file has none
	Trained semantic.Training `json:"trained"`
	// Judge of pairs that was fitted to the vectors of this model; the program
	// has one of its own for the built-in model.
	Judge json.RawMessage `json:"judge,omitempty"`
}

// name holds only what may stand in the name of a folder.
func (h Header) name() string { return fmt.Sprintf("crosswalk-e%d-%.12s", h.Format, h.Hash) }

// check refuses shapes that the kernel cannot compute, or that no memory holds.
func (s Shape) check() error {
	within := func(v, most int) bool { return v >= 1 && v <= most }
	switch {
	case !within(s.Layers, 48) || !within(s.Hidden, 2048) || !within(s.Heads, 64) || !within(s.Inner, 8192) ||
		!within(s.Pieces, 1<<18) || !within(s.Positions, 1024) || !within(s.Output, s.Hidden) || s.Buckets < 0 || s.Buckets > 256:
		return fmt.Errorf("the shape %+v is out of range", s)
	case s.Hidden%64 != 0 || s.Inner%64 != 0 || s.Output%16 != 0 || s.Hidden%s.Heads != 0 || s.Hidden/s.Heads%16 != 0 || s.Buckets%4 != 0 || s.Positions < 4:
		return fmt.Errorf("the shape %+v does not divide as the kernel needs it", s)
	}
	return nil
}

// tensors are the numbers of a model. Whole numbers are used where they lie in
// the file.
type tensors struct {
	wordScale  []float32
	words      []int8    // [pieces][hidden]
	positions  []float32 // [positions][hidden]
	norm       []float32 // gain, offset
	relative   []float32 // [buckets][heads]
	layers     []layerTensors
	projection []float32 // [output][hidden]; nil when the state is the vector
}

type layerTensors struct {
	linears [4]linearTensor // query, key and value together; attention; up; down
	norms   [2][]float32
}

type linearTensor struct {
	scale, bias []float32
	weights     []int8 // [out][in]
}

// reader takes tensors from the front of a file.
type reader struct {
	rest  []byte
	short bool
}

func (r *reader) bytes(n int) []byte {
	if r.short = r.short || n > len(r.rest); r.short {
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) floats(n int) []float32 {
	b := r.bytes(4 * n)
	out := make([]float32, len(b)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		if f := float64(out[i]); math.IsNaN(f) || math.IsInf(f, 0) {
			r.short = true
		}
	}
	return out
}

func (r *reader) linear(out, in int) linearTensor {
	return linearTensor{scale: r.floats(out), bias: r.floats(out), weights: asInt8(r.bytes(out * in))}
}

func readTensors(s Shape, r *reader) *tensors {
	t := &tensors{wordScale: r.floats(s.Pieces), words: asInt8(r.bytes(s.Pieces * s.Hidden))}
	readLayers(s, r, t)
	if s.Output != s.Hidden {
		t.projection = r.floats(s.Output * s.Hidden)
	}
	return t
}

// readLayers reads what stands behind the words: positions and layers.
func readLayers(s Shape, r *reader, t *tensors) {
	t.positions, t.norm, t.relative = r.floats(s.Positions*s.Hidden), r.floats(2*s.Hidden), r.floats(s.Buckets*s.Heads)
	for range s.Layers {
		var l layerTensors
		l.linears = [4]linearTensor{
			r.linear(3*s.Hidden, s.Hidden), r.linear(s.Hidden, s.Hidden), r.linear(s.Inner, s.Hidden), r.linear(s.Hidden, s.Inner),
		}
		l.norms = [2][]float32{r.floats(2 * s.Hidden), r.floats(2 * s.Hidden)}
		t.layers = append(t.layers, l)
		if r.short {
			return
		}
	}
}

// splitFile reads the header of a model file into header and returns what follows
// it.
func splitFile(data []byte, magic string, header any) (payload []byte, err error) {
	rest, ok := bytes.CutPrefix(data, []byte(magic))
	if !ok || len(rest) < 4 {
		return nil, errors.New("it does not begin as one")
	}
	size := int(binary.LittleEndian.Uint32(rest))
	if rest = rest[4:]; size > len(rest) {
		return nil, errors.New("the header is cut short")
	}
	if err := json.Unmarshal(rest[:size], header); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	return rest[size:], nil
}

// checkPayload compares what follows a header with what the header says of it.
func checkPayload(payload []byte, format, want int, hash string) error {
	if format != want {
		return fmt.Errorf("format %d; this program reads format %d", format, want)
	}
	if sum := sha256.Sum256(payload); hash != hex.EncodeToString(sum[:]) {
		return errors.New("its contents do not match their hash")
	}
	return nil
}

// Read reads an encoder file. The encoder keeps data. Errors are Invalid and
// say which part of the file is at fault.
func Read(data []byte) (*Encoder, error) { return read(data, fastest()) }

func read(data []byte, k kernel) (*Encoder, error) {
	fail := func(format string, args ...any) (*Encoder, error) {
		return nil, spec.Errorf(spec.Invalid, "encoder file: "+format, args...)
	}
	e := &Encoder{}
	rest, err := splitFile(data, fileMagic, &e.header)
	if err != nil {
		return fail("%v", err)
	}
	h := e.header
	if err := checkPayload(rest, h.Format, fileFormat, h.Hash); err != nil {
		return fail("%v", err)
	}
	if err := h.Shape.check(); err != nil {
		return fail("%v", err)
	}
	if h.Head != nil {
		if err := h.Head.check(); err != nil {
			return fail("%v", err)
		}
	}
	pieces := make([]string, 0, h.Shape.Pieces)
	for i := range h.Shape.Pieces {
		end := bytes.IndexByte(rest, '\n')
		if end < 1 {
			return fail("piece %d of the vocabulary is cut short", i+1)
		}
		pieces = append(pieces, string(rest[:end]))
		rest = rest[end+1:]
	}
	if e.vocabulary, err = newVocabulary(pieces); err != nil {
		return fail("%v", err)
	}
	r := &reader{rest: rest}
	e.tensors = readTensors(h.Shape, r)
	if h.Head != nil && !r.short {
		e.head = readHead(h.Shape.Output, r)
	}
	if r.short || len(r.rest) != 0 {
		return fail("its tensors do not fit the shape %+v, or hold what is no number", h.Shape)
	}
	if e.network, err = newNetwork(h.Shape, e.tensors, k); err != nil {
		return nil, fmt.Errorf("encoder: %w", err)
	}
	e.tensors.layers = nil // packed in the network
	return e, nil
}

func newVocabulary(pieces []string) (*vocabulary, error) {
	v := &vocabulary{ids: make(map[string]int32, len(pieces))}
	for i, p := range pieces {
		v.ids[p] = int32(i)
	}
	var found [3]bool
	v.begin, found[0] = v.ids[pieceBegin]
	v.end, found[1] = v.ids[pieceEnd]
	v.unknown, found[2] = v.ids[pieceUnknown]
	if slices.Contains(found[:], false) || len(v.ids) != len(pieces) {
		return nil, fmt.Errorf("the vocabulary needs %s, %s and %s, and each piece once", pieceBegin, pieceEnd, pieceUnknown)
	}
	return v, nil
}

// PutJudge writes a judge that was fitted to the vectors of a model into the
// header of its file. The hash, and so the name, stays: it is of what follows
// the header.
func PutJudge(name string, judge any) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	e, err := Read(data)
	if err != nil {
		return err
	}
	h := e.header
	if h.Judge, err = json.Marshal(judge); err != nil {
		return fmt.Errorf("encoder file: %w", err)
	}
	head, err := json.MarshalIndent(h, "", "  ")
	if err != nil {
		return fmt.Errorf("encoder file: %w", err)
	}
	size := int(binary.LittleEndian.Uint32(data[len(fileMagic):]))
	payload := data[len(fileMagic)+4+size:]
	whole := slices.Concat([]byte(fileMagic), binary.LittleEndian.AppendUint32(nil, uint32(len(head))), head, payload)
	if err := os.WriteFile(name+".new", whole, 0o644); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}
