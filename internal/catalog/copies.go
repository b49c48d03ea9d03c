package catalog

import "strings"

// copies holds each string once. SQLite gives every cell a string of its own, but
// statements repeat those of their class, the classes of a series its texts, and
// occupations their tools: half of what a catalog of thousands of classes states
// stands there twice.
//
// The copies lie side by side in pieces of memory, so that what SQLite gave goes
// as a whole and leaves no holes between what stays.
type copies struct {
	first map[string]string
	piece strings.Builder
}

// pieceBytes is the room of a piece: about that of the strings of a class, since
// a piece stays as long as any string in it.
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
