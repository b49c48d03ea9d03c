package step

import (
	"regexp"
	"slices"
	"strings"

	"crosswalk/internal/spec"
)

// Read reads the factors with a scale from the statements of a class. Others are the titles
// of the other classes of its series: what a sentence says of one of them is not said of the
// class. Of several statements the highest value that is plainly stated counts, since the
// class reaches it; what a class only may do counts where nothing is plainly stated.
func Read(statements []spec.Statement, others []string) []FactorValue {
	found := map[Factor][]finding{}
	for _, st := range statements {
		if !describesWork(st.Kind) || allocates.MatchString(st.Section) {
			continue
		}
		for _, sentence := range sentences(st.Text) {
			if aboutAnother(sentence, others) {
				continue
			}
			for _, clause := range clauses(sentence) {
				quote := Passage{clause, st.ID, st.Span}
				for _, r := range readers {
					for _, s := range r.read(clause) {
						found[r.factor] = append(found[r.factor], finding{s, quote})
					}
				}
			}
		}
	}
	var out []FactorValue
	for _, r := range readers {
		out = append(out, highest(r.factor, found[r.factor]))
	}
	return out
}

// readers read the factors from a clause.
var readers = []struct {
	factor Factor
	read   func(clause string) []sense
}{
	{SupervisionReceived, received},
	{SupervisionGiven, given},
	{Difficulty, difficulty},
}

// A sense is what a clause says of a factor.
type sense struct {
	rank int
	may  bool
}

type finding struct {
	sense
	quote Passage
}

// highest makes a fact of what was found.
func highest(f Factor, found []finding) FactorValue {
	out := unknown(f)
	if len(found) == 0 {
		return out
	}
	best := slices.MaxFunc(found, func(a, b finding) int {
		if a.may != b.may {
			if a.may {
				return -1
			}
			return 1
		}
		return a.rank - b.rank
	}).sense
	out.Value, out.Rank, out.May = scales[f][best.rank], &best.rank, best.may
	for _, s := range found {
		same := func(q Passage) bool { return q.Text == s.quote.Text }
		if s.sense == best && len(out.Quotes) < MaxQuotes && !slices.ContainsFunc(out.Quotes, same) {
			out.Quotes = append(out.Quotes, s.quote)
		}
	}
	return out
}

// describesWork reports whether statements of a kind say what the class does. What applicants
// must know or have done ("two years of supervisory experience") is not what they will do.
func describesWork(k spec.Kind) bool {
	switch k {
	case spec.Duty, spec.Task, spec.Purpose, spec.Context, spec.Supervision, spec.RoleDescription,
		spec.Responsibility, spec.Authority, spec.Note, spec.Other, spec.Result:
		return true
	}
	return false
}

// allocates matches the heading under which a specification says by what positions are
// allocated, for all classes.
var allocates = regexp.MustCompile(`(?i)\bfactors\b`)

// sentenceEnd matches between two sentences. The word before the stop has three letters at
// least, so that "St. Louis", "No. 5" and "Dr. Hall" end nothing.
var sentenceEnd = regexp.MustCompile(`(?:[a-z0-9)”"]{3}|\bII|\bIV|\bI)[.!?]["”)]?\s+["“(]?\p{Lu}`)

// sentences cuts a text into sentences.
func sentences(text string) []string {
	var out []string
	start := 0
	for _, m := range sentenceEnd.FindAllStringIndex(text, -1) {
		end := m[0] + strings.LastIndexAny(text[m[0]:m[1]], " \t\n")
		out = append(out, strings.TrimSpace(text[start:end]))
		start = end
	}
	return append(out, strings.TrimSpace(text[start:]))
}

// clauses cuts a sentence where another subject or verb may begin.
func clauses(sentence string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(sentence, func(r rune) bool { return r == ';' || r == '•' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

var (
	// contrast matches a sentence that tells two classes apart without saying which is which
	// in words that a rule could follow.
	contrast = regexp.MustCompile(`(?i)\b(?:the latter|the former|differs? from|distinguished from|(?:next|comparable to the) (?:higher|lower) (?:level|class)|higher[- ]level \w+ classes|lower[- ]level \w+ classes)\b`)
	// asked matches a sentence about applicants.
	asked = regexp.MustCompile(`(?i)\b(?:years?|months?) of\b.{0,60}\bexperience\b|\bexperience (?:in|with|supervising|leading|managing)\b|\b(?:ability|able|willingness|capacity) to\b|\bknowledge of\b|\bmust have\b|\bapplicants?\b|\bcandidates?\b|\bpreferred\b|\bdegree of\b`)
	// subject matches the title with which a sentence may begin.
	subject = regexp.MustCompile(`^(?:(?:The|A|An|Each|Positions? (?:of|in the class of)|Incumbents? (?:of|in)(?: the)?)\s+)?`)
)

// aboutAnother reports whether a sentence speaks of another class, or of applicants.
func aboutAnother(sentence string, others []string) bool {
	if contrast.MatchString(sentence) || asked.MatchString(sentence) {
		return true
	}
	rest := sentence[len(subject.FindString(sentence)):]
	for _, title := range others {
		if title != "" && len(rest) > len(title) && strings.EqualFold(rest[:len(title)], title) && !continues(rest[len(title):]) {
			return true
		}
	}
	return false
}

// continues reports whether a title goes on: "Accountant I" is not "Accountant II", nor is
// "Accountant" the "Accountant I".
func continues(rest string) bool { return titleGoesOn.MatchString(rest) }

var titleGoesOn = regexp.MustCompile(`^(?:[A-Za-z]|\s+(?:[IVX]+\b|\())`)

// weakened matches the words that make "does" a "may": before the verb, or anywhere as a
// condition.
var (
	mayBefore   = regexp.MustCompile(`(?i)\b(?:may|might|can|could|occasionally|sometimes)\b[^;:.]{0,70}$`)
	conditional = regexp.MustCompile(`(?i)\b(?:as (?:needed|assigned|required|appropriate|directed)|if (?:needed|assigned|required)|when (?:needed|assigned|required)|in (?:the|his|her|their) (?:\w+ )?absence|from time to time)\b`)
)

// may reports whether a clause says only that something may be, before the match at start.
// A condition counts behind the match only, since "as assigned" stands at the end.
func may(clause string, start, end int) bool {
	return mayBefore.MatchString(clause[:start]) || conditional.MatchString(clause[end:]) || conditional.MatchString(clause[:start])
}

// not matches a denial before a verb or a level.
var not = regexp.MustCompile(`(?i)\b(?:not|nor|no|without|never|rather than|less than|instead of|unlike)\b[^;.]{0,80}$`)
