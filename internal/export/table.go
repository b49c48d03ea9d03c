package export

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"unicode/utf8"

	"crosswalk/internal/spec"
)

// Limits on what is read. A row is counted with the line breaks inside its
// quotes.
const (
	MaxLine    = 1 << 20   // bytes of a row
	MaxRows    = 1_000_000 // mappings of a file
	maxColumns = 256
	maxHeader  = 10_000 // lines of metadata
)

// table reads rows of cells that are parted by a character and may be quoted as
// RFC 4180 says. Unlike the standard library's reader it bounds a row, keeps
// line breaks inside quotes as they are, and takes a quote that does not begin
// a cell for what it is.
type table struct {
	in    *bufio.Reader
	comma byte
	line  int // that is read next
	raw   []byte
}

func newTable(r io.Reader, comma byte) *table {
	t := &table{in: bufio.NewReaderSize(r, 1<<16), comma: comma, line: 1}
	if mark, _ := t.in.Peek(3); string(mark) == "\ufeff" { // spreadsheets put it in front
		_, _ = t.in.Discard(3) // it was just seen
	}
	return t
}

// next returns the next byte of a row. The error is Invalid when the row is too
// long, and what the reader says otherwise.
func (t *table) next(start int) (byte, error) {
	b, err := t.in.ReadByte()
	if err != nil {
		return 0, err
	}
	if t.raw = append(t.raw, b); len(t.raw) > MaxLine {
		return 0, spec.Errorf(spec.Invalid, "is over %d bytes long", MaxLine).At(start)
	}
	if b == '\n' {
		t.line++
	}
	return b, nil
}

// peek returns the byte that comes next, 0 at the end.
func (t *table) peek() byte {
	b, err := t.in.Peek(1)
	if err != nil {
		return 0
	}
	return b[0]
}

// row returns the cells of the next row that is not empty, and the line on which
// it begins. The error is io.EOF at the end, Invalid with the line when the row
// is none, and what the reader says otherwise.
func (t *table) row() ([]string, int, error) {
	for {
		start := t.line
		t.raw = t.raw[:0]
		cells, err := t.cells(start)
		if err != nil {
			return nil, start, err
		}
		if len(bytes.TrimRight(t.raw, "\r\n")) > 0 {
			return cells, start, t.checkText(start)
		}
	}
}

// cells reads up to the end of a row.
func (t *table) cells(start int) ([]string, error) {
	var cells []string
	for {
		cell, last, err := t.cell(start)
		if err == io.EOF && len(t.raw) == 0 {
			return nil, io.EOF
		}
		if err != nil && err != io.EOF {
			return nil, err
		}
		if cells = append(cells, cell); len(cells) > maxColumns {
			return nil, spec.Errorf(spec.TooLarge, "has over %d columns", maxColumns).At(start)
		}
		if last || err == io.EOF {
			return cells, nil
		}
	}
}

// cell reads one cell and what ends it, and says whether it is the row's last.
// With io.EOF the cell holds what stood before the end.
func (t *table) cell(start int) (cell string, last bool, err error) {
	if t.peek() == '"' {
		if cell, err = t.quoted(start); err != nil {
			return cell, true, err
		}
	}
	begin := len(t.raw)
	for {
		b, err := t.next(start)
		if err != nil && err != io.EOF {
			return "", true, err
		}
		if err == nil && b != t.comma && b != '\n' {
			continue
		}
		rest := t.raw[begin:]
		if err == nil {
			rest = rest[:len(rest)-1]
		}
		if b == '\n' {
			rest = bytes.TrimSuffix(rest, []byte("\r"))
		}
		if begin > 0 && t.raw[begin-1] == '"' && len(rest) > 0 { // behind a quoted cell
			return "", true, spec.Errorf(spec.Invalid, "something follows a closing quote; quotes inside quotes are doubled").At(t.lineBefore(b))
		}
		return cell + string(rest), b == '\n' || err == io.EOF, err
	}
}

// lineBefore is the line that was read from last.
func (t *table) lineBefore(b byte) int {
	if b == '\n' {
		return t.line - 1
	}
	return t.line
}

// quoted reads a cell in quotes, up to the closing one.
func (t *table) quoted(start int) (string, error) {
	var cell []byte
	if _, err := t.next(start); err != nil { // the opening quote
		return "", err
	}
	opened := t.line
	for {
		b, err := t.next(start)
		switch {
		case errors.Is(err, io.EOF):
			return "", spec.Errorf(spec.Invalid, "a quote is opened and never closed").At(opened)
		case err != nil:
			return "", err
		case b != '"':
			cell = append(cell, b)
		case t.peek() == '"':
			if _, err := t.next(start); err != nil {
				return "", err
			}
			cell = append(cell, '"')
		default:
			return string(cell), nil
		}
	}
}

// checkText returns an Invalid error with the line of the first byte that is
// not UTF-8.
func (t *table) checkText(start int) error {
	if utf8.Valid(t.raw) {
		return nil
	}
	i := 0
	for {
		r, size := utf8.DecodeRune(t.raw[i:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		i += size
	}
	return spec.Errorf(spec.Invalid, "not UTF-8: byte 0x%02x", t.raw[i]).At(start + bytes.Count(t.raw[:i], []byte("\n")))
}

// comment returns the next line without its # when it begins with one.
func (t *table) comment() (string, bool, error) {
	if t.peek() != '#' {
		return "", false, nil
	}
	start := t.line
	t.raw = t.raw[:0]
	for {
		b, err := t.next(start)
		if err != nil && err != io.EOF {
			return "", false, err
		}
		if err == io.EOF || b == '\n' {
			return string(bytes.TrimRight(t.raw[1:], "\r\n")), true, t.checkText(start)
		}
	}
}

// header reads the row of column names. The error is Invalid with the line and
// the column when one is missing or there twice.
func (t *table) header(needed ...string) ([]string, error) {
	columns, line, err := t.row()
	if err == io.EOF {
		return nil, spec.Errorf(spec.Invalid, "there is no row of column names").At(t.line)
	}
	if err != nil {
		return nil, err
	}
	for i, c := range columns {
		if c != "" && slices.Contains(columns[:i], c) {
			return nil, spec.Errorf(spec.Invalid, "is there twice").At(line).In(c)
		}
	}
	for _, c := range needed {
		if !slices.Contains(columns, c) {
			return nil, spec.Errorf(spec.Invalid, "there is no such column").At(line).In(c)
		}
	}
	return columns, nil
}

// named returns the cells of a row by their columns. The error is Invalid when
// there are more or fewer.
func named(columns, row []string) (map[string]string, error) {
	if len(row) != len(columns) {
		return nil, spec.Errorf(spec.Invalid, "has %d cells; there are %d columns", len(row), len(columns))
	}
	cells := make(map[string]string, len(row))
	for i, c := range columns {
		cells[c] = row[i]
	}
	return cells, nil
}
