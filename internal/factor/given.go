package factor

import (
	"regexp"
	"strings"

	"crosswalk/internal/jobtitle"
)

// worker matches those who can be supervised at work, by the words for staff or by a plural
// that ends like the name of a trade.
const worker = `(?:staff|employees|personnel|workers?|workforce|subordinates?|crews?|aides?|clerks?|teams?|volunteers|interns?|assistants?|pages|journeypersons?|journeymen|apprentices?|trainees?|technicians?|student (?:aides|workers?|employees|assistants?|staff|help)|work[- ]study students|hires|direct reports|peace officers|` +
	`[a-z]+(?:yers|ists|ants|ians|eers|ysts|neys|nurses|mechanics|librarians|officers|inspectors|operators|supervisors|managers|consultants|counselors|investigators|auditors|examiners|planners|custodians|gardeners|electricians|plumbers|carpenters|painters|helpers|professionals|leads|guards|rangers|drivers|laborers|specialists|representatives|coordinators|administrators|secretaries|typists|cooks|physicians|psychologists|teachers|instructors|surveyors|appraisers|dispatchers|programmers))\b`

// within is what may stand between a verb and its object in one clause.
const within = `[^.;:]{0,90}?\b`

// A giving is a wording of supervision given.
type giving struct {
	value string
	words *regexp.Regexp
}

func wording(pattern string) *regexp.Regexp { return regexp.MustCompile(`(?i)\b(?:` + pattern + `)`) }

// head matches what somebody heads, in front of the noun.
const head = `(?:(?:the|an?|its|our|one or more|several|two or more|all|entire|assigned|large|small|major|medium\S*|statewide|departmental) )*(?:[\w/&’'-]+,? ){0,6}?(?:[(][A-Z]+[)] )?`

const (
	unit    = `(?:units?|sections?|offices?|facility|district|branch library|library branch|region|institution|workshop|laboratory|group of (?:units|sections))\b`
	office  = `(?:departments?|divisions?|bureaus?|agency|branch(?:es)?|library system)\b`
	program = `(?:programs?|` + office + `)`
	ofWork  = `(?:(?:activities|operations?|work|functions|staff|day-to-day operations|administration|management|affairs) (?:of|in) )?`
	heading = `(?:has (?:full )?(?:charge|responsibility) (?:of|for)|(?:is|be) in (?:full )?charge of|full charge of|heads? (?:the|an?)|manages?(?: and \w+)?|management of|administers?|oversees?|(?:plans?|planning),? (?:\w+,? (?:and )?){0,5}?directs?|(?:organizes?|coordinates?),? (?:\w+,? )?(?:and )?(?:directs?|manages?)|directs?) `
)

