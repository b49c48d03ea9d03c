package qualification

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"crosswalk/internal/spec"
)

// What stands in brackets is often a rule: a substitution, or a note on a condition.

// bracketsIn finds the brackets of a statement: those that hold a rule, and
// those that belong to the words around them.
func bracketsIn(p string, region spec.Span) (rules, others []spec.Span) {
	depth, start := 0, 0
	for i := region.Start; i < region.End; i++ {
		switch p[i] {
		case '(', '[':
			if depth == 0 {
				start = i
			}
			depth++
		case ')', ']':
			if depth == 0 {
				continue
			}
			if depth--; depth > 0 {
				continue
			}
			s := spec.Span{Start: start, End: i + 1}
			if isRule(p[start+1 : i]) {
				rules = append(rules, s)
			} else {
				others = append(others, s)
			}
		}
	}
	if depth > 0 && isRule(p[start+1:region.End]) {
		rules = append(rules, spec.Span{Start: start, End: region.End})
	}
	return rules, others
}

var finite = regexp.MustCompile(`\b(?:may|will|must|shall|can|is|are|has|have|should|does|do|admit|include|includes|means?|requires?)\b`)

const shortestRule = 30

// orCombination matches a combination accepted in place of the conditions before it.
var orCombination = regexp.MustCompile(`(?i)^(?:or )?(?:an? |any )?(?:equivalent )?combination of\b`)

// isRule reports whether the words in brackets are a sentence or an alternative.
func isRule(words string) bool {
	words = strings.TrimLeft(words, " ([")
	if orCombination.MatchString(words) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(words)
	return len(words) > shortestRule && (unicode.IsUpper(r) || unicode.IsDigit(r)) && finite.MatchString(words)
}

// verbFirst matches a rule that goes on with the subject of the one before.
var verbFirst = regexp.MustCompile(`^(?:may|can|will|shall)\b`)

var secondRule = regexp.MustCompile(`[;,]? +(?:or|and) +`)

// cutRule cuts what stands in brackets at its sentences, and where a second
// substitution begins.
func cutRule(p string, s spec.Span) []spec.Span {
	var out []spec.Span
	start := s.Start
	for _, m := range sentenceEnd.FindAllStringIndex(p[s.Start:s.End], -1) {
		at := s.Start + m[1]
		if at < s.End && (startsUpper(p[at:]) || p[at] == '(') && !abbreviated.MatchString(p[start:s.Start+m[0]]) && balanced(p[start:at]) {
			out = append(out, spec.Span{Start: start, End: at})
			start = at
		}
	}
	out = append(out, spec.Span{Start: start, End: s.End})
	for i := 0; i < len(out); i++ {
		part := out[i]
		for _, m := range secondRule.FindAllStringIndex(p[part.Start:part.End], -1) {
			left, right := p[part.Start:part.Start+m[0]], p[part.Start+m[1]:part.End]
			if replaces.MatchString(left) && replaces.MatchString(right) && !verbFirst.MatchString(right) {
				out = slices.Insert(out, i+1, spec.Span{Start: part.Start + m[1], End: part.End})
				out[i].End = part.Start + m[0]
				break
			}
		}
	}
	return out
}

func balanced(s string) bool {
	return strings.Count(s, "(")+strings.Count(s, "[") == strings.Count(s, ")")+strings.Count(s, "]")
}

// withoutWishes removes bracketed wishes such as "(preferred)". The words around them are
// still required.
func withoutWishes(words string) string { return wishInBrackets.ReplaceAllString(words, "$1") }

var wishInBrackets = regexp.MustCompile(`(?i)(\S ?)\([^()]*\b(?:preferred|desired|desirable|a plus)\b[^()]*\)`)
