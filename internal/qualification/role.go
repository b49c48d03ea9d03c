package qualification

import (
	"regexp"
	"strings"
)

// A role is what a piece does among the others.
type role int

const (
	unread role = iota
	isCondition
	isSubstitution
	isNote
	isLead
	goesOn
	isWished  // asked of nobody: "a degree is preferred"
	ruleEntry // an entry of the list that a substitution opens
)

// anyOf joins alternatives of a pattern, one a line in the source.
func anyOf(before string, alternatives ...string) *regexp.Regexp {
	return regexp.MustCompile(before + `(?:` + strings.Join(alternatives, "|") + `)`)
}

var (
	replaces = anyOf(`(?i)`, `\bsubstitut`, `\bin lieu of the (?:required|education|experience|degree|above)`, `\bequivalent combination\b`,
		`\bmay be (?:used|applied|counted|credited|offset|combined)\b`)
	acceptedFor   = regexp.MustCompile(`(?i)\b(?:accepted|considered|used|qualify|qualifies) (?:in lieu|instead)\b|\bin lieu of (?:it|this|that|the|an?)\b`)
	neverReplaces = regexp.MustCompile(`(?i)\b(?:not|cannot|never) be substitut|\bno substitut`)
	combination   = regexp.MustCompile(`(?i)^(?:or )?(?:an? |any )?(?:equivalent combination\b|(?:similar )?combination of (?:relevant |related )?(?:education|training|experience|the above)\b)`)

	mustHold = regexp.MustCompile(`(?i)^(?:prior to appointment,? )?(?:all |the )?(?:[\w'’-]+ ){0,6}(?:applicants?|candidates?|incumbents?|appointees?|[A-Z]\w+) (?:must|should) (?:also )?(?:(?:have|possess|hold) .*(?:membership|licen[sc]e|certificate|credential|registration|experience|degree)|(?:successfully )?complete .*\b(?:course|training|program)\b)`)
	// holdsFirst matches the same of what must be held on appointment.
	holdsFirst = regexp.MustCompile(`(?i)^prior to appointment,`)

	// wishes matches what is wished for, or asked for some positions only.
	wishes = regexp.MustCompile(`(?i)\b(?:(?:strongly |highly )?preferred|desired|desirable|(?:is|are|be) (?:a plus|helpful|beneficial|an asset)|a plus|helpful|recommended|advantageous|an advantage)\b[^;]{0,40}$|\b(?:is|are) (?:highly |strongly )?(?:preferred|desired|desirable)\b|\bmay (?:be required|require)\b|\bnot required$|^(?:the |an |our )?ideal candidate\b|^ideally\b`)

	// demands matches a requirement listed among wishes.
	demands = regexp.MustCompile(`(?i)\b(?:is|are) required\b|^must\b`)

	// countsHow matches how experience counts that is asked elsewhere.
	// gainedElsewhere matches an alternative for applicants from other employers.
	gainedElsewhere = regexp.MustCompile(`(?i)^for (?:qualifying )?experience gained (?:outside|with|in|within) [^.;]{1,80}?, *` + amount)

	alsoCounts = regexp.MustCompile(`(?i)\bis also (?:applicable|qualifying|acceptable)\b`)

	// bareKind matches a kind with no content: "Experience" in "Experience, or a
	// combination of ...".
	bareKind = regexp.MustCompile(`(?i)^(?:experience|education)[ ,]*(?:or|and)?$`)

	countsHow = regexp.MustCompile(`(?i)^[ ("“\[]*(?:general |qualifying |state |california state |related )*experience\b[^.;]{0,200}?` +
		`\b(?:applied toward|applicable to|used to qualify|may be combined|must include the same)`)
	listHeading = regexp.MustCompile(`(?i)^(?:credential|experience|education(?:al)?|licen[sc](?:e|ure|ing)|registration|training)(?: and (?:education|experience))? requirements?$`)

	// admits and opensNote match what is said of applying, by its verbs and by
	// how it begins.
	admits = anyOf(`(?i)`,
		`\badmit(?:ted|s)?\b`, `\beligible for (?:appointment|certification)`, `\bmay (?:be appointed|compete)\b`, `\bshall be terminated\b`,
		`\bmust (?:produce|submit|show|present|provide|furnish|secure|obtain|maintain)\b`,
		`\bmust (?:have been|be) (?:received|obtained|met|maintained|secured|completed)`,
		`\bprior to (?:being )?(?:appoint|permanent)`, `\bbefore (?:they|being|appoint|certif)`,
		`\bis equivalent to \d+ (?:semester|quarter)`, `\bbackground (?:check|investigation)`, `\bselective certifications?\b`, `\bin appraising\b`, `\bmore weight\b`, `\bpreference\b`, `\bpreferred\b`, `\bdesirable\b`,
		`\b(?:does not apply|is defined|are defined|is accepted|refers? to|means?)\b`, `\bmay (?:not )?be combined\b`, `\bis still required\b`,
		`\bwill (?:not )?be (?:considered|accepted|given|required|evaluated|credited|appointed)`,
		`\bfollowing [a-z ]+ (?:(?:is|are) required (?:only )?(?:when|if)|appl(?:y|ies) only)\b`)
	opensNote = anyOf(`(?i)^[ *"“]*`,
		`applicants?`, `candidates?`, `students`, `senior students`, `persons`, `individuals`, `unlicensed`, `apprentices`, `promotional`, `employees`, `incumbents`,
		`all (?:applicants|candidates)`, `graduates of`, `registration as an? (?:"|“)?(?:senior|graduate)`, `for appointment (?:as|to)`, `an? (?:senior|applicant)`, `all degrees`,
		`note`, `please note`, `for qualifying`, `the term`, `therefore`, `for requirement`, `only (?:persons|those|applicants|candidates)`, `a written statement`, `those`, `partial`, `in appraising`, `the (?:length|above|following)`, `under patterns?`, `if `, `for (?:the )?purposes?`, `no `, `in addition to`, `it `, `failure`, `in requirement`, `qualifying (?:[a-z]+ ){0,2}experience (?:includes?|is|means)`)

	// opensOn matches how a sentence begins that goes on with what is asked.
	opensOn = anyOf(`(?i)^[ ("“]*`,
		`(?:this|these|such|that|it)\b`, `the (?:[a-z]+ )?experience`, `the [a-z ]{3,60} (?:must|shall)`,
		`the (?:required|above|work|education|duties|position|degree|course|training|curriculum|supervis\w+|combined|remaining|other|additional)\b`,
		`(?:general |qualifying )?(?:state |supervisory |work |california state (?:service )?)?experience (?:in|must|shall|applied|applicable|below|gained|used|should|obtained|as|acquired|can)\b`,
		`in (?:the )?california state service\b`, `(?:for )?at least\b`, `not less than\b`, `a minimum of\b`, `including\b`, `preferably\b`, `of (?:which|this)\b`,
		number+` *(?:\(\d+\) *)?(?:years?|months?)['’]? of (?:this|which|these|the|that|such)\b`,
		`some (?:[a-df-z]|e[a-wyz])`, `emphasis`, `courses?\b`, `course ?work`, `in addition,`, `additionally`, `creditable`, `academic`, `broad\b`, `responsibilit`, `either `)

	// leadWords match the whole of what introduces conditions, and combined of
	// what introduces the sorts of an experience.
	leadWords = regexp.MustCompile(`^(?i)(?:` + strings.Join([]string{
		`either`, `both`, `and`, `(?:experience +)?in (?:the )?(?:california )?state (?:civil )?service,? *(?:either)?`, `service, *either`,
		`in (?:the )?[a-z ]{3,60}, *either`, `in (?:the )?(?:california )?department of [a-z ]{3,60} either`,
		`(?:(?:any )?(?:one|combination)(?: or a combination)?|all|either) of the following[a-z ]*`, `the following[a-z ]*`,
		`possession of (?:either|(?:one of |all of )?the following)`}, "|") + `)[,:.]* *$`)
	combined  = regexp.MustCompile(`(?i)^(?:in +)?(?:any +)?(?:one|combination)\b[a-z ]*[:,]? *$`)
	choosing  = regexp.MustCompile(`(?i)\b(?:either|one|any|or)\b`)
	namesList = regexp.MustCompile(`(?i)\b(?:following|combination)\b`)
	opensList = regexp.MustCompile(`(?i)(?::|\bfollowing[a-z ]*|\beither|\bin|\bof|\bas|\binvolving)[:,]? *$`)
)

