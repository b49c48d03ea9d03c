package career

import (
	"slices"
	"testing"
)

func TestTitlesAreOrderedAsPeopleOrderThem(t *testing.T) {
	g, err := parseGrades(standingTable)
	if err != nil {
		t.Fatal(err)
	}
	for _, ladder := range [][]string{
		{"Librarian Trainee", "Librarian", "Senior Librarian", "Supervising Librarian I", "Supervising Librarian II", "Principal Librarian"},
		{"Junior Surveyor", "Assistant Surveyor", "Associate Surveyor", "Senior Surveyor (Specialist)", "Senior Surveyor (Supervisor)", "Supervising Surveyor"},
		{"Assistant Chief, Audits", "Chief, Audits"},
		{"Program Manager I", "Program Manager II", "Program Manager III"},
		{"Custodian", "Lead Custodian", "Custodian Supervisor I", "Custodian Supervisor II"},
		{"Office Assistant", "Office Technician"},
	} {
		for i := range ladder[1:] {
			if a, b := g.read(ladder[i]), g.read(ladder[i+1]); a.grade >= b.grade {
				t.Errorf("%s has grade %.1f, %s only %.1f", ladder[i], a.grade, ladder[i+1], b.grade)
			}
		}
	}
}

func TestWordsOfGradeAreNoPartOfWhatIsDone(t *testing.T) {
	g, err := parseGrades(standingTable)
	if err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]string{
		{"Associate Botanist", "Senior Botanist (Supervisor)"},
		{"Psychiatric Technician", "Senior Psychiatric Technician"},
		{"Tax Auditor I", "Tax Auditor III"},
	} {
		if a, b := g.read(pair[0]), g.read(pair[1]); !slices.Equal(a.base, b.base) || len(a.base) == 0 {
			t.Errorf("%s is about %v, %s about %v", pair[0], a.base, pair[1], b.base)
		}
	}
	if a := g.read("Psychologist (Health Facility-Clinical)"); !slices.Equal(a.aside, []string{"clinic", "facil", "health"}) {
		t.Errorf("in brackets: %v", a.aside)
	}
}

func TestABadTableOfGradesNamesTheLine(t *testing.T) {
	for table, want := range map[string]string{
		"# words\nsenior\t6\n":              "line 2: want a word, a grade, and any, first, last or aside between tabs",
		"senior\thigh\tany\n":               `line 1: "high" is no grade`,
		"senior\t6\tany\nlead\t5\tmiddle\n": "line 2: want a word, a grade, and any, first, last or aside between tabs",
	} {
		if _, err := parseGrades(table); err == nil || err.Error() != want {
			t.Errorf("%q: %v", table, err)
		}
	}
}
