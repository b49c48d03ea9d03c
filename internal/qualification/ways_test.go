package qualification_test

import (
	"strings"
	"testing"

	"crosswalk/internal/qualification"
)

// waysOf writes the ways to qualify: conditions by "+", ways by "|", substitutions in
// brackets, what is wished for behind a question mark.
func waysOf(r *qualification.Requirements) string {
	conditions := func(list []qualification.Condition) []string {
		var out []string
		for _, c := range list {
			text := c.Text
			for _, s := range c.Substitutions {
				text += " [" + s.Text + "]"
			}
			out = append(out, text)
		}
		return out
	}
	var ways []string
	for _, a := range r.Alternatives {
		ways = append(ways, strings.Join(conditions(r.Asked(a)), " + "))
	}
	if len(ways) == 0 {
		ways = []string{strings.Join(conditions(r.Common), " + ")}
	}
	out := strings.Join(ways, " | ")
	for _, d := range r.Desired {
		out += " ? " + d.Text
	}
	return out
}

func TestWays(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"numbers bind less than what joins their parts": {
			"1. Four years of experience as a diver; or 2. Completion of a diving course and two years of experience as a tender; or 3. Nine years of experience in a harbor.",
			"Four years of experience as a diver | Completion of a diving course + two years of experience as a tender | Nine years of experience in a harbor"},
		"each way begins with schooling": {
			"Bachelor's degree in logistics;\nThree years of port experience; and 2 years of experience as a lead: or, High school diploma and seven years of port experience; and four years of experience as a lead.",
			"Bachelor's degree in logistics + Three years of port experience + 2 years of experience as a lead | High school diploma + seven years of port experience + four years of experience as a lead"},
		"an alternative under its own headings": {
			"### Education\nPossession of a bachelor's degree.\n### Experience\nFour years of professional experience.\n### Alternate Education and Experience\nHigh school diploma and six years of supervisory experience.",
			"Possession of a bachelor's degree + Four years of professional experience | High school diploma + six years of supervisory experience"},
		"two kinds in one sentence": {
			"Bachelor's degree in logistics and considerable supervisory experience. Five years of port experience along with relevant supervisory experience.",
			"Bachelor's degree in logistics + considerable supervisory experience + Five years of port experience + relevant supervisory experience"},
		"a degree or experience": {
			"Bachelor's degree and/or equivalent related experience required.",
			"Bachelor's degree | equivalent related experience required"},
		"experience before the degree": {
			"Ten years of port experience and a Bachelor's degree in logistics.",
			"Ten years of port experience + a Bachelor's degree in logistics"},
		"a combination before what it stands for": {
			"Any combination of education and experience equivalent to: High school diploma and two years of port experience.",
			"High school diploma [Any combination of education and experience equivalent to] + two years of port experience [Any combination of education and experience equivalent to]"},
		"two kinds behind a combination": {
			"Any combination of education and experience equivalent to: Bachelor's degree in logistics and considerable supervisory experience.",
			"Bachelor's degree in logistics [Any combination of education and experience equivalent to] + considerable supervisory experience [Any combination of education and experience equivalent to]"},
		"a combination in brackets": {
			"Bachelor's degree and 0-2 years of port experience (or equivalent combination of education and experience).",
			"Bachelor's degree [or equivalent combination of education and experience] + 0-2 years of port experience [or equivalent combination of education and experience]"},
		"numbered, joined by and before or": {
			"1. Current employment with the port; and\n2. Four years of experience as a diver; or\n3. Five years of experience as a harbor master.",
			"Current employment with the port + Four years of experience as a diver | Five years of experience as a harbor master"},
		"rows of experience": {
			"Two years of experience as a diver.\nExperience with compressed air.\nSupervisory experience in a harbor.",
			"Two years of experience as a diver + Experience with compressed air + Supervisory experience in a harbor"},
		"a wish in brackets": {
			"A Master of Science in logistics (second degree preferred).",
			"A Master of Science in logistics (second degree preferred)"},
		"signs of a list": {
			"-- Master's degree in logistics.\n◾Two years of port experience.",
			"Master's degree in logistics + Two years of port experience"},
		"a requirement among wishes": {
			"High school diploma.\n### We'd love it if you had\nPort experience.\nA valid driver's license is required to drive trucks.",
			"High school diploma + A valid driver's license is required to drive trucks ? Port experience"},
		"in lieu": {
			"Master's degree in library science. A Bachelor's degree in library science with three years of experience may be accepted in lieu of it.",
			"Master's degree in library science [A Bachelor's degree in library science with three years of experience may be accepted in lieu of it]"},
		"what is wished for": {
			"High school diploma. Two years of office experience preferred. A driver's license may be required for some positions.",
			"High school diploma ? Two years of office experience preferred ? A driver's license may be required for some positions"},
		"a label of wishes inside": {
			"High school diploma. Desirable Qualifications: Two years of office experience. A typing certificate.",
			"High school diploma ? Desirable Qualifications: Two years of office experience ? A typing certificate"},
		"a heading of wishes": {
			"High school diploma.\n### Preferred Qualifications\nTwo years of office experience.",
			"High school diploma ? Two years of office experience"},
		"no substitution": {
			"Two years of experience as a diver. General harbor experience will not be substituted for the required experience.",
			"Two years of experience as a diver"},
		"letters of a degree": {
			"M.L.S. or equivalent from an accredited school.",
			"M.L.S. or equivalent from an accredited school"},
		"another heading is no alternative": {
			"### Experience\nTwo years of experience as a diver.\n### License and Certification Requirements\nPossession of a valid diving license.",
			"Two years of experience as a diver + Possession of a valid diving license"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := waysOf(qualification.Read(tt.text, statementsOf(tt.text), nil)); got != tt.want {
				t.Errorf("\ngot  %s\nwant %s", got, tt.want)
			}
		})
	}
}
