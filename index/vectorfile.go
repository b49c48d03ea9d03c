package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unsafe"

	"crosswalk/internal/semantic/vector"
)

// vectorFile lies in an index folder beside Bleve's files:
//
//	header   vectorHeader
//	model    its name, ModelBytes long
//	ids      of the statements, each followed by a line feed, IDBytes long
//	at       Count uint32: the row of each statement
//	scales   Rows float32
//	cells    Rows rows of Dims int8
//
// Numbers are in the byte order of the machine, so that they are read as
// they are used. On a machine of the other order the format number does not
// fit: the index counts as damaged, like any that cannot be read, and is built
// again.
const vectorFile = "vectors.bin"

var vectorMagic = [8]byte{'c', 'w', 'v', 'e', 'c', 't', 'o', 'r'}

type vectorHeader struct {
	Magic      [8]byte
	Format     uint32
	Dims       uint32
	Count      uint32
	ModelBytes uint32
	IDBytes    uint32
	Rows       uint32
	Sum        uint32 // CRC-32C of the header with a zero here, and of all that follows it
}

var (
	vectorHeaderBytes = binary.Size(vectorHeader{})
	castagnoli        = crc32.MakeTable(crc32.Castagnoli)
)

// sum begins the checksum of a file with its header.
func (h vectorHeader) sum() hash.Hash32 {
	h.Sum = 0
	sum := crc32.New(castagnoli)
	binary.Write(sum, binary.NativeEndian, h) // a hash never fails
	return sum
}

// bytesOf returns the memory of numbers.
func bytesOf[T float32 | int8 | uint32](numbers []T) []byte {
	var one T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(numbers))), len(numbers)*int(unsafe.Sizeof(one)))
}

// write writes the file.
func (v *vectors) write(w io.Writer, model string) error {
	var ids strings.Builder
	for _, id := range v.ids {
		if strings.Contains(id, "\n") {
			return fmt.Errorf("the id %q holds a line feed", id)
		}
		ids.WriteString(id + "\n")
	}
	h := vectorHeader{
		Magic: vectorMagic, Format: formatVersion, Dims: uint32(v.block.Width), Count: uint32(len(v.ids)),
		ModelBytes: uint32(len(model)), IDBytes: uint32(ids.Len()), Rows: uint32(v.block.Len()),
	}
	parts := [][]byte{[]byte(model), []byte(ids.String()), bytesOf(v.at), bytesOf(v.block.Scales), bytesOf(v.block.Cells)}
	sum := h.sum()
	for _, p := range parts {
		sum.Write(p)
	}
	h.Sum = sum.Sum32()
	if err := binary.Write(w, binary.NativeEndian, h); err != nil {
		return err
	}
	for _, p := range parts {
		if _, err := w.Write(p); err != nil {
			return err
		}
	}
	return nil
}

// readVectors reads a file of so many bytes that holds vectors of a model.
func readVectors(r io.Reader, size int64, model string) (*vectors, error) {
	var h vectorHeader
	if err := binary.Read(r, binary.NativeEndian, &h); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if h.Magic != vectorMagic || h.Format != formatVersion {
		return nil, fmt.Errorf("not vectors of format %d", formatVersion)
	}
	// Nothing is allocated before the header agrees with the file's size. The
	// bound on the dimensions keeps the sum within 64 bits.
	if h.Dims > vector.MaxDimensions {
		return nil, fmt.Errorf("%d dimensions; %d are the most", h.Dims, vector.MaxDimensions)
	}
	numbers := 4*uint64(h.Count) + uint64(h.Rows)*(uint64(h.Dims)+4)
	if want := uint64(vectorHeaderBytes) + uint64(h.ModelBytes) + uint64(h.IDBytes) + numbers; uint64(size) != want {
		return nil, fmt.Errorf("%d bytes instead of %d", size, want)
	}
	words := make([]byte, int(h.ModelBytes)+int(h.IDBytes))
	v := &vectors{at: make([]uint32, h.Count), block: vector.NewBlock(int(h.Rows), int(h.Dims))}
	sum := h.sum()
	for _, part := range [][]byte{words, bytesOf(v.at), bytesOf(v.block.Scales), bytesOf(v.block.Cells)} {
		if _, err := io.ReadFull(r, part); err != nil {
			return nil, err
		}
		sum.Write(part)
	}
	if sum.Sum32() != h.Sum {
		return nil, errors.New("the checksum is wrong")
	}
	if found := string(words[:h.ModelBytes]); found != model {
		return nil, fmt.Errorf("vectors of the model %q, not %q", found, model)
	}
	for line := range strings.Lines(string(words[h.ModelBytes:])) {
		id, ended := strings.CutSuffix(line, "\n")
		if n := len(v.ids); !ended || n > 0 && id <= v.ids[n-1] {
			return nil, fmt.Errorf("the id %q is cut or out of order", id)
		}
		v.ids = append(v.ids, id)
	}
	if len(v.ids) != int(h.Count) {
		return nil, fmt.Errorf("%d ids for %d statements", len(v.ids), h.Count)
	}
	if slices.ContainsFunc(v.at, func(row uint32) bool { return row >= h.Rows }) {
		return nil, fmt.Errorf("a statement lies beyond the %d rows", h.Rows)
	}
	return v, nil
}

// writeVectors writes the vectors of docs into an index folder.
func writeVectors(dir, model string, docs []Doc) (err error) {
	v, err := vectorsOf(docs)
	if err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(dir, vectorFile))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := v.write(f, model); err != nil {
		return fmt.Errorf("%s: %w", vectorFile, err)
	}
	return nil
}

// openVectors reads the vectors in an index folder.
func openVectors(dir, model string) (*vectors, error) {
	f, err := os.Open(filepath.Join(dir, vectorFile))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	v, err := readVectors(f, info.Size(), model)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", vectorFile, err)
	}
	return v, nil
}
