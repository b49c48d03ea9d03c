package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

// A SuggestionKind says what a suggestion names.
type SuggestionKind string

const (
	SuggestClass      SuggestionKind = "class"
	SuggestCompetency SuggestionKind = "competency"
	SuggestFramework  SuggestionKind = "framework"
)

// A Suggestion is a name in the catalog that a half-typed query could become.
type Suggestion struct {
	Text    string         `json:"text" doc:"The name, as the documents write it" example:"Human Services Practitioner"`
	Kind    SuggestionKind `json:"kind" enum:"class,competency,framework"`
	ClassID string         `json:"class_id" doc:"The class, for kind class; empty otherwise" example:"us-nc:19200"`
}

// Suggestions are names, the nearest first.
type Suggestions struct {
	Items []Suggestion `json:"items" nullable:"false"`
}

// suggestible is a suggestion with the words that a query is held against.
type suggestible struct {
	Suggestion
	lower string
	words []string
}

// newSuggestibles lists the names in the catalog, each once, the shortest first.
func newSuggestibles(classes []*crosswalk.Class, statements []spec.Statement) []suggestible {
	var out []suggestible
	add := func(s Suggestion) {
		lower := strings.ToLower(s.Text)
		out = append(out, suggestible{s, lower, strings.FieldsFunc(lower, notOfWord)})
	}
	for _, c := range classes {
		add(Suggestion{c.Title, SuggestClass, c.ID})
	}
	seen := map[Suggestion]bool{}
	for i := range statements {
		st := &statements[i]
		for _, s := range []Suggestion{{Text: st.Competency, Kind: SuggestCompetency}, {Text: st.Framework, Kind: SuggestFramework}} {
			if s.Text != "" && !seen[s] {
				seen[s] = true
				add(s)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b suggestible) int {
		return cmp.Or(cmp.Compare(len(a.Text), len(b.Text)), cmp.Compare(a.lower, b.lower), cmp.Compare(a.ClassID, b.ClassID))
	})
	return out
}

// Suggest lists names that contain every word of what was typed so far, the
// last one perhaps in part: first those that begin with it, then the shortest.
func (a *App) Suggest(_ context.Context, typed string, limit int) (Suggestions, error) {
	v, release, err := a.view()
	if err != nil {
		return Suggestions{}, err
	}
	defer release()
	out := Suggestions{Items: []Suggestion{}}
	typed = strings.ToLower(strings.TrimSpace(typed))
	words := strings.FieldsFunc(typed, notOfWord)
	if len(words) == 0 {
		return out, nil
	}
	var others []Suggestion
	for i := range v.suggestibles {
		s := &v.suggestibles[i]
		switch {
		case !s.holds(words):
		case strings.HasPrefix(s.lower, typed):
			out.Items = append(out.Items, s.Suggestion)
		default:
			others = append(others, s.Suggestion)
		}
		if len(out.Items) == limit {
			return out, nil
		}
	}
	out.Items = append(out.Items, others[:min(limit-len(out.Items), len(others))]...)
	return out, nil
}

// holds reports whether each of the words begins one of the name's.
func (s *suggestible) holds(words []string) bool {
	for _, w := range words {
		if !slices.ContainsFunc(s.words, func(of string) bool { return strings.HasPrefix(of, w) }) {
			return false
		}
	}
	return true
}

// notOfWord tells the runes that stand between words.
func notOfWord(r rune) bool { return strings.ContainsRune(" \t\n,.;:()/&–—-", r) }
