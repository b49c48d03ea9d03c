package step

import (
	"regexp"
	"strings"
)

// Ranks of the scale of difficulty.
const (
	routineWork = iota
	averageWork
	complexWork
	mostComplexWork
)

const work = `(?:work|assignments?|problems?|dut(?:y|ies)|tasks?|cases?|caseload|stud(?:y|ies)|investigations?|analys[ie]s|issues?|projects?|inspections?|examinations?|audits?|programs?|functions?|` +
	`procedures|reports?|research|cataloging|questions|reference|requests|surveys?|appraisals?|negotiations?|operations|matters|evaluations?|designs?|responsibilities|services?|litigation|transactions|returns|skills)`

var (
	// graded matches an adjective with its degree, a few words and a noun of work.
	graded = regexp.MustCompile(`(?i)\b(the )?(least|less|more|most|highly|extremely|unusually|very|particularly|exceptionally|especially|moderately|average|fairly)?[\s-]*\b(difficult|complex|complicated|sensitive|responsible|demanding|advanced|simple|simpler|simplest|routine|elementary|repetitive|skilled|semiskilled|unskilled)\b([^;:.]{0,70}?)\b` + work + `\b`)
	// ofDegree matches "of average difficulty", "moderate to considerable difficulty".
	ofDegree = regexp.MustCompile(`(?i)\b(average|moderate|ordinary|normal|considerable|great|greater|substantial|unusual|exceptional|unusually great|high|highest|low|limited)\s+(?:to (?:considerable|great|high)\s+)?(?:degree of |level of |levels of )?(?:difficulty|complexity)`)
	// elsewhere matches what is complex and is no work: "a complex environment".
	elsewhere = regexp.MustCompile(`(?i)\b(?:environment|organization|institution|facilit(?:y|ies)|department|departments|departments'|system of|buildings?)\b[^,]{0,25}$`)

	entryLevel    = regexp.MustCompile(`(?i)\b(?:entry|trainee|training|recruiting|recruitment|developmental|learning|apprentice)(?:[,/ -]+(?:and|recruiting|recruitment|training|developmental|entry|learning|first|professional|technical|level))*[ -]level\b|\b(?:this|it) is (?:the|a|an) (?:entry|trainee|training|recruiting|developmental)\b|\bas (?:a )?trainees?\b|\bin a training (?:capacity|status)\b|\bentry[- ]level (?:position|class|work|professional)\b`)
	journeyLevel  = regexp.MustCompile(`(?i)\b(?:(?:full|first)[ -])?(?:journey(?:person|man|worker)?|working)[ /-]*(?:leadperson |[a-z]+ )?level\b|\bfull journey(?:person)?\b|\bfull range of (?:[\w-]+,? ){0,4}?(?:duties|work|tasks|assignments|responsibilities|functions)\b|\bfully (?:qualified|experienced|competent) (?:level|worker)`)
	advancedLevel = regexp.MustCompile(`(?i)\b(?:advanced journey(?:person|man)?|advanced level|senior level|specialist level|advanced working level)\b`)
	expertLevel   = regexp.MustCompile(`(?i)\bhighest[- ](?:level|skilled)(?: of)? (?:technical |professional |\w+ )?(?:specialist|consultant|expert|technical|work|advisor|skill)|\b(?:statewide|departmental|recognized|nationally recognized) expert\b|\bmost technical\b`)

	// elseDoesIt matches what stands before work that is another's, or that the class only helps
	// with.
	elseDoesIt = regexp.MustCompile(`(?i)\b(?:not|nor|without|above|below|beyond|rather than|prior to|before|assists?|assisting|help(?:s|ing)?|progress\w*|advanc\w+|promot\w+|mov\w+|qualif\w+|prepar\w+|leading|comparable|equivalent|toward|become|training for|gain\w*)\b[^;.]{0,100}$`)
	// ofPeople matches people named by their level: "supervises journey-level workers".
	ofPeople = regexp.MustCompile(`(?i)^\s*(?:[\w-]+ ){0,2}?(?:workers|staff|employees|personnel|engineers|analysts|specialists|professionals|technicians|positions|classes|mechanics|inspectors|and above|or higher)\b`)
)

// difficulty reads how difficult a clause says the work is.
func difficulty(clause string) []sense {
	var out []sense
	add := func(rank, start, end int) {
		if before := clause[:start]; !elseDoesIt.MatchString(before) {
			out = append(out, sense{rank, mayBefore.MatchString(before)})
		}
	}
	for _, m := range graded.FindAllStringSubmatchIndex(clause, -1) {
		if rank := gradeOf(group(clause, m, 2), group(clause, m, 3), group(clause, m, 4)); rank >= 0 {
			add(rank, m[0], m[1])
		}
	}
	for _, m := range ofDegree.FindAllStringSubmatchIndex(clause, -1) {
		if !elsewhere.MatchString(clause[:m[0]]) {
			add(degreeOf(clause[m[0]:m[1]]), m[0], m[1])
		}
	}
	for _, l := range []struct {
		words *regexp.Regexp
		rank  int
	}{{entryLevel, routineWork}, {journeyLevel, averageWork}, {advancedLevel, complexWork}, {expertLevel, mostComplexWork}} {
		for _, m := range l.words.FindAllStringIndex(clause, -1) {
			if !ofPeople.MatchString(clause[m[1]:]) && !strings.Contains(strings.ToLower(clause[m[0]:m[1]]), "supervis") {
				add(l.rank, m[0], m[1])
			}
		}
	}
	return out
}

// gradeOf places an adjective with its degree on the scale; -1 where it says nothing of the
// work.
func gradeOf(degree, adjective, between string) int {
	degree, adjective = strings.ToLower(degree), strings.ToLower(adjective)
	if notOfWork.MatchString(between) {
		return -1
	}
	easy := strings.HasPrefix(adjective, "simpl") || adjective == "routine" || adjective == "elementary" || adjective == "repetitive" || strings.HasSuffix(adjective, "skilled") && adjective != "skilled"
	switch {
	case easy && degree != "less" && degree != "least":
		return routineWork
	case easy:
		return complexWork
	case degree == "less" || degree == "least":
		return routineWork
	case adjective == "skilled":
		return -1
	case degree == "moderately" || degree == "average" || degree == "fairly":
		return averageWork
	case degree == "most" || degree != "" && degree != "more":
		if adjective == "responsible" && degree != "most" {
			return complexWork
		}
		return mostComplexWork
	case adjective == "responsible" && degree == "": // "responsible for the work" is no degree
		return -1
	}
	return complexWork
}

// notOfWork matches what the adjective belongs to instead: "a complex environment", "a
// sensitive and confidential manner".
var notOfWork = regexp.MustCompile(`(?i)\b(?:environment|organization|institution|systems?|manner|equipment|people|persons|individuals|for|buildings?|areas?|materials|information|data|degree|who|which)\b`)

func degreeOf(words string) int {
	words = strings.ToLower(words)
	switch {
	case strings.Contains(words, "unusual"), strings.Contains(words, "exceptional"), strings.Contains(words, "highest"):
		return mostComplexWork
	case strings.Contains(words, "considerable"), strings.Contains(words, "great"), strings.Contains(words, "substantial"), strings.Contains(words, "high"):
		return complexWork
	case strings.Contains(words, "low"), strings.Contains(words, "limited"):
		return routineWork
	}
	return averageWork
}
