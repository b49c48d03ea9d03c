package catalog

import (
	"slices"
	"strings"
	"testing"
	"unsafe"
)

func TestAStringIsCopiedOnce(t *testing.T) {
	one := newCopies()
	words := []string{"duty", "", strings.Repeat("a long text ", pieceBytes/10), "task", strings.Repeat("x", pieceBytes-4), "duty"}
	var got []string
	for _, w := range words {
		got = append(got, one.of(strings.Clone(w)))
	}
	if !slices.Equal(got, words) {
		t.Error("a copy differs")
	}
	if unsafe.StringData(got[0]) != unsafe.StringData(got[5]) {
		t.Error("the same string stands in memory twice")
	}
}
