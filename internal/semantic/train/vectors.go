package train

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// wordVectors are vectors of stems, learned elsewhere from running text.
type wordVectors struct {
	stems  []string // the most frequent first
	of     map[string][]float32
	weight map[string]float32 // of what of the stem was added up
	size   int
}

const (
	// A word counts in the vector of its stem by its rank: 1 / (rank + this),
	// about as often as it is used (Zipf).
	rankOffset     = 10
	maxWordVectors = 2_000_000
	maxVectorSize  = dimensions // they are a part of the start vectors
)

// addVectors reads word vectors, the most frequent words first: either lines
// of a word and its numbers, as GloVe publishes them, or the JSON of the
// package wink-embeddings ({"dimensions": n, "words": [...], "vectors":
// {word: [...]}}).
func (d *data) addVectors(path string) (semantic.Input, error) {
	file, err := os.Open(path)
	if err != nil {
		return semantic.Input{}, fmt.Errorf("word vectors: %w", err)
	}
	defer file.Close()
	hash := sha256.New()
	in := bufio.NewReaderSize(io.TeeReader(file, hash), 1<<20)
	first, err := in.Peek(1)
	if err != nil {
		return semantic.Input{}, spec.Errorf(spec.Invalid, "%s: the file is empty", path)
	}
	w := wordVectors{of: map[string][]float32{}, weight: map[string]float32{}}
	if first[0] == '{' {
		err = w.readJSON(in)
	} else {
		err = w.readLines(in)
	}
	if err != nil {
		return semantic.Input{}, fmt.Errorf("%s: %w", path, err)
	}
	if _, err := io.Copy(io.Discard, in); err != nil { // to the end, for the hash
		return semantic.Input{}, fmt.Errorf("%s: %w", path, err)
	}
	for stem, v := range w.of {
		scaleBy(v, 1/w.weight[stem])
	}
	d.words = w
	return semantic.Input{
		Name: "GloVe English word vectors", Licence: "PDDL 1.0", SHA256: hex.EncodeToString(hash.Sum(nil)),
	}, nil
}

// add adds the vector of the word at a rank to that of its stem. Words that
// stems do not keep as one ("don't", "the") are left out.
func (w *wordVectors) add(rank int, word string, v []float32) error {
	switch {
	case len(v) > maxVectorSize:
		return spec.Errorf(spec.Invalid, "the vector of %q has %d numbers, at most %d are used", word, len(v), maxVectorSize).In("vectors")
	case w.size == 0 && len(v) > 0:
		w.size = len(v)
	case len(v) != w.size || w.size == 0:
		return spec.Errorf(spec.Invalid, "the vector of %q has %d numbers, want %d", word, len(v), w.size)
	case rank >= maxWordVectors:
		return spec.Errorf(spec.Invalid, "more than %d words", maxWordVectors)
	}
	stems := semantic.Stems(word)
	if len(stems) != 1 {
		return nil
	}
	stem, weight := stems[0], 1/float32(rank+rankOffset)
	sum, ok := w.of[stem]
	if !ok {
		sum = make([]float32, w.size)
		w.of[stem] = sum
		w.stems = append(w.stems, stem)
	}
	addTo(sum, v, weight)
	w.weight[stem] += weight
	return nil
}

func (w *wordVectors) readLines(in *bufio.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	n := 0
	for lines.Scan() {
		n++
		f := strings.Fields(lines.Text())
		if len(f) < 2 {
			return spec.Errorf(spec.Invalid, "want a word and its numbers").At(n)
		}
		v := make([]float32, len(f)-1)
		for i := range v {
			x, err := strconv.ParseFloat(f[i+1], 32)
			if err != nil {
				return spec.Errorf(spec.Invalid, "%q is no number", f[i+1]).At(n)
			}
			v[i] = float32(x)
		}
		if err := w.add(n-1, f[0], v); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("line %d: %w", n+1, err)
	}
	return nil
}

// readJSON reads the words in their order and then, one by one, the vectors:
// the whole is too large to hold decoded.
func (w *wordVectors) readJSON(in io.Reader) error {
	var words []string
	dimensions := 0
	vectors := map[string][]float32{}
	dec := json.NewDecoder(in)
	if _, err := dec.Token(); err != nil {
		return err
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		switch name {
		case "dimensions":
			err = dec.Decode(&dimensions)
		case "words":
			err = dec.Decode(&words)
		case "vectors":
			err = decodeVectors(dec, vectors)
		default:
			var ignored json.RawMessage
			err = dec.Decode(&ignored)
		}
		if err != nil {
			return fmt.Errorf("%v: %w", name, err)
		}
	}
	for rank, word := range words {
		v, ok := vectors[word]
		if !ok || dimensions < 1 || len(v) < dimensions { // behind its numbers stand its length and rank
			return spec.Errorf(spec.Invalid, "%q has no vector of %d numbers", word, dimensions)
		}
		if err := w.add(rank, word, v[:dimensions]); err != nil {
			return err
		}
	}
	return nil
}

func decodeVectors(dec *json.Decoder, into map[string][]float32) error {
	if _, err := dec.Token(); err != nil {
		return err
	}
	for dec.More() {
		word, err := dec.Token()
		if err != nil {
			return err
		}
		var v []float32
		if err := dec.Decode(&v); err != nil {
			return fmt.Errorf("%v: %w", word, err)
		}
		name, ok := word.(string)
		if !ok || len(into) >= maxWordVectors {
			return spec.Errorf(spec.Invalid, "want at most %d words", maxWordVectors)
		}
		into[name] = v
	}
	_, err := dec.Token()
	return err
}
