package step

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crosswalk/internal/spec"
)

// of reads one sentence that a class states.
func of(factor Factor, text string, others ...string) FactorValue {
	for _, f := range Read([]spec.Statement{{ID: "st-1", Kind: spec.RoleDescription, Text: text}}, others) {
		if f.Factor == factor {
			return f
		}
	}
	return FactorValue{}
}

func TestSupervisionReceived(t *testing.T) {
	for text, want := range map[string]string{
		"Under close supervision, performs a variety of duties":                                              "close",
		"Works under the general supervision of the Director of Elections":                                   "general_supervision",
		"Under supervision, incumbents perform work of average difficulty":                                   "supervision",
		"Under direction, plans and conducts investigations":                                                 "direction",
		"Under general direction, acts as the expert in hydrology":                                           "general_direction",
		"Receives administrative direction from the Board of Supervisors":                                    "administrative_direction",
		"Incumbents are supervised by the head of the branch library":                                        "supervision",
		"Works with minimal supervision":                                                                     "general_supervision",
		"Trains employees working under close supervision":                                                   Unknown,
		"Provides direction to contractors on the design of bridges":                                         Unknown,
		"Has knowledge of principles of effective supervision":                                               Unknown,
		"Under the close supervision of a supervisor at first, and later under general supervision, audits ": "general_supervision",
	} {
		if got := of(SupervisionReceived, text); got.Value != want {
			t.Errorf("%q: %s, want %s", text, got.Value, want)
		}
	}
}

func TestSupervisionGiven(t *testing.T) {
	for text, want := range map[string]string{
		"Supervises a staff of five clerks":                                        "supervises",
		"Assigns, reviews, and evaluates the work of employees engaged in payroll": "supervises",
		"Hires, trains and evaluates student workers":                              "supervises",
		"Acts as lead worker for the crew":                                         "leads",
		"Trains poll workers":                                                      "leads",
		"Plans, organizes, and directs the reference section through supervisors":  "manages",
		"Directs the work of a crew of plumbers":                                   "supervises",
		"Has charge of a branch library":                                           "manages",
		"Directs the department":                                                   "directs",
		"Does not supervise other employees":                                       "none",
		"This is a nonsupervisory class":                                           "none",
		"Supervises inmates in the laundry":                                        Unknown,
		"Trains voters in the use of the voting equipment":                         Unknown,
		"Reviews and approves invoices":                                            Unknown,
		"Works with review by the director":                                        Unknown,
		"Certificate as a Land Surveyor in Training issued by the state board":     Unknown,
	} {
		if got := of(SupervisionGiven, text); got.Value != want {
			t.Errorf("%q: %s, want %s", text, got.Value, want)
		}
	}
}

func TestDifficulty(t *testing.T) {
	for text, want := range map[string]string{
		"This is the entry level in the series":                               "routine",
		"Performs the less-difficult tasks of appraisal":                      "routine",
		"This is the full journey level":                                      "average",
		"Performs work of average difficulty":                                 "average",
		"Conducts complex analytical studies":                                 "complex",
		"Handles the most sensitive and complex investigations":               "most_complex",
		"Works in a complex organization":                                     Unknown,
		"Requires skills definably above the journey level":                   Unknown,
		"This is the working supervisory level":                               Unknown,
		"Assists engineers with the more difficult work":                      Unknown,
		"Two years of experience in complex claims work are required":         Unknown,
		"Supervises journey level mechanics":                                  Unknown,
		"As knowledge and skill are gained, prepares for more difficult work": Unknown,
	} {
		if got := of(Difficulty, text); got.Value != want {
			t.Errorf("%q: %s, want %s", text, got.Value, want)
		}
	}
}

func TestWhatMayBeIsWeakerThanWhatIs(t *testing.T) {
	may := of(SupervisionGiven, "Incumbents may act as a lead worker")
	if may.Value != "leads" || !may.May {
		t.Fatalf("%+v", may)
	}
	both := Read([]spec.Statement{
		{ID: "st-1", Kind: spec.Duty, Text: "May supervise clerks"}, {ID: "st-2", Kind: spec.Duty, Text: "Acts as lead worker"},
	}, nil)[1]
	if both.Value != "leads" || both.May || both.Quotes[0].StatementID != "st-2" {
		t.Errorf("%+v", both)
	}
	is := of(SupervisionGiven, "Acts as a lead worker")
	if Compare(is, may) != Higher || Compare(may, is) != Lower || Compare(is, is) != Same || Compare(is, unknown(SupervisionGiven)) != NotKnown {
		t.Errorf("%s, %s", Compare(is, may), Compare(may, is))
	}
}

func TestASentenceOfAnotherClassIsNotCounted(t *testing.T) {
	text := "Accountant II works under general direction and handles the most complex audits"
	if got := of(Difficulty, text, "Accountant II"); got.Known() {
		t.Errorf("%+v", got)
	}
	if got := of(Difficulty, text, "Accountant"); !got.Known() {
		t.Error("the title of another class goes on")
	}
}

func TestWhatAllClassesShareIsNoFactOfOne(t *testing.T) {
	shared := spec.Statement{Text: "Under general direction, audits accounts", Span: spec.Span{Start: 1, End: 2}}
	own := spec.Statement{Text: "Supervises auditors"}
	got := Own([]spec.Statement{shared, own}, []spec.Statement{shared}, []spec.Statement{shared})
	if len(got) != 1 || got[0].Text != own.Text {
		t.Errorf("%+v", got)
	}
	if got := Own([]spec.Statement{shared, own}); len(got) != 2 {
		t.Errorf("a class without others: %+v", got)
	}
}

func TestComparingIsAntisymmetric(t *testing.T) {
	some := func(t *rapid.T, name string) FactorValue {
		rank := rapid.IntRange(-1, 4).Draw(t, name)
		if rank < 0 {
			return unknown(SupervisionGiven)
		}
		return FactorValue{Factor: SupervisionGiven, Value: scales[SupervisionGiven][rank], Rank: &rank, May: rapid.Bool().Draw(t, name+" may")}
	}
	opposite := map[Order]Order{Higher: Lower, Lower: Higher, Same: Same, NotKnown: NotKnown}
	rapid.Check(t, func(t *rapid.T) {
		a, b := some(t, "a"), some(t, "b")
		if Compare(a, b) != opposite[Compare(b, a)] {
			t.Fatalf("%s and %s", Compare(a, b), Compare(b, a))
		}
	})
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{
		"Under general direction, supervises a staff of 5; may act as lead.", "Directs the work of ", "\xff under supervision", "of average difficulty. The A", "",
	} {
		f.Add(text, "Clerk II")
	}
	f.Fuzz(func(t *testing.T, text, other string) {
		for _, fact := range Read([]spec.Statement{{Kind: spec.Duty, Text: text}}, []string{other}) {
			if fact.Known() != (len(fact.Quotes) > 0) || fact.Known() != (fact.Rank != nil) || len(fact.Quotes) > MaxQuotes {
				t.Errorf("%+v", fact)
			}
			for _, q := range fact.Quotes {
				if !strings.Contains(text, q.Text) {
					t.Errorf("%q does not stand in %q", q.Text, text)
				}
			}
		}
	})
}
