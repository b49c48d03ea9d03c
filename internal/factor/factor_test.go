package factor

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

// said reads one sentence of a kind and returns the value of a factor, "may " in front where
// it is said to some extent only.
func said(title, text string, kind spec.Kind, section string, n Name) string {
	for _, f := range Read(Class{Title: title}, []spec.Statement{{ID: "s", Text: text, Kind: kind, Section: section}}) {
		if f.Name == n {
			if f.May {
				return "may " + f.Value
			}
			return f.Value
		}
	}
	return "no such factor"
}

func TestSupervisionReceived(t *testing.T) {
	for _, tt := range []struct{ name, text, section, want string }{
		{"close", "Under close supervision, incumbents learn to perform routine duties.", "", CloseSupervision},
		{"immediate", "Works under the immediate supervision of the Head of Circulation", "", CloseSupervision},
		{"of no degree", "Under supervision, assists with Olmsted County’s election process", "", UnderSupervision},
		{"general", "Under the general supervision of the Chair of Library Faculty, provides information literacy instruction", "", GeneralSupervision},
		{"general after close", "Works under close to general supervision depending on experience", "", GeneralSupervision},
		{"direction", "Under the direction of the Deputy Director of Elections, this position trains judges", "", UnderDirection},
		{"limited supervision", "Work is performed under limited supervision and requires independent judgment", "", UnderDirection},
		{"minimal supervision", "Performs complicated tasks with minimal supervision", "", UnderDirection},
		{"general direction", "Under general direction with little day-to-day supervision, incumbents advise members.", "", GeneralDirection},
		{"minimum direction", "Under minimum direction, incumbents are assigned the more complex projects", "", GeneralDirection},
		{"administrative", "Under administrative direction, directs the Psychological Screening Program.", "", AdministrativeDirection},
		{"policy", "Under general policy direction from and at the will of the Mayor, the Commissioner is responsible for elections", "", AdministrativeDirection},
		{"received", "Receives general supervision from the Library Director", "", GeneralSupervision},
		{"under its heading", "General direction from the County Clerk", "SUPERVISION RECEIVED", GeneralDirection},
		{"a reporting line has no degree", "Reports to the Head of Circulation", "", Unknown},
		{"what others receive", "Trains employees under her supervision", "", Unknown},
		{"what the class gives", "Coordinates the work of clerks under their general direction", "", Unknown},
		{"supervision by a court", "Counsels minors placed under the supervision of the court", "", Unknown},
		{"a demand among the duties", "Able to respond to direction given by a supervisor", "", Unknown},
		{"a demand on applicants", "Skills sufficient to receive work direction", "", Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := said("Clerk", tt.text, spec.Duty, tt.section, SupervisionReceived); got != tt.want {
				t.Errorf("%q: %s, want %s", tt.text, got, tt.want)
			}
		})
	}
}

