package coding

import (
	"regexp"

	"crosswalk/internal/spec"
)

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

// zoneOf estimates the job zone that the qualifications ask for, or 0 if there
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
