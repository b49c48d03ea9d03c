package match

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"crosswalk/internal/semantic/vector"
)

func block(rows ...[]float32) *vector.Block {
	b := vector.NewBlock(len(rows), 2)
	for i, r := range rows {
		b.Set(i, r)
	}
	return b
}

func TestAlikeWordsAreTheNearestOfBothSides(t *testing.T) {
	a := block([]float32{1, 0}, []float32{0.8, 0.6}, []float32{0, 1}, []float32{0, 0})
	b := block([]float32{0.6, 0.8}, []float32{1, 0}, []float32{-1, 0})
	want := []WordPair{{0, 1, 1}, {1, 0, 0.96}} // a's third is nearest to b's first, which has a nearer one
	if diff := cmp.Diff(want, AlikeWords(a, b), cmpopts.EquateApprox(0, 0.02)); diff != "" {
		t.Error(diff)
	}
	if got := AlikeWords(a, block()); len(got) != 0 {
		t.Errorf("no words are alike to %v", got)
	}
	if got := AlikeWords(block([]float32{1, 0}), block([]float32{0.1, 0.99})); len(got) != 0 {
		t.Errorf("words that are far apart are alike: %v", got)
	}
}