// givings are the wordings, the highest first.
var givings = []giving{
	{Directs, wording(`(?:(?:plans?|organizes?|coordinates?|administers?|develops?|controls?),? (?:\w+,? ){0,4}?(?:and )?)?directs? ` + ofWork + head + program)},
	{Directs, wording(`(?:administers?|heads?) (?:the|an?|its) ` + ofWork + head + office)},
	{Directs, wording(`(?:chief executive officer|(?:is|as) (?:an?|the) (?:department|agency) head|(?:department|agency) head (?:level|position|class)|serves as (?:the )?(?:executive )?director of)\b`)},
	{Manages, wording(`through (?:\w+ ){0,3}(?:supervisors?|managers?|supervisory)\b`)},
	{Manages, wording(`(?:supervis(?:es?|ing|ion (?:of|over))[^.;:]{0,60}?|(?:manag(?:es?|ing)|directs?|oversees?) (?:\w+ ){0,3}?)\b(?:(?:subordinate|lower[- ]level|first[- ]line|line|unit|section|multiple|several) )?(?:supervisors|managers|supervisory (?:staff|personnel|employees)|supervising [a-z]+)\b`)},
	{Manages, wording(`(?:second|third)[- ](?:line|level) (?:supervis\w+|management)|(?:full |middle )?manage(?:ment|rial) (?:level|class)|managerial (?:position|responsibilit\w+)`)},
	{Manages, wording(heading + ofWork + head + unit)},
	{Manages, wording(`manages?(?: and \w+)? ` + ofWork + head + office)},
	{Supervises, wording(`(?:supervis(?:es?|ing|ion of|ion over|ion to|ion,? and \w+ of)|directs? and \w+|directly manages) ` + within + worker)},
	{Supervises, wording(`(?:oversees?|overseeing|manag(?:es?|ing)) (?:the )?(?:(?:work|performance|activities) of )?(?:[\w+-]+,? ){0,3}?` + worker)},
	{Supervises, wording(`(?:oversees?|overseeing|manag(?:es?|ing)) (?:[\w-]+,? ){1,5}?(?:work|performance|activities) of (?:[\w+-]+,? ){0,5}?` + worker)},
	{Supervises, wording(`supervis(?:es?|ing|ion of) (?:and \w+ )*(?:(?:of|an?|the|small|large|one or more) )*(?:[\w-]+ ){0,2}?(?:units?|sections?|groups?|shifts?|squads?|part(?:y|ies))\b`)},
	{Supervises, wording(`(?:direct(?:s|ing)?|direction of|in charge of|charge of|evaluat(?:es?|ing)) (?:the )?(?:(?:work|performance|activities) (?:and \w+ )?of )?(?:an? |the )?(?:[\w/-]+,? ){0,3}?` + worker)},
	{Supervises, wording(`supervis(?:es?|ing|ion of) (?:and \w+ )*(?:in )?(?:of )?(?:the )?(?:work|others|operations?|day-to-day|daily)\b|apply(?:ing)? sound supervis\w+|applies (?:sound )?supervis\w+ principles`)},
	{Supervises, wording(`(?:full |first[- ]line |first[- ]level |working |direct )*supervisor(?:y level|y class|y responsibilit\w+|y duties|y position)?(?: level| in the series)?\b`)},
	{Supervises, wording(`assigns?,? (?:\w+,? )?(?:reviews?|monitors?|checks?|directs?),?(?: and)? evaluates?\b`)},
	{Supervises, wording(`(?:direct |general )*supervision (?:is |may be |will be )?(?:exercised|provided) (?:over|to)|exercises? (?:\w+,? (?:and )?){0,4}supervision\b|provides? (?:direct |general |close |day-to-day )*supervision\b|oversight (?:of|for) (?:an? |the )?(?:[\w-]+ ){0,3}?` + worker)},
	{Supervises, wording(`provides? [^.;:]{0,80}?\bleadership\b[^.;:]{0,80}? (?:for|to|over) (?:an? |its |the )?(?:staff|team) of (?:about |approximately )?[0-9]`)},
	{Supervises, wording(`(?:has|have|with) (?:\w+ ){0,3}direct reports\b`)},
	{Leads, wording(`(?:exercises?|provides?|has|under) (?:\w+ ){0,2}(?:lead|functional|technical)(?: (?:and|or) (?:lead|functional|technical))? (?:supervision|direction|guidance|leadership|responsibilit\w+)`)},
	{Leads, wording(`lead(?:person|persons|worker|workers| person| worker| workperson| capacity| responsibilit\w+ (?:over|for (?:the work of|a (?:group|crew|team)))| assignments?| direction| supervision| role over)\b|(?:team|crew) lead(?:er|s|ership)?\b|(?:acts?|acting|serves?|serving|functions?|functioning|works?|working) as (?:an? |the )?(?:team |working |project )?lead(?:er)?(?:$|[,.;)]| (?:over|for|to|on|of|in|and|or|when|during|with)\b)`)},
	{Leads, wording(`leads? (?:and \w+ )?(?:the (?:work|activities) of |an? |other |less experienced |new |lower[- ]level |subordinate )*(?:[\w-]+ ){0,3}?` + worker)},
	{Leads, wording(`(?:trains?|training|train and \w+|mentors?|orients?) (?:(?:and|or|,) ?\w+ )*(?:(?:of|new|other|less experienced|lower[- ]level|newly \w+|subordinate|junior|temporary|part-time|seasonal|permanent) )*(?:[\w-]+ ){0,2}?` + worker)},
	{Leads, wording(`(?:assigns?|reviews?|checks?|coordinates?|oversees?)(?:,? (?:and )?(?:assigns?|reviews?|checks?|directs?|inspects?))* (?:the )?work of (?:[\w-]+ ){0,4}?` + worker)},
	{Leads, wording(`(?:provides?|gives?|giving|providing) (?:\w+,? (?:and |or )?){0,4}(?:guidance|direction|training) (?:and \w+ )?(?:to|over|for) (?:(?:the|less experienced|other|lower[- ]level|subordinate|junior|new|assigned) )*(?:[\w-]+ ){0,2}?` + worker)},
}

