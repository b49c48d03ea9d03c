// Package jobtitle parses job titles: the work without step and employer, the remark in
// brackets, and the rank.
package jobtitle

import (
	"regexp"
	"slices"
	"strings"

	"crosswalk/internal/semantic"
)

// Rank is what the words of a title say of the place in a hierarchy.
type Rank int

// The ranks.
const (
	Worker Rank = iota
	Helper
	Supervisor
	Manager
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

// Parts are the parts of a title.
type Parts struct {
	Full  string   // without steps, numerals and employer
	Head  string   // of that, what stands before the first comma
	Aside string   // what stands in brackets
	Topic string   // full and aside, without words for posts
	Stems []string // different stems of the whole, in alphabetical order, numerals left out
	Rank  Rank
}

// Parse takes a title apart.
func Parse(title string) Parts {
	p := Parts{Rank: rankOf(title)}
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
	p.Full, p.Head = without(stepWords, strings.Join(kept, " ")), without(stepWords, parts[0])
	p.Aside = asideNoise.ReplaceAllString(strings.Join(bracketed.FindAllString(title, -1), " "), " ")
	p.Topic = postWords.ReplaceAllString(p.Full+" "+p.Aside, " ")
	p.Stems = set(semantic.Stems(strings.Join(parts, " ") + " " + strings.Join(bracketed.FindAllString(title, -1), " ")))
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

func rankOf(title string) Rank {
	switch {
	case Manages(title):
		return Manager
	case Supervises(title):
		return Supervisor
	case Helps(title):
		return Helper
	}
	return Worker
}

// Manages reports whether a title has a word for a manager.
func Manages(title string) bool { return managerWords.MatchString(title) }

// Supervises reports whether a title has a word for a supervisor.
func Supervises(title string) bool { return supervisorWords.MatchString(title) }

// Helps reports whether a title has a word for a helper.
func Helps(title string) bool { return helperWords.MatchString(title) }

// set sorts stems and drops those that stand twice.
func set(stems []string) []string {
	slices.Sort(stems)
	return slices.Compact(stems)
}

// statusWords match a whole title that says whether or how somebody works, not what they do.
// Coders of occupations know such answers well.
var statusWords = regexp.MustCompile(`(?i)^\W*(?:retired|retiree|(?:business |co-?|sole )?owners?|self[- ]?employed|unemployed|employed|students?|homemaker|housewife|disabled|none|n/?a|unknown|various|other|workers?|employees?|staff|boss|freelance|tbd|to be determined)\W*$`)

// IsStatus reports whether a title says only whether or how somebody works: "Retired",
// "Owner".
func IsStatus(title string) bool { return statusWords.MatchString(title) }
