package semantic

import (
	"strings"

	"crosswalk/internal/spec"
)

// A Role says what a word does in its clause.
type Role uint8

const (
	// Object words name what the statement is about.
	Object Role = iota
	// Action words are the leading verbs: what is done to the object.
	Action
	// Tail words qualify: they follow the object after "that", "for", "by",
	// "through" and the like.
	Tail
)

// A Word is one content word of a phrase. A catalog holds millions, so its numbers are
// small.
type Word struct {
	Stem  string
	Start int32 // byte offset in the statement's text
	End   int32
	Role  Role
	// Light words are common to all subjects ("appropriate", "various"): they
	// count, but little.
	Light  bool
	Clause int32 // clauses are numbered from 0
}

// A Phrase is a statement as the matcher reads it: the frame taken off and
// understood, the words that remain in their roles.
type Phrase struct {
	// Kind is what the frame says ("Ability to ..." is an ability), empty when
	// the statement has no such frame.
	Kind spec.Kind
	// Degree is the degree wording of the frame, lower case ("considerable",
	// "close supervision", "learning"), empty when there is none.
	Degree string
	Words  []Word
	// Actions are the leading verbs of all clauses.
	Actions []Verb
	Sense
}

// Learning is the degree of a beginner ("Learning how to ...").
const Learning = "learning"

// Read reads text as a statement of the given kind; the kind may be empty,
// then the frame alone decides whether the statement begins with a verb.
func Read(text string, kind spec.Kind) Phrase {
	r := reader{text: text, tokens: Tokens(text)}
	r.clauses()
	r.opening()
	if r.phrase.Kind != "" {
		kind = r.phrase.Kind
	}
	r.dropTails()
	r.assignRoles(kind)
	r.sense()
	return r.phrase
}

// FrameKind returns the kind that the frame of text states, or fallback when
// it has none: "Working knowledge of ..." is knowledge under any heading.
func FrameKind(text string, fallback spec.Kind) spec.Kind {
	r := reader{text: text, tokens: Tokens(text)}
	r.clauses()
	r.opening()
	if r.phrase.Kind == "" {
		return fallback
	}
	return r.phrase.Kind
}

type reader struct {
	text   string
	tokens []Token
	clause []int  // clause number of each token
	gone   []bool // tokens that belong to a frame
	phrase Phrase
}

// clauses numbers the tokens' clauses: a semicolon, a full stop or a topic
// dash ends one.
func (r *reader) clauses() {
	r.clause = make([]int, len(r.tokens))
	r.gone = make([]bool, len(r.tokens))
	n := 0
	for i := 1; i < len(r.tokens); i++ {
		between := r.text[r.tokens[i-1].End:r.tokens[i].Start]
		if strings.ContainsAny(between, ";—:") || strings.Contains(between, ". ") {
			n++
		}
		r.clause[i] = n
	}
}

func (r *reader) word(i int) string {
	if i < 0 || i >= len(r.tokens) {
		return ""
	}
	return r.tokens[i].Word
}

func (r *reader) drop(from, to int) {
	for i := from; i < to && i < len(r.gone); i++ {
		r.gone[i] = true
	}
}

// Words after which the rest of a clause qualifies what stands before.
var tailMarkers = wordSet(`
	that which who whom whose when where while through by for under using
	including such within to with during across among between from into
	regarding concerning as upon so because on against than via in against`)

func (r *reader) assignRoles(kind spec.Kind) {
	words := make([]Word, 0, len(r.tokens))
	clause, role, hasObject := -1, Object, false
	for i, t := range r.tokens {
		if r.clause[i] != clause {
			// What stands before a topic dash is the object of what follows it.
			clause, role, hasObject = r.clause[i], Object, r.behindDash(i)
			if n := r.leadingVerbs(i, kind); n > 0 {
				words = r.addVerbs(words, i, n)
			}
		}
		if r.gone[i] {
			continue
		}
		if hasObject && t.Word == "to" {
			if end := r.purposeVerbs(i + 1); end > 0 {
				words = r.addVerbs(words, i+1, end)
				role, hasObject = Tail, false
				continue
			}
		}
		if hasObject && tailMarkers[t.Word] {
			role = Tail
		}
		if IsStop(t.Word) {
			continue
		}
		hasObject = true
		words = append(words, r.contentWord(i, role))
	}
	r.phrase.Words = words
}

