package ingest

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"crosswalk/internal/spec"
)

// Correct puts what people say in the place of what was read. Ids stay those of
// what was read: the words are the same. A correction that fits no statement,
// as after a newer reader cut the text otherwise, changes nothing and is warned
// of, and so is what is left out.
func (id *Identified) Correct(kept []spec.KeptCorrection) {
	if len(kept) == 0 {
		return
	}
	lines := LinesOf(id.Text)
	byPlace := make(map[spec.Span]*spec.KeptCorrection, len(kept))
	for i := range kept {
		byPlace[kept[i].Span] = &kept[i]
	}
	read := id.Statements
	id.Statements = make([]spec.Statement, 0, len(read))
	for _, st := range read {
		k := byPlace[st.Span]
		delete(byPlace, st.Span)
		switch {
		case k == nil:
		case k.Omit:
			st.Corrected = correctedBy(k, st)
			id.LeftOut = append(id.LeftOut, st)
			continue
		default:
			if err := put(&st, id.Class.Levels, k); err != nil {
				id.Source.Warnings = append(id.Source.Warnings, spec.Warning{Line: lines.At(st.Span.Start), Message: fmt.Sprintf("a correction by %s no longer fits: %v", k.By, err)})
			}
		}
		id.Statements = append(id.Statements, st)
	}
	for _, k := range kept {
		if _, unfit := byPlace[k.Span]; unfit {
			id.Source.Warnings = append(id.Source.Warnings, spec.Warning{Line: lines.At(min(k.Span.Start, len(id.Text))),
				Message: fmt.Sprintf("a correction by %s no longer fits: the text is cut otherwise here now", k.By)})
		}
	}
	for _, st := range id.LeftOut {
		id.Source.Warnings = append(id.Source.Warnings, spec.Warning{Line: lines.At(st.Span.Start),
			Message: fmt.Sprintf("left out by %s, as no statement: %q", st.Corrected.By, clip(st.Text))})
	}
	id.checkRequired()
	slices.SortStableFunc(id.Source.Warnings, func(a, b spec.Warning) int { return a.Line - b.Line })
}

// put corrects one statement. The error says what does not fit.
func put(st *spec.Statement, levels []spec.Level, k *spec.KeptCorrection) error {
	level, bad := levelSaid(levels, k.Level, st.Level)
	if bad != nil {
		return bad
	}
	c := correctedBy(k, *st)
	if k.Kind != "" {
		st.Kind = k.Kind
	}
	st.Level = level
	if st.Kind != c.ReadKind || labelOf(level) != c.ReadLevel {
		st.Corrected = c
	}
	return nil
}

// levelSaid finds the level that a correction names; a level is one of the
// class's own, or none.
func levelSaid(levels []spec.Level, said *string, read *spec.Level) (*spec.Level, *spec.Error) {
	if said == nil {
		return read, nil
	}
	if *said == "" {
		return nil, nil
	}
	for _, l := range levels {
		if strings.EqualFold(l.Label, *said) {
			return &l, nil
		}
	}
	return nil, spec.Errorf(spec.Invalid, "the class has no level %q", clip(*said))
}

func correctedBy(k *spec.KeptCorrection, st spec.Statement) *spec.Corrected {
	return &spec.Corrected{By: k.By, At: k.At, ReadKind: st.Kind, ReadLevel: labelOf(st.Level)}
}

func labelOf(l *spec.Level) string {
	if l == nil {
		return ""
	}
	return l.Label
}

// Fit brings a correction to the form in which it is kept: ok is false when it
// says what was read. The error is Invalid, and names what is wrong with it.
func Fit(c spec.Correction, st spec.Statement, levels []spec.Level) (fitted spec.Correction, ok bool, err error) {
	if c.Kind != "" && !slices.Contains(spec.Kinds, c.Kind) {
		return c, false, spec.Errorf(spec.Invalid, "there is no kind %q", clip(string(c.Kind))).In("kind")
	}
	level, bad := levelSaid(levels, c.Level, st.Level)
	if bad != nil {
		return c, false, bad.In("level")
	}
	if c.Omit {
		return spec.Correction{Span: c.Span, Omit: true}, true, nil
	}
	if c.Kind == st.Kind {
		c.Kind = ""
	}
	if label := labelOf(level); label == labelOf(st.Level) {
		c.Level = nil
	} else {
		c.Level = &label
	}
	return c, c.Kind != "" || c.Level != nil, nil
}

// checkRequired warns of a class that cannot be compared, as it is now.
func (id *Identified) checkRequired() {
	id.Source.Warnings = slices.DeleteFunc(slices.Clone(id.Source.Warnings), func(w spec.Warning) bool { return w.Message == nothingRequired || w.Message == noJob })
	if !slices.ContainsFunc(id.Statements, func(st spec.Statement) bool { return st.Kind.IsRequirement() }) {
		id.Warn(nothingRequired)
	}
}

// Lines finds the lines and pages of a text by byte offset.
type Lines struct {
	lines, pages []int // where each begins
}

// LinesOf returns the lines of a text, numbered as warnings number them.
func LinesOf(text string) Lines {
	lines := splitLines(text)
	var out Lines
	for _, l := range lines {
		out.lines = append(out.lines, l.Start)
		if l.pageStart {
			out.pages = append(out.pages, l.Start)
		}
	}
	return out
}

// At returns the 1-based number of the line at a byte offset.
func (l Lines) At(offset int) int {
	return max(1, startsUpTo(l.lines, offset))
}

// Page returns the 1-based number of the page at a byte offset, 0 in a text
// without pages: form feeds stand between them.
func (l Lines) Page(offset int) int {
	if len(l.pages) == 0 {
		return 0
	}
	return 1 + startsUpTo(l.pages, offset)
}

// startsUpTo counts the starts that lie at or before an offset.
func startsUpTo(starts []int, offset int) int {
	return sort.Search(len(starts), func(i int) bool { return starts[i] > offset })
}
