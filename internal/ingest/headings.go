package ingest

import (
	"regexp"
	"strings"

	"crosswalk/internal/spec"
)

// A topic says what stands under a heading and how it is cut into statements.
type topic struct {
	kind spec.Kind
	cut  cut
	fact string // set when the text is one fact about the class, not a statement
}

type cut int

const (
	items       cut = iota // bullets, semicolon lists or paragraphs: one statement each
	byFrame                // items, and the frame of each decides its kind
	prose                  // paragraphs, kept whole
	bySentence             // every sentence is a statement
	bySemicolon            // bullets, or what stands between semicolons, whatever frame it opens with
)

// headingTopics lists headings as employers word them, in lower case, letters
// only. An employer with other words adds a phrase here.
var headingTopics = []struct {
	topic
	phrases string
}{
	{topic{kind: spec.Duty}, `examples of duties|typical duties|typical tasks|duties|duties and responsibilities|
		essential functions|essential duties|essential duties and responsibilities|examples of work|
		examples of work performed|illustrative duties|illustrative examples of work|work activities|work performed|
		example of duties|principal duties|major duties|job duties|representative duties|characteristic duties|
		important and essential duties|distinguishing duties|key responsibilities|what you will do|what youll do|
		essential job functions|job functions|marginal functions|other functions|main duties|main duties and responsibilities|
		primary duties|general duties|specific duties|duties include|typical duties include|typical duties may include|responsibilities include|tasks|
		key duties|core duties|day to day|you will be responsible for|you will|in this role you will|in this position you will|what youll be doing|the role|example of work|duties performed|supervisory responsibilities|supervisory duties`},
	{topic{kind: spec.Skill, cut: byFrame}, `knowledge skill and ability|knowledge skills and abilities|
		knowledge skills abilities|knowledge and abilities|knowledge abilities|knowledge abilities and skills|knowledge skills and other characteristics|
		required knowledge skills and abilities|ksas|competencies|competency statements|knowledge and skills|skills and abilities|
		skills and knowledge|abilities and skills|required competencies|core competencies|what you bring|what youll bring`},
	{topic{kind: spec.Knowledge, cut: byFrame}, `knowledge of|knowledge|required knowledge|knowledge required|knowledge required by the position`},
	{topic{kind: spec.Skill, cut: byFrame}, `skill in|skills in|skill|skills|required skills`},
	{topic{kind: spec.Ability, cut: byFrame}, `ability to|abilities to|ability|abilities|required abilities`},
	{topic{kind: spec.Purpose, cut: prose}, `purpose of job class|purpose of job class nature of work|purpose of class|nature of work|description of work|
		work description|job summary|position summary|summary|class summary|definition|class definition|
		general statement of duties|general description|general summary|job description|purpose|job purpose|
		class concept|class series concept|series concept|main purpose of job|main purpose of the job|job purpose|purpose of the role|purpose of position|position purpose|main purpose|about the job|about the position|distinguishing characteristics|distinguishing features of the class|definition of class|overview|about the role`},
	{topic{kind: spec.Context, cut: prose}, `context covered|work setting|scope|organizational context|program information|about us|introduction|about the department|the department|background`},
	{topic{kind: spec.Supervision, cut: bySentence}, `supervision received|supervision exercised|supervision|
		supervision received and exercised|reporting relationships|guidelines for class use|reports to|responsible to|responsible for|supervisory controls|reporting to`},
	{topic{kind: spec.Qualification}, `minimum qualifications|minimum requirements|minimum training and experience|
		minimum education and experience|education and experience|training and experience|qualifications|requirements|
		general experience|special experience|special qualifications|special requirements|special requirement|
		desirable qualifications|preferred qualifications|licenses and certifications|license or certificate|
		required licenses|education|experience|license|licenses|licence|licences|certificates|certification|certifications|
		certificates licenses registrations|licenses certificates|license requirements|required qualifications|
		education and training|work experience|required experience|educational requirements|special selection factors|
		pre employment requirements|conditions of employment|person specification|essential criteria|desirable criteria|necessary special requirements|character requirements|minimum qualifications general experience|
		minimum qualifications special experience|recruitment standards|eligibility requirements|what youll need|what you will need|what we are looking for|what were looking for|selection criteria|key selection criteria|who you are|nice to have|essential|desirable|must have`},
	{topic{kind: spec.Substitution}, `substitutions allowed|substitution allowed|substitutions|substitution|
		minimum qualifications substitutions allowed|equivalencies|equivalent combination`},
	{topic{kind: spec.WorkCondition}, `work conditions|working conditions|physical requirements|physical demands|
		work environment|environmental conditions|physical abilities|hours of work|working environment|special working conditions|special physical characteristics`},
	{topic{kind: spec.Result}, `work results products|work results|work products|results|products|outcomes|deliverables`},
	{topic{kind: spec.Responsibility}, `responsibility|responsibilities|accountability`},
	{topic{kind: spec.Authority}, `authority|decision making authority|authority exercised`},
	{topic{kind: spec.Note, cut: prose}, `note|notes|acknowledgement|acknowledgment|cancellation clause|disclaimer|comments|class history|history|benefits|what we offer|why join us|how to apply|equal opportunity|eeo statement`},

	{topic{fact: FactTitle}, `job code title|class title|job title|position title|post title|role title|vacancy title|title|classification title`},
	{topic{fact: FactSalaryGroup}, `salary information|salary group|salary|salary range|salary grade|pay grade|pay range|pay band|compensation|grade`},
	{topic{fact: FactBargainingUnit}, `bargaining unit|union|representation unit`},
	{topic{fact: FactEEO}, `eeo|eeo category|eeo code`},
	{topic{fact: FactOccupationalGroup}, `occupational group|occupational category|job family`},
	{topic{fact: FactDesignation}, `job class designation|designation|flsa status|flsa|classified status`},
	{topic{fact: FactEffectiveDate}, `effective date|effective|date effective`},
	{topic{fact: FactRevised}, `job code revised|date revised|revised|revision date|last revised`},
	{topic{fact: FactEstablished}, `established|date established|established date`},
	{topic{fact: FactSeries}, `job code series|series|class series|job series`},
	{topic{fact: FactWorkingTitle}, `hris title|working title|functional title|payroll title`},
	{topic{fact: FactClassCode}, `class code|job code|classification code|class number|schematic code|specification number|code|class no|job no|
		position code|position number|job number|title code`},
}

