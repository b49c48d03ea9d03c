package export

import (
	"bufio"
	"encoding/json"
	"io"

	"crosswalk/internal/review"
)

// A jsonStream writes a JSON document piece by piece, so that no list of an
// export has to fit into memory. The first error stays and ends all writing:
// the document then lacks its closing brackets, and no JSON reader takes it for
// a whole one.
type jsonStream struct {
	w     *bufio.Writer
	err   error
	comma bool // before the next item
}

func newJSONStream(w io.Writer) *jsonStream {
	return &jsonStream{w: bufio.NewWriterSize(w, 1<<16)}
}

// raw writes text as it is.
func (s *jsonStream) raw(text string) {
	if s.err == nil {
		_, s.err = s.w.WriteString(text)
	}
}

// value writes v as JSON.
func (s *jsonStream) value(v any) {
	if s.err != nil {
		return
	}
	var b []byte
	if b, s.err = json.Marshal(v); s.err == nil {
		_, s.err = s.w.Write(b)
	}
}

// open begins a list.
func (s *jsonStream) open(text string) {
	s.raw(text)
	s.comma = false
}

// item writes one element of the list that was opened last, on its own line.
func (s *jsonStream) item(v any) {
	if s.comma {
		s.raw(",")
	}
	s.raw("\n")
	s.comma = true
	s.value(v)
}

// each calls do with every record. It ends at the first error, of the records
// or of writing.
func (s *jsonStream) each(records Records, do func(*review.Record)) {
	if s.err != nil {
		return
	}
	for r, err := range records {
		if err != nil {
			s.err = err
		} else {
			do(&r)
		}
		if s.err != nil {
			return
		}
	}
}

// close writes the closing brackets and what is buffered, unless there was an
// error, which it returns.
func (s *jsonStream) close(brackets string) error {
	s.raw(brackets)
	if s.err != nil {
		return s.err
	}
	return s.w.Flush()
}
