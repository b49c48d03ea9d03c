package vector

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"slices"

	"crosswalk/internal/spec"
)

// A file carries the vectors that a model made of texts from one catalog to
// another:
//
//	magic   fileMagic, a line
//	header  Header as JSON, a line
//	body    per text, in ascending order: its SHA-256, then AppendTo
//
// It holds no text: who has the text finds its vector.
const fileMagic = "crosswalk vectors 1\n"

// A Hash is the SHA-256 of a text.
type Hash = [sha256.Size]byte

// HashOf returns the hash by which a text is known.
func HashOf(text string) Hash { return sha256.Sum256([]byte(text)) }

// An Entry is the vector of a text.
type Entry struct {
	Text Hash
	Row  Row
}

// A Header says what is in a file of vectors.
type Header struct {
	Model      string `json:"model"`
	Dimensions int    `json:"dimensions"`
	Count      int    `json:"count"`
	SHA256     string `json:"sha256"` // of the body, in hex
}

// maxHeader bounds the line of a header.
const maxHeader = 4096

// Write writes vectors of a model as one file. The same entries give the same
// bytes, whatever order they come in. It is an error to have a text twice, or a
// row that is no unit vector of so many dimensions.
func Write(w io.Writer, model string, dimensions int, entries []Entry) error {
	entries = slices.Clone(entries)
	slices.SortFunc(entries, func(a, b Entry) int { return bytes.Compare(a.Text[:], b.Text[:]) })
	for i, e := range entries {
		if i > 0 && e.Text == entries[i-1].Text {
			return fmt.Errorf("write vectors: the text %x is there twice", e.Text)
		}
		if err := e.Row.Check(dimensions); err != nil {
			return fmt.Errorf("write vectors: the text %x: %w", e.Text, err)
		}
	}
	sum := sha256.New()
	if err := writeBody(sum, entries); err != nil {
		return err
	}
	header, err := json.Marshal(Header{Model: model, Dimensions: dimensions, Count: len(entries), SHA256: hex.EncodeToString(sum.Sum(nil))})
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 1<<16)
	fmt.Fprintf(out, "%s%s\n", fileMagic, header)
	if err := writeBody(out, entries); err != nil {
		return err
	}
	return out.Flush()
}

func writeBody(w io.Writer, entries []Entry) error {
	var record []byte
	for _, e := range entries {
		record = e.Row.AppendTo(append(record[:0], e.Text[:]...))
		if _, err := w.Write(record); err != nil {
			return err
		}
	}
	return nil
}

// Read reads the header of a file of vectors and returns it with the entries,
// which are read as they are asked for. What is cut, damaged or no such file is
// Invalid. Damage may show only behind the last entry: whoever keeps entries
// must be able to drop them all.
func Read(r io.Reader) (Header, iter.Seq2[Entry, error], error) {
	in := bufio.NewReaderSize(r, 1<<16)
	magic := make([]byte, len(fileMagic))
	if _, err := io.ReadFull(in, magic); err != nil && !ended(err) {
		return Header{}, nil, fmt.Errorf("read vectors: %w", err)
	}
	if string(magic) != fileMagic {
		return Header{}, nil, spec.Errorf(spec.Invalid, "it is no file of vectors, or one of another version")
	}
	h, err := readHeader(in)
	if err != nil {
		return Header{}, nil, err
	}
	return h, func(yield func(Entry, error) bool) { h.readBody(in, yield) }, nil
}

func readHeader(in *bufio.Reader) (h Header, err error) {
	line, err := in.ReadSlice('\n') // the reader's size bounds it
	switch {
	case err == bufio.ErrBufferFull, len(line) > maxHeader:
		return h, spec.Errorf(spec.Invalid, "its header is longer than %d bytes", maxHeader)
	case ended(err):
		return h, spec.Errorf(spec.Invalid, "it is cut: the header has no end")
	case err != nil:
		return h, fmt.Errorf("read vectors: %w", err)
	}
	fields := json.NewDecoder(bytes.NewReader(line))
	fields.DisallowUnknownFields()
	if err := fields.Decode(&h); err != nil {
		return h, spec.Errorf(spec.Invalid, "its header: %v", err)
	}
	if _, err := fields.Token(); err != io.EOF {
		return h, spec.Errorf(spec.Invalid, "its header: more than one value in the line")
	}
	switch {
	case h.Model == "":
		return h, spec.Errorf(spec.Invalid, "its header names no model")
	case h.Dimensions < 1 || h.Dimensions > MaxDimensions:
		return h, spec.Errorf(spec.Invalid, "its header: %d dimensions; 1 to %d are possible", h.Dimensions, MaxDimensions)
	case h.Count < 0:
		return h, spec.Errorf(spec.Invalid, "its header: %d vectors", h.Count)
	}
	return h, nil
}

// readBody yields the entries, and one error at the end of what is not whole.
func (h Header) readBody(in *bufio.Reader, yield func(Entry, error) bool) {
	sum, last := sha256.New(), Entry{}
	for i := range h.Count {
		e, err := h.readEntry(in, sum)
		switch {
		case ended(err):
			err = spec.Errorf(spec.Invalid, "it is cut: %d of %d vectors are there", i, h.Count)
		case err == nil && i > 0 && bytes.Compare(e.Text[:], last.Text[:]) <= 0:
			err = spec.Errorf(spec.Invalid, "it is damaged: vector %d is out of order", i+1)
		case err == nil:
			if bad := e.Row.Check(h.Dimensions); bad != nil {
				err = spec.Errorf(spec.Invalid, "it is damaged: vector %d: %v", i+1, bad)
			}
		}
		if err != nil {
			yield(Entry{}, err)
			return
		}
		if !yield(e, nil) {
			return
		}
		last = e
	}
	_, err := in.ReadByte()
	switch {
	case err == nil:
		err = spec.Errorf(spec.Invalid, "it is damaged: there is more behind its %d vectors", h.Count)
	case err != io.EOF:
		err = fmt.Errorf("read vectors: %w", err)
	case hex.EncodeToString(sum.Sum(nil)) != h.SHA256:
		err = spec.Errorf(spec.Invalid, "it is damaged: its checksum is wrong")
	default:
		return
	}
	yield(Entry{}, err)
}

func (h Header) readEntry(in *bufio.Reader, sum hash.Hash) (e Entry, err error) {
	record := make([]byte, len(e.Text)+scaleBytes+h.Dimensions)
	if _, err := io.ReadFull(in, record); err != nil {
		if !ended(err) {
			err = fmt.Errorf("read vectors: %w", err)
		}
		return e, err
	}
	sum.Write(record)
	e.Row = FromBytes(record[copy(e.Text[:], record):])
	return e, nil
}

// ended reports whether a read met the end of the file.
func ended(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }
