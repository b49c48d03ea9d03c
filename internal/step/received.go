package step

import (
	"regexp"
	"strings"
)

// Ranks of the scale of supervision received.
const (
	closeSupervision = iota
	plainSupervision
	generalSupervision
	direction
	generalDirection
	administrativeDirection
)

const (
	degree   = `((?:[a-z-]+(?:,|/|\s+(?:to|and|or|but))?\s+){0,4}?)`
	oversees = `(supervision|oversight|direction|guidance|leadership)`
)

var (
	// under matches "under (the) general supervision", and a range that ends higher: "under
	// supervision to general direction".
	under = regexp.MustCompile(`(?i)\bunder\s+(?:(?:the|a|an)\s+)?` + degree + oversees + `\b(?:\s+(?:to|or)\s+` + degree + oversees + `\b)?`)
	// receives matches supervision that somebody takes: "receives general direction from".
	receives = regexp.MustCompile(`(?i)\b(?:receiv(?:es?|ing)|takes?|is given|are given|subject to|works? with|working with|performed with|with)\s+(?:(?:the|a|an)\s+)?` + degree + oversees + `\b(?:\s+(?:to|or)\s+` + degree + oversees + `\b)?`)
	// supervisedBy matches the passive: "is supervised by the Horticulture Supervisor".
	supervisedBy = regexp.MustCompile(`(?i)\b(?:is|are|be)\s+` + degree + `(supervised)\s+by\b`)
	// receivedLabel matches how a section "Supervision received and exercised" begins.
	receivedLabel = regexp.MustCompile(`(?i)^supervision received\s*[:.-]?\s*` + degree + oversees + `\b`)

	closely        = regexp.MustCompile(`(?i)\b(?:close|closely|immediate|direct|directly|constant|continuous|detailed|strict|frequent|on-site|day-to-day)\b`)
	generally      = regexp.MustCompile(`(?i)\b(?:general|generally|broad|limited|minimal|minimum|little|moderate|intermittent|indirect|overall|occasional|loose)\b`)
	asManagement   = regexp.MustCompile(`(?i)\b(?:administrative|administratively|policy|executive)\b`)
	degreeOfNobody = regexp.MustCompile(`(?i)\b(?:of|who|their|his|her|its|your|this|persons?|principles|effective|experience|proper|for|in)\b`)

	// overOthers matches what stands before "under" where others are the ones supervised:
	// "trains employees working under close supervision".
	overOthers = regexp.MustCompile(`(?i)\b(?:supervis\w+|trains?|training|leads?|leading|assigns?|oversees?|instructs?|reviews?|directs?|work of|activities of|services of|cases? of|parolees?|inmates?|wards?|offenders?|probationers?|patients?)\b[^,;:()]*$`)
)

// received reads how closely a class is supervised.
func received(clause string) []sense {
	var out []sense
	for _, m := range under.FindAllStringSubmatchIndex(clause, -1) {
		if s, ok := receivedAt(clause, m); ok {
			out = append(out, s)
		}
	}
	for _, m := range receives.FindAllStringSubmatchIndex(clause, -1) {
		verb := strings.ToLower(clause[m[0]:m[2]])
		bare := strings.HasPrefix(verb, "with") || strings.HasPrefix(verb, "work") || strings.HasPrefix(verb, "performed")
		words := group(clause, m, 1)
		if bare && !generally.MatchString(words) && !closely.MatchString(words) { // "works with supervision staff"
			continue
		}
		if s, ok := receivedAt(clause, m); ok {
			out = append(out, s)
		}
	}
	for _, m := range supervisedBy.FindAllStringSubmatchIndex(clause, -1) {
		if s, ok := receivedAt(clause, m); ok {
			out = append(out, s)
		}
	}
	if m := receivedLabel.FindStringSubmatchIndex(clause); m != nil {
		if s, ok := receivedAt(clause, m); ok {
			out = append(out, s)
		}
	}
	return out
}

func group(text string, m []int, i int) string {
	if 2*i+1 >= len(m) || m[2*i] < 0 {
		return ""
	}
	return text[m[2*i]:m[2*i+1]]
}

// receivedAt reads one match: words of degree and a noun, twice in a range.
func receivedAt(clause string, m []int) (sense, bool) {
	if overOthers.MatchString(clause[:m[0]]) || degreeOfNobody.MatchString(group(clause, m, 1)) {
		return sense{}, false
	}
	if next := strings.ToLower(clause[m[1]:]); strings.HasPrefix(next, " techniques") || strings.HasPrefix(next, " skills") || strings.HasPrefix(next, " and training to") {
		return sense{}, false
	}
	rank := rankOf(group(clause, m, 1), group(clause, m, 2))
	if noun := group(clause, m, 4); noun != "" {
		rank = max(rank, rankOf(group(clause, m, 3), noun))
	}
	return sense{rank, mayBefore.MatchString(clause[:m[0]]) && !strings.Contains(clause[:m[0]], ",")}, true
}

// rankOf places words of degree and a noun on the scale. In a range the higher end counts:
// "close to general supervision".
func rankOf(degree, noun string) int {
	noun = strings.ToLower(noun)
	directs := noun == "direction" || noun == "guidance" || noun == "leadership"
	switch {
	case asManagement.MatchString(degree):
		return administrativeDirection
	case generally.MatchString(degree) && directs:
		return generalDirection
	case generally.MatchString(degree):
		return generalSupervision
	case closely.MatchString(degree):
		return closeSupervision
	case directs:
		return direction
	}
	return plainSupervision
}
