package index

import (
	"context"
	"errors"
	"math"
	"slices"

	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

// A reading looks at entries of the text index one by one, without the
// collecting and sorting of Bleve's own search.
type reading struct {
	bleveindex.IndexReader
	index  *Index
	within *search.SearchContext
}

func (x *Index) read() (*reading, error) {
	advanced, err := x.bleve.Advanced()
	if err != nil {
		return nil, err
	}
	reader, err := advanced.Reader()
	if err != nil {
		return nil, err
	}
	within := &search.SearchContext{DocumentMatchPool: search.NewDocumentMatchPool(0, 0), IndexReader: reader}
	return &reading{reader, x, within}, nil
}

// searcher returns what finds the matches of a query, in the order of their
// numbers.
func (r *reading) searcher(ctx context.Context, q query.Query, explain bool) (search.Searcher, error) {
	// Bleve's own search says in this way by which model it scores.
	ctx = context.WithValue(ctx, search.GetScoringModelCallbackKey,
		search.GetScoringModelCallbackFn(func() string { return bleveindex.BM25Scoring }))
	return q.Searcher(ctx, r.IndexReader, r.index.bleve.Mapping(), search.SearcherOptions{Explain: explain})
}

// free takes back a match that is no longer looked at.
func (r *reading) free(m *search.DocumentMatch) { r.within.DocumentMatchPool.Put(m) }

// each calls f for every row that a query finds.
func (x *Index) each(ctx context.Context, q query.Query, f func(row int32, score float64)) (err error) {
	r, err := x.read()
	if err != nil {
		return err
	}
	defer r.Close()
	matches, err := r.searcher(ctx, q, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, matches.Close()) }()
	for n := 0; ; n++ {
		if n%rowsPerLook == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		m, err := matches.Next(r.within)
		if m == nil || err != nil {
			return err
		}
		f(x.rows.ofNumber[m.IndexInternalID.Value()], m.Score)
		r.free(m)
	}
}

// wordSums returns the sum of BM25 that the words of a query have in every
// row, 0 where none is found; nil without words.
func (x *Index) wordSums(ctx context.Context, words *wordsQuery) ([]float64, error) {
	if words == nil {
		return nil, nil
	}
	sums := make([]float64, len(x.rows.ids))
	return sums, x.each(ctx, words.query(), func(row int32, score float64) { sums[row] = score })
}

// fieldSums returns, for some rows, how much of their sums each of the searched
// fields makes. It goes from one of them to the next, since Bleve's own search,
// filtered by ids, explains all that match before it filters: several times the
// cost of the search. And it asks both sides of the query by themselves, since
// a Bleve that jumps to an entry forgets what may be there, if it has looked
// that far already.
func (x *Index) fieldSums(ctx context.Context, words *wordsQuery, page []candidate) (_ [][]float64, err error) {
	sums := make([][]float64, len(page))
	if words == nil {
		return sums, nil
	}
	r, err := x.read()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	type side struct {
		search.Searcher
		at *search.DocumentMatch
	}
	var sides []*side
	weights := 0.0
	for _, q := range []query.Query{words.needed, words.helpful} {
		s, err := r.searcher(ctx, q, true)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, s.Close()) }()
		sides = append(sides, &side{Searcher: s})
		weights += s.Weight()
	}
	for _, s := range sides {
		s.SetQueryNorm(1 / math.Sqrt(weights)) // as Bleve does for a query of both
	}
	order := make([]int, len(page))
	numbers := make([]bleveindex.IndexInternalID, len(page))
	for i, c := range page {
		order[i] = i
		if numbers[i], err = r.InternalID(x.rows.ids[c.row]); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(order, func(i, j int) int { return numbers[i].Compare(numbers[j]) })
	for _, i := range order {
		sums[i] = make([]float64, len(searched))
		for _, s := range sides {
			if s.at == nil || s.at.IndexInternalID.Compare(numbers[i]) < 0 {
				r.free(s.at)
				if s.at, err = s.Advance(r.within, numbers[i]); err != nil {
					return nil, err
				}
			}
			if s.at == nil || !s.at.IndexInternalID.Equals(numbers[i]) {
				break // the first side is needed
			}
			addLeaves(s.at.Expl, sums[i])
		}
	}
	return sums, nil
}
