package factor

import "regexp"

// work is what can be difficult about a class, rather than about an object of its duties.
const work = `(?:work|assignments?|duties|duty|tasks?|cases?|projects?|problems?|analys[ei]s|stud(?:y|ies)|investigations?|activities|functions|issues?|responsibilit\w+|services|matters|areas?|studies|inspections?|audits?|installations?|inquiries)\b`

// adjectives are up to five words with one that says how difficult.
const adjectives = `(?:[\w-]+(?:,|/| and| or)? ){0,4}?(?:difficult|complex|complicated|sensitive|technical and complex|demanding|controversial)`

var (
	mostDifficult = regexp.MustCompile(`(?i)\bmost ` + adjectives + `\b|\bhighest level of (?:\w+ )?(?:difficulty|complexity|expertise|sensitivity)|\b(?:top|recognized|foremost) (?:\w+ )?(?:experts?|specialist)\b|\bexpert (?:level|specialist)\b|\bmost (?:advanced|highly) (?:\w+ )?(?:level|skilled|technical)\b`)
	difficultWork = regexp.MustCompile(`(?i)\b(?:(?:more|very|especially|particularly|highly|extremely|exceptionally|unusually) ` + adjectives + `|(?:difficult|complex|complicated|sensitive)(?:,? (?:and |or )?[\w-]+){0,4}? ` + work + `)|\b(?:advanced[- ]journey|advanced (?:specialist|working|technical) level|senior[- ]level|advanced level|above (?:the )?(?:full )?journey)\w*`)
	// difficultDuty is the same where a word for the object of a duty would mislead.
	difficultDuty = regexp.MustCompile(`(?i)\b(?:performs?|performing|handles?|does|doing|conducts?|carries out) (?:[\w-]+,? ){0,3}(?:difficult|complex|complicated)(?:,? (?:and |or )?[\w-]+){0,4}? (?:work|assignments?|duties|tasks?|projects?)\b|\bmore (?:difficult|complex)(?: (?:and|or) [\w-]+)? (?:[\w-]+ ){0,3}?(?:work|assignments?|duties|tasks?|cases?|projects?)\b`)
	averageWork   = regexp.MustCompile(`(?i)\b(?:average|moderate|medium|intermediate) (?:\w+ )?(?:difficulty|complexity)|\bmoderately (?:difficult|complex)|\b(?:full(?:y)?[- ](?:journey|performance|working|proficient|qualified|operational)|journey)[\w-]*(?: (?:or|and) [\w-]+)?(?:[- ](?:level|class))?\b|\b(?:full[- ])?working[- ]level\b`)
	entryWork     = regexp.MustCompile(`(?i)\bentry(?:[- ]level|\b)|\btrainees?\b|\b(?:training|trainee|developmental|recruiting|recruitment|beginning|learning|apprentice)[\w ,/-]{0,40} (?:level|class|classification)\b|\b(?:routine|simple|simpler|simplest|repetitive|(?:less|least) (?:difficult|complex)(?: and [\w-]+)?) (?:[\w-]+,? ){0,3}?` + work + `|\bfirst (?:working )?level\b|\b(?:progressively|increasingly) (?:more )?(?:difficult|responsible|complex)`)

	notJourney = regexp.MustCompile(`(?i)\b(?:advanced|above|over|beyond|below|to|toward|for|other|lead|assists?|lower|senior|super)[- ]*(?:the )?(?:full[- ])?$`)
	notEntry   = regexp.MustCompile(`(?i)\b(?:data|double|order|re|above|beyond|than|over|distinguished from(?: the)?|assist\w*|train\w*|for|to|of|and|guid\w+|supervis\w+|lead\w*) (?:the )?(?:[\w-]+ ){0,2}$`)
	// notTheirs matches difficulty that is not this class's: it assists with it or passes it on.
	notTheirs = regexp.MustCompile(`(?i)\b(?:assist\w*|refers?|referring|help\w*|support\w*|phases|portions|parts|not|no|without|less|moderately|lack\w*|progressively|increasingly|trained|training|learn\w*|supervis\w+|reviews?|than|compete|restrict|consult\w*|advis\w+)\b[^.;:]{0,80}$`)

	latitude   = regexp.MustCompile(`(?i)\b(?:broad|wide|considerable|high degree of|high level of|substantial|great|extensive|maximum|significant|full|complete|utmost)(?:,? (?:and )?\w+)? (?:discretion|latitude|independence|initiative|independent|freedom|autonomy)|\b(?:considerable|with) latitude|\bfinal (?:authority|decision)|\bhigh(?:ly)? (?:autonomous|independent)`)
	ownWork    = regexp.MustCompile(`(?i)\bindependently\b|\bindependent (?:judgments?|judgement|action|decisions?|work\b)|\bindependence of action\b|\b(?:own|personal) initiative\b|\bautonomously\b|\bworks? (?:with )?independen(?:tly|ce)\b`)
	procedures = regexp.MustCompile(`(?i)\b(?:established|prescribed|specific|detailed|standard(?:ized)?|well[- ]defined|set|step-by-step|clearly defined) (?:[\w-]+,? (?:and |or )?){0,3}?(?:procedures?|instructions|guidelines|methods)\b|\b(?:limited|little|some) (?:discretion|latitude|independence|authority|independent)|\bspot[- ]checked\b`)
	noScope    = regexp.MustCompile(`(?i)\b(?:not|no|limited|little|ability to|able to|students?|patients?|residents?|clients?|children|live|living|learn\w*|some|develop\w*|establish\w*|write\w*|recommend\w*|maintain\w*|ensures?|revis\w+|evaluat\w+)\b[^.;:]{0,50}$`)
)