var (
	// supervisionWord matches what a negation must be about.
	noSupervision = regexp.MustCompile(`(?i)\b(?:(?:does|do|will|shall|may) not (?:\w+ ){0,3}?(?:supervis|lead\b)|supervision(?: of [\w ]{1,30})? is not|(?:not|no) (?:\w+ ){0,4}?(?:supervis(?:ory|ion|e|ing)|direct reports)|non-?supervisory)`)
	noneListed    = regexp.MustCompile(`(?i)^(?:none|no one|n/a|not applicable)\b`)
	// notOwn matches what stands in front of supervision that another gives: "under the
	// direction and supervision of", "a manager who supervises".
	notOwn = regexp.MustCompile(`(?i)\b(?:experience (?:in|of)|supervised by|appointed by)\b[^.,;:]{0,60}$|\b(?:who|that|which)(?: \w+){0,2} $`)
	// receives matches the same in front of a noun: "under the direction and supervision of".
	receives = regexp.MustCompile(`(?i)\b(?:under|receiv\w+|without|report(?:s|ing)? (?:\w+ ){0,2}to|responsible to|require\w*|from|by)\b[^.,;:]{0,60}$`)
	noun     = regexp.MustCompile(`(?i)^(?:\w+ ){0,2}(?:supervision|direction|oversight|supervisor)\b`)
	ownWho   = regexp.MustCompile(`(?i)\b(?:incumbents?|employees?|positions?|persons?|level|class) (?:who|that|which)(?: \w+){0,2} $`)
	weaker   = regexp.MustCompile(`(?i)\b(?:may|might|could|can|if assigned|as assigned|occasionally|assist(?:s|ing|ed)?|helps?|helping|participates? in|in the absence of|in (?:his|her|their) absence)\b[^.;:]{0,120}$`)
	// weakerBehind matches a condition that follows.
	weakerBehind = regexp.MustCompile(`(?i)^[^.;:,]{0,60}\bin (?:the absence of|(?:his|her|their|(?:the )?(?:\w+ )?\w+['’]s) absence)\b`)
	// denied matches a negation right before a wording.
	denied = regexp.MustCompile(`(?i)\b(?:not|no|nor|never|without|neither|rather than|instead of)\b(?: [\w-]+){0,4} $`)
	// beyondWork matches objects that are no workers of the class.
	beyondWork = regexp.MustCompile(`(?i)\b(?:external|outside|inmates?|patients?|residents?|wards?|offenders?|prisoners?|persons committed|conduct of|parolees?|probationers?|youths?|children|clients?|students?|pupils?|voters?|contractors?|committees?|licensees?|visitors?)\b`)
	studentJob = regexp.MustCompile(`(?i)\bwork[- ]study students?\b|\bstudent[- ](?:aides?|workers?|employees?|assistants?|staff|help|interns?)`)
	// directNoun matches "direct" as an adjective: "direct responsibility for the division".
	directNoun = regexp.MustCompile(`(?i)^directs? (?:\w+ )?(?:responsibilit\w+|supervis\w+|support|services?|contact|care|access|marketing|line|line of|oversight|impact|control|assistance|reports?|public)\b`)
	// namesUnit and unitEnds tell "manages the office" from "manages the office budget".
	namesUnit = regexp.MustCompile(`(?i)(?:` + unit + `|` + office + `)$`)
	unitEnds  = regexp.MustCompile(`(?i)^(?:$|[.,;:()"”]| (?:[(]|(?:and|or|of|in|for|to|with|which|that|whose|at|within|responsible|engaged|including|by|on|as|under|through|staff|operations?|is|are|performing|providing|where|having|who|when|during|from)\b))`)
	afterThe  = regexp.MustCompile(`(?i)\b(?:the|an?|this|their|its) $`)
	astray    = regexp.MustCompile(`(?i)^(?:directs?|direction of|manag|oversee|evaluat)[^;:.]* (?:to|for|from) |\b(?:projects? across|development|preparation|implementation|installation|design|recruitment|work with|works directly with)\b`)
	bareTitle = regexp.MustCompile(`(?i)^supervisor$`)
	isOne     = regexp.MustCompile(`(?i)\b(?:is|are|as|this) (?:(?:the|an?|first|full|working|line|a working) )*$`)
)

// given reads the supervision that a sentence says is given.
func given(title, s, section string) []saying {
	if givenHeading.MatchString(section) && noneListed.MatchString(s) {
		return []saying{{value: SupervisesNobody}}
	}
	var out []saying
	no := noSupervision.FindStringIndex(s)
	if no != nil {
		out = append(out, saying{value: SupervisesNobody})
	}
	for _, g := range givings {
		for _, m := range g.words.FindAllStringIndex(s, -1) {
			before, words := s[:m[0]], s[m[0]:m[1]]
			if no != nil && m[0] < no[1] && no[0] < m[1] {
				continue
			}
			if denied.MatchString(before) || notOwn.MatchString(before) && !ownWho.MatchString(before) ||
				noun.MatchString(words) && receives.MatchString(before) || givesToOthers(words) || directNoun.MatchString(words) || g.value == Manages && namesUnit.MatchString(words) && !unitEnds.MatchString(s[m[1]:]) || astray.MatchString(words) || strings.HasPrefix(strings.ToLower(words), "direct") && afterThe.MatchString(before) {
				continue
			}
			if bareTitle.MatchString(words) && !isOne.MatchString(before) {
				continue
			}
			out = append(out, saying{value: g.value, may: weaker.MatchString(before) || weakerBehind.MatchString(s[m[1]:]) || strings.Contains(strings.ToLower(words), "may be")})
			break
		}
	}
	// A supervisor who "supervises the installation of pipes" supervises those who install them.
	if len(out) == 0 && (jobtitle.Supervises(title) || jobtitle.Manages(title)) {
		if m := supervisesWork.FindStringIndex(s); m != nil && !denied.MatchString(s[:m[0]]) && !beyondWork.MatchString(s[m[0]:min(len(s), m[1]+40)]) {
			out = append(out, saying{value: Supervises, may: weaker.MatchString(s[:m[0]])})
		}
	}
	return out
}

var supervisesWork = regexp.MustCompile(`(?i)\bsupervis(?:es?|ing)(?:,? (?:and|or)? ?\w+)* (?:in )?(?:of )?the [a-z]`)

// givesToOthers reports whether those who are supervised are not workers: patients, inmates.
func givesToOthers(words string) bool {
	return beyondWork.MatchString(studentJob.ReplaceAllString(words, ""))
}