func (r *reader) contentWord(i int, role Role) Word {
	t := r.tokens[i]
	return Word{
		Stem: Stem(t.Word), Start: int32(t.Start), End: int32(t.End),
		Role: role, Light: isLight(t.Word), Clause: int32(r.clause[i]),
	}
}

// leadingVerbs returns how many tokens from i on make up the leading verbs of
// the clause: "plans, develops and implements" is five with its stop words
// counted, three verbs. 0 means that the clause begins with a noun.
func (r *reader) leadingVerbs(i int, kind spec.Kind) int {
	for i < len(r.tokens) && (r.gone[i] || skipBeforeVerb(r.word(i))) {
		i++
	}
	if i >= len(r.tokens) || !r.beginsWithVerb(i, kind) {
		return 0
	}
	end := i + 1
	for end+1 < len(r.tokens) && r.clause[end] == r.clause[i] {
		next := end
		between := r.text[r.tokens[next-1].End:r.tokens[next].Start]
		joined := strings.Contains(between, ",")
		if w := r.word(next); w == "and" || w == "or" {
			joined = true
			next++
		}
		if !joined || next >= len(r.tokens) || !sameInflection(r.word(i), r.word(next)) {
			break
		}
		end = next + 1
	}
	return end
}

func skipBeforeVerb(word string) bool {
	return IsStop(word) || isAdverb(word)
}

func (r *reader) beginsWithVerb(i int, kind spec.Kind) bool {
	word := r.word(i)
	known := verbKnown(word)
	switch kind {
	case spec.Knowledge:
		return false
	case spec.Skill:
		return strings.HasSuffix(word, "ing")
	case spec.Duty, spec.Task, spec.Ability:
		// A topic before a dash is a noun phrase even in a list of duties.
		return known || !r.followedByDash(i)
	}
	return known
}

func (r *reader) followedByDash(i int) bool {
	for j := i + 1; j < len(r.tokens) && r.clause[j-1] == r.clause[i]; j++ {
		if r.behindDash(j) {
			return true
		}
	}
	return false
}

// behindDash reports whether a topic dash stands before the i-th token.
func (r *reader) behindDash(i int) bool {
	return i > 0 && strings.Contains(r.text[r.tokens[i-1].End:r.tokens[i].Start], "—")
}

// sameInflection reports whether b has the form of a: "plans, develops" are
// coordinated verbs, "plans, budgets and reports" looks the same and is read
// the same; "plans, developed" is not.
func sameInflection(a, b string) bool {
	if !verbKnown(b) {
		return false
	}
	form := func(w string) byte {
		switch {
		case strings.HasSuffix(w, "ing"):
			return 'g'
		case strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss"):
			return 's'
		}
		return 0
	}
	return form(a) == form(b)
}

// addVerbs moves the verbs among tokens [from, end) into words as actions and
// marks them as read.
func (r *reader) addVerbs(words []Word, from, end int) []Word {
	for i := from; i < end; i++ {
		if r.gone[i] || skipBeforeVerb(r.word(i)) {
			continue
		}
		w := r.contentWord(i, Action)
		words = append(words, w)
		r.phrase.Actions = append(r.phrase.Actions, VerbOf(w.Stem))
		r.gone[i] = true
	}
	return words
}

// purposeVerbs returns the end of the verbs that begin at i, behind "to":
// "conducts staffings to develop and implement case plans" also develops and
// implements. 0 means that no verb stands there.
func (r *reader) purposeVerbs(i int) int {
	for i < len(r.tokens) && isAdverb(r.word(i)) {
		i++
	}
	if i >= len(r.tokens) || r.gone[i] || !verbKnown(r.word(i)) {
		return 0
	}
	return r.leadingVerbs(i, "")
}
