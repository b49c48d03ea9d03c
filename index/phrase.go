package index

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"crosswalk/internal/semantic"
)

// A Phrase is a part of a query in quotation marks: words that a statement must
// hold in this order, next to each other. Like any searched word, they may stand
// there in another form; stop words count too, in exactly their own form.
type Phrase struct {
	Text string // as written between the marks
	keys []string
}

const quotationMarks = `"“”„‟«»＂`

// Phrases lists the phrases of a query. A mark right behind a letter or digit
// opens none (12" is a length), and one that is never closed does not either.
func Phrases(query string) []Phrase {
	var out []Phrase
	begin := -1 // of the phrase, behind its mark
	before := ' '
	for i, r := range query {
		if strings.ContainsRune(quotationMarks, r) {
			switch {
			case begin >= 0:
				text := strings.TrimSpace(query[begin:i])
				if keys := keysOf(text); len(keys) > 0 {
					out = append(out, Phrase{text, keys})
				}
				begin = -1
			case !unicode.IsLetter(before) && !unicode.IsDigit(before):
				begin = i + utf8.RuneLen(r)
			}
		}
		before = r
	}
	return out
}

// keysOf gives what the words of a text are compared by: content words by their
// stems, the others by themselves, marked so that they equal no stem.
func keysOf(text string) []string {
	tokens := semantic.Tokens(text)
	keys := make([]string, len(tokens))
	for i, t := range tokens {
		if semantic.IsStop(t.Word) {
			keys[i] = "=" + t.Word
		} else {
			keys[i] = semantic.Stem(t.Word)
		}
	}
	return keys
}

// holds reports whether all phrases stand in the texts of an entry, each in one
// of them.
func holds(phrases []Phrase, texts []string) bool {
	keys := make([][]string, len(texts))
	for i, text := range texts {
		keys[i] = keysOf(text)
	}
	for _, p := range phrases {
		if !slices.ContainsFunc(keys, func(keys []string) bool { return contains(keys, p.keys) }) {
			return false
		}
	}
	return true
}

// contains reports whether a list has another one as a part.
func contains(list, part []string) bool {
	for i := 0; i+len(part) <= len(list); i++ {
		if slices.Equal(list[i:i+len(part)], part) {
			return true
		}
	}
	return false
}

// phraseFilter accepts the rows that hold the phrases of a query. The index has
// no positions of words: it says which rows hold all stems, and the texts of
// these decide.
func (x *Index) phraseFilter(ctx context.Context, q Query) (accepts func(row int) bool, err error) {
	if len(q.Phrases) == 0 {
		return func(int) bool { return true }, nil
	}
	if q.TextsOf == nil {
		return nil, errors.New("phrases need the texts of entries")
	}
	var every []query.Query
	for _, stem := range phraseStems(q.Phrases) {
		var either []query.Query
		for _, f := range searched {
			if f.needed {
				t := bleve.NewTermQuery(stem)
				t.SetField(f.field)
				either = append(either, t)
			}
		}
		every = append(every, bleve.NewDisjunctionQuery(either...))
	}
	if len(every) == 0 {
		return func(row int) bool { return holds(q.Phrases, q.TextsOf(x.rows.ids[row])) }, nil
	}
	hasStems := make([]bool, len(x.rows.ids))
	err = x.each(ctx, bleve.NewConjunctionQuery(every...), func(row int32, _ float64) { hasStems[row] = true })
	return func(row int) bool { return hasStems[row] && holds(q.Phrases, q.TextsOf(x.rows.ids[row])) }, err
}

// phraseStems lists the first stems of phrases, each once: enough of them to
// leave few entries whose texts are read.
func phraseStems(phrases []Phrase) []string {
	var out []string
	for _, p := range phrases {
		for _, key := range p.keys {
			if len(out) < maxQueryStems && !strings.HasPrefix(key, "=") && !slices.Contains(out, key) {
				out = append(out, key)
			}
		}
	}
	return out
}

// WithoutMarks returns a query without the marks of its phrases, for models of
// meaning: marks would be read as part of what it means.
func WithoutMarks(query string) string {
	if len(Phrases(query)) == 0 {
		return query
	}
	unmarked := strings.Map(func(r rune) rune {
		if strings.ContainsRune(quotationMarks, r) {
			return ' '
		}
		return r
	}, query)
	return strings.Join(strings.Fields(unmarked), " ")
}
