package qualification

import (
	"regexp"
	"strings"
)

var (
	schoolWords = regexp.MustCompile(`(?i)\bdegree\b|\bcollege\b|\bgraduat|\bunits?\b|\bcurriculum\b|\bgrade\b|\bdiploma\b|\bG\.?E\.?D\b|\bschool\b|\bcourses?\b|\beducation\b|\btraining\b|\bdoctora|\bmaster's\b|\bbachelor|\bPh\.? ?D\b|\binternship\b|\bresidency\b|\bapprenticeship\b|\bacademy\b|\bstudy\b|\bacademic\b|\buniversity\b|\bcoursework\b|\bmasters?\b|\baccredited\b|\b(?:M\. L\. S|MLIS|MLS|MSW|MBA|MSLIS|M\.L\.I?\.?S|B\.?A|B\.?S|M\.?A|M\.?S|J\.?D)\b`)
	opensWork   = regexp.MustCompile(`(?i)^[ *]*(?:(?:broad|extensive|significant|considerable|relevant|related|equivalent|previous|prior|proven|solid|direct|progressively|increasingly|demonstrated|successful|responsible|professional|recent|full-?time|paid|varied|supervisory|administrative|some|work|wide|journeyperson|practical|technical|managerial|high level|high-level|management|qualifying|general|legal|clinical|teaching|of|and|more|or|in|the|in the california state service),? +)*experience\b|^[ *]*(?:(?:an )?equivalent (?:[\w-]+,? ){0,5}experience\b|service as|employment as|performing|work as|in the california state service)`)
	opensSchool = regexp.MustCompile(`(?i)^[ *]*(?:education\b|equivalent to|equivalent of|(?:equivalent )?course ?work\b|graduation|completion of|successful completion|satisfactory completion|an? (?:bachelor|master|doctor|associate|degree|four-year|college|high school)|bachelor|master|doctor|associate|possession of (?:at least +)?(?:an?|the|either an?)? *(?:\w+['’]?s? +){0,3}(?:degree|diploma)|twelfth|high school|college|enrollment|enrolled|(?:an? )?(?:current )?student\b|(?:ALA[- ])?accredited\b|MLI?S\b|[BM]\.?[AS]\.?\b|M\. ?L\. ?(?:I\. ?)?S|degree)`)
	otherDeed   = regexp.MustCompile(`(?i)^[ *]*(?:ability|willing|must\b|knowledge|typing|skill|demonstrat|minimum age|age\b|\d+ years of age|successful|eligib|ownership|proficien|be |have |fluen|physical|good |freedom|emotional|United States|citizen|persons? with|disab|current (?:employment|enrollment)|permanent|appointment|employment|status|completion|sworn|peace officer|passing|qualif|satisf|the ability|education and|an equivalent|equivalent|certified|membership|active)`)
)

// namesExperience matches an experience by its sort: "Supervisory and leadership
// experience", "Academic library experience managing systems".
var namesExperience = regexp.MustCompile(`^(?:[A-Za-z/,'’-]+ ){0,9}experience\b`)

// soonExperience matches a time of experience after school: "two years of
// postdoctoral experience".
var soonExperience = regexp.MustCompile(`(?i)^[^.;]{0,70}\bexperience\b`)

// votes matches voter registration and citizenship, which are not licences.
var votes = regexp.MustCompile(`(?i)\bregistered (?:to vote|voter)|\bvoter(?:['’]?s)? registration (?:in|card)\b|\bUnited States citizen|\bU\.?S\.? citizen`)

// kindOf says what a piece asks for; empty when that is not understood.
func (r *reader) kindOf(pc piece, words string) Kind {
	opening := words[:min(len(words), 160)]
	timed := opensAmount.MatchString(words) || amountPattern.MatchString(opening) && experienceWords.MatchString(opening)
	switch {
	case votes.MatchString(opening):
		return OtherAsked
	case opensLicence.MatchString(words) && !opensSchool.MatchString(words):
		return LicenceAsked
	case pc.named == ExperienceAsked && !opensSchool.MatchString(words):
		return ExperienceAsked
	case opensSchool.MatchString(words) && schoolWords.MatchString(words):
		return EducationAsked
	case schoolTime.MatchString(words) && pc.named != ExperienceAsked && !soonExperience.MatchString(words):
		return EducationAsked
	case timed && experienceWords.MatchString(words):
		return ExperienceAsked
	case opensWork.MatchString(words):
		return ExperienceAsked
	case pc.named == EducationAsked:
		return EducationAsked
	case opensAmount.MatchString(words):
		return ExperienceAsked
	case schoolWords.MatchString(words) && (startsUpper(words) || pc.item || unitsOf.MatchString(words)) && degreeIn(words) != NoDegree:
		return EducationAsked
	case namesLicence.MatchString(opening):
		return LicenceAsked
	case pc.named != "":
		return pc.named
	case otherDeed.MatchString(words):
		return OtherAsked
	case len(r.find(pc.Span)) > 0 && !strings.Contains(words, "?"):
		return ExperienceAsked
	case pc.under != "" && pc.opensRow:
		return pc.under
	case startsUpper(words) && namesExperience.MatchString(words):
		return ExperienceAsked
	}
	return ""
}
