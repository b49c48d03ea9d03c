package qualification

import (
	"regexp"
	"strings"

	"crosswalk/internal/spec"
)

// stemAsks matches the introduction of a list that is itself a requirement: an amount of
// experience whose kinds the entries name, or a combination accepted in place of the
// entries.
var stemAsks = anyOf(`(?i)^`, amount+`[^.;]*\bexperience\b`, `(?:any|an?) (?:equivalent )?combination of [^.;]*\bequivalent to\b`)

// farthestStem bounds the search for a stem, in bytes before its entry.
const farthestStem = 1000

// asksByStem returns the span of a stem that is itself a requirement; empty if there is none.
func asksByStem(p string, between spec.Span, stem string) spec.Span {
	words := strings.Fields(stem)
	if len(words) == 0 || between.Len() <= 0 || !stemAsks.MatchString(stem) {
		return spec.Span{}
	}
	// The statement has the stem on one line; the text may break it over several.
	for i, w := range words {
		words[i] = regexp.QuoteMeta(w)
	}
	if m := regexp.MustCompile(strings.Join(words, " +")).FindStringIndex(p[between.Start:between.End]); m != nil {
		return spec.Span{Start: between.Start + m[0], End: between.Start + m[1]}
	}
	return spec.Span{}
}
