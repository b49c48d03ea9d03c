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
)

// A Corpus knows how rare each stem is among the statements of a background
// collection. The weights of words come from there and not from the catalog,
// so that the similarity of two statements does not change when an unrelated
// document is ingested. A corpus must not change while texts are prepared.
type Corpus struct {
	statements int
	contain    map[uint64]int32 // stem id -> statements that hold it
}

// NewCorpus returns an empty corpus: to it every stem is equally rare.
func NewCorpus() *Corpus { return &Corpus{contain: make(map[uint64]int32)} }

// Frequencies counts stems by their spelling, while a corpus is gathered.
type Frequencies struct {
	Statements int
	Contain    map[string]int // stem -> statements that hold it
}

// Add counts the stems of one statement.
func (f *Frequencies) Add(words []semantic.Word) {
	if f.Contain == nil {
		f.Contain = make(map[string]int)
	}
	f.Statements++
	for i, w := range words {
		if !slices.ContainsFunc(words[:i], func(v semantic.Word) bool { return v.Stem == w.Stem }) {
			f.Contain[w.Stem]++
		}
	}
}

// minFrequency leaves out stems seen once: they are as good as unseen.
const minFrequency = 2

// WriteTo writes the frequencies as the table that ReadCorpus reads: the
// number of statements, then stem and count between tabs, by stem.
func (f *Frequencies) WriteTo(w io.Writer) (int64, error) {
	out := bufio.NewWriter(w)
	written, _ := fmt.Fprintf(out, "%d\n", f.Statements)
	n := int64(written)
	for _, stem := range slices.Sorted(maps.Keys(f.Contain)) {
		if f.Contain[stem] >= minFrequency {
			written, _ = fmt.Fprintf(out, "%s\t%d\n", stem, f.Contain[stem])
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
		stem, count, ok := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		if !ok {
			stem, count = "", stem
		}
		k, err := strconv.ParseInt(count, 10, 32)
		switch {
		case err != nil || k < 0 || (n == 1) == ok:
			return nil, fmt.Errorf("line %d: want a stem and its count between tabs, the number of statements first", n)
		case n == 1:
			c.statements = int(k)
		default:
			c.contain[stemID(stem)] = int32(k)
		}
	}
	return c, nil
}

// idf is the inverse document frequency of BM25 (Robertson and Spärck Jones,
// in the form that is never negative).
func (c *Corpus) idf(id uint64) float64 {
	n, df := float64(c.statements), float64(c.contain[id])
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// stemID hashes a stem (FNV-1a): ids compare faster than strings, and texts
// that are no part of a corpus need no table.
func stemID(stem string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(stem) {
		h = (h ^ uint64(stem[i])) * 1099511628211
	}
	return h
}

// pairID combines the ids of two neighbouring stems, whichever comes first.
func pairID(a, b uint64) uint64 {
	if a > b {
		a, b = b, a
	}
	return a*0x9E3779B97F4A7C15 ^ b
}
