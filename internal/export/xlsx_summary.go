package export

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"crosswalk/internal/review"
)

// xlsxClassColumns has a column for each state.
func xlsxClassColumns() []xlsxColumn {
	columns := []xlsxColumn{{"Class", 22, xlsxPlain}, {"Title", 50, xlsxLong}, {"Mappings", 11, xlsxWhole}}
	for _, s := range review.States {
		columns = append(columns, xlsxColumn{xlsxTitle(string(s)), 12, xlsxWhole})
	}
	return columns
}

var xlsxGapColumns = []xlsxColumn{
	{"Kind", 12, xlsxPlain}, {"Subject id", 20, xlsxPlain}, {"Subject", 50, xlsxLong}, {"Why", 44, xlsxLong},
	{"Mappings looked at", 14, xlsxWhole}, {"Rejected", 12, xlsxWhole}, {"Mappings that say that nothing fits", 36, xlsxLong},
}

var xlsxAboutColumns = []xlsxColumn{{"What", 30, xlsxLong}, {"Value", 100, xlsxLong}}

// A xlsxSummary is what the sheets at the end say of all mappings.
type xlsxSummary struct {
	mappings int
	states   map[review.State]int
	classes  map[string]*xlsxClass
	subjects map[xlsxKey]*xlsxSubject
}

type xlsxKey struct {
	kind review.Kind
	id   string
}

// A xlsxClass is a class that is a side, or whose statement is one.
type xlsxClass struct {
	title  string // of the side; empty where only statements are
	all    int
	states []int // mappings in each of review.States
}

// A xlsxSubject is a subject with what its mappings come to.
type xlsxSubject struct {
	label         string
	all, rejected int
	fits          bool
	nothing       []string // mappings that say that nothing fits
	said          bool     // one of them is accepted or signed
}

func (s *xlsxSummary) add(r *review.Record) {
	s.mappings++
	s.states[r.Outcome.State]++
	object := &r.Outcome.Object
	s.class(r, &r.Subject, "")
	s.class(r, object, iriClassOf(r.Kind, &r.Subject))

	nothing := object.ID == review.NoTerm
	key := xlsxKey{r.Kind, r.Subject.ID}
	subject := s.subjects[key]
	if subject == nil {
		subject = &xlsxSubject{label: r.Subject.Label}
		s.subjects[key] = subject
	}
	subject.all++
	if r.Outcome.State == review.Rejected {
		subject.rejected++
	}
	if nothing && r.Outcome.State != review.Rejected && r.Outcome.State != review.Superseded {
		subject.nothing = append(subject.nothing, r.ID)
		subject.said = subject.said || stands(r)
	}
	subject.fits = subject.fits || !nothing && stands(r)
}

// class counts a mapping for the class of a side, once when both sides have the
// same one.
func (s *xlsxSummary) class(r *review.Record, side *review.Side, counted string) {
	id := iriClassOf(r.Kind, side)
	if id == "" {
		return
	}
	class := s.classes[id]
	if class == nil {
		class = &xlsxClass{states: make([]int, len(review.States))}
		s.classes[id] = class
	}
	if id == side.ID {
		class.title = cmp.Or(class.title, side.Label)
	}
	if id != counted {
		class.all++
		if i := slices.Index(review.States, r.Outcome.State); i >= 0 {
			class.states[i]++
		}
	}
}

func (s *xlsxSummary) write(b *xlsxBook, set *Set) error {
	for _, id := range slices.Sorted(maps.Keys(s.classes)) {
		class := s.classes[id]
		row := []any{id, class.title, class.all}
		for _, n := range class.states {
			row = append(row, n)
		}
		if err := b.classes.add(row...); err != nil {
			return err
		}
	}
	byKindAndID := func(x, y xlsxKey) int { return cmp.Or(cmp.Compare(x.kind, y.kind), cmp.Compare(x.id, y.id)) }
	for _, key := range slices.SortedFunc(maps.Keys(s.subjects), byKindAndID) {
		subject := s.subjects[key]
		if why := subject.why(key.kind); why != "" {
			if err := b.gaps.add(xlsxWords(string(key.kind)), key.id, subject.label, why, subject.all, subject.rejected,
				strings.Join(subject.nothing, ", ")); err != nil {
				return err
			}
		}
	}
	for _, row := range s.about(set) {
		if err := b.about.add(row[0], row[1]); err != nil {
			return err
		}
	}
	return nil
}

// why says why a subject is a gap; empty where it is none.
func (s *xlsxSubject) why(kind review.Kind) string {
	switch {
	case s.said:
		return "people say that nothing fits"
	case s.fits:
		return ""
	case len(s.nothing) > 0:
		return "proposed that nothing fits; not decided yet"
	case kind != review.ClassCode: // is a gap only where somebody says so
		return ""
	case s.rejected == s.all:
		return "every proposed code is rejected"
	}
	return "no code is accepted yet"
}

// xlsxStates says what the states mean.
var xlsxStates = map[review.State]string{
	review.Proposed:   "put forward by the program or an import; nobody has decided",
	review.InReview:   "one rater has decided, another is awaited",
	review.Disagreed:  "raters hold different things to be right; an approver settles it",
	review.Accepted:   "the raters hold it to be right",
	review.Rejected:   "the raters hold it to be wrong: the object does not fit the subject",
	review.Signed:     "accepted, and signed by somebody who did not rate it",
	review.IsStale:    "was accepted or signed, but a text that was decided on has changed since",
	review.Superseded: "another code of the same class was decided on",
}

func (s *xlsxSummary) about(set *Set) [][2]string {
	rows := [][2]string{
		{"Title", set.Title}, {"Set", set.ID}, {"Date", jsonldTime(set.Date)},
		{"Made with", strings.TrimSpace(set.Tool + " " + set.Version)}, {"Licence of the mappings", set.Licence},
	}
	for _, a := range set.Attributions {
		rows = append(rows, [2]string{"Attribution", a})
	}
	rows = append(rows, [2]string{"Mappings", fmt.Sprint(s.mappings)})
	for _, state := range review.States {
		rows = append(rows, [2]string{"State: " + xlsxWords(string(state)), fmt.Sprintf("%s (%d mappings)", xlsxStates[state], s.states[state])})
	}
	return append(rows,
		[2]string{"Relation", "how the object is related to the subject; SKOS is its name in the Simple Knowledge Organization System"},
		[2]string{"Confidence", "calibrated probability that the mapping as proposed is right; empty when there is none"},
		[2]string{"Similarity", "how alike the words of both sides are, 0 to 1; empty when there is none"})
}

func xlsxTitle(name string) string {
	words := xlsxWords(name)
	return strings.ToUpper(words[:1]) + words[1:]
}