// role says what a piece does. The order counts: what is certain of its wording
// comes before what only its place tells.
func (r *reader) role(pc piece, words string) role {
	kind := r.kindOf(pc, words)
	opens := opensDeed.MatchString(words) && !opensNote.MatchString(words) && !countsHow.MatchString(words)
	timed := opensTime(words)
	swaps := replaces.MatchString(words)
	notes := admits.MatchString(withoutWishes(words))
	follows := r.open != nil && pc.joint == unsaid
	switch {
	case alsoCounts.MatchString(words) && r.open != nil:
		return goesOn
	case bareKind.MatchString(words):
		return isNote
	case pc.wished && !demands.MatchString(words) || wishes.MatchString(withoutWishes(words)):
		return isWished
	case gainedElsewhere.MatchString(words):
		return isCondition
	case neverReplaces.MatchString(words):
		return isNote
	case mustHold.MatchString(words) && !pc.bracket && (!notes || holdsFirst.MatchString(words)):
		return isCondition
	case r.rule != nil && pc.item && pc.label == r.now.label:
		return ruleEntry
	case follows && combined.MatchString(words):
		return goesOn
	case leadWords.MatchString(words):
		return isLead
	case listHeading.MatchString(words):
		return isNote
	case countsHow.MatchString(words) && (r.open == nil || r.open.kind != ExperienceAsked || pc.item):
		return isNote
	case combination.MatchString(words), acceptedFor.MatchString(words) && r.open != nil:
		return isSubstitution
	case swaps && (pc.bracket || !opens || substitutes.MatchString(words)):
		return isSubstitution
	case pc.bracket && !notes && r.open != nil:
		return goesOn
	case (pc.bracket || !opens) && !timed && (notes || opensNote.MatchString(words)):
		return isNote
	case follows && pc.stem != "" && pc.heading == r.open.head:
		return goesOn
	case opensOn.MatchString(words) && !timed && pc.named == "":
		if ofOwnRow := pc.opensRow && experienceIn.MatchString(words) && !saysHow.MatchString(words); r.open != nil && !pc.item && pc.joint != or && !ofOwnRow {
			return goesOn
		}
		if r.open == nil && !opens && !startsTime.MatchString(words) {
			return isNote
		}
	}
	if nextEntry := kind != "" && pc.number > 0 && r.open != nil && r.open.number > 0 && pc.number == r.open.number+1; r.open != nil && pc.item && !nextEntry {
		// An entry of a list says what sort of experience or schooling counts,
		// unless it asks for an amount of its own.
		ofOwn := r.open.kind == OtherAsked && kind != ""
		sort := kind == "" || r.open.kind == ExperienceAsked && !opens
		if r.open.listed && !ofOwn || sort && namesList.MatchString(r.p[r.open.Start:r.open.End]) {
			return goesOn
		}
	}
	switch {
	case follows && !startsUpper(words) && !pc.item && pc.named == "" && kind != ExperienceAsked:
		return goesOn
	case kind != "":
		return isCondition
	case r.open != nil && (r.open.listed || pc.joint != unsaid && !pc.opensRow && pc.named == ""):
		return goesOn
	}
	return unread
}

// experienceIn matches experience that is a condition by itself if it has its own line:
// "Experience with archival databases".
var experienceIn = regexp.MustCompile(`^(?i:(?:supervisory |work )?experience) (?:in|as|with|using|working)\b`)

// startsTime matches what opens like a condition although it could go on.
var startsTime = regexp.MustCompile(`^(?i)(?:broad|academic|in (?:the )?california|experience in|experience as|at least|a minimum|either|course)`)

// opensTime reports whether a piece begins with an amount of experience of its
// own, and not with a part of one already asked.
func opensTime(words string) bool {
	return opensAmount.MatchString(words) && !ofWhich.MatchString(words)
}

var opensAmount = regexp.MustCompile(`^(?i)(?:at least +|a minimum of +|not less than +|in (?:the )?california state service,? +|either +|experience: *|broad and extensive|extensive)*` + amount + `(?: +(?:of|in|as|performing|full|experience)\b|['’]|,)`)