func TestSupervisionGiven(t *testing.T) {
	for _, tt := range []struct{ name, title, text, want string }{
		{"nobody", "Clerk", "This position has no direct supervisory responsibility", SupervisesNobody},
		{"nobody, but a lead", "Attorney IV", "An Attorney IV does not supervise lower level attorney staff, but may act in a lead capacity", "may " + Leads},
		{"a lead", "Tree Maintenance Leadworker", "Incumbents work in a lead capacity with a crew engaged in trimming trees", Leads},
		{"a lead elsewhere", "Senior Plumber", "Acts as lead for and works with a small group of plumbers and helpers", Leads},
		{"training", "Librarian", "Trains staff and student workers as necessary", Leads},
		{"may lead", "Irrigation Specialist", "Incumbents may act as a lead worker over employees engaged in irrigation", "may " + Leads},
		{"a crew", "Supervisor", "Under general direction, incumbents work with and supervise crews of workers", Supervises},
		{"without a comma", "Crew Supervisor", "Under general direction supervises a crew of tree trimmers", Supervises},
		{"a staff of five", "Manager", "Supervises a staff of 5", Supervises},
		{"students who work there", "Librarian", "Supervise student workers in the evening", Supervises},
		{"assigns, reviews and evaluates", "Arts Manager", "Assigns, reviews and evaluates the work of a staff engaged in art programs", Supervises},
		{"may supervise", "Librarian I", "May supervise the work of clerical, paraprofessional and volunteer personnel", "may " + Supervises},
		{"assists in supervising", "Assistant Director", "Assists in the supervision of staff", "may " + Supervises},
		{"a supervisor's title and work", "Sheet Metal Supervisor", "Supervises the fabrication of sheet metal parts", Supervises},
		{"the same work by another title", "Sheet Metal Worker", "Supervises the fabrication of sheet metal parts", Unknown},
		{"supervisors", "Park Supervisor", "Supervises, through subordinate supervisors, several groups of employees", Manages},
		{"a unit", "Librarian", "The Young Adult Librarian manages the Young Adult Department", Manages},
		{"a department's program", "Chief", "To plan, organize, and direct the program and operations of the Laboratory Branch", Directs},
		{"inmates", "Officer", "Supervises inmates in the yard", Unknown},
		{"voters", "Clerk", "Supervises voter registration activities", Unknown},
		{"supervision received", "Clerk", "Works under the direction and supervision of a Library Supervisor", Unknown},
		{"a manager who supervises", "Clerk", "Advises the manager who supervises the employees", Unknown},
		{"direct as an adjective", "Deputy", "Has direct responsibility for the entire Election Division", Unknown},
		{"an adjective", "Specialist", "Serves as the lead program specialist in the county", Unknown},
		{"supervision that is no responsibility", "Clerk", "Supervision of other employees is not a responsibility of positions in this classification", SupervisesNobody},
		{"an office account", "Clerk", "Manages Elections Office email account", Unknown},
		{"training as a noun", "Peace Officer I", "This is the training and journey level.", Unknown},
		{"a leader in its field", "Specialist", "As a leader in providing inclusive elections, the county values integrity", Unknown},
		{"a department of a library", "Head of Adult Services", "The Head of Adult Services manages and oversees our busy, dynamic Adult Services Department", Manages},
		{"a division with its abbreviation", "Manager", "The Election Services Manager will oversee and direct the work of the Election Services (ES) Division of the agency", Directs},
		{"performance of a staff", "Director", "Oversee hiring, training, schedules and performance of a part time professional and student staff", Supervises},
		{"oversight of a team", "Librarian", "Position involves direct oversight of a team of highly motivated and dedicated staff", Supervises},
		{"oversight that is received", "Librarian", "Works under the oversight of a team of librarians", Unknown},
		{"leadership of a staff by its number", "Dean", "The position provides leadership, vision, strategic direction, and expertise for a staff of 6 FTE professionals", Supervises},
		{"students who work to study", "Librarian", "Trains work-study students, maintains supply inventory", Leads},
		{"new workers", "Specialist", "Train seasonal hires, perform VoteWA testing, and customer service", Leads},
		{"while the head is away", "Librarian", "Supervises student workers in the absence of the Head", "may " + Supervises},
		{"while the department's head is away", "Librarian", "Supervise staff in Department Head’s absence", "may " + Supervises},
		{"projects of divisions", "Librarian", "Manage complex projects across divisions and consult as needed with staff", Unknown},
		{"the head's assistant", "Librarian", "Assist the department head in hiring, training, supervision, and evaluation of personnel", "may " + Supervises},
		{"consultants from outside", "Director", "Responsible for the oversight of external consultants for the investment staff", Unknown},
		{"a project's staff", "Conservator", "Supervise project staff", Supervises},
		{"a head of department", "Registrar", "This is an executive, department head level position", Directs},
		{"money of employees", "Specialist", "Manage employee reimbursements, including travel", Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := said(tt.title, tt.text, spec.Purpose, "", SupervisionGiven); got != tt.want {
				t.Errorf("%q: %s, want %s", tt.text, got, tt.want)
			}
		})
	}
}

