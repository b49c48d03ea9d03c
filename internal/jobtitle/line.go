package jobtitle

import (
	"regexp"
	"strings"

	"crosswalk/internal/semantic"
)

// lineSteps are what tells apart the titles of one line of work in one employer. Words for
// terms of employment ("seasonal") and places of work are none of them.
var lineSteps = regexp.MustCompile(`(?i)^(?:assistant|chief|deputy)\b|\b(?:senior|junior|principal|lead|leadperson|associate|trainee|journey|journeyperson|entry|apprentice|supervising|supervisory)\b|\((?:specialist|supervisor|supervisory|managerial)\)|\brange [a-z]\b|\b(?:[ivx]+|[0-9]+)\b`)

// Line returns the stems of a title without its steps: "Senior Custodian II (Airport)" and
// "Custodian (Airport)" have the same. Brackets and what stands behind a comma are kept.
func Line(title string) string {
	stems := semantic.Stems(lineSteps.ReplaceAllString(title, " "))
	if len(stems) == 0 {
		stems = semantic.Stems(title)
	}
	return strings.Join(stems, " ")
}
