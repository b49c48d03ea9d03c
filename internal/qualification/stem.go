package qualification

import (
	"regexp"
	"strings"

	"crosswalk/internal/spec"
)

// stemAsks matches the words before a list that ask for something by themselves: a time
// of experience, of which the entries are the sorts, or a combination that may stand for
// the entries.
var stemAsks = anyOf(`(?i)^`, amount+`[^.;]*\bexperience\b`, `(?:any|an?) (?:equivalent )?combination of [^.;]*\bequivalent to\b`)

// farthestStem bounds how far before an entry its stem is looked for.
const farthestStem = 1000

// asksByStem returns where a stem stands that asks for something by itself.
func asksByStem(p string, between spec.Span, stem string) spec.Span {
	words := strings.Fields(stem)
	if len(words) == 0 || between.Len() <= 0 || !stemAsks.MatchString(stem) {
		return spec.Span{}
	}
	// The stem stands folded in the statement, and maybe broken over lines in the text.
	for i, w := range words {
		words[i] = regexp.QuoteMeta(w)
	}
	if m := regexp.MustCompile(strings.Join(words, " +")).FindStringIndex(p[between.Start:between.End]); m != nil {
		return spec.Span{Start: between.Start + m[0], End: between.Start + m[1]}
	}
	return spec.Span{}
}