func TestDifficultyAndIndependence(t *testing.T) {
	for _, tt := range []struct {
		text string
		kind spec.Kind
		name Name
		want string
	}{
		{"As trainees, incumbents complete simple benefit calculations", spec.Purpose, Difficulty, EntryWork},
		{"This is the entry and journey level in this series.", spec.Purpose, Difficulty, JourneyWork},
		{"Incumbents perform work of average difficulty", spec.Purpose, Difficulty, JourneyWork},
		{"This is the advanced journey level in the series.", spec.Purpose, Difficulty, ComplexWork},
		{"This is the full journey level for difficult housing finance work.", spec.Purpose, Difficulty, ComplexWork},
		{"Incumbents are assigned the most sensitive and complex field inspections", spec.Purpose, Difficulty, MostComplexWork},
		{"Incumbents supervise a staff of planners and perform the most complex planning", spec.Purpose, Difficulty, MostComplexWork},
		{"Supervises the most complex projects", spec.Purpose, Difficulty, Unknown},
		{"Assists with the most complex cases", spec.Purpose, Difficulty, Unknown},
		{"Refers the more difficult problems to the supervisor", spec.Purpose, Difficulty, Unknown},
		{"Interprets complex regulations", spec.Duty, Difficulty, Unknown},
		{"Performs the more difficult work", spec.Duty, Difficulty, ComplexWork},
		{"Ability to perform the most difficult work", spec.Ability, Difficulty, Unknown},
		{"Incumbents independently perform inspections", spec.Purpose, Independence, Independently},
		{"Attorneys work with broad discretion and independence", spec.Purpose, Independence, WithLatitude},
		{"Incumbents work within established procedures", spec.Purpose, Independence, WithinProcedures},
		{"Teaches residents to live independently", spec.Duty, Independence, Unknown},
	} {
		t.Run(tt.text, func(t *testing.T) {
			if got := said("Clerk", tt.text, tt.kind, "", tt.name); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// What a specification says of a neighbour is no factor of the class, and what it says of the
// whole series is a factor of none.
func TestWhatIsSaidOfOthersIsNotRead(t *testing.T) {
	own := spec.Statement{ID: "1", Kind: spec.Purpose, Text: "A Planner III works with a minimum of administrative direction. An employee in the next lower class of Planner II works under close supervision. He/She receives general supervision from a Planner III."}
	shared := spec.Statement{ID: "2", Kind: spec.Purpose, Text: "Incumbents supervise staff.", Span: spec.Span{Start: 9, End: 20}}
	s := NewSeries([]Member{{"Planner II", []spec.Statement{shared}}, {"Planner III", []spec.Statement{own, shared}}})
	lower, upper := s.Read(0), s.Read(1)
	if upper[0].Value != AdministrativeDirection || !strings.HasPrefix(upper[0].Quote, "A Planner III") {
		t.Errorf("received: %+v", upper[0])
	}
	if lower[1].Known() || upper[1].Known() {
		t.Errorf("what both share is read: %+v, %+v", lower[1], upper[1])
	}
	alone := NewSeries([]Member{{"Planner II", []spec.Statement{shared}}}).Read(0)
	if alone[1].Value != Supervises {
		t.Errorf("a class alone: %+v", alone[1])
	}
}

func TestTheHighestOfSeveralValuesCounts(t *testing.T) {
	got := Read(Class{Title: "Clerk"}, []spec.Statement{
		{ID: "a", Kind: spec.Duty, Text: "May supervise clerks."}, {ID: "b", Kind: spec.Duty, Text: "Leads the work of other clerks; does not supervise staff."},
	})[1]
	if got.Value != Supervises || !got.May || *got.Order != 1.5 || got.StatementID != "a" {
		t.Errorf("%+v", got)
	}
	nobody := Read(Class{}, []spec.Statement{{Kind: spec.Supervision, Section: "Supervision exercised", Text: "None"}})[1]
	if nobody.Value != SupervisesNobody || nobody.Order == nil || *nobody.Order != 0 {
		t.Errorf("none is a value, not unknown: %+v", nobody)
	}
}

func TestComparisons(t *testing.T) {
	of := func(value string, may bool) Factor {
		return Factor{Name: SupervisionGiven, Value: value, May: may, Order: orderOf(SupervisionGiven, value, may)}
	}
	nothing := unknown(SupervisionGiven)
	for _, tt := range []struct {
		name          string
		class, before Factor
		want          Verdict
	}{
		{"higher", of(Supervises, false), of(Leads, false), Higher},
		{"may is less", of(Leads, true), of(Leads, false), Lower},
		{"may supervise is more than leads", of(Supervises, true), of(Leads, false), Higher},
		{"zero is not unknown", of(Leads, true), of(SupervisesNobody, false), Higher},
		{"same", of(Leads, false), of(Leads, false), Same},
		{"nothing stated", of(Leads, false), nothing, NotSaid},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := Compare([]Factor{tt.class}, []Factor{tt.before}, "")[0]
			if c.Verdict != tt.want || (c.Says != "") != (tt.want == Higher || tt.want == Lower) {
				t.Errorf("%s, %q", c.Verdict, c.Says)
			}
		})
	}
}

func TestExperienceAndPay(t *testing.T) {
	years := func(n float64, feeders ...qualification.Feeder) qualification.Alternative {
		return qualification.Alternative{Conditions: []qualification.Condition{{Kind: qualification.ExperienceAsked, Text: "asked", Experience: &qualification.Experience{Years: &n, Feeders: feeders}}}}
	}
	below := qualification.Feeder{Name: "Planner I", ClassIDs: []string{"us-xx:1"}}
	least := ExperienceOf(&qualification.Requirements{Alternatives: []qualification.Alternative{years(3), years(1, below)}})
	if least.Value != "1 year as Planner I" || least.Order != nil {
		t.Errorf("%+v", least)
	}
	c := Compare([]Factor{least}, []Factor{ExperienceOf(nil)}, "us-xx:1")[0]
	if c.Verdict != Higher || c.Says != "Experience in the class before it: 1 year as Planner I" {
		t.Errorf("%s %q", c.Verdict, c.Says)
	}
	if anywhere := ExperienceOf(&qualification.Requirements{Common: years(2.5).Conditions}); anywhere.Order == nil || *anywhere.Order != 2.5 {
		t.Errorf("%+v", anywhere)
	}
	pay := func(amount float64, unit, currency string) Factor {
		return PayOf("s", []spec.Fact{{Value: "as stated", Pay: &spec.Pay{From: &amount, Unit: unit, Currency: currency}}})
	}
	if got := Order(pay(30, "hour", "USD"), pay(5000, "month", "USD")); got != Higher {
		t.Errorf("30 an hour beside 5000 a month: %s", got)
	}
	if got := Order(pay(30, "hour", "USD"), pay(5000, "month", "CAD")); got != NotSaid {
		t.Errorf("two currencies: %s", got)
	}
	if got := pay(30, "", "USD"); !got.Known() || got.Order != nil {
		t.Errorf("an amount without a unit: %+v", got)
	}
}

var pieces = []string{"Under ", "close ", "general ", "supervision", " direction", " of ", "may ", "supervises ", "does not ", "staff", "a crew", ", ", "; ", ". ", "The ", "Planner II ", "most complex ", "work", " assists in ", "”", "é", "independently "}

// A quote stands in its statement, and a value stands on its scale.
func TestQuotesStandInTheirStatements(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 40).Draw(t, "pieces"), "")
		holds(t, text)
		var twice []spec.Statement
		for range 2 {
			twice = append(twice, spec.Statement{ID: "s", Text: text, Kind: spec.Purpose})
		}
		a, b := Read(Class{Title: "Planner II"}, twice[:1]), Read(Class{Title: "Planner II"}, twice)
		for _, c := range Compare(a, b, "") {
			if c.Verdict != Same && c.Class.Known() || c.Class.Known() != c.Before.Known() {
				t.Fatalf("said twice, %q is another value: %+v", text, c)
			}
		}
	})
}

