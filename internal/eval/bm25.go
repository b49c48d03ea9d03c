package eval

import (
	"math"

	"crosswalk/internal/semantic"
)

// bm25 is the baseline: Okapi BM25 over stems (Robertson and Walker 1994),
// with the customary constants.
type bm25 struct {
	postings map[string][]posting
	idf      map[string]float64
	size     int
}

type posting struct {
	text  int
	value float64 // what the stem adds, before its rarity
}

const (
	saturation = 1.2  // k1
	lengthNorm = 0.75 // b
)

func newBM25(texts []string) *bm25 {
	b := &bm25{postings: map[string][]posting{}, idf: map[string]float64{}, size: len(texts)}
	stems, total := make([][]string, len(texts)), 0
	for i, t := range texts {
		stems[i] = semantic.Stems(t)
		total += len(stems[i])
	}
	average := float64(total) / float64(max(1, len(texts)))
	for i, list := range stems {
		counts := map[string]float64{}
		for _, s := range list {
			counts[s]++
		}
		norm := saturation * (1 - lengthNorm + lengthNorm*float64(len(list))/average)
		for s, n := range counts {
			b.postings[s] = append(b.postings[s], posting{i, n * (saturation + 1) / (n + norm)})
		}
	}
	for s, list := range b.postings {
		n := float64(len(list))
		b.idf[s] = math.Log(1 + (float64(len(texts))-n+0.5)/(n+0.5))
	}
	return b
}

// scores returns the score of every text for a query.
func (b *bm25) scores(query string) []float64 {
	out := make([]float64, b.size)
	seen := map[string]bool{}
	for _, s := range semantic.Stems(query) {
		if seen[s] {
			continue
		}
		seen[s] = true
		for _, p := range b.postings[s] {
			out[p.text] += b.idf[s] * p.value
		}
	}
	return out
}
