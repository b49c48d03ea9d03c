package qualification_test

import (
	"strings"
	"testing"

	"crosswalk/internal/ingest"
	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
	"crosswalk/seeds"
)

// seedRequirements reads the minimum qualifications of a seed document.
func seedRequirements(t *testing.T, prefix, issuer string, titles *qualification.Titles) (*qualification.Requirements, string, []spec.Statement) {
	t.Helper()
	files, err := seeds.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasPrefix(f.Name(), prefix) {
			continue
		}
		b, err := seeds.Files.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		doc := ingest.Read(string(b))
		var of []spec.Statement
		for _, st := range doc.Statements {
			if st.Kind == spec.Qualification || st.Kind == spec.Substitution {
				st.ClassID, st.SourceID = issuer+":x", f.Name()
				of = append(of, st)
			}
		}
		return qualification.Read(doc.Text, of, titles), doc.Text, of
	}
	t.Fatalf("no seed %s", prefix)
	return nil, "", nil
}

func TestNorthCarolinaAsksForADegreeAndExperience(t *testing.T) {
	r, text, of := seedRequirements(t, "000", "us-nc", nil)
	checkRead(t, text, of, r)
	if len(r.Alternatives) != 1 || len(r.Alternatives[0].Conditions) != 2 || len(r.Remainder) > 0 {
		t.Fatalf("%+v", r)
	}
	school, work := r.Alternatives[0].Conditions[0], r.Alternatives[0].Conditions[1]
	if school.Education == nil || school.Education.Degree != qualification.Associate {
		t.Errorf("education: %+v", school)
	}
	if work.Experience == nil || *work.Experience.Years != 2 || len(work.Substitutions) != 1 || !work.Substitutions[0].Entire {
		t.Errorf("experience: %+v", work)
	}
	years, degree := 1.0, qualification.HighSchool
	a := qualification.Assess(r, qualification.Person{RelevantYears: &years, Degree: &degree})
	if got := a.Alternatives[0]; got.State != qualification.Unknown || got.Missing != 0 {
		t.Errorf("an equivalent combination suffices, so nothing is missing for sure: %+v", got)
	}
}

func TestSanFranciscoAsksForNothing(t *testing.T) {
	r, _, of := seedRequirements(t, "003", "us-ca-sf", nil)
	if len(of) > 0 || len(r.Alternatives) > 0 || len(r.Common) > 0 {
		t.Fatalf("its levels go by tenure, it states no qualifications: %+v", r)
	}
	if a := qualification.Assess(r, qualification.Person{}); a.Best != nil {
		t.Errorf("%+v", a)
	}
}

func TestConnecticut(t *testing.T) {
	titles := qualification.NewTitles([]spec.Class{{ID: "us-ct:sw", Title: "Social Worker (Social and Human Services)", Issuer: "us-ct"}})
	r, text, of := seedRequirements(t, "001", "us-ct", titles)
	checkRead(t, text, of, r)
	if len(r.Alternatives) != 1 || len(r.Alternatives[0].Conditions) != 1 || len(r.Remainder) > 0 {
		t.Fatalf("%+v", r)
	}
	c := r.Alternatives[0].Conditions[0]
	if c.Experience == nil || *c.Experience.Years != 8 || len(c.Substitutions) != 4 {
		t.Fatalf("%+v", c)
	}
	college, counselling, social, service := c.Substitutions[0], c.Substitutions[1], c.Substitutions[2], c.Substitutions[3]
	if college.PerUnits == nil || college.PerUnits.Amount != 15 || *college.Years != 0.5 || *college.MaxYears != 4 {
		t.Errorf("college: %+v", college)
	}
	if counselling.Degree != qualification.Master || *counselling.Years != 1 || *counselling.MaxYears != 5 {
		t.Errorf("counselling: %+v", counselling)
	}
	if social.Degree != qualification.Master || *social.Years != 2 || *social.MaxYears != 6 {
		t.Errorf("social work: %+v", social)
	}
	if !service.Entire || *service.Takes != 2 || len(service.Feeders) != 1 || service.Feeders[0].Name != "Social Worker-Social and Human Services" {
		t.Errorf("service: %+v", service)
	}

	bachelor, master, none := qualification.Bachelor, qualification.Master, qualification.HighSchool
	work, psychology := "social work", "psychology"
	tests := []struct {
		outcome string
		person  qualification.Person
		state   qualification.State
		short   float64
		months  *int
	}{
		{"eight years suffice", qualification.Person{RelevantYears: years(8), Degree: &none}, qualification.Met, 0, months(0)},
		{"six years are two short", qualification.Person{RelevantYears: years(6), Degree: &none}, qualification.Short, 2, nil},
		{"thirty units stand for a year", qualification.Person{RelevantYears: years(7), Units: years(30)}, qualification.Met, 0, months(0)},
		{"twenty-nine units stand for six months", qualification.Person{RelevantYears: years(7), Units: years(29)}, qualification.Short, 0.5, nil},
		{"a bachelor's degree stands for four years", qualification.Person{RelevantYears: years(4), Degree: &bachelor}, qualification.Met, 0, months(0)},
		{"units beyond a bachelor's degree stand for no more", qualification.Person{RelevantYears: years(3), Units: years(180)}, qualification.Short, 1, nil},
		{"a master's degree in psychology stands for five", qualification.Person{RelevantYears: years(3), Degree: &master, Fields: &psychology}, qualification.Met, 0, months(0)},
		{"one in social work stands for six", qualification.Person{RelevantYears: years(2), Degree: &master, Fields: &work}, qualification.Met, 0, months(0)},
		{"one in psychology stands for five only", qualification.Person{RelevantYears: years(2), Degree: &master, Fields: &psychology}, qualification.Short, 1, nil},
		{"nothing is known", qualification.Person{}, qualification.Unknown, 0, nil},
	}
	for _, tt := range tests {
		t.Run(tt.outcome, func(t *testing.T) {
			got := qualification.Assess(r, tt.person).Alternatives[0]
			checkResult(t, got, tt.state, tt.short, tt.months)
		})
	}
}

func years(y float64) *float64 { return &y }
func months(m int) *int        { return &m }

func checkResult(t *testing.T, got qualification.AlternativeResult, state qualification.State, short float64, months *int) {
	t.Helper()
	if got.State != state {
		t.Errorf("state %s, want %s: %+v", got.State, state, got.Conditions)
	}
	if (got.Months == nil) != (months == nil) || months != nil && *got.Months != *months {
		t.Errorf("months %v, want %v: %+v", got.Months, months, got.Conditions)
	}
	sum := 0.0
	for _, c := range got.Conditions {
		if c.ShortYears != nil {
			sum += *c.ShortYears
		}
		if c.Reason == "" {
			t.Errorf("no reason for %q", c.Text)
		}
	}
	if sum != short {
		t.Errorf("short by %v years, want %v: %+v", sum, short, got.Conditions)
	}
}
