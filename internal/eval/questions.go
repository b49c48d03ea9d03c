package eval

import (
	"slices"

	"crosswalk/internal/coding"
)

// firstOnceAnswered returns the first code after the answer of somebody who knows which
// codes are acceptable: the first of these that the question offers, or none of them.
func firstOnceAnswered(a coding.Answer, acceptable map[string]bool) string {
	if len(a.Candidates) == 0 {
		return ""
	}
	confidence := map[string]float64{}
	for _, c := range a.Candidates {
		confidence[c.SOC] = c.Confidence
	}
	if a.Question != nil {
		answers := a.Question.Answers
		i := slices.IndexFunc(answers, func(c coding.Choice) bool { return acceptable[c.SOC] })
		if i < 0 {
			i = len(answers) - 1
		}
		for _, then := range answers[i].Then {
			confidence[then.SOC] = then.Confidence
		}
	}
	first := a.Candidates[0].SOC
	for _, c := range a.Candidates[1:] {
		if confidence[c.SOC] > confidence[first] {
			first = c.SOC
		}
	}
	return first
}