// Of two factors one is higher exactly when the other is lower.
func TestComparisonIsAntisymmetric(t *testing.T) {
	opposite := map[Verdict]Verdict{Higher: Lower, Lower: Higher, Same: Same, NotSaid: NotSaid}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom(Worded).Draw(t, "name")
		one := func(label string) Factor {
			value := rapid.SampledFrom(append(Scale(n), Unknown)).Draw(t, label)
			return Factor{Name: n, Value: value, Order: orderOf(n, value, rapid.Bool().Draw(t, label+" may"))}
		}
		a, b := one("a"), one("b")
		if Order(a, b) != opposite[Order(b, a)] {
			t.Fatalf("%+v beside %+v: %s and %s", a, b, Order(a, b), Order(b, a))
		}
	})
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func holds(t failer, text string) {
	t.Helper()
	read := Read(Class{Title: "Planner II", Others: []string{"Planner I"}}, []spec.Statement{{ID: "s", Text: text, Kind: spec.Purpose}})
	if len(read) != len(Worded) {
		t.Fatalf("%d factors", len(read))
	}
	for i, f := range read {
		switch {
		case f.Name != Worded[i]:
			t.Fatalf("factor %d is %s", i, f.Name)
		case !f.Known() && (f.Quote != "" || f.Order != nil || f.May):
			t.Fatalf("unknown, and yet %+v", f)
		case f.Known() && (f.Quote == "" || !strings.Contains(text, f.Quote) || f.StatementID != "s" || f.Order == nil):
			t.Fatalf("%q: %+v", text, f)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("Under general direction, supervises a staff of 5. May act as lead; does not supervise.")
	f.Add("An employee in the next lower class of Planner I carries activities of lesser scope")
	f.Add("SUPERVISION RECEIVED: General direction from \xff the clerk")
	f.Fuzz(func(t *testing.T, text string) { holds(t, text) })
}
