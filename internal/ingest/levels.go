package ingest

import (
	"regexp"
	"slices"
	"strings"

	"crosswalk/internal/spec"
)

// Words that names of levels begin with, from low to high. They tell a table
// of levels, and which of its columns is the lowest.
var levelSteps = []*regexp.Regexp{
	regexp.MustCompile(`(?i)^(?:contributing|awareness|entry|trainee|apprentice|novice|beginn|junior|basic|foundation|emerging|level (?:1|I|one)$|I$|1$|[A-Za-z ]+ I$)`),
	regexp.MustCompile(`(?i)^(?:developing|competent|meets|intermediate|working|journey|full performance|proficient|skilled|acquired|mid|level (?:2|II|two)$|II$|2$|[A-Za-z ]+ II$)`),
	regexp.MustCompile(`(?i)^(?:accomplished|advanced|practitioner|exceeds|senior|level (?:3|III|three)$|III$|3$|[A-Za-z ]+ III$)`),
	regexp.MustCompile(`(?i)^(?:lead|expert|master|principal|foreman|level (?:4|5|IV|V|four|five)$|IV$|V$|4$|5$|[A-Za-z ]+ (?:IV|V)$)`),
}

// stepOf returns the step that a level's name begins with, from 1; 0 when it
// is none.
func stepOf(label string) int {
	for i, words := range levelSteps {
		if words.MatchString(label) {
			return i + 1
		}
	}
	return 0
}

// learnLevels takes the class's levels from the lines that hold nothing else:
// every label among the role descriptions, where each stands on a line of its
// own; among the statements, one that stands again under another competency,
// or that begins like the name of a level.
func (r *bandedReader) learnLevels(heads []int, section func(int) []line) {
	for k, i := range heads {
		name := normalHeading(r.lines[i].text)
		roles, statements := isRolesHeading(name), isStatementsHeading(name)
		if !roles && !statements {
			continue
		}
		lines := section(k)
		count := map[string]int{}
		var labels []spec.Level
		for i := range lines {
			for _, l := range labelsOn(lines, i) {
				if key := strings.ToLower(l.Label); count[key] == 0 {
					labels = append(labels, l)
				}
				count[strings.ToLower(l.Label)]++
			}
		}
		for _, l := range labels {
			if roles || count[strings.ToLower(l.Label)] > 1 || stepOf(l.Label) > 0 {
				r.addLevel(l)
			}
		}
	}
	// A row of labels on one line is no label.
	levels := slices.DeleteFunc(slices.Clone(r.doc.Class.Levels), func(l spec.Level) bool { return len(r.rowOf(l.Label)) > 1 })
	if !slices.ContainsFunc(levels, func(l spec.Level) bool { return stepOf(l.Label) == 0 }) {
		slices.SortStableFunc(levels, func(a, b spec.Level) int { return stepOf(a.Label) - stepOf(b.Label) })
	}
	for i := range levels {
		levels[i].Ordinal = i + 1
	}
	r.doc.Class.Levels = levels
	if len(levels) == 0 {
		r.warn(0, "no level headings found; no statement gets a level")
	}
}

func (r *bandedReader) addLevel(l spec.Level) {
	if !slices.ContainsFunc(r.doc.Class.Levels, func(known spec.Level) bool { return strings.EqualFold(known.Label, l.Label) }) {
		r.doc.Class.Levels = append(r.doc.Class.Levels, l)
	}
}

// rowOf cuts a line at the class's levels that it names one behind the other
// ("Contributing Journey Advanced"), and returns their indexes; nil when
// anything else stands there.
func (r *bandedReader) rowOf(text string) []int {
	var out []int
	for rest := Fold(text); rest != ""; {
		found := -1
		for k, l := range r.doc.Class.Levels {
			n := len(l.Label)
			if n < len(Fold(text)) && len(rest) >= n && strings.EqualFold(rest[:n], l.Label) && (len(rest) == n || rest[n] == ' ') {
				found = k
			}
		}
		if found < 0 {
			return nil
		}
		out = append(out, found)
		rest = strings.TrimSpace(rest[len(r.doc.Class.Levels[found].Label):])
	}
	return out
}

// Bounds on the name of a level.
const (
	maxLevelWords = 3
	maxLevelBytes = 40
)

// labelsOn returns the labels on the i-th line, when it holds nothing but
// what could be names of levels, and does not go on with a sentence.
func labelsOn(lines []line, i int) []spec.Level {
	l := lines[i]
	if l.blank() || i > 0 && !lines[i-1].blank() && !terminated(lines[i-1].text) && labelsOn(lines, i-1) == nil {
		return nil
	}
	var out []spec.Level
	for _, piece := range wideGap.Split(l.text, -1) {
		level := levelOf(strings.TrimSuffix(strings.TrimSpace(piece), ":"), 0)
		switch {
		case !isLevelLabel(level.Label):
			return nil
		case rising(strings.Fields(level.Label)):
			for _, word := range strings.Fields(level.Label) {
				out = append(out, levelOf(word, 0))
			}
		default:
			out = append(out, level)
		}
	}
	return out
}

// rising reports whether words are names of levels, each higher than the one
// before: a row of at least three on one line.
func rising(words []string) bool {
	for i, w := range words {
		if stepOf(w) == 0 || i > 0 && stepOf(w) <= stepOf(words[i-1]) {
			return false
		}
	}
	return len(words) > 2
}

// isLevelLabel reports whether s can be the name of a level: a few words,
// capitalised, no punctuation.
func isLevelLabel(s string) bool {
	return s != "" && len(s) <= maxLevelBytes && len(strings.Fields(s)) <= maxLevelWords &&
		startsUpper(s) && !strings.ContainsAny(s, ".,;:()") && !strings.ContainsAny(s[:1], "0123456789")
}

// levelsOn returns the indexes of the class's levels that the i-th line names,
// nil when it is no level heading.
func (r *bandedReader) levelsOn(lines []line, i int) []int {
	var out []int
	for _, label := range labelsOn(lines, i) {
		found := -1
		for k, l := range r.doc.Class.Levels {
			if strings.EqualFold(l.Label, label.Label) {
				found = k
			}
		}
		if found < 0 {
			return r.rowOf(lines[i].text)
		}
		out = append(out, found)
	}
	return out
}
