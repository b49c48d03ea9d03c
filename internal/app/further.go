package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"

	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

// Further is what somebody knows beside what their class says. It is counted as
// offered at every level.
type Further struct {
	Knows []string `json:"knows,omitempty" doc:"What somebody knows beside their class, in their own words: a statement each, or a line of one; at most 50, of at most 500 characters"`
	Has   []string `json:"has,omitempty" doc:"Ids of statements, of any class, that somebody can show as well: duties, tasks, knowledge, skills, abilities and behaviours; at most 50"`
}

// Limits on what somebody may say of themselves.
const (
	MaxKnows      = 50  // lines
	MaxKnowsChars = 500 // of a line
	MaxHas        = 50  // ids
)

// SaidSection stands where a statement of a document has its heading, in those
// that somebody made of themselves. They have no source.
const SaidSection = "what you said"

// Lines are the statements in somebody's own words, white space folded, each
// once.
func (f Further) Lines() []string {
	var out []string
	for _, text := range f.Knows {
		for line := range strings.Lines(text) {
			line = strings.Join(strings.Fields(strings.ToValidUTF8(line, "")), " ")
			same := func(s string) bool { return strings.EqualFold(s, line) }
			if line != "" && !slices.ContainsFunc(out, same) {
				out = append(out, line)
			}
		}
	}
	return out
}

// IDs are the ticked statements, each once.
func (f Further) IDs() []string {
	var out []string
	for _, id := range f.Has {
		if id = strings.TrimSpace(id); id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// Empty reports whether nothing is said.
func (f Further) Empty() bool { return len(f.Lines()) == 0 && len(f.IDs()) == 0 }

// Ticked returns those of the ticked statements that are there and can be
// ticked, with their classes: a form shows them even when the question has no
// answer.
func (a *App) Ticked(f Further) ([]Found, error) {
	v, release, err := a.view()
	if err != nil {
		return nil, err
	}
	defer release()
	var out []Found
	for _, id := range f.IDs() {
		if st, ok := v.statement[id]; ok && Tickable(st) && len(out) < MaxHas {
			out = append(out, Found{Statement: *st, Class: ClassRef{ID: st.ClassID, Title: v.byID[st.ClassID].Title}})
		}
	}
	return out, nil
}

// further reads what somebody knows beside their class. Errors name the
// parameter.
func (a *App) further(ctx context.Context, v *view, f Further) ([]crosswalk.Item, error) {
	lines, ids := f.Lines(), f.IDs()
	if len(lines) > MaxKnows {
		return nil, spec.Errorf(spec.Invalid, "at most %d lines can be counted, not %d", MaxKnows, len(lines)).In("knows")
	}
	if len(ids) > MaxHas {
		return nil, spec.Errorf(spec.Invalid, "at most %d statements can be ticked, not %d", MaxHas, len(ids)).In("has")
	}
	var items []crosswalk.Item
	for _, line := range lines {
		if n := utf8.RuneCountInString(line); n > MaxKnowsChars {
			return nil, spec.Errorf(spec.Invalid, "a line may have %d characters, and the one that begins with %q has %d", MaxKnowsChars, beginning(line), n).In("knows")
		}
	}
	texts := slices.Clone(lines)
	var ticked []*spec.Statement
	for _, id := range ids {
		st, ok := v.statement[id]
		if !ok {
			return nil, spec.Errorf(spec.NotFound, "there is no statement %q", beginning(id)).In("has")
		}
		if !Tickable(st) {
			return nil, spec.Errorf(spec.Invalid, "%s is no statement that one can show: it is %s", id, whyNot(st)).In("has")
		}
		ticked, texts = append(ticked, st), append(texts, st.Text)
	}
	reading, err := a.reading(ctx, texts)
	if err != nil {
		return nil, err
	}
	for _, line := range lines {
		items = append(items, said(reading, line))
	}
	for _, st := range ticked {
		items = append(items, reading.Item(st))
	}
	return items, nil
}

// Tickable reports whether somebody can say of a statement that they can show
// it: it is of a kind that is compared, and no phrase that every class carries.
func Tickable(st *spec.Statement) bool { return st.Kind.IsRequirement() && !st.Boilerplate }

func whyNot(st *spec.Statement) string {
	if st.Boilerplate {
		return "boilerplate"
	}
	return "of the kind " + st.Kind.Words()
}

// said reads a statement in somebody's own words: its kind from its frame, as a
// bare text's.
func said(r *crosswalk.Reading, line string) crosswalk.Item {
	sum := sha256.Sum256([]byte(strings.ToLower(line)))
	st := &spec.Statement{ID: "said-" + hex.EncodeToString(sum[:8]), Section: SaidSection, Text: line, Citations: []spec.Citation{}}
	item := r.Item(st)
	if st.Kind = item.Text.Kind; st.Kind == "" {
		st.Kind = spec.Other
	}
	return item
}

// beginning quotes so much of a text that a reader knows which one is meant.
func beginning(text string) string {
	const shown = 40
	if runes := []rune(text); len(runes) > shown {
		return string(runes[:shown]) + "…"
	}
	return text
}
