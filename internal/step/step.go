// Package step reads what sets the step of a class in its series: how closely it is
// supervised, whom it supervises, and how difficult its work is; and it compares two classes
// by that.
package step

import (
	"slices"

	"crosswalk/internal/spec"
)

// A Factor is what the classes of a series are told apart by. Personnel agencies call them
// the factors that affect the allocation of a position.
type Factor string

// The factors.
const (
	SupervisionReceived Factor = "supervision_received"
	SupervisionGiven    Factor = "supervision_given"
	Difficulty          Factor = "difficulty"
)

// Unknown is the value of a factor of which nothing is stated. To supervise nobody is a
// value, and a document must say so.
const Unknown = "unknown"

// The scales, lowest first. A class that is supervised less closely stands higher.
var scales = map[Factor][]string{
	SupervisionReceived: {"close", "supervision", "general_supervision", "direction", "general_direction", "administrative_direction"},
	SupervisionGiven:    {"none", "leads", "supervises", "manages", "directs"},
	Difficulty:          {"routine", "average", "complex", "most_complex"},
}

// A FactorValue is what a class states of a factor.
type FactorValue struct {
	Factor Factor    `json:"factor" enum:"supervision_received,supervision_given,difficulty"`
	Value  string    `json:"value" enum:"unknown,close,supervision,general_supervision,direction,general_direction,administrative_direction,none,leads,supervises,manages,directs,routine,average,complex,most_complex" doc:"A value of the factor's scale; unknown when nothing is stated. Of supervision received, lowest first: close, supervision, general_supervision, direction, general_direction, administrative_direction; of supervision given: none, leads, supervises, manages (a unit, or supervisors), directs (a department or program); of difficulty: routine, average, complex, most_complex"`
	Rank   *int      `json:"rank" doc:"Place of the value on the scale, 0 for the lowest; null when unknown" minimum:"0"`
	May    bool      `json:"may" doc:"True when the document says only that the class may do so, or sometimes does"`
	Quotes []Passage `json:"quotes" nullable:"false" doc:"Where it is stated; at most 3"`
}

// A Passage is where a fact is stated.
type Passage struct {
	Text        string    `json:"text" doc:"The words"`
	StatementID string    `json:"statement_id,omitempty" doc:"Statement they stand in; absent for a text that is not in the catalog"`
	Span        spec.Span `json:"span" doc:"Where that statement stands in the source, or in the text that was sent"`
}

// MaxQuotes bounds the quotes of a fact.
const MaxQuotes = 3

// unknown is a fact of which nothing is stated.
func unknown(f Factor) FactorValue {
	return FactorValue{Factor: f, Value: Unknown, Quotes: []Passage{}}
}

// An Order says how a fact of one class stands to that of another.
type Order string

// The orders.
const (
	Higher   Order = "higher"
	Lower    Order = "lower"
	Same     Order = "same"
	NotKnown Order = "unknown" // of one side, or of both, nothing is stated
)

// Compare orders two facts of one factor. What a class does stands above what another one
// only may do.
func Compare(a, b FactorValue) Order {
	if !a.Known() || !b.Known() {
		return NotKnown
	}
	switch {
	case *a.Rank > *b.Rank, *a.Rank == *b.Rank && b.May && !a.May:
		return Higher
	case *a.Rank < *b.Rank, *a.Rank == *b.Rank && a.May && !b.May:
		return Lower
	}
	return Same
}

// Known reports whether the document states the fact.
func (f *FactorValue) Known() bool { return f.Value != Unknown }

// Own returns the statements of a class that are not of its series as a whole: a passage that
// all the other classes share says nothing of one of them. A class without others owns all
// of its statements.
func Own(statements []spec.Statement, others ...[]spec.Statement) []spec.Statement {
	type passage struct {
		text string
		span spec.Span
	}
	sharing := map[passage]int{}
	for _, list := range others {
		in := map[passage]bool{}
		for _, st := range list {
			in[passage{st.Text, st.Span}] = true
		}
		for p := range in {
			sharing[p]++
		}
	}
	return slices.DeleteFunc(slices.Clone(statements), func(st spec.Statement) bool {
		return len(others) > 0 && sharing[passage{st.Text, st.Span}] == len(others)
	})
}
