package match

import "crosswalk/internal/semantic/vector"

// A WordPair is a word of one text and a word of another, by position, that mean
// nearly the same in context.
type WordPair struct {
	A, B     int
	Likeness float64 // cosine of the two
}

// minLikeness is the lowest cosine at which two words count as alike. Of 0.30, 0.40
// and 0.50 it agrees best with the words that readers marked (docs/quality.md).
const minLikeness = 0.30

// AlikeWords pairs the words of two texts by their encoder vectors: in a pair, each
// word is the other's nearest, as in SimAlign (Jalili Sabet et al. 2020). The pairs
// are in the order of a.
func AlikeWords(a, b *vector.Block) []WordPair {
	nearest := make([]WordPair, b.Len()) // of each word of b
	cosines := make([]float32, b.Len())
	var pairs []WordPair
	for i := range a.Len() {
		b.Dots(a.Row(i), 0, cosines)
		best := WordPair{A: i, B: -1}
		for j, c := range cosines {
			likeness := float64(c)
			if likeness > best.Likeness {
				best.B, best.Likeness = j, likeness
			}
			if likeness > nearest[j].Likeness {
				nearest[j] = WordPair{A: i, B: j, Likeness: likeness}
			}
		}
		if best.Likeness >= minLikeness {
			pairs = append(pairs, best)
		}
	}
	mutual := pairs[:0]
	for _, p := range pairs {
		if nearest[p.B].A == p.A {
			mutual = append(mutual, p)
		}
	}
	return mutual
}
