// Package match compares statements: how far an offered statement shows that
// a required one is met. A similarity is the sum of named parts; a confidence
// is the calibrated probability that goes with it.
package match

import (
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/encoder"
)

// A Corpus knows how rare each stem is among the statements of a background
// collection. The weights of words come from there and not from the catalog,
// so that the similarity of two statements does not change when an unrelated
// document is ingested. It also has the head that reads the vectors of texts.
// A corpus must not change while texts are prepared.
type Corpus struct {
	statements int
	contain    map[uint64]int32 // stem id -> statements that hold it
	lead       map[uint64]int32 // stem id -> statements that begin with it, as a verb
	head       *encoder.Head    // nil: statements are compared by their words alone
}

// NewCorpus returns an empty corpus: to it every stem is equally rare.
func NewCorpus() *Corpus {
	return &Corpus{contain: make(map[uint64]int32), lead: make(map[uint64]int32)}
}

// With returns the corpus with the head of an encoder, whose vectors are given
// to Prepare.
func (c *Corpus) With(head *encoder.Head) *Corpus {
	out := *c
	out.head = head
	return &out
}

// Frequencies counts stems by their spelling, while a corpus is gathered.
type Frequencies struct {
	Statements int
	Contain    map[string]int // stem -> statements that hold it
	Lead       map[string]int // stem -> statements that begin with it
}

// Add counts the stems of one statement.
func (f *Frequencies) Add(words []semantic.Word) {
	if f.Contain == nil {
		f.Contain, f.Lead = make(map[string]int), make(map[string]int)
	}
	f.Statements++
	if len(words) > 0 && words[0].Role == semantic.Action {
		f.Lead[words[0].Stem]++
	}
	for i, w := range words {
		if !slices.ContainsFunc(words[:i], func(v semantic.Word) bool { return v.Stem == w.Stem }) {
			f.Contain[w.Stem]++
		}
	}
}

// minFrequency leaves out stems seen once: they are as good as unseen.
const minFrequency = 2

// WriteTo writes the frequencies as the table that ReadCorpus reads: the
// number of statements, then between tabs stem, statements that hold it and
// statements that begin with it, by stem.
func (f *Frequencies) WriteTo(w io.Writer) (int64, error) {
	out := bufio.NewWriter(w)
	written, _ := fmt.Fprintf(out, "%d\n", f.Statements)
	n := int64(written)
	for _, stem := range slices.Sorted(maps.Keys(f.Contain)) {
		if f.Contain[stem] >= minFrequency {
			written, _ = fmt.Fprintf(out, "%s\t%d\t%d\n", stem, f.Contain[stem], f.Lead[stem])
			n += int64(written)
		}
	}
	return n, out.Flush()
}

//go:embed frequencies.tsv
var builtinFrequencies string

// BuiltinCorpus returns the background that this program was built with: the
// task statements of an O*NET release (docs/quality.md says which).
func BuiltinCorpus() (*Corpus, error) {
	c, err := ReadCorpus(builtinFrequencies)
	if err != nil {
		return nil, fmt.Errorf("built-in frequencies: %w", err)
	}
	return c, nil
}

// ReadCorpus reads a table of frequencies. Errors name the line.
func ReadCorpus(table string) (*Corpus, error) {
	c := NewCorpus()
	n := 0
	for line := range strings.Lines(table) {
		n++
		fields := strings.Split(strings.TrimRight(line, "\n"), "\t")
		wrong := fmt.Errorf("line %d: want a stem and its two counts between tabs, the number of statements first", n)
		if n == 1 && len(fields) != 1 || n > 1 && len(fields) != 3 {
			return nil, wrong
		}
		var counts [2]int32
		for i, field := range fields[min(n-1, 1):] {
			k, err := strconv.ParseInt(field, 10, 32)
			if err != nil || k < 0 {
				return nil, wrong
			}
			counts[i] = int32(k)
		}
		if n == 1 {
			c.statements = int(counts[0])
			continue
		}
		id := StemID(fields[0])
		c.contain[id] = counts[0]
		if counts[1] > 0 {
			c.lead[id] = counts[1]
		}
	}
	return c, nil
}

// A stem is taken for a verb at the beginning of a bare text when so many
// statements begin with it, and so large a share of those that hold it.
const (
	leadsOften = 3
	leadsShare = 0.1
)

// leads reports whether a stem, at the beginning of a text whose kind nobody
// told, is what somebody does.
func (c *Corpus) leads(stem string) bool {
	id := StemID(stem)
	n := c.lead[id]
	return n >= leadsOften && float64(n) >= leadsShare*float64(c.contain[id])
}

// idf is the inverse document frequency of BM25 (Robertson and Spärck Jones,
// in the form that is never negative).
func (c *Corpus) idf(id uint64) float64 {
	n, df := float64(c.statements), float64(c.contain[id])
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// Share returns the share of the statements that hold the stem with an id.
func (c *Corpus) Share(id uint64) float64 {
	return float64(c.contain[id]) / float64(max(1, c.statements))
}

// StemID hashes a stem (FNV-1a): ids compare faster than strings, and texts
// that are no part of a corpus need no table.
func StemID(stem string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(stem) {
		h = (h ^ uint64(stem[i])) * 1099511628211
	}
	return h
}