var topicByPhrase = func() map[string]topic {
	byPhrase := make(map[string]topic)
	for _, t := range headingTopics {
		for phrase := range strings.SplitSeq(t.phrases, "|") {
			byPhrase[strings.TrimSpace(phrase)] = t.topic
		}
	}
	return byPhrase
}()

// unitPattern matches the names of organisations: such a line under a heading
// divides its list by department, it begins no new topic.
var unitPattern = regexp.MustCompile(`^(?:department|office|bureau|division|board|agency|commission|institution|section|branch|unit|center|program|college|school|bureau)s? (?:of|for|on) |(?:department|office|bureau|division|agency|commission|branch|section|unit|authority|services)$`)

// topicOf returns what stands under a heading. A heading is known by its
// whole wording, or by beginning or ending with a known phrase of two words
// or more ("Minimum qualifications - substitutions allowed").
func topicOf(heading string) (topic, bool) {
	h := normalHeading(heading)
	if t, ok := topicByPhrase[h]; ok {
		return t, true
	}
	if unitPattern.MatchString(h) {
		return topic{}, false
	}
	words := strings.Fields(h)
	// What stands last is the more special: "qualifications - substitutions".
	for n := len(words) - 1; n >= 2; n-- {
		for _, phrase := range []string{
			strings.Join(words[len(words)-n:], " "), strings.Join(words[:n], " "),
		} {
			if t, ok := topicByPhrase[phrase]; ok {
				return t, true
			}
		}
	}
	return topic{}, false
}

// guesses are topics by a word of the heading, for wordings that nobody foresaw. The
// first that fits counts: "physical requirements" are conditions, "preferred skills"
// qualifications.
var guesses = []struct {
	topic
	words *regexp.Regexp
}{
	{topic{kind: spec.Note, cut: prose}, regexp.MustCompile(`\b(?:apply(?:ing)?|applications?|benefits|perks|eeo|equal|accommodations?|notices?|instructions?|deadline|contact|veterans?|timeline|disclaimer|vaccination)\b`)},
	{topic{kind: spec.WorkCondition}, regexp.MustCompile(`\b(?:physical|environmental|schedule|location|telecommuting|working conditions|work environment)\b`)},
	{topic{kind: spec.Duty}, regexp.MustCompile(`\b(?:duty|duties|tasks?|responsibilit(?:y|ies)|accountabilit(?:y|ies)|functions|work activities|typical work|(?:in this (?:role|position|job)|as (?:an? )?\w+(?: \w+)?) you will|what youll do)\b`)},
	{topic{kind: spec.Qualification}, regexp.MustCompile(`\b(?:requirements?|qualifications?|education|educational|experience|licen[cs](?:e|es|ure|ing)|certifications?|degree|criteria|languages?|profile|about you|looking for|must haves?|prerequisites?|eligibility|preferred|preferences|desir(?:ed|able)|background)\b`)},
	{topic{kind: spec.Skill, cut: byFrame}, regexp.MustCompile(`\b(?:skills?|knowledges?|abilit(?:y|ies)|competenc(?:y|ies)|ksas?|ksaos?|aptitudes?|(?:ideal|successful) candidate|attributes)\b`)},
	{topic{kind: spec.Context, cut: prose}, regexp.MustCompile(`^(?:about|why)\b|\b(?:who we are|our (?:culture|values|mission)|mission statement|overview of)\b`)},
}

// guessTopic returns what stands under a heading by a word of it. It must be clear
// already that it is a heading.
func guessTopic(heading string) (topic, bool) {
	h := normalHeading(heading)
	if n := len(strings.Fields(h)); n == 0 || n > maxHeadingWords || unitPattern.MatchString(h) {
		return topic{}, false
	}
	for _, g := range guesses {
		if !g.words.MatchString(h) {
			continue
		}
		if g.cut == byFrame {
			g.kind = competencyKind(h)
		}
		return g.topic, true
	}
	return topic{}, false
}

// competencyKind is the kind that entries without a frame have under a heading of
// knowledge, skills and abilities: that which it names alone.
func competencyKind(heading string) spec.Kind {
	knowledge, ability := strings.Contains(heading, "knowledge"), strings.Contains(heading, "abilit")
	switch {
	case strings.Contains(heading, "skill") || knowledge == ability:
		return spec.Skill
	case knowledge:
		return spec.Knowledge
	}
	return spec.Ability
}

var headingNumber = regexp.MustCompile(`^\s*(?:(?:factor|section|part|item)\s+)?[ivx0-9]+\s*[.):–-]\s*(.)`)

// normalHeading lowers s, spells "&" and drops what is no letter, and a
// leading numeral ("IV. ", "3) ", "Factor 2: ").
func normalHeading(s string) string {
	s = strings.ToLower(s)
	s = strings.ReplaceAll(s, "&", " and ")
	s = headingNumber.ReplaceAllString(s, "$1")
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z':
			b.WriteRune(r)
		case r == '\'' || r == '’':
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