var moderate = regexp.MustCompile(`(?i)\bmoderate|\baverage\b|\bindependently (?:elected|owned|verif)`)

// ownVerb matches the verb with which a sentence comes back to the class's own work:
// "supervises a staff and performs the most difficult work".
var ownVerb = regexp.MustCompile(`(?i)(?:\band|\bor|,|;) (?:(?:personally|also|may|independently) )*(?:performs?|performing|handles?|conducts?|does|do|carr(?:y|ies) out)\b`)

// lastEnd returns the end of the last match of a pattern; 0 without one.
func lastEnd(words *regexp.Regexp, s string) int {
	all := words.FindAllStringIndex(s, -1)
	if len(all) == 0 {
		return 0
	}
	return all[len(all)-1][1]
}

// first returns sayings of a value where a pattern stands and nothing before it says
// otherwise.
func first(s, value string, words, unless *regexp.Regexp) []saying {
	for _, m := range words.FindAllStringIndex(s, -1) {
		before := s[:m[0]]
		clause := before[lastEnd(ownVerb, before):]
		if unless.MatchString(clause) || moderate.MatchString(s[m[0]:m[1]]) && value != JourneyWork {
			continue
		}
		return []saying{{value: value, may: weaker.MatchString(before)}}
	}
	return nil
}

// difficulty reads how difficult a sentence says the work is. A definition describes the
// class; a duty must speak of the work itself.
func difficulty(s string, definition bool) []saying {
	out := first(s, MostComplexWork, mostDifficult, notTheirs)
	if !definition {
		return append(out, first(s, ComplexWork, difficultDuty, notTheirs)...)
	}
	out = append(out, first(s, ComplexWork, difficultWork, notTheirs)...)
	out = append(out, first(s, JourneyWork, averageWork, notJourney)...)
	return append(out, first(s, EntryWork, entryWork, notEntry)...)
}

// independence reads how independently a sentence says the work is done.
func independence(s string) []saying {
	out := first(s, WithLatitude, latitude, noScope)
	out = append(out, first(s, Independently, ownWork, noScope)...)
	return append(out, first(s, WithinProcedures, procedures, noScope)...)
}
