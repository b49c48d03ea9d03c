package semantic

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"crosswalk/internal/embedded"
	"crosswalk/internal/spec"
)

// A model file is, in this order: the magic line, the length of the header
// (uint32), the header (JSON), the stems (each with a line end, sorted), the
// scales (float32), the cells (int8, a row per stem). Numbers are little
// endian.
const (
	modelMagic  = "crosswalk model\n"
	modelFormat = 1

	maxDimensions = 4096
	maxStems      = 4 << 20
)

// A Header says what a model is: its shape, what it was trained on, how, and
// what it reached on what was held out.
type Header struct {
	Format     int       `json:"format"`
	Reading    int       `json:"reading"` // Version of the reading of texts that it was trained with
	Dimensions int       `json:"dimensions"`
	Stems      int       `json:"stems"`
	Hash       string    `json:"hash"` // SHA-256 of what follows the header, hexadecimal
	Parts      []float32 `json:"parts"`
	Trained    Training  `json:"trained"`
}

// Training is how a model came about.
type Training struct {
	Command  string             `json:"command"`
	Seed     uint64             `json:"seed"`
	Steps    int                `json:"steps"`
	Inputs   []Input            `json:"inputs"`
	HeldOut  string             `json:"held_out"` // what no training pair was made of, in words
	Measures map[string]float64 `json:"measures"` // on what was held out, at the end
}

// An Input is what a model was trained on.
type Input struct {
	Name        string `json:"name"`
	Licence     string `json:"licence"`
	Attribution string `json:"attribution,omitempty"`
	SHA256      string `json:"sha256"`
}

// name holds only what may stand in the name of a folder.
func (h Header) name() string { return fmt.Sprintf("crosswalk-%d-%.12s", h.Format, h.Hash) }

//go:embed model.bin
var builtinModel []byte

// BuiltinModel returns the model that this program was built with. It is read
// once.
var BuiltinModel = sync.OnceValues(func() (*Model, error) {
	m, err := ReadModel(builtinModel)
	if err != nil {
		return nil, fmt.Errorf("built-in model: %w", err)
	}
	if !Fits(m.header.Reading) {
		return nil, fmt.Errorf("built-in model: trained with reading %d, this is %d; run make model", m.header.Reading, Version)
	}
	return m, nil
})

// ReleaseBuiltin releases the memory of the built-in model's file: few stems are
// looked up after classes have been placed.
func ReleaseBuiltin() { embedded.Release(builtinModel) }

// ReadModel reads a model file. The model keeps data. Errors are Invalid and
// say which part of the file is at fault.
func ReadModel(data []byte) (*Model, error) {
	fail := func(format string, args ...any) (*Model, error) {
		return nil, spec.Errorf(spec.Invalid, "model file: "+format, args...)
	}
	rest, ok := bytes.CutPrefix(data, []byte(modelMagic))
	if !ok || len(rest) < 4 {
		return fail("it does not begin as one")
	}
	size := int(binary.LittleEndian.Uint32(rest))
	if rest = rest[4:]; size > len(rest) {
		return fail("the header is cut short")
	}
	m := &Model{}
	if err := json.Unmarshal(rest[:size], &m.header); err != nil {
		return fail("header: %v", err)
	}
	h := m.header
	rest = rest[size:]
	switch sum := sha256.Sum256(rest); {
	case h.Format != modelFormat:
		return fail("format %d; this program reads format %d", h.Format, modelFormat)
	case h.Dimensions < 1 || h.Dimensions > maxDimensions || h.Stems < 1 || h.Stems > maxStems:
		return fail("%d stems of %d dimensions", h.Stems, h.Dimensions)
	case len(h.Parts) != NumParts || slices.ContainsFunc(h.Parts, notFinite):
		return fail("want what each of %d parts of words counts", NumParts)
	case h.Hash != hex.EncodeToString(sum[:]):
		return fail("its contents do not match their hash")
	}
	m.rows = make(map[string]int32, h.Stems)
	for i := range h.Stems {
		end := bytes.IndexByte(rest, '\n')
		if end < 1 {
			return fail("stem %d is cut short", i+1)
		}
		m.rows[string(rest[:end])] = int32(i)
		rest = rest[end+1:]
	}
	if len(m.rows) != h.Stems || len(rest) != h.Stems*(4+h.Dimensions) {
		return fail("want %d different stems, their scales and cells", h.Stems)
	}
	m.scale = make([]float32, h.Stems)
	for i := range m.scale {
		m.scale[i] = math.Float32frombits(binary.LittleEndian.Uint32(rest[4*i:]))
	}
	if slices.ContainsFunc(m.scale, notFinite) {
		return fail("a scale is no number")
	}
	m.cells = rest[4*h.Stems:]
	return m, nil
}

func notFinite(f float32) bool { return math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) }

// WriteModel returns the file of a model with the given vectors, quantised to
// 256 steps a row. The header's shape and hash are filled in. stems and
// vectors belong together and may stand in any order.
func WriteModel(h Header, stems []string, vectors [][]float32) ([]byte, error) {
	order := make([]int, len(stems))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(stems[a], stems[b]) })
	var names, scales, cells bytes.Buffer
	for _, i := range order {
		names.WriteString(stems[i] + "\n")
		scale := float32(0)
		for _, v := range vectors[i] {
			scale = max(scale, float32(math.Abs(float64(v)))/math.MaxInt8)
		}
		binary.Write(&scales, binary.LittleEndian, scale)
		for _, v := range vectors[i] {
			cell := 0.0
			if scale > 0 {
				cell = math.RoundToEven(float64(v / scale))
			}
			cells.WriteByte(byte(int8(cell)))
		}
	}
	payload := slices.Concat(names.Bytes(), scales.Bytes(), cells.Bytes())
	sum := sha256.Sum256(payload)
	h.Format, h.Reading, h.Stems, h.Hash = modelFormat, Version, len(stems), hex.EncodeToString(sum[:])
	head, err := json.MarshalIndent(h, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("model file: %w", err)
	}
	size := binary.LittleEndian.AppendUint32(nil, uint32(len(head)))
	return slices.Concat([]byte(modelMagic), size, head, payload), nil
}
