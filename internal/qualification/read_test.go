package qualification_test

import (
	"fmt"
	"strings"
	"testing"

	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

// statementsOf makes a statement of every paragraph of a text; a line that
// begins with "###" is the heading of an alternative.
func statementsOf(text string) []spec.Statement {
	var out []spec.Statement
	section := "Minimum Qualifications"
	for pos := 0; pos < len(text); {
		end := len(text)
		if n := strings.IndexByte(text[pos:], '\n'); n >= 0 {
			end = pos + n
		}
		line := text[pos:end]
		switch {
		case strings.HasPrefix(line, "### "):
			section = "Minimum Qualifications" + spec.SectionSeparator + line[4:]
		case strings.TrimSpace(line) != "":
			out = append(out, spec.Statement{ClassID: "us-zz:1", SourceID: "doc", Kind: spec.Qualification,
				Section: section, Text: line, Span: spec.Span{Start: pos, End: end}})
		}
		pos = end + 1
	}
	return out
}

func TestReadsAlternativesExperienceAndFeeders(t *testing.T) {
	text := `Possession of a valid river pilot license.

### Either I

Two years of experience in the California state service performing the duties of a Canal Keeper II, Range B.

### Or II

Experience: Four years of experience in the upkeep of canals, at least one year of which shall have been in a supervisory capacity. and

Education: Equivalent to graduation from college. (Additional qualifying experience may be substituted for the required education on a year-for-year basis.)
`
	r := qualification.Read(text, statementsOf(text), nil)
	if len(r.Common) != 1 || r.Common[0].Kind != qualification.LicenceAsked {
		t.Fatalf("common: %+v", r.Common)
	}
	if len(r.Alternatives) != 2 || len(r.Alternatives[0].Conditions) != 1 || len(r.Alternatives[1].Conditions) != 2 {
		t.Fatalf("alternatives: %+v", r.Alternatives)
	}
	e := r.Alternatives[0].Conditions[0].Experience
	if *e.Years != 2 || !e.Internal || len(e.Feeders) != 1 || e.Feeders[0].Name != "Canal Keeper II" || e.Feeders[0].Range != "B" {
		t.Errorf("promotional experience: %+v", e)
	}
	open := r.Alternatives[1].Conditions[0].Experience
	if *open.Years != 4 || open.Internal || len(open.Includes) != 1 || !open.Includes[0].Supervisory || *open.Includes[0].Years != 1 {
		t.Errorf("open experience: %+v", open)
	}
	school := r.Alternatives[1].Conditions[1]
	if school.Education.Degree != qualification.Bachelor || len(school.Substitutions) != 1 || *school.Substitutions[0].YearsPerYear != 1 {
		t.Errorf("education: %+v", school)
	}
	if len(r.Remainder) > 0 {
		t.Errorf("unread: %+v", r.Remainder)
	}
}

// shape writes requirements briefly: every alternative by its label, with the
// kinds of its conditions and what counts of them.
func shape(r *qualification.Requirements) string {
	var out []string
	kinds := func(label string, list []qualification.Condition) {
		var parts []string
		for _, c := range list {
			part := string(c.Kind)
			switch {
			case c.Experience != nil && c.Experience.Years != nil:
				part += fmt.Sprintf(" %g", *c.Experience.Years)
			case c.Education != nil:
				part += " " + string(c.Education.Degree)
			case c.Licence != nil && c.Licence.Later:
				part += " later"
			}
			for range c.Substitutions {
				part += " swap"
			}
			parts = append(parts, part)
		}
		out = append(out, label+": "+strings.Join(parts, ", "))
	}
	if len(r.Common) > 0 {
		kinds("all", r.Common)
	}
	for _, a := range r.Alternatives {
		kinds(a.Label, a.Conditions)
	}
	if len(r.Remainder) > 0 {
		out = append(out, fmt.Sprintf("unread %d", len(r.Remainder)))
	}
	return strings.Join(out, " | ")
}

func TestShapes(t *testing.T) {
	tests := []struct{ outcome, text, want string }{
		{"education glued behind experience", "Two years of dredging experience. and Education: Equivalent to graduation from college.", ": experience 2, education bachelor"},
		{"a pattern glued into the text", "### Either I\nTwo years of dredging experience and completion of the twelfth grade. Or IIExperience: Three years of dredging experience.",
			"Either I: experience 2, education high_school | Or II: experience 3"},
		{"a common condition in front of the first pattern", "Possession of a valid pilot license. and Either I One year of dredging experience.\n### Or II\nTwo years of piloting experience.",
			"all: licence | Either I: experience 1 | Or II: experience 2"},
		{"a heading that swallowed its paragraph", "### Either Itwo Years of Experience as A\n\nDredge Pilot.\n### Or II\nThree years of piloting experience.", "Either I: experience 2 | Or II: experience 3"},
		{"numbered conditions are alternatives", "### Either I\nIn the California state service, either:\n1. One year of experience as a Dredge Pilot. or\n2. Two years of experience as a Lock Tender.",
			"Either I: experience 1 | Either I: experience 2"},
		{"numbered sorts are not", "Three years of experience in one or a combination of the following:\n1. Dredging of canals; or\n2. Piloting of barges.", ": experience 3"},
		{"or binds closer than and", "One year of dredging experience; or two years of piloting experience. and Education: Equivalent to completion of the eighth grade.",
			": experience 1, education some_school | : experience 2, education some_school"},
		{"schooling of those from outside only", "### All Levels\nThe following education is required when non-California state service experience is used to qualify at any level.\nEducation: Equivalent to graduation from college.\n" +
			"### Either I\nOne year in the California state service performing the duties of a Dredge Pilot.\n### Or II\nThree years of piloting experience.",
			"Either I: experience 1 | Or II: education bachelor, experience 3"},
		{"a pattern that points elsewhere is still one", "### Either I\nMeets the above.\n### Or II\nThree years of piloting experience.", "Either I: other | Or II: experience 3"},
		{"a licence that may come later", "Possession of a valid pilot license. (Applicants without it will be admitted to the examination, but must secure it before appointment.)", ": licence later"},
		{"a rule behind the condition that it is for", "Two years of dredging experience. (A master's degree may be substituted for one year of the required experience.) and Education: Equivalent to graduation from college. " +
			"(Additional experience may be substituted for the required education on a year-for-year basis.)", ": experience 2 swap, education bachelor swap"},
		{"years and months are one time", "Three years and six months of dredging experience.", ": experience 3.5"},
		{"half years and hours", "One and one-half years of dredging experience. and 960 hours of piloting experience.", ": experience 1.5, experience 0.5"},
		{"what is not understood is kept", "Of the tides.", "unread 1"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.outcome, func(t *testing.T) {
			statements := statementsOf(tt.text)
			r := qualification.Read(tt.text, statements, qualification.NewTitles(canalClasses))
			checkRead(t, tt.text, statements, r)
			if got := shape(r); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
