package index

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// A Query asks the index. Empty filters accept everything; all that are set
// must hold.
type Query struct {
	Text      string
	Classes   bool // find classes by title instead of statements
	Kind      string
	Class     string
	Issuer    string
	Framework string
	Level     string // label, letter case aside, or ordinal
	Scope     Scope
	From      int // first hit, from 0
	Size      int
	Facets    bool
}

// A Scope limits what is looked at to the employers' classes, to the O*NET
// occupations, or to neither.
type Scope string

const (
	ScopeAll     Scope = "all"
	ScopeClasses Scope = "classes"
	ScopeONET    Scope = "onet"
)

// IssuerONET is the issuer of O*NET occupations.
const IssuerONET = "onet"

// Includes reports whether classes of an issuer are in the scope.
func (s Scope) Includes(issuer string) bool {
	switch s {
	case ScopeClasses:
		return issuer != IssuerONET
	case ScopeONET:
		return issuer == IssuerONET
	}
	return true
}

// A Hit is a statement or class that was found. Score and parts are of the
// same kind: 0 to 1, and the parts add up to the score.
type Hit struct {
	ID    string
	Score float64
	Parts []spec.Part
}

// Facets count the hits by field: kind, class, issuer, level, framework.
type Facets map[string][]FacetValue

// FacetValue is one value of a facet.
type FacetValue struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// Result is what a query finds.
type Result struct {
	Total  int
	Hits   []Hit
	Facets Facets
}

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

// Search runs a query. Hits are ordered by score, then id.
func (x *Index) Search(ctx context.Context, q Query) (*Result, error) {
	words := q.words()
	if words == nil {
		return &Result{Facets: facets(nil)}, nil
	}
	req := bleve.NewSearchRequestOptions(q.filtered(words), q.Size, q.From, false)
	req.SortBy([]string{"-_score", "_id"})
	if q.Facets {
		for _, f := range facetFields {
			req.AddFacet(f.name, bleve.NewFacetRequest(f.field, maxFacetValues))
		}
	}
	found, err := x.bleve.SearchInContext(ctx, req)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	res := &Result{Total: int(found.Total), Facets: facets(found.Facets)}
	explained, err := x.explain(ctx, words, found.Hits)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	for _, h := range found.Hits {
		res.Hits = append(res.Hits, hit(h.ID, explained[h.ID]))
	}
	return res, nil
}

// Stems lists the stems that a query looks for, each once.
func Stems(text string) []string {
	out := []string{}
	for _, s := range semantic.Stems(text) {
		if len(out) < maxQueryStems && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// words is the part of the query that scores: every stem in every field. What
// is found has a stem in a field that is needed; the other fields only help to
// order it. It is nil when the text has no content word.
func (q Query) words() query.Query {
	stems := Stems(q.Text)
	if len(stems) == 0 {
		return nil
	}
	var needed, helpful []query.Query
	for _, s := range stems {
		for _, f := range searched {
			t := bleve.NewTermQuery(s)
			t.SetField(f.field)
			t.SetBoost(f.boost)
			if f.needed {
				needed = append(needed, t)
			} else {
				helpful = append(helpful, t)
			}
		}
	}
	b := bleve.NewBooleanQuery()
	b.AddMust(bleve.NewDisjunctionQuery(needed...))
	b.AddShould(helpful...)
	return b
}

// filtered adds the filters, which accept or refuse and do not score.
func (q Query) filtered(words query.Query) query.Query {
	b := bleve.NewBooleanQuery()
	b.AddMust(words)
	doc := docStatement
	if q.Classes {
		doc = docClass
	}
	filters := []query.Query{term(fieldDoc, doc)}
	for field, value := range map[string]string{
		fieldKind: q.Kind, fieldClass: q.Class, fieldIssuer: q.Issuer, fieldFramework: q.Framework,
	} {
		if value != "" {
			filters = append(filters, term(field, value))
		}
	}
	if q.Level != "" {
		filters = append(filters, bleve.NewDisjunctionQuery(
			term(fieldLevelKey, strings.ToLower(q.Level)), term(fieldOrdinal, q.Level)))
	}
	switch q.Scope {
	case ScopeONET:
		filters = append(filters, term(fieldIssuer, IssuerONET))
	case ScopeClasses:
		b.AddMustNot(term(fieldIssuer, IssuerONET))
	}
	b.AddFilter(bleve.NewConjunctionQuery(filters...))
	return b
}

func term(field, value string) query.Query {
	t := bleve.NewTermQuery(value)
	t.SetField(field)
	return t
}

// explain asks again for the hits of one page, to learn what each field adds:
// explaining all that matched would cost many times the search.
func (x *Index) explain(ctx context.Context, words query.Query, hits search.DocumentMatchCollection) (map[string]*search.Explanation, error) {
	if len(hits) == 0 {
		return nil, nil
	}
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	b := bleve.NewBooleanQuery()
	b.AddMust(words)
	b.AddFilter(bleve.NewDocIDQuery(ids))
	req := bleve.NewSearchRequestOptions(b, len(ids), 0, true)
	found, err := x.bleve.SearchInContext(ctx, req)
	if err != nil {
		return nil, err
	}
	out := make(map[string]*search.Explanation, len(ids))
	for _, h := range found.Hits {
		out[h.ID] = h.Expl
	}
	return out, nil
}

// hit adds up an explanation by field, scaled to 0 to 1.
func hit(id string, e *search.Explanation) Hit {
	byField := make([]float64, len(searched))
	addLeaves(e, byField)
	sum := 0.0
	for _, v := range byField {
		sum += v
	}
	h := Hit{ID: id, Parts: []spec.Part{}}
	if sum == 0 {
		return h
	}
	for i, v := range byField {
		if v > 0 {
			part := v / (sum + halfScore)
			h.Parts = append(h.Parts, spec.Part{Name: searched[i].part, Value: part})
			h.Score += part
		}
	}
	return h
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

// maxFacetValues bounds the values shown per facet, the most frequent first.
const maxFacetValues = 20

var facetFields = []struct{ name, field string }{
	{"kind", fieldKind}, {"class", fieldClass}, {"issuer", fieldIssuer}, {"level", fieldLevel}, {"framework", fieldFramework},
}

func facets(found search.FacetResults) Facets {
	out := Facets{}
	for _, f := range facetFields {
		values := []FacetValue{}
		if r := found[f.name]; r != nil && r.Terms != nil {
			for _, t := range r.Terms.Terms() {
				values = append(values, FacetValue{Value: t.Term, Count: t.Count})
			}
		}
		out[f.name] = values
	}
	return out
}

// Highlights finds where the words of a query stand in a text.
func Highlights(query, text string) []spec.Span {
	out := []spec.Span{}
	stems := semantic.Stems(query)
	for _, t := range semantic.Tokens(text) {
		if !semantic.IsStop(t.Word) && slices.Contains(stems, semantic.Stem(t.Word)) {
			out = append(out, spec.Span{Start: t.Start, End: t.End})
		}
	}
	return out
}
