package app

import (
	"encoding/base64"
	"fmt"

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

// A cursor is a place in a list at one revision of the catalog; in another
// revision the place would mean something else.
type cursor struct {
	revision int64
	offset   int
}

func (c cursor) String() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d", c.revision, c.offset))
}

// resolve checks a page against the current revision and returns what it
// means: how many items from where.
func (p Page) resolve(revision int64) (limit, offset int, err error) {
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
		_, err = fmt.Sscanf(string(data), "%d.%d", &c.revision, &c.offset)
	}
	if err != nil || c.offset < 0 || c.offset > maxOffset || c.String() != p.Cursor {
		return 0, 0, spec.Errorf(spec.Invalid, "not a cursor that this service gave out").In("cursor")
	}
	if c.revision != revision {
		return 0, 0, spec.Errorf(spec.Conflict, "the catalog has changed since; start again without a cursor").In("cursor")
	}
	return limit, c.offset, nil
}

// A List is one page of a list.
type List[T any] struct {
	Items      []T    `json:"items" nullable:"false"`
	Total      int    `json:"total" doc:"Items in the whole list" minimum:"0"`
	NextCursor string `json:"next_cursor" doc:"Pass as cursor to get the next page; empty on the last"`
}

// paginate cuts one page out of a whole list.
func paginate[T any](all []T, p Page, revision int64) (List[T], error) {
	limit, offset, err := p.resolve(revision)
	if err != nil {
		return List[T]{}, err
	}
	offset = min(offset, len(all))
	end := min(offset+limit, len(all))
	return listOf(all[offset:end], len(all), offset, revision), nil
}

// listOf makes a list of items that were cut out already.
func listOf[T any](items []T, total, offset int, revision int64) List[T] {
	l := List[T]{Items: items, Total: total}
	if l.Items == nil {
		l.Items = []T{}
	}
	if next := offset + len(items); next < total && len(items) > 0 && next <= maxOffset {
		l.NextCursor = cursor{revision, next}.String()
	}
	return l
}
