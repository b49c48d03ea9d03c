package remote

import (
	"container/list"
	"sync"
)

// recent keeps the vectors of the texts that were asked for last. It is safe
// for concurrent use.
type recent struct {
	mu    sync.Mutex
	size  int
	order *list.List // of entry; the latest first
	byKey map[string]*list.Element
}

type entry struct {
	text   string
	vector []float32
}

func newRecent(size int) *recent {
	return &recent{size: size, order: list.New(), byKey: make(map[string]*list.Element, size)}
}

// get returns the vector of a text, nil where there is none. It is the
// caller's to read only.
func (r *recent) get(text string) []float32 {
	r.mu.Lock()
	defer r.mu.Unlock()
	at, ok := r.byKey[text]
	if !ok {
		return nil
	}
	r.order.MoveToFront(at)
	return at.Value.(entry).vector
}

// put keeps a vector and forgets the one that was not asked for the longest.
func (r *recent) put(text string, vector []float32) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at, ok := r.byKey[text]; ok {
		r.order.MoveToFront(at)
		return
	}
	r.byKey[text] = r.order.PushFront(entry{text, vector})
	if r.order.Len() > r.size {
		oldest := r.order.Back()
		delete(r.byKey, oldest.Value.(entry).text)
		r.order.Remove(oldest)
	}
}
