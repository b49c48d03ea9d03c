package index

import (
	"context"
	"errors"
	"fmt"

	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// A Query asks the index for what holds words of its text; with a vector, also
// or, without a text, only for what lies close to it in meaning. Empty filters
// accept everything; all that are set must hold.
type Query struct {
	Text string
	// Phrases must all stand in what is found, by words or by meaning. TextsOf
	// gives the texts of an entry that they are looked for in.
	Phrases   []Phrase
	TextsOf   func(id string) []string
	Vector    vector.Row // of the text, by the model of the index: length 1, or all zeros
	Classes   bool       // find classes by title instead of statements
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

// Result is what a query finds.
type Result struct {
	Total  int
	Hits   []Hit
	Facets Facets
}

// What words and meaning add to the score of a search that asks for both. The
// score is the sum of shares of both sides' own scores, which lie between 0
// and 1: ranks would forget how much better one hit is than the next, and a
// part of a rank says nothing to a reader.
const (
	wordsShare   = 0.5
	meaningShare = 1 - wordsShare
)

// closeMeaning is the lowest cosine at which a statement is found by its meaning.
// Every statement has some cosine with every query, so without a floor all would
// match and the facets would count the catalog. Eight queries about subjects that
// the seed documents do not touch ("quantum chromodynamics") stay below 0.47 with
// every statement. Single words are less reliable: "budget" reaches 0.58 with a
// heading. The floor decides what is counted and listed, not the order.
const closeMeaning = 0.50

// partMeaning names what the cosine adds to a score.
const partMeaning = "meaning"

// rowsPerLook is how many rows are compared at a time, between two looks at the
// context.
const rowsPerLook = 4096

// Search runs a query. Hits are ordered by score, then id. Words find what
// holds one of them; a vector finds the statements whose cosine with it is at
// least closeMeaning, and needs an index with vectors. Every entry is looked
// at, so total and facets count exactly what is found, and the pages of one
// query never overlap.
func (x *Index) Search(ctx context.Context, q Query) (*Result, error) {
	if err := x.checkVector(q); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	words := q.words()
	byWords, err := x.wordSums(ctx, words)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	holdsPhrases, err := x.phraseFilter(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	filter, tally, top := x.rows.filter(q), x.rows.newTally(q.Facets), best{most: q.From + q.Size}
	ofWords, ofMeaning := q.shares(words)
	var dots []float32 // by row of the block of vectors
	if q.byMeaning() {
		if dots, err = x.vectors.dots(ctx, q.Vector); err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
	}
	begin, last := x.rows.between(q.Classes)
	for ; begin < last; begin += rowsPerLook {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("search: %w", ctx.Err())
		}
		for row := begin; row < min(begin+rowsPerLook, last); row++ {
			held := words != nil && byWords[row] > 0
			if !held && !q.byMeaning() || !filter.accepts(row) {
				continue
			}
			score := 0.0
			if held {
				score = ofWords * squash(byWords[row])
			}
			if q.byMeaning() {
				near := cosine(dots[x.vectors.at[row]])
				if !held && near < closeMeaning {
					continue
				}
				score += ofMeaning * max(0, near)
			}
			if !holdsPhrases(row) {
				continue
			}
			tally.add(row)
			top.offer(candidate{row, score})
		}
	}
	page := top.sorted()
	hits, err := x.hits(ctx, q, words, page[min(q.From, len(page)):])
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return &Result{Total: tally.total, Hits: hits, Facets: tally.facets()}, nil
}

// byMeaning reports whether the query asks for what is close to a vector.
func (q Query) byMeaning() bool { return !q.Vector.Missing() }

// checkVector refuses a vector that the index cannot compare with its own.
func (x *Index) checkVector(q Query) error {
	switch {
	case !q.byMeaning():
		return nil
	case x.vectors == nil:
		return errors.New("the index has no vectors")
	case q.Classes:
		return errors.New("classes have no vectors")
	case x.vectors.block.Width == 0: // no statement has one
		return nil
	}
	if err := q.Vector.Check(x.vectors.block.Width); err != nil {
		return fmt.Errorf("vector of the query: %w", err)
	}
	return nil
}

// shares says how much of the score words and meaning are.
func (q Query) shares(words *wordsQuery) (ofWords, ofMeaning float64) {
	switch {
	case !q.byMeaning():
		return 1, 0
	case words == nil:
		return 0, 1
	}
	return wordsShare, meaningShare
}

// hits says of the candidates on a page what makes their scores.
func (x *Index) hits(ctx context.Context, q Query, words *wordsQuery, page []candidate) ([]Hit, error) {
	byField, err := x.fieldSums(ctx, words, page)
	if err != nil {
		return nil, err
	}
	ofWords, ofMeaning := q.shares(words)
	hits := make([]Hit, len(page))
	for i, c := range page {
		h := Hit{ID: x.rows.ids[c.row], Parts: []spec.Part{}}
		add := func(part string, value float64) {
			if value > 0 {
				h.Parts = append(h.Parts, spec.Part{Name: part, Value: value})
				h.Score += value
			}
		}
		sum := 0.0
		for _, s := range byField[i] {
			sum += s
		}
		for f, s := range byField[i] {
			add(searched[f].part, ofWords*s/(sum+halfScore))
		}
		if q.byMeaning() {
			add(partMeaning, ofMeaning*x.vectors.cosine(c.row, q.Vector))
		}
		hits[i] = h
	}
	return hits, nil
}
