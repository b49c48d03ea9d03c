package qualification

import (
	"regexp"
	"slices"
	"strings"
)

// A limit says of which patterns something is asked that stands before them.
type limit struct {
	outside bool     // those that take experience from outside the service
	labels  []string // numerals of patterns
}

// of reports whether the limit lets a pattern in.
func (l *limit) of(a *Alternative) bool {
	words := strings.Fields(a.Label)
	return l.outside && !a.Promotional() || len(words) > 0 && slices.Contains(l.labels, words[len(words)-1])
}

var (
	whenOutside = regexp.MustCompile(`(?i)\brequired (?:only )?(?:when|if|of)\b.{0,60}\b(?:non-?(?:california )?state|outside)\b|\bnon-?(?:california )?state .{0,60}\brequire|\bappl(?:y|ies) only to .{0,30}\bnon-?(?:california )?state\b`)
	whenPattern = regexp.MustCompile(`(?i)\brequired (?:only )?(?:when|if|for|under)\b.{0,40}\bpatterns? ([IVX]+(?:(?:,| and| or|, or|, and) [IVX]+)*)`)
	romanWord   = regexp.MustCompile(`[IVX]+`)
)

// limitIn reads for which patterns a note says that what follows is asked.
func limitIn(words string, before *limit) *limit {
	if m := whenPattern.FindStringSubmatch(words); m != nil {
		return &limit{labels: romanWord.FindAllString(m[1], -1)}
	}
	if whenOutside.MatchString(words) {
		return &limit{outside: true}
	}
	return before
}
