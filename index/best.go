package index

import (
	"cmp"
	"slices"
)

// A candidate is a row with its score.
type candidate struct {
	row   int
	score float64
}

// before orders candidates: the higher score first, then the lower row, which
// is the lower id.
func (c candidate) before(d candidate) bool {
	return c.score > d.score || c.score == d.score && c.row < d.row
}

// best keeps the best of the candidates that it is offered, in a heap whose
// top is the worst kept.
type best struct {
	most int
	heap []candidate
}

func (b *best) offer(c candidate) {
	switch {
	case len(b.heap) < b.most:
		b.heap = append(b.heap, c)
		for i := len(b.heap) - 1; i > 0; {
			parent := (i - 1) / 2
			if !b.heap[parent].before(b.heap[i]) {
				return
			}
			b.heap[parent], b.heap[i] = b.heap[i], b.heap[parent]
			i = parent
		}
	case b.most > 0 && c.before(b.heap[0]):
		b.heap[0] = c
		b.sink()
	}
}

// sink puts the top of the heap in its place.
func (b *best) sink() {
	for i := 0; ; {
		worst := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(b.heap); child++ {
			if b.heap[worst].before(b.heap[child]) {
				worst = child
			}
		}
		if worst == i {
			return
		}
		b.heap[i], b.heap[worst] = b.heap[worst], b.heap[i]
		i = worst
	}
}

// sorted returns what was kept, best first. The heap is used up.
func (b *best) sorted() []candidate {
	slices.SortFunc(b.heap, func(c, d candidate) int {
		return cmp.Or(cmp.Compare(d.score, c.score), cmp.Compare(c.row, d.row))
	})
	return b.heap
}
