package index

import (
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// Fields that words are looked for in, and what a hit in each counts. A word
// of the statement itself says most; its competency and its class's title
// help to choose among statements alike. The title alone finds nothing: every
// statement of a class would answer a question for its title.
var searched = []struct {
	field, part string
	boost       float64
	needed      bool
}{
	{fieldText, "statement", 1, true},
	{fieldCompetency, "competency", 0.4, true},
	{fieldTitle, "class_title", 0.3, false},
}

// maxQueryStems bounds a query: a pasted page is cut, not refused.
const maxQueryStems = 64

// halfScore is the BM25 sum that is shown as a score of one half. BM25 has no
// upper bound; score = sum / (sum + halfScore) keeps its order within 0 to 1.
const halfScore = 0.3

// squash brings a sum of BM25 between 0 and 1.
func squash(sum float64) float64 { return sum / (sum + halfScore) }

// Terms lists what a query looks for, each once: a stem, or the stems that touch
// in one term. "IT" is looked for as information and technology in one field,
// since information alone is another thing.
func Terms(text string) [][]string {
	var all [][]string
	var last semantic.Token
	stems := 0
	for _, t := range semantic.Tokens(text) {
		if semantic.IsStop(t.Word) {
			continue
		}
		if stems++; stems > maxQueryStems {
			break
		}
		if n := len(all); n > 0 && t.Touches(last) {
			all[n-1] = append(all[n-1], semantic.Stem(t.Word))
		} else {
			all = append(all, []string{semantic.Stem(t.Word)})
		}
		last = t
	}
	terms := all[:0]
	for _, term := range all {
		if !slices.ContainsFunc(terms, func(other []string) bool { return slices.Equal(term, other) }) {
			terms = append(terms, term)
		}
	}
	return terms
}

// Stems lists the stems that a query looks for, each once.
func Stems(text string) []string {
	out := []string{}
	for _, s := range slices.Concat(Terms(text)...) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// A wordsQuery is the part of a query that scores: every term in every field.
// What is found has a term in a field that is needed; the other fields only
// help to order it.
type wordsQuery struct{ needed, helpful query.Query }

// words is nil when the text has no content word.
func (q Query) words() *wordsQuery {
	terms := Terms(q.Text)
	if len(terms) == 0 {
		return nil
	}
	var needed, helpful []query.Query
	for _, term := range terms {
		for _, f := range searched {
			var stems []query.Query
			for _, s := range term {
				t := bleve.NewTermQuery(s)
				t.SetField(f.field)
				t.SetBoost(f.boost)
				stems = append(stems, t)
			}
			whole := stems[0]
			if len(stems) > 1 {
				whole = bleve.NewConjunctionQuery(stems...)
			}
			if f.needed {
				needed = append(needed, whole)
			} else {
				helpful = append(helpful, whole)
			}
		}
	}
	return &wordsQuery{bleve.NewDisjunctionQuery(needed...), bleve.NewDisjunctionQuery(helpful...)}
}

func (w *wordsQuery) query() *query.BooleanQuery {
	b := bleve.NewBooleanQuery()
	b.AddMust(w.needed)
	b.AddShould(w.helpful)
	return b
}

// addLeaves adds the scores of the terms in an explanation to their fields.
// Bleve names a term's weight "weight(field:term^boost in id)"; what stands
// above it in the tree is sums, and factors that hold for the whole document.
func addLeaves(e *search.Explanation, byField []float64) {
	factor := 1.0
	for e != nil && strings.HasPrefix(e.Message, "product of") && len(e.Children) > 0 {
		for _, c := range e.Children[1:] {
			factor *= c.Value
		}
		e = e.Children[0]
	}
	if e == nil {
		return
	}
	if name, ok := strings.CutPrefix(e.Message, "weight("); ok {
		field, _, _ := strings.Cut(name, ":")
		for i, f := range searched {
			if f.field == field {
				byField[i] += factor * e.Value
			}
		}
		return
	}
	below := make([]float64, len(byField))
	for _, c := range e.Children {
		addLeaves(c, below)
	}
	for i, v := range below {
		byField[i] += factor * v
	}
}

// Highlights finds where the words of a query stand in a text.
func Highlights(query, text string) []spec.Span {
	return append([]spec.Span{}, semantic.Places(text, semantic.Stems(query))...)
}
