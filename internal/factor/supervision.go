package factor

import (
	"regexp"
	"strings"
)

// phrase is a degree and a noun of supervision: up to seven words that say how close it is.
const phrase = `((?:[\w/’'-]+,? ){0,7}?)(supervision|direction|guidance|oversight|instructions?)\b`

var (
	underPhrase = regexp.MustCompile(`(?i)\bunder (?:(?:the|an?) )?` + phrase)
	withPhrase  = regexp.MustCompile(`(?i)\bwith(?:out)? (?:(?:only|very|an?|the|relatively) )*((?:little(?: or no)?|minimal|minimum|limited|close|general|no|direct|immediate|minimum of)(?: [\w-]+){0,3}?) (supervision|direction|guidance|oversight)\b`)
	gets        = regexp.MustCompile(`(?i)\b(?:receives?|receiving) ` + phrase + `(?: and (?:supervision|direction|guidance))?\b`)
	isReceived  = regexp.MustCompile(`(?i)\b` + phrase + ` (?:(?:is|are|will be) )?(?:received|provided|given|exercised) (?:from|by)\b`)
	// bareFrom matches the entry of a list of supervision received: "General direction from
	// the County Clerk".
	bareFrom = regexp.MustCompile(`(?i)^` + phrase + `(?: (?:from|by|of)\b|\.?$)`)

	receivedHeading = regexp.MustCompile(`(?i)supervision(?: is)? received|received`)
	givenHeading    = regexp.MustCompile(`(?i)exercised|given|supervision of others|supervisory responsibilit`)

	// theirs matches a possessive: what is under their direction is supervised by the class.
	theirs = regexp.MustCompile(`(?i)\b(?:his|her|hers|their|your|its|my|one's|incumbents?['’]s?)\b`)
	// law matches supervision that is no matter of work.
	law = regexp.MustCompile(`(?i)\b(?:court|parole|probation|custod|judicial|adult|parental)`)
	// people matches those that are under somebody's supervision, right before "under".
	people = regexp.MustCompile(`(?i)[\w)] (?:staff|employees|personnel|persons?|people|patients?|residents?|wards?|inmates?|youths?|children|offenders?|parolees?|those|workers?|crews?|assistants?|students?|volunteers?|clients?|positions|classes|units?|programs?|interns?|trainees)(?: (?:who|that|which))?(?: (?:are|is|were|placed|assigned|working|employed|serving|performing \w+))* $`)

	// capable matches a demand on a person, put among the duties.
	capable = regexp.MustCompile(`(?i)\b(?:ability|able|sufficient|skills?) to\b`)

	closeWords   = regexp.MustCompile(`(?i)\b(?:close|closer|immediate|direct|detailed|constant|continuous)\b`)
	generalWords = regexp.MustCompile(`(?i)\b(?:general|normal|regular|moderate|overall|ordinary)\b`)
	limitedWords = regexp.MustCompile(`(?i)\b(?:minimal|minimum|limited|little|broad|no|only general|very general|indirect)\b`)
	policyWords  = regexp.MustCompile(`(?i)\b(?:administrative|administration|policy|executive)\b`)
)

// received reads the supervision that a sentence says is received.
func received(s, section string) []saying {
	var out []saying
	add := func(words, noun string) {
		if value := degree(words, noun); value != "" {
			out = append(out, saying{value: value})
		}
	}
	for _, m := range underPhrase.FindAllStringSubmatchIndex(s, -1) {
		words, noun := s[m[2]:m[3]], s[m[4]:m[5]]
		if theirs.MatchString(words) || law.MatchString(words) || people.MatchString(s[:m[0]]) || law.MatchString(s[m[1]:min(len(s), m[1]+30)]) {
			continue
		}
		if strings.Contains(strings.ToLower(words), " of ") { // "under the Director of the direction"
			continue
		}
		add(words, noun)
	}
	for _, m := range withPhrase.FindAllStringSubmatchIndex(s, -1) {
		words := s[m[2]:m[3]]
		if strings.HasPrefix(strings.ToLower(s[m[0]:m[1]]), "without") {
			words = "limited" // "without immediate supervision"
		}
		add(words, s[m[4]:m[5]])
	}
	for _, m := range gets.FindAllStringSubmatch(s, -1) {
		if !theirs.MatchString(m[1]) && !capable.MatchString(s) {
			add(m[1], m[2])
		}
	}
	if len(out) > 0 {
		return out
	}
	if m := isReceived.FindStringSubmatch(s); m != nil && !theirs.MatchString(m[1]) && !capable.MatchString(s) {
		add(m[1], m[2])
	}
	if receivedHeading.MatchString(section) {
		if m := bareFrom.FindStringSubmatch(s); m != nil {
			add(m[1], m[2])
		}
	}
	return out
}

// degree places words and noun on the scale; empty when they say no supervision of work.
func degree(words, noun string) string {
	direction := strings.EqualFold(noun, "direction")
	if strings.HasPrefix(strings.ToLower(noun), "instruction") && !closeWords.MatchString(words) && !generalWords.MatchString(words) {
		return ""
	}
	switch {
	case policyWords.MatchString(words) && !closeWords.MatchString(words):
		if direction {
			return AdministrativeDirection
		}
		return UnderSupervision // administrative supervision says of whom, not how close
	case direction && (generalWords.MatchString(words) || limitedWords.MatchString(words)):
		return GeneralDirection
	case direction && closeWords.MatchString(words):
		return CloseSupervision
	case direction:
		return UnderDirection
	case generalWords.MatchString(words):
		return GeneralSupervision
	case limitedWords.MatchString(words):
		return UnderDirection
	case closeWords.MatchString(words):
		return CloseSupervision
	}
	return UnderSupervision
}
