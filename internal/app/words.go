package app

import (
	"context"

	lru "github.com/hashicorp/golang-lru/v2"

	"crosswalk/internal/crosswalk"
	"crosswalk/internal/match"
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/encoder"
	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// Shared holds the positions of the words that two texts have in common, as byte
// ranges, in order.
type Shared struct{ Subject, Object []spec.Span }

// SharedStems finds the words with any of the stems that a coder named.
func SharedStems(subject, object string, stems []string) Shared {
	return Shared{semantic.Places(subject, stems), semantic.Places(object, stems)}
}

// SharedWords finds the words that both texts have and the matcher compares.
func SharedWords(subject, object string) Shared {
	s := crosswalk.SharedIn(subject, object)
	return Shared{s.Requirement, s.Evidence}
}

// keptTexts bounds the number of texts whose words are kept, about 5 kB each.
const keptTexts = 4096

// A wordReader finds the words of two texts that mean nearly the same. It keeps its
// latest readings, since answers show the same statements again and again.
type wordReader struct {
	encoder *encoder.Encoder
	kept    *lru.Cache[string, readWords] // by text
}

// readWords holds the words of a text that are compared, and the encoder's vector
// for each.
type readWords struct {
	words  []spec.Span
	states *vector.Block
}

func newWordReader(e *encoder.Encoder) (*wordReader, error) {
	kept, err := lru.New[string, readWords](keptTexts)
	if err != nil {
		return nil, err
	}
	return &wordReader{encoder: e, kept: kept}, nil
}

// read reads the words of texts; those not kept are read in one batch.
func (r *wordReader) read(ctx context.Context, texts []string) (map[string]readWords, error) {
	out := make(map[string]readWords, len(texts))
	var unread []encoder.Marked
	for _, text := range texts {
		if _, ok := out[text]; ok {
			continue
		}
		w, ok := r.kept.Get(text)
		if !ok {
			w.words = semantic.Content(text)
			unread = append(unread, encoder.Marked{Text: text, Words: w.words})
		}
		out[text] = w
	}
	states, err := r.encoder.Words(ctx, unread)
	if err != nil {
		return nil, err
	}
	for i, t := range unread {
		w := readWords{t.Words, states[i]}
		out[t.Text] = w
		r.kept.Add(t.Text, w)
	}
	return out, nil
}

// alike lists the words of two texts that mean nearly the same.
func alike(a, b readWords) []crosswalk.AlikeWords {
	out := []crosswalk.AlikeWords{}
	for _, p := range match.AlikeWords(a.states, b.states) {
		out = append(out, crosswalk.AlikeWords{Requirement: a.words[p.A], Evidence: b.words[p.B], Likeness: p.Likeness})
	}
	return out
}

// markAlike adds the alike words to all evidence of a crosswalk.
func (r *wordReader) markAlike(ctx context.Context, x *crosswalk.Crosswalk) error {
	var texts []string
	for asked, e := range x.Matched() {
		texts = append(texts, asked, e.Statement.Text)
	}
	read, err := r.read(ctx, texts)
	if err != nil {
		return err
	}
	for asked, e := range x.Matched() {
		e.Shared.Alike = alike(read[asked], read[e.Statement.Text])
	}
	return nil
}

// markFound adds the alike words to the results of a search.
func (r *wordReader) markFound(ctx context.Context, query string, found []Found) error {
	texts := []string{query}
	for _, f := range found {
		texts = append(texts, f.Statement.Text)
	}
	read, err := r.read(ctx, texts)
	if err != nil {
		return err
	}
	for i := range found {
		f := &found[i]
		for _, p := range alike(read[query], read[f.Statement.Text]) {
			f.Alike = append(f.Alike, AlikeWord{Query: p.Requirement, Text: p.Evidence, Likeness: p.Likeness})
		}
	}
	return nil
}

// Marks holds the words to mark in a requirement (first) and in the offered text.
type Marks struct {
	Shared [2][]spec.Span // with the same stem
	Marked [2][]spec.Span // those, and the alike words
}

// Marks returns the words that an answer marks in a pair of texts.
func (m *Matcher) Marks(ctx context.Context, requirement, offered string) (Marks, error) {
	read, err := m.words.read(ctx, []string{requirement, offered})
	if err != nil {
		return Marks{}, err
	}
	s := crosswalk.SharedIn(requirement, offered)
	s.Alike = alike(read[requirement], read[offered])
	return Marks{[2][]spec.Span{s.Requirement, s.Evidence}, [2][]spec.Span{s.Marked(), s.MarkedEvidence()}}, nil
}
