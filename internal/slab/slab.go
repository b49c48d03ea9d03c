// Package slab allocates long-lived lists next to each other. Allocated one by one
// among garbage, each would keep a page of memory in use.
package slab

// A Slab cuts lists from larger ones, which stay as long as any list that was
// cut from them. The zero Slab is ready.
type Slab[T any] struct{ rest []T }

// A new slab has room for length lists of the requested size, but for at most most
// elements unless a single list is longer.
const (
	length = 32
	most   = 1024
)

// Make returns a list of n zeros.
func (s *Slab[T]) Make(n int) []T {
	if len(s.rest) < n {
		s.rest = make([]T, max(1, min(length, most/n))*n)
	}
	out := s.rest[:n:n]
	s.rest = s.rest[n:]
	return out
}

// Copy returns a copy of a list, nil for an empty one.
func (s *Slab[T]) Copy(list []T) []T {
	if len(list) == 0 {
		return nil
	}
	out := s.Make(len(list))
	copy(out, list)
	return out
}
