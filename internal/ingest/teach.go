package ingest

import (
	"strconv"
	"strings"

	"crosswalk/internal/spec"
)

// rolesOfKinds are the roles of units by the kind of the statement that they are of.
var rolesOfKinds = map[spec.Kind]role{
	spec.Duty: roleDuty, spec.Task: roleDuty, spec.Knowledge: roleKnowledge, spec.Skill: roleSkill, spec.Ability: roleAbility, spec.Behavior: roleAbility,
	spec.Qualification: roleQualification, spec.Substitution: roleSubstitution, spec.Supervision: roleSupervision, spec.WorkCondition: roleConditions, spec.Context: roleDefinition,
}

// roleNoise is the role of what a person leaves out.
const roleNoise role = "noise"

// CorrectedRoles returns the role of each unit of a corrected text, as training data for
// the role weights: byte ranges and roles, in the format of the label files. A
// unit of a statement has the role of its kind; one that was left out is noise; the
// others have the roles that the reader gives them.
func CorrectedRoles(text string, statements []spec.Statement, omitted []spec.Span) string {
	d := newDraft(text)
	units := d.units()
	var out []string
	for i, l := range builtinRoles().Decode(d.features(units, d.byHeadings())) {
		u, r, most := units[i], role(l.Name), 0
		covers := func(s spec.Span, is role) {
			if n := min(u.End, s.End) - max(u.Start, s.Start); n > most {
				most, r = n, is
			}
		}
		for _, st := range statements {
			if is, ok := rolesOfKinds[st.Kind]; ok && r != roleContinues {
				covers(st.Span, is)
			}
		}
		for _, s := range omitted {
			covers(s, roleNoise)
		}
		out = append(out, strconv.Itoa(u.Start)+"-"+strconv.Itoa(u.End)+" "+string(r))
	}
	return strings.Join(out, " ")
}
