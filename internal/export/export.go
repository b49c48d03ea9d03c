// Package export writes mappings in the formats that the field exchanges, and
// reads back those that it can be given in.
package export

import (
	"io"
	"iter"
	"time"

	"crosswalk/internal/review"
)

// A Set describes the mappings of an export as a whole.
type Set struct {
	ID           string    // IRI of the set
	Title        string    // for people
	Licence      string    // IRI or name of the licence of the mappings
	Tool         string    // name of the program
	Version      string    // of the program
	Date         time.Time // of the last decision or proposal in the set, so that the same mappings give the same bytes
	Attributions []string  // to be shown with the texts
}

// Records are mappings in the order of their ids. An error ends them. A writer
// may range over them more than once, and they must be the same each time.
type Records = iter.Seq2[review.Record, error]

// A Format is a way to write mappings.
type Format struct {
	Name        string // as routes and commands call it
	ContentType string
	Extension   string
	Write       func(w io.Writer, set Set, records Records) error
}
