package semantic

import "crosswalk/internal/spec"

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
	for i < len(r.tokens) && (frameOpeners[r.word(i)] || degreeWords[r.word(i)] || r.inDepth(i)) {
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

// inDepth reports whether the i-th word is of "in-depth".
func (r *reader) inDepth(i int) bool {
	return r.word(i) == "in" && r.word(i+1) == "depth" || r.word(i) == "depth" && r.word(i-1) == "in"
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

// IsFrame reports whether text is nothing but a frame that waits for its
// subject: "Considerable knowledge", "Ability to:", "Considerable".
func IsFrame(text string) bool {
	tokens, waits := Tokens(text), false
	for _, t := range tokens {
		_, noun := frameNouns[t.Word]
		if !noun && !degreeWords[t.Word] && !framePrepositions[t.Word] && !frameOpeners[t.Word] && t.Word != "or" {
			return false
		}
		waits = waits || noun || degreeWords[t.Word]
	}
	return waits
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

// OpeningFrame returns how many bytes of text its opening frame takes:
// "Considerable knowledge of" in "Considerable knowledge of law". 0 when text
// opens with none.
func OpeningFrame(text string) int {
	r := reader{text: text, tokens: Tokens(text)}
	r.clauses()
	r.opening()
	end := 0
	for i, t := range r.tokens {
		if !r.gone[i] || r.clause[i] != 0 {
			break
		}
		end = t.End
	}
	return end
}

// BeginsWithVerb reports whether the first word of text, adverbs and stop
// words aside, is a verb that the verb groups know.
func BeginsWithVerb(text string) bool {
	for _, t := range Tokens(text) {
		if !skipBeforeVerb(t.Word) {
			return verbKnown(t.Word)
		}
	}
	return false
}
