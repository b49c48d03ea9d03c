package coding

import (
	"regexp"
	"strings"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// rank is what the words of a title say of the place in a hierarchy.
type rank int

const (
	worker rank = iota
	helper
	supervisor
	manager
)

var (
	levelNumeral = regexp.MustCompile(`(?i)\b(?:[IVX]+|[0-9]+|[A-E])\b\.?$`)
	rangeWord    = regexp.MustCompile(`(?i)\brange [a-z]\b`)
	bracketed    = regexp.MustCompile(`\([^)]*\)`)
	// stepWords say how far somebody has come, not what they do.
	stepWords = regexp.MustCompile(`(?i)\b(?:senior|junior|principal|lead|leadperson|associate|staff|trainee|journey|journeyperson|entry|seasonal|intermittent|limited term|exempt|specialist series|series|deputy|assistant chief|apprentice|supervising|supervisory)\b`)
	// postWords say a post in any trade: "Chief" makes nobody a Chief Executive.
	postWords = regexp.MustCompile(`(?i)\b(?:chief|manager|managerial|director|administrator|executive|commissioner|superintendent|deputy|assistant|supervisor|supervising|supervisory|officer|principal|senior|lead|head|coordinator|consultant|specialist|associate|program|area|regional|district|division|branch|state|staff)\b`)
	// asideNoise stands in brackets without saying what is done.
	asideNoise = regexp.MustCompile(`(?i)\b(?:supervisor|supervisory|specialist|managerial|general|technical|various|projects?|program|limited term|safety|correctional facility|facility|exempt|non|range|level|permanent|intermittent|seasonal|department|state|california)\b`)
	// employerWords mark what stands behind a comma as the employer.
	employerWords = regexp.MustCompile(`(?i)\b(?:department|board|office|commission|division|agency|authority|bureau|institution|facility|facilities|hospital|hospitals|schools?|program|programs|services?|system|university|council|fund|california|state)\b`)

	supervisorWords = regexp.MustCompile(`(?i)\b(?:supervisor|supervising|supervisory|foreman|foreperson|superintendent|head|lead|leadperson|sergeant|lieutenant)\b`)
	managerWords    = regexp.MustCompile(`(?i)\b(?:chief|manager|managerial|director|administrator|executive|commissioner|warden|superintendent|deputy director|president)\b`)
	helperWords     = regexp.MustCompile(`(?i)\b(?:assistant|aide|aid|helper|trainee|attendant|technician|clerk|apprentice)\b`)
)

// A parsedTitle is a title in parts.
type parsedTitle struct {
	full  string   // without steps, numerals and employer
	head  string   // of that, what stands before the first comma
	aside string   // what stands in brackets
	topic string   // full and aside, without words for posts
	words []string // different stems of the whole, in order, numerals left out
	rank  rank
}

func parseTitle(title string) parsedTitle {
	p := parsedTitle{rank: rankOf(title)}
	parts := strings.Split(rangeWord.ReplaceAllString(bracketed.ReplaceAllString(title, " "), " "), ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(levelNumeral.ReplaceAllString(strings.TrimSpace(parts[i]), ""))
	}
	kept := parts[:1:1]
	for _, part := range parts[1:] {
		if !employerWords.MatchString(part) {
			kept = append(kept, part)
		}
	}
	p.full, p.head = without(stepWords, strings.Join(kept, " ")), without(stepWords, parts[0])
	p.aside = asideNoise.ReplaceAllString(strings.Join(bracketed.FindAllString(title, -1), " "), " ")
	p.topic = postWords.ReplaceAllString(p.full+" "+p.aside, " ")
	p.words = set(semantic.Stems(strings.Join(parts, " ") + " " + strings.Join(bracketed.FindAllString(title, -1), " ")))
	return p
}

// without takes words out of a title, unless nothing would be left.
func without(words *regexp.Regexp, title string) string {
	bare := strings.Join(strings.Fields(words.ReplaceAllString(title, " ")), " ")
	if len(semantic.Stems(bare)) == 0 {
		return title
	}
	return bare
}

func rankOf(title string) rank {
	switch {
	case managerWords.MatchString(title):
		return manager
	case supervisorWords.MatchString(title):
		return supervisor
	case helperWords.MatchString(title):
		return helper
	}
	return worker
}

// What qualifications ask for, and the job zone that stands for it. The first
// that is found counts.
var preparations = []struct {
	words *regexp.Regexp
	zone  float64
}{
	{regexp.MustCompile(`(?i)\b(?:doctor(?:al|ate)|ph\.? ?d|license to practice (?:medicine|law|dentistry)|physician and surgeon|state bar|residency)\b`), 5},
	{regexp.MustCompile(`(?i)\bmaster'?s?\b|graduate (?:degree|work|study)`), 4.6},
	{regexp.MustCompile(`(?i)\b(?:graduation from college|bachelor|four[- ]year|college graduat|completion of college|recognized (?:four|college)|degree)\b`), 4},
	{regexp.MustCompile(`(?i)\b(?:semester|units|two years of college|apprenticeship|journey|vocational|twelfth grade|12th grade|high school)\b`), 3},
	{regexp.MustCompile(`(?i)\b(?:eighth grade|8th grade|tenth grade|ability to follow|read and write)\b`), 1.5},
}

// otherPreparation stands for qualifications that name none of them.
const otherPreparation = 2.3

// zoneOf estimates the job zone that the qualifications ask for, 0 when there
// are none.
func zoneOf(statements []spec.Statement) float64 {
	first, stated := len(preparations), false
	for _, st := range statements {
		if st.Kind != spec.Qualification && st.Kind != spec.Substitution {
			continue
		}
		stated = true
		for i, p := range preparations[:first] {
			if p.words.MatchString(st.Text) {
				first = i
				break
			}
		}
	}
	switch {
	case !stated:
		return 0
	case first < len(preparations):
		return preparations[first].zone
	}
	return otherPreparation
}
