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

// A Word is one content word of a phrase.
type Word struct {
	Stem  string
	Start int // byte offset in the statement's text
	End   int
	Role  Role
	// Light words are common to all subjects ("appropriate", "various"): they
	// count, but little.
	Light  bool
	Clause int // clauses are numbered from 0
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

// Words that make a frame. The kinds come from the way personnel documents
// are written: the noun of knowing, doing or being able is followed by its
// preposition, and what follows that is the subject.
var (
	frameNouns = map[string]spec.Kind{
		"knowledge": spec.Knowledge, "understanding": spec.Knowledge, "familiarity": spec.Knowledge,
		"awareness": spec.Knowledge, "knowledgeable": spec.Knowledge, "aware": spec.Knowledge,
		"familiar": spec.Knowledge, "understands": spec.Knowledge, "understand": spec.Knowledge,
		"knows": spec.Knowledge, "know": spec.Knowledge,
		"skill": spec.Skill, "skills": spec.Skill, "skilled": spec.Skill, "proficiency": spec.Skill,
		"proficient": spec.Skill, "adept": spec.Skill,
		"ability": spec.Ability, "abilities": spec.Ability, "able": spec.Ability,
		"capability": spec.Ability, "capable": spec.Ability, "capacity": spec.Ability,
	}
	framePrepositions = wordSet(`of in to with at about how for`)
	degreeWords       = wordSet(`
		basic working full considerable thorough extensive comprehensive complete
		good some general solid sound strong broad advanced expert superior
		detailed deep excellent limited moderate demonstrated proven fundamental
		elementary introductory intermediate specialized highly`)
	learnWords = wordSet(`learning starting beginning`)
	// Words before a frame that say only that somebody has it.
	frameOpeners = wordSet(`
		has have having is are be being was must should may can will
		they he she it a an the to who and or possesses possess possessing
		demonstrates demonstrate demonstrating shows show exhibits exhibit
		requires require typically usually often currently positions incumbents
		employees at this level evidence minimum effectively actively possessed`)
)

// opening reads the frame at the start: openers, degree words, the noun of
// knowing and its preposition.
func (r *reader) opening() {
	i := 0
	for i < len(r.tokens) && (frameOpeners[r.word(i)] || degreeWords[r.word(i)]) {
		i++
	}
	if i > 6 { // too far from the start to be a frame
		return
	}
	if learnWords[r.word(i)] || r.word(i) == "developing" && r.word(i-1) == "is" {
		r.learning(i)
		return
	}
	kind, ok := frameNouns[r.word(i)]
	if !ok {
		r.trailingNoun(i)
		return
	}
	r.phrase.Kind = kind
	r.phrase.Degree = r.degreeIn(0, i)
	// "knowledge and understanding of", "knowledge of and skill in"
	for i < len(r.tokens) {
		_, noun := frameNouns[r.word(i)]
		joins := r.word(i) == "and" || r.word(i) == "or"
		next := r.word(i + 1)
		_, nextNoun := frameNouns[next]
		switch {
		case noun, framePrepositions[r.word(i)] && r.clause[i] == 0:
		case joins && (nextNoun || degreeWords[next]):
		case degreeWords[r.word(i)] && nextNoun:
		default:
			r.drop(0, i)
			return
		}
		i++
	}
	r.drop(0, i)
}

// learning reads "Learning how to ...", "Starting to ...", "Is developing
// ability to ...": the degree of a beginner.
func (r *reader) learning(i int) {
	r.phrase.Degree = Learning
	i++
	for i < len(r.tokens) {
		kind, noun := frameNouns[r.word(i)]
		if noun && r.phrase.Kind == "" && kind != spec.Skill {
			r.phrase.Kind = kind
		}
		if !noun && !framePrepositions[r.word(i)] && !frameOpeners[r.word(i)] {
			break
		}
		i++
	}
	r.drop(0, i)
}

// trailingNoun reads "Considerable oral and written communication skills":
// the noun of skill stands last, the degree first.
func (r *reader) trailingNoun(first int) {
	last := len(r.tokens) - 1
	if last < 0 || r.clause[last] != 0 || last > 8 {
		return
	}
	if w := r.word(last); w != "skills" && w != "abilities" {
		return
	}
	r.phrase.Kind = frameNouns[r.word(last)]
	r.phrase.Degree = r.degreeIn(0, first)
	r.drop(0, first)
	r.drop(last, last+1)
}

func (r *reader) degreeIn(from, to int) string {
	for i := from; i < to; i++ {
		if degreeWords[r.word(i)] {
			return r.word(i)
		}
	}
	return ""
}

var (
	supervisionNouns = wordSet(`supervision guidance direction backstop oversight assistance review`)
	supervisors      = wordSet(`supervisor supervisors supervisory manager managers staff`)
	asParticiples    = wordSet(`required assigned needed necessary appropriate directed requested`)
)

// dropTails takes out what says how independently, not what: "under close
// supervision", "with supervisor backstop", "as assigned". The first such
// wording becomes the degree when the opening gave none.
func (r *reader) dropTails() {
	for i := range r.tokens {
		switch r.word(i) {
		case "as":
			if asParticiples[r.word(i+1)] {
				r.drop(i, i+2)
			}
		case "under", "with", "without":
			r.dropSupervision(i)
		}
	}
}

// maxSupervisionWords bounds how far behind "under" the noun of supervision
// is looked for: "under a senior staff member's direction".
const maxSupervisionWords = 6

func (r *reader) dropSupervision(i int) {
	end := -1
	for j := i + 1; j < len(r.tokens) && j <= i+maxSupervisionWords && r.clause[j] == r.clause[i]; j++ {
		if supervisionNouns[r.word(j)] {
			end = j
			break
		}
		// "with guidance" is supervision; "with clients under supervision" is
		// two phrases, the second found by its own "under".
		if j > i+1 && (r.word(j) == "under" || r.word(j) == "with") {
			return
		}
	}
	if end < 0 {
		return
	}
	by := r.word(i) == "under" || r.word(end) != "review"
	for j := i + 1; j < end && !by; j++ {
		by = supervisors[r.word(j)]
	}
	if !by {
		return
	}
	if r.phrase.Degree == "" {
		r.phrase.Degree = r.supervisionDegree(i, end)
	}
	end++
	// "... of supervisor", "... from a senior worker"
	if w := r.word(end); w == "of" || w == "from" || w == "by" {
		for j := end + 1; j <= end+3 && j < len(r.tokens); j++ {
			if supervisors[r.word(j)] {
				end = j + 1
				break
			}
		}
	}
	r.drop(i, end)
}

func (r *reader) supervisionDegree(i, end int) string {
	if r.word(i) == "without" {
		return "no supervision"
	}
	for j := i + 1; j < end; j++ {
		switch w := r.word(j); w {
		case "close", "direct", "immediate", "general", "limited", "minimal", "little", "no":
			return w + " supervision"
		}
	}
	return "supervision"
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
		Stem: Stem(t.Word), Start: t.Start, End: t.End,
		Role: role, Light: isLight(t.Word), Clause: r.clause[i],
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

// isLight reports whether a content word says little about the subject.
func isLight(word string) bool { return lightWords[word] || isAdverb(word) }

func isAdverb(word string) bool {
	return len(word) > 4 && strings.HasSuffix(word, "ly") && !notAdverbs[word]
}

var notAdverbs = wordSet(`family supply apply reply assembly anomaly comply rely multiply elderly imply quarterly monthly weekly daily fly`)

var lightWords = wordSet(`
	ability able activities activity additional adequate applicable appropriate
	area areas aspect aspects available based best certain common complete
	complex current different direct effective efficient employ employing ensure
	ensuring essential existing facilitate general given good great help high
	importance important includes individual individuals involve involved
	involving level levels maintain maintaining major manner many matter matters
	make makes making means method methods necessary needed new number numerous objective part
	particular people perform performing person persons position possible
	practice practices present primary principle principles proper provide
	provided provides providing range relate related relating relevant required
	take takes taking responsibility routine several significant similar situation situations
	skill skills special specific standard task tasks technique techniques
	two type types use used useful uses using utilize utilizes utilizing
	variety various way ways well wide work working`)

// IsFrame reports whether text is nothing but a frame that waits for its
// subject: "Considerable knowledge", "Ability to:", "Considerable".
func IsFrame(text string) bool {
	tokens := Tokens(text)
	for _, t := range tokens {
		_, noun := frameNouns[t.Word]
		if !noun && !degreeWords[t.Word] && !framePrepositions[t.Word] && t.Word != "and" && t.Word != "or" && t.Word != "the" {
			return false
		}
	}
	return len(tokens) > 0
}

// OpensWithFrame reports whether text begins with a frame of its own:
// "Ability to understand ...", "Some knowledge of ...".
func OpensWithFrame(text string) bool {
	r := reader{text: text, tokens: Tokens(text)}
	r.clauses()
	r.opening()
	return len(r.gone) > 0 && r.gone[0]
}

// FramePreposition returns the preposition that joins a frame to its subject
// when the document leaves it out: "Considerable knowledge" takes "of". It is
// empty when frame already ends in one, or ends in a degree word only.
func FramePreposition(frame string) string {
	tokens := Tokens(frame)
	if len(tokens) == 0 {
		return ""
	}
	switch frameNouns[tokens[len(tokens)-1].Word] {
	case spec.Knowledge:
		return "of"
	case spec.Skill:
		return "in"
	case spec.Ability:
		return "to"
	}
	return ""
}

// IsPreposition reports whether word can join a frame to its subject.
func IsPreposition(word string) bool { return framePrepositions[word] }

// IsBoilerplate reports whether text says nothing that tells one class from
// another: "Performs related duties as required", "Other work as assigned".
func IsBoilerplate(text string) bool {
	duty, other := false, false
	for _, t := range Tokens(text) {
		switch {
		case boilerplateDuty[t.Word]:
			duty = true
		case boilerplateOther[t.Word]:
			other = true
		case !boilerplateFiller[t.Word]:
			return false
		}
	}
	return duty && other
}

var (
	boilerplateDuty   = wordSet(`duty duties work task tasks function functions assignments responsibilities`)
	boilerplateOther  = wordSet(`related other similar additional miscellaneous incidental assigned required needed directed`)
	boilerplateFiller = wordSet(`
		perform performs performing do does may must and or any all such as of a the
		to by supervisor management class job position it them which time times
		from within scope appropriate necessary relevant also be can`)
)

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
