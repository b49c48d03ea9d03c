package qualification_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

var canalClasses = []spec.Class{
	{ID: "us-zz:1", Title: "Canal Keeper I", Issuer: "us-zz", Series: "Canal Keeper"},
	{ID: "us-zz:2", Title: "Canal Keeper II", Issuer: "us-zz", Series: "Canal Keeper"},
	{ID: "us-zz:3", Title: "Lock Tender (Tidal)", Issuer: "us-zz"},
	{ID: "us-zz:4", Title: "Lock Tender (Inland)", Issuer: "us-zz"},
	{ID: "us-zz:5", Title: "Weir, Sluice and Gate Inspector", Issuer: "us-zz"},
	{ID: "us-zz:6", Title: "Inspector, Department of Inland Waters", Issuer: "us-zz"},
	{ID: "us-zz:7", Title: "Dredge Pilot", Issuer: "us-zz"},
	{ID: "us-zz:8", Title: "Dredge Pilot", Issuer: "us-yy"},
	{ID: "us-zz:9", Title: "Mooring Officer", Issuer: "us-zz"},
	{ID: "us-zz:10", Title: "Mooring Officer", Issuer: "us-zz"},
}

func TestFeeders(t *testing.T) {
	tests := []struct {
		outcome, text string
		want          string // "name|range|how|better", joined by "; "
	}{
		{"the class whose duties are performed", "One year of experience performing the duties of a Canal Keeper II.", "Canal Keeper II||duties"},
		{"a range behind it", "One year of experience performing the duties of a Canal Keeper II, Range B or C.", "Canal Keeper II|B or C|duties"},
		{"a range in brackets", "One year of experience performing the duties of a Dredge Pilot (Range D).", "Dredge Pilot|D|duties"},
		{"several numerals of one title", "Two years of experience as a Reservoir Guard I, II, or III in the California state service.", "Reservoir Guard I||duties; Reservoir Guard II||duties; Reservoir Guard III||duties"},
		{"a class at its level", "One year in a class at a level of responsibility equivalent to that of a Dredge Pilot.", "Dredge Pilot||level+"},
		{"not less than", "One year of experience in a class with a level of responsibility not less than that of a Reservoir Guard.", "Reservoir Guard||level+"},
		{"comparable classes count as well", "One year of experience performing the duties of a Dredge Pilot or a comparable class.", "Dredge Pilot||duties+"},
		{"two classes joined by or", "Two years of experience performing the duties of a Senior Lock Tender (Supervisory), or Staff Dredge Pilot.", "Senior Lock Tender (Supervisory)||duties; Staff Dredge Pilot||duties"},
		{"a grade that shares its title", "Two years of experience performing the duties of a Staff or Senior Reservoir Ecologist.", "Staff Reservoir Ecologist||duties; Senior Reservoir Ecologist||duties"},
		{"brackets that share their title", "One year of experience performing the duties of a Mooring Master II (Specialist) or (Supervisor).", "Mooring Master II (Specialist)||duties; Mooring Master II (Supervisor)||duties"},
		{"a known title with commas and an and", "One year of experience performing the duties of a Weir, Sluice and Gate Inspector, or Dredge Pilot.", "Weir, Sluice and Gate Inspector||duties; Dredge Pilot||duties"},
		{"a department behind a comma", "One year as a Reservoir Guard, Department of Inland Waters, in the state service.", "Reservoir Guard, Department of Inland Waters||duties"},
		{"a plural", "One year of experience in the classes of Reservoir Guards or Dredge Pilots.", "Reservoir Guard||duties; Dredge Pilot||duties"},
		{"a series", "One year of experience in the Canal Keeper series.", "Canal Keeper series||duties"},
		{"a level by its name", "One year of clerical work at the Reservoir Guard II level.", "Reservoir Guard II||level+"},
		{"none in lower case", "Three years of experience as a lock tender or as a custodian in a large building.", ""},
		{"none in a licence", "One year of experience after registration as a Civil Engineer.", ""},
		{"none in a department", "One year of experience performing duties in the Department of Inland Waters.", ""},
	}
	titles := qualification.NewTitles(canalClasses)
	for _, tt := range tests {
		t.Run(tt.outcome, func(t *testing.T) {
			r := qualification.Read(tt.text, statementsOf(tt.text), titles)
			var got []string
			eachFeeder(r, func(_ string, _ qualification.Condition, f qualification.Feeder) {
				s := fmt.Sprintf("%s|%s|%s", f.Name, f.Range, f.How)
				if f.OrBetter {
					s += "+"
				}
				got = append(got, s)
			})
			if s := strings.Join(got, "; "); s != tt.want {
				t.Errorf("got  %s\nwant %s", s, tt.want)
			}
		})
	}
}

// eachFeeder calls f with every feeder of every condition once, and where it
// stands: duties, level, portion or substitution.
func eachFeeder(r *qualification.Requirements, f func(where string, c qualification.Condition, x qualification.Feeder)) {
	seen := map[spec.Span]bool{}
	conditions := slices.Clone(r.Common)
	for _, a := range r.Alternatives {
		conditions = append(conditions, a.Conditions...)
	}
	for _, c := range conditions {
		if seen[c.Span] {
			continue
		}
		seen[c.Span] = true
		if e := c.Experience; e != nil {
			for _, x := range e.Feeders {
				f(string(x.How), c, x)
			}
			for _, p := range e.Includes {
				for _, x := range p.Feeders {
					f("portion", c, x)
				}
			}
		}
		for _, s := range c.Substitutions {
			for _, x := range s.Feeders {
				f("substitution", c, x)
			}
		}
	}
}

func TestResolve(t *testing.T) {
	tests := []struct {
		outcome, name string
		want          []string
	}{
		{"the title", "Canal Keeper II", []string{"us-zz:2"}},
		{"arabic numerals, case and plural", "canal keepers 2", []string{"us-zz:2"}},
		{"the sign for and", "Weir, Sluice & Gate Inspectors", []string{"us-zz:5"}},
		{"every variant in brackets", "Lock Tender", []string{"us-zz:3", "us-zz:4"}},
		{"the variant that is named", "Lock Tender (Inland)", []string{"us-zz:4"}},
		{"brackets that no class has are dropped", "Dredge Pilot (Supervisory)", []string{"us-zz:7"}},
		{"initials of a department", "Inspector, DIW", []string{"us-zz:6"}},
		{"the only class of a name in a department", "Inspector", []string{"us-zz:6"}},
		{"a class of the whole service in a department", "Dredge Pilot, Department of Inland Waters", []string{"us-zz:7"}},
		{"all classes of a series that is named as one", "Canal Keeper series", []string{"us-zz:1", "us-zz:2"}},
		{"no class of a series that is not", "Canal Keeper", nil},
		{"none where two bear the same title", "Mooring Officer", nil},
		{"none that was abolished", "Towpath Rider", nil},
	}
	titles := qualification.NewTitles(canalClasses)
	for _, tt := range tests {
		t.Run(tt.outcome, func(t *testing.T) {
			if got := titles.Resolve("us-zz", tt.name); !slices.Equal(got, tt.want) {
				t.Errorf("%q means %v, want %v", tt.name, got, tt.want)
			}
		})
	}
	if got := titles.Resolve("us-xx", "Dredge Pilot"); got != nil {
		t.Errorf("another issuer's class: %v", got)
	}
}
