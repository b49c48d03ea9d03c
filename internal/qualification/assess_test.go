package qualification_test

import (
	"testing"

	"pgregory.net/rapid"

	"crosswalk/internal/qualification"
)

const canalText = `### Either I

Two years of experience in the state service performing the duties of a Canal Keeper I.

### Or II

Experience: Three years of experience in the upkeep of canals. and

Education: Equivalent to graduation from college. (Additional qualifying experience may be substituted for not more than two years of the required education on a year-for-year basis.)

### Or III

Possession of a valid river pilot license. (Applicants without the license are admitted to the examination, but must secure it before appointment.) and

Four years of experience as a Dredge Pilot, at least one year of which shall have been in a supervisory capacity.
`

func TestAssess(t *testing.T) {
	r := qualification.Read(canalText, statementsOf(canalText), qualification.NewTitles(canalClasses))
	if len(r.Alternatives) != 3 || !r.Alternatives[0].Promotional() || r.Alternatives[1].Promotional() {
		t.Fatalf("%+v", r)
	}
	yes, no := true, false
	bachelor, associate, school, doctor := qualification.Bachelor, qualification.Associate, qualification.HighSchool, qualification.Doctorate
	tests := []struct {
		outcome     string
		alternative int
		person      qualification.Person
		state       qualification.State
		short       float64
		months      *int
	}{
		{"a feeder class after the stated years", 0, qualification.Person{ClassID: "us-zz:1", YearsInClass: years(2)}, qualification.Met, 0, months(0)},
		{"a feeder class before them", 0, qualification.Person{ClassID: "us-zz:1", YearsInClass: years(0.5)}, qualification.Short, 1.5, months(18)},
		{"no year in it yet is not unknown", 0, qualification.Person{ClassID: "us-zz:1", YearsInClass: years(0)}, qualification.Short, 2, months(24)},
		{"unknown years in it", 0, qualification.Person{ClassID: "us-zz:1"}, qualification.Unknown, 0, nil},
		{"earlier service in it", 0, qualification.Person{ClassID: "us-zz:7", YearsInClass: years(3), Years: map[string]float64{"us-zz:1": 2}}, qualification.Met, 0, months(0)},
		{"earlier service too short, which time no longer adds to", 0, qualification.Person{ClassID: "us-zz:7", Years: map[string]float64{"us-zz:1": 1}}, qualification.Short, 1, nil},
		{"another class, with nothing known before", 0, qualification.Person{ClassID: "us-zz:7", YearsInClass: years(9), Internal: &yes}, qualification.Unknown, 0, nil},
		{"never in it", 0, qualification.Person{ClassID: "us-zz:7", YearsInClass: years(9), Years: map[string]float64{}}, qualification.Missing, 0, nil},
		{"somebody from elsewhere", 0, qualification.Person{Internal: &no, RelevantYears: years(20)}, qualification.Missing, 0, nil},

		{"the years and the degree", 1, qualification.Person{RelevantYears: years(3), Degree: &bachelor}, qualification.Met, 0, months(0)},
		{"a higher degree", 1, qualification.Person{RelevantYears: years(3), Degree: &doctor}, qualification.Met, 0, months(0)},
		{"two years of school made up by two of work", 1, qualification.Person{RelevantYears: years(5), Degree: &associate}, qualification.Met, 0, months(0)},
		{"one year of work too few for it", 1, qualification.Person{RelevantYears: years(4), Degree: &associate}, qualification.Short, 1, nil},
		{"more school lacking than work stands in for", 1, qualification.Person{RelevantYears: years(30), Degree: &school}, qualification.Missing, 0, nil},
		{"unknown degree", 1, qualification.Person{RelevantYears: years(30)}, qualification.Unknown, 0, nil},
		{"too little work of any sort", 1, qualification.Person{TotalYears: years(1), Degree: &bachelor}, qualification.Short, 2, nil},

		{"an unknown part as a supervisor", 2, qualification.Person{ClassID: "us-zz:7", YearsInClass: years(9), Licences: []string{"River pilot licence"}}, qualification.Unknown, 0, nil},
		{"no licence", 2, qualification.Person{ClassID: "us-zz:7", YearsInClass: years(9), Licences: []string{}}, qualification.Missing, 0, nil},
	}
	for _, tt := range tests {
		t.Run(tt.outcome, func(t *testing.T) {
			checkResult(t, qualification.Assess(r, tt.person).Alternatives[tt.alternative], tt.state, tt.short, tt.months)
		})
	}
}

func TestTheBestAlternativeLacksLeast(t *testing.T) {
	r := qualification.Read(canalText, statementsOf(canalText), qualification.NewTitles(canalClasses))
	bachelor := qualification.Bachelor
	for _, tt := range []struct {
		outcome string
		person  qualification.Person
		want    int
	}{
		{"least time", qualification.Person{ClassID: "us-zz:1", YearsInClass: years(1), Years: map[string]float64{}, Licences: []string{}}, 0},
		{"what is met already", qualification.Person{ClassID: "us-zz:1", YearsInClass: years(1), RelevantYears: years(3), Degree: &bachelor}, 1},
	} {
		if a := qualification.Assess(r, tt.person); a.Best == nil || *a.Best != tt.want {
			t.Errorf("%s: best is %v", tt.outcome, a.Best)
		}
	}
}

// More time and more schooling never make anything worse.
func TestMoreNeverCountsLess(t *testing.T) {
	r := qualification.Read(canalText, statementsOf(canalText), qualification.NewTitles(canalClasses))
	rank := map[qualification.State]int{qualification.Met: 0, qualification.Short: 1, qualification.Unknown: 2, qualification.Missing: 3}
	rapid.Check(t, func(t *rapid.T) {
		class := rapid.SampledFrom([]string{"us-zz:1", "us-zz:7", ""}).Draw(t, "class")
		y := rapid.Float64Range(0, 10).Draw(t, "years")
		relevant := rapid.Float64Range(0, 10).Draw(t, "relevant")
		d := rapid.IntRange(0, len(qualification.Degrees)-2).Draw(t, "degree")
		person := func(more float64, step int) qualification.Person {
			inClass, of, degree := y+more, relevant+more, qualification.Degrees[d+step]
			return qualification.Person{ClassID: class, YearsInClass: &inClass, RelevantYears: &of, Degree: &degree, Licences: []string{}, Years: map[string]float64{}}
		}
		less := qualification.Assess(r, person(0, 0))
		more := qualification.Assess(r, person(rapid.Float64Range(0, 5).Draw(t, "more"), rapid.IntRange(0, 1).Draw(t, "step")))
		for i := range less.Alternatives {
			a, b := less.Alternatives[i], more.Alternatives[i]
			if rank[b.State] > rank[a.State] {
				t.Fatalf("%s became %s: %+v %+v", a.State, b.State, a.Conditions, b.Conditions)
			}
			if a.Months != nil && (b.Months == nil || *b.Months > *a.Months) {
				t.Fatalf("more time makes it longer: %+v %+v", a, b)
			}
		}
	})
}
