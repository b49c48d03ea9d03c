package factor

import (
	"regexp"
	"strings"

	"crosswalk/internal/jobtitle"
	"crosswalk/internal/spec"
)

// A Class is whose statements are read.
type Class struct {
	Title  string
	Others []string // titles of the other classes of its series
}

// silent kinds say what is asked of applicants, or nothing of the step.
func silent(st *spec.Statement) bool {
	switch st.Kind {
	case spec.Knowledge, spec.Skill, spec.Ability, spec.Qualification, spec.Substitution, spec.Characteristic,
		spec.WorkCondition, spec.Legend, spec.Note, spec.Definition, spec.Subcompetency:
		return true
	}
	return st.Boilerplate
}

// criteria matches the heading of what positions are allocated by: it names factors and
// states none.
var criteria = regexp.MustCompile(`(?i)\bfactors?\b`)

// defines reports whether a statement describes the class as a whole. Words such as
// "complex" mean less in a duty: they may be about its object.
func defines(st *spec.Statement) bool {
	switch st.Kind {
	case spec.Purpose, spec.Responsibility, spec.RoleDescription, spec.Supervision:
		return true
	}
	return false
}

// Read reads the worded factors from statements of a class, and returns one Factor each, in
// the order of Worded. Of several values the highest counts, because a class reaches up to it.
// Statements that all classes of a series share should be left out by the caller.
func Read(c Class, statements []spec.Statement) []Factor {
	best := map[Name]Factor{}
	for i := range statements {
		st := &statements[i]
		if silent(st) || criteria.MatchString(st.Section) {
			continue
		}
		elsewhere := false // the sentence before is about another class
		for _, s := range sentences(st.Text) {
			switch {
			case c.another(s):
				elsewhere = true
			case !elsewhere || !pronoun.MatchString(s):
				elsewhere = false
			}
			if elsewhere || strings.HasSuffix(s, ":") && len(s) < maxHeading {
				continue
			}
			for _, said := range readSentence(c.Title, s, st) {
				order := orderOf(said.name, said.value, said.may)
				if known, ok := best[said.name]; ok && *known.Order >= *order {
					continue
				}
				best[said.name] = Factor{
					Name: said.name, Value: said.value, May: said.may && *order > 0, Order: order,
					Quote: s, StatementID: st.ID, SourceID: st.SourceID, Span: st.Span,
				}
			}
		}
	}
	out := make([]Factor, len(Worded))
	for i, n := range Worded {
		f, ok := best[n]
		if !ok {
			f = unknown(n)
		}
		out[i] = f
	}
	return out
}

// maxHeading is the length in bytes below which a text that ends in a colon is a heading.
const maxHeading = 60

// A saying is what a sentence says of a factor.
type saying struct {
	name  Name
	value string
	may   bool
}

func readSentence(title, s string, st *spec.Statement) []saying {
	var out []saying
	add := func(n Name, found []saying) {
		for _, f := range found {
			f.name = n
			out = append(out, f)
		}
	}
	add(SupervisionReceived, received(s, st.Section))
	add(SupervisionGiven, given(title, s, st.Section))
	add(Difficulty, difficulty(s, defines(st)))
	add(Independence, independence(s))
	return out
}

// sentenceEnd matches the end of a sentence, and the semicolon between duties.
var sentenceEnd = regexp.MustCompile(`[.!?]["”)]?\s+["“(]?[A-Z]|;\s`)

// sentences cuts a text into sentences, each a substring of it.
func sentences(text string) []string {
	var out []string
	add := func(s string) {
		if s = strings.Trim(s, " ;"); s != "" {
			out = append(out, s)
		}
	}
	for {
		m := sentenceEnd.FindStringIndex(text)
		if m == nil {
			add(text)
			return out
		}
		end := m[0] + 1
		for end < m[1] && text[end] != ' ' { // closing quotes
			end++
		}
		add(text[:end])
		text = text[end:]
	}
}

var (
	// pronoun matches a sentence that goes on about the subject of the one before.
	pronoun = regexp.MustCompile(`(?i)^(?:he|she|he/she|she/he|they|it|its|their|the latter|this (?:class|level)|these|such)\b`)
	// neighbour matches a subject that is another class of the series without its title.
	neighbour = regexp.MustCompile(`(?i)^(?:[\w ,]{0,40}\b)?(?:(?:next )?(?:lower|higher)(?:[ -]level)?|latter) (?:class|classification|level|position)`)
	// subjectEnd matches the verb after which a title is no subject any more.
	subjectEnd = regexp.MustCompile(`(?i)\b(?:is|are|was|may|must|can|will|shall|does|do|has|have|under|over|by|to|from|performs?|works?|plans?|supervises?|assists?|carries|differs?|directs?|leads?|serves?|acts?|provides?|in that|whereas)\b|[,;:(]`)
	numeralEnd = regexp.MustCompile(`(?i)\s+(?:[IVX]+|[0-9]+)$`)
)

// another reports whether a sentence is about another class than c: its subject has the
// title of one, or says "the next lower class".
func (c Class) another(sentence string) bool {
	subject := sentence
	if m := subjectEnd.FindStringIndex(sentence); m != nil {
		subject = sentence[:m[0]]
	}
	if neighbour.MatchString(subject) {
		return true
	}
	words := key(subject)
	own := key(c.Title)
	longest, other := 0, false
	for _, t := range c.Others {
		if k := key(t); k != own && len(k) > longest && strings.Contains(words, k) {
			longest, other = len(k), true
		}
	}
	if strings.TrimSpace(own) != "" && strings.Contains(words, own) && len(own) >= longest {
		return false
	}
	if other {
		return true
	}
	// Another numeral of the same title: "A Planner III", in the text of a Planner II.
	base := key(numeralEnd.ReplaceAllString(strings.TrimSpace(c.Title), ""))
	if strings.TrimSpace(base) == "" || jobtitle.Parse(c.Title).Full == "" {
		return false
	}
	_, after, found := strings.Cut(words, base)
	numeral, _, _ := strings.Cut(after, " ")
	return found && numeralWord.MatchString(numeral)
}

var (
	numeralWord = regexp.MustCompile(`^(?:[ivx]+|[0-9])$`)
	noWord      = regexp.MustCompile(`[^a-z0-9]+`)
)

// key folds words for comparison, with a space around each; a plural s is dropped.
func key(s string) string {
	words := strings.Fields(noWord.ReplaceAllString(strings.ToLower(strings.ReplaceAll(s, "'s", "")), " "))
	for i, w := range words {
		if len(w) > 3 {
			words[i] = strings.TrimSuffix(w, "s")
		}
	}
	return " " + strings.Join(words, " ") + " "
}
