package qualification_test

import (
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
