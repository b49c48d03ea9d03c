package catalog

import "strings"

// copies holds each distinct string once. SQLite returns a new string for every cell,
// but half of the strings in a catalog of thousands of classes are repeated: the
// classes of a series share texts, occupations share tools.
//
// Copies are packed into larger pieces, so that the strings from SQLite can be freed
// without leaving holes.
type copies struct {
	first map[string]string
	piece strings.Builder
}

// pieceBytes is the size of a piece, about that of the strings of one class: a piece
// stays in memory as long as any string in it.
const pieceBytes = 8 << 10

func newCopies() *copies { return &copies{first: make(map[string]string)} }

func (c *copies) of(s string) string {
	if s == "" {
		return ""
	}
	if first, ok := c.first[s]; ok {
		return first
	}
	if c.piece.Cap()-c.piece.Len() < len(s) {
		c.piece = strings.Builder{}
		c.piece.Grow(max(pieceBytes, len(s)))
	}
	c.piece.WriteString(s)
	whole := c.piece.String() // of the same memory
	first := whole[len(whole)-len(s):]
	c.first[first] = first
	return first
}
