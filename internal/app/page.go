package app

import (
	"encoding/base64"
	"fmt"
	"hash/fnv"

	"crosswalk/internal/spec"
)

// Limits on lists.
const (
	DefaultLimit = 20
	MaxLimit     = 200
	maxOffset    = 100_000
)

// A Page asks for a part of a list: at most Limit items, from where Cursor
// points. The zero page asks for the first DefaultLimit items.
type Page struct {
	Limit  int
	Cursor string
}

// A listing is one list at one revision of the catalog: in another list, or
// another revision, a place in it would mean something else.
type listing struct {
	revision int64
	hash     uint32 // of what was asked for
}

// listing names the list that answers a question, which is printed for it:
// every part that chooses or orders items must be in it.
func (v *view) listing(question ...any) listing {
	h := fnv.New32a()
	fmt.Fprintf(h, "%q %s", question, v.revision.Stamp)
	return listing{v.revision.Number, h.Sum32()}
}

// A cursor is a place in a list.
type cursor struct {
	listing
	offset int
}

func (c cursor) String() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d.%d", c.revision, c.hash, c.offset))
}

// resolve checks a page against the list that it is of and returns what it
// means: how many items from where.
func (p Page) resolve(of listing) (limit, offset int, err error) {
	limit = p.Limit
	if limit == 0 {
		limit = DefaultLimit
	}
	if limit < 0 || limit > MaxLimit {
		return 0, 0, spec.Errorf(spec.Invalid, "must be from 1 to %d, not %d", MaxLimit, p.Limit).In("limit")
	}
	if p.Cursor == "" {
		return limit, 0, nil
	}
	var c cursor
	data, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err == nil {
		_, err = fmt.Sscanf(string(data), "%d.%d.%d", &c.revision, &c.hash, &c.offset)
	}
	if err != nil || c.offset < 0 || c.offset > maxOffset || c.String() != p.Cursor {
		return 0, 0, spec.Errorf(spec.Invalid, "not a cursor that this service gave out").In("cursor")
	}
	if c.revision != of.revision {
		return 0, 0, spec.Errorf(spec.Conflict, "the catalog has changed since; start again without a cursor").In("cursor")
	}
	if c.hash != of.hash {
		return 0, 0, spec.Errorf(spec.Invalid, "the cursor is of another list; pass it with the parameters that it came from").In("cursor")
	}
	return limit, c.offset, nil
}

// A List is one page of a list.
type List[T any] struct {
	Items      []T    `json:"items" nullable:"false"`
	Total      int    `json:"total" doc:"Items in the whole list" minimum:"0"`
	NextCursor string `json:"next_cursor" doc:"Pass as cursor to get the next page; empty on the last"`
}

// Place returns the total, and the cursor of the next page.
func (l List[T]) Place() (total int, next string) { return l.Total, l.NextCursor }

// paginate cuts one page out of a whole list.
func paginate[T any](all []T, p Page, of listing) (List[T], error) {
	limit, offset, err := p.resolve(of)
	if err != nil {
		return List[T]{}, err
	}
	offset = min(offset, len(all))
	end := min(offset+limit, len(all))
	return listOf(all[offset:end], len(all), offset, of), nil
}

// listOf makes a list of items that were cut out already.
func listOf[T any](items []T, total, offset int, of listing) List[T] {
	l := List[T]{Items: items, Total: total}
	if l.Items == nil {
		l.Items = []T{}
	}
	if next := offset + len(items); next < total && len(items) > 0 && next <= maxOffset {
		l.NextCursor = cursor{of, next}.String()
	}
	return l
}
