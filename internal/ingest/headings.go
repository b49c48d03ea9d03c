package ingest

import (
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
	items      cut = iota // bullets, semicolon lists or paragraphs: one statement each
	byFrame               // items, and the frame of each decides its kind
	prose                 // paragraphs, kept whole
	bySentence            // every sentence is a statement
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
		important and essential duties|distinguishing duties|key responsibilities|what you will do`},
	{topic{kind: spec.Knowledge, cut: byFrame}, `knowledge skill and ability|knowledge skills and abilities|
		knowledge skills abilities|knowledge and abilities|knowledge abilities|knowledge abilities and skills|knowledge skills and other characteristics|
		required knowledge skills and abilities|ksas|competencies|competency statements|knowledge and skills`},
	{topic{kind: spec.Knowledge, cut: byFrame}, `knowledge of|knowledge|required knowledge`},
	{topic{kind: spec.Skill, cut: byFrame}, `skill in|skills in|skill|skills|required skills`},
	{topic{kind: spec.Ability, cut: byFrame}, `ability to|abilities to|ability|abilities|required abilities`},
	{topic{kind: spec.Purpose, cut: prose}, `purpose of job class|purpose of job class nature of work|purpose of class|nature of work|description of work|
		work description|job summary|position summary|summary|class summary|definition|class definition|
		general statement of duties|general description|general summary|job description|purpose|job purpose|
		class concept|distinguishing characteristics|distinguishing features of the class|definition of class|overview|about the role`},
	{topic{kind: spec.Context, cut: prose}, `context covered|work setting|scope|organizational context`},
	{topic{kind: spec.Supervision, cut: bySentence}, `supervision received|supervision exercised|supervision|
		supervision received and exercised|reporting relationships|guidelines for class use|reports to`},
	{topic{kind: spec.Qualification}, `minimum qualifications|minimum requirements|minimum training and experience|
		minimum education and experience|education and experience|training and experience|qualifications|requirements|
		general experience|special experience|special qualifications|special requirements|special requirement|
		desirable qualifications|preferred qualifications|licenses and certifications|license or certificate|
		required licenses|education|experience|necessary special requirements|character requirements|minimum qualifications general experience|
		minimum qualifications special experience|recruitment standards|eligibility requirements`},
	{topic{kind: spec.Substitution}, `substitutions allowed|substitution allowed|substitutions|substitution|
		minimum qualifications substitutions allowed|equivalencies|equivalent combination`},
	{topic{kind: spec.WorkCondition}, `work conditions|working conditions|physical requirements|physical demands|
		work environment|environmental conditions|special working conditions|special physical characteristics`},
	{topic{kind: spec.Result}, `work results products|work results|work products|results|products|outcomes|deliverables`},
	{topic{kind: spec.Responsibility}, `responsibility|responsibilities|accountability`},
	{topic{kind: spec.Authority}, `authority|decision making authority|authority exercised`},
	{topic{kind: spec.Note, cut: prose}, `note|notes|acknowledgement|acknowledgment|cancellation clause|disclaimer|comments|class history|history`},

	{topic{fact: FactTitle}, `job code title|class title|job title|position title|title|classification title`},
	{topic{fact: FactSalaryGroup}, `salary information|salary group|salary|salary range|salary grade|pay grade|pay range|pay band|compensation`},
	{topic{fact: FactBargainingUnit}, `bargaining unit|union|representation unit`},
	{topic{fact: FactEEO}, `eeo|eeo category|eeo code`},
	{topic{fact: FactOccupationalGroup}, `occupational group|occupational category|job family`},
	{topic{fact: FactDesignation}, `job class designation|designation|flsa status|flsa|classified status`},
	{topic{fact: FactEffectiveDate}, `effective date|effective|date effective`},
	{topic{fact: FactRevised}, `job code revised|date revised|revised|revision date|last revised`},
	{topic{fact: FactEstablished}, `established|date established|established date`},
	{topic{fact: FactSeries}, `job code series|series|class series|job series`},
	{topic{fact: FactWorkingTitle}, `hris title|working title|functional title|payroll title`},
	{topic{fact: FactClassCode}, `class code|job code|classification code|class number|schematic code|specification number`},
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

// units begin the names of organisations: such a line under a heading divides
// its list by department, it begins no new topic.
var units = []string{
	"department ", "office ", "bureau ", "division ", "board ", "agency ", "commission ", "institution ",
	"section ", "branch ", "unit ", "center ", "program ",
}

// topicOf returns what stands under a heading. A heading is known by its
// whole wording, or by beginning or ending with a known phrase of two words
// or more ("Minimum qualifications - substitutions allowed").
func topicOf(heading string) (topic, bool) {
	h := normalHeading(heading)
	if t, ok := topicByPhrase[h]; ok {
		return t, true
	}
	for _, u := range units {
		if strings.HasPrefix(h, u) {
			return topic{}, false
		}
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

// normalHeading lowers s, spells "&" and drops what is no letter, and a
// leading numeral ("IV. ", "3) ").
func normalHeading(s string) string {
	s = strings.ToLower(s)
	s = strings.ReplaceAll(s, "&", " and ")
	if dot := strings.IndexAny(s, ".)"); dot > 0 && dot < len(s)-1 && strings.Trim(s[:dot], "ivx0123456789") == "" {
		s = s[dot+1:]
	}
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
