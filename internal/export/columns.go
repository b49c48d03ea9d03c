package export

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// A column is one column of a table of mappings. Every cell follows from the
// record, so a table that is read can be held against its histories.
type column struct {
	name  string
	value func(v *view) string
	of    cellKind
}

type cellKind int

const (
	words     cellKind = iota
	number             // may come back from a spreadsheet with fewer digits
	reference          // one or more CURIEs, whose prefixes a file declares
	unchecked          // is the history, or says what no history knows
)

// view is a record as its columns say it.
type view struct {
	*review.Record
	tool    string // name of the program that writes
	history string
}

// newView folds a record anew, so that nothing but its history counts.
func newView(r review.Record, tool string) (*view, error) {
	cell, err := encodeHistory(&r)
	if err != nil {
		return nil, err
	}
	r = review.NewRecord(r.Proposal, r.Decisions)
	return &view{&r, tool, cell}, nil
}

// cells returns the row of a record.
func (v *view) cells(columns []column) []string {
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = valid(c.value(v))
	}
	return row
}

// valid replaces each byte that is not UTF-8, as JSON does in the history.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

// isDecided reports whether people have come to a result.
func (v *view) isDecided() bool {
	switch v.Outcome.State {
	case review.Accepted, review.Rejected, review.Signed, review.IsStale:
		return true
	case review.Superseded: // an undecided mapping can be superseded too
		return len(v.Outcome.Raters) > 0
	}
	return false
}

// isAsProposed reports whether the object is still the proposed one. What the
// machine computed is about no other.
func (v *view) isAsProposed() bool { return v.Outcome.Object.ID == v.Object.ID }

// settler returns who settled what raters disagree on, nil when nobody did.
func (v *view) settler() *review.Actor {
	for _, d := range slices.Backward(v.Decisions) {
		isRating := d.Action == review.Accept || d.Action == review.Reject || d.Action == review.Change
		isRater := slices.ContainsFunc(v.Outcome.Raters, func(a review.Actor) bool { return a.ID == d.By.ID })
		if isRating && !isRater && v.Outcome.HasRated(d.By.ID) {
			return &d.By
		}
	}
	return nil
}

// authors returns who stands for the mapping as it is: the settler, else the
// raters, else the person that proposed it, else nobody.
func (v *view) authors() []review.Actor {
	if v.isDecided() {
		if s := v.settler(); s != nil {
			return []review.Actor{*s}
		}
		return v.Outcome.Raters
	}
	if v.Made.By.Role == review.System || v.Made.By.ID == "" {
		return nil
	}
	return []review.Actor{v.Made.By}
}

// everybody returns all who have rated in this round.
func (v *view) everybody() []review.Actor {
	if s := v.settler(); s != nil {
		return append(slices.Clone(v.Outcome.Raters), *s)
	}
	return v.Outcome.Raters
}

func (v *view) signers() []review.Actor {
	if v.Outcome.SignedBy == nil {
		return nil
	}
	return []review.Actor{*v.Outcome.SignedBy}
}

// lastComment returns the newest comment of a decision.
func (v *view) lastComment() string {
	for _, d := range slices.Backward(v.Decisions) {
		if d.Comment != "" {
			return d.Comment
		}
	}
	return ""
}

// sharedStems returns the stems in common, each once, those of the strongest
// evidence first.
func (v *view) sharedStems() []string {
	var stems []string
	for _, e := range v.Evidence {
		for _, s := range e.Shared {
			if !slices.Contains(stems, s) {
				stems = append(stems, s)
			}
		}
	}
	return stems
}

// names returns what people are called, by their ids where they have no name.
func names(actors []review.Actor) []string {
	out := make([]string, len(actors))
	for i, a := range actors {
		if out[i] = a.Name; a.Name == "" {
			out[i] = a.ID
		}
	}
	return out
}

// share writes a number between 0 and 1; unknown is empty, not 0.
func share(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f+0, 'g', -1, 64) // + 0 makes -0 a plain 0
}

// moment writes a time; the zero time is empty.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// listed joins values by | and marks a | inside a value, as SSSOM does.
func listed(values []string) string {
	marked := make([]string, len(values))
	for i, s := range values {
		marked[i] = strings.ReplaceAll(s, "|", `\|`)
	}
	return strings.Join(marked, "|")
}

// unlisted is the reverse of listed, without empty values.
func unlisted(cell string) []string {
	var out []string
	var value strings.Builder
	end := func() {
		if s := strings.TrimSpace(value.String()); s != "" {
			out = append(out, s)
		}
		value.Reset()
	}
	for i := 0; i < len(cell); i++ {
		switch {
		case cell[i] == '\\' && i+1 < len(cell) && cell[i+1] == '|':
			i++
			value.WriteByte('|')
		case cell[i] == '|':
			end()
		default:
			value.WriteByte(cell[i])
		}
	}
	end()
	return out
}

// compare returns an Invalid error, with the column, when a cell that was read
// says something else than the history of its row.
func (v *view) compare(columns []column, cells map[string]string) error {
	for _, c := range columns {
		cell, given := cells[c.name]
		if !given || c.of == unchecked {
			continue
		}
		if expected := valid(c.value(v)); !sameCell(cell, expected, c.of) {
			return spec.Errorf(spec.Invalid, "is %s, but by the history of this row it is %s; undo the change, or empty the history to take the row as a new proposal",
				excerpt(cell), excerpt(expected)).In(c.name)
		}
	}
	return nil
}

// sameCell lets pass what spreadsheets do to cells that nobody edited: they
// change line ends and round numbers to 15 digits.
func sameCell(a, b string, of cellKind) bool {
	if a == b {
		return true
	}
	if of == number {
		x, errX := strconv.ParseFloat(a, 64)
		y, errY := strconv.ParseFloat(b, 64)
		return errX == nil && errY == nil && math.Abs(x-y) < 1e-9
	}
	return lineEnds.Replace(a) == lineEnds.Replace(b)
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// excerpt quotes the beginning of a cell for a message.
func excerpt(cell string) string {
	const most = 60
	if runes := []rune(cell); len(runes) > most {
		return strconv.Quote(string(runes[:most])) + "…"
	}
	return strconv.Quote(cell)
}
