package coding

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/encoder"
	sentence "crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// occupations that are few, and differ in what the tests need.
var occupations = []Occupation{
	{
		ID: "onet:47-2152.00", Code: "47-2152.00", Title: "Plumbers", JobZone: 3, Titles: []string{"Pipefitter", "Steamfitter"},
		Description: "Install and repair pipes and fixtures that carry water, steam or gas.",
		Tasks: []Task{
			{ID: "p1", Text: "Install pipes, fixtures and valves in buildings.", Activities: []string{"Install plumbing"}},
			{ID: "p2", Text: "Repair leaking pipes and clogged drains.", Activities: []string{"Repair plumbing"}},
		},
	},
	{
		ID: "onet:47-2111.00", Code: "47-2111.00", Title: "Electricians", JobZone: 3, Titles: []string{"Wireman"},
		Description: "Install and repair wiring and electrical fixtures.",
		Tasks: []Task{
			{ID: "e1", Text: "Connect wires to circuit breakers and transformers.", Activities: []string{"Install electrical wiring"}},
			{ID: "e2", Text: "Test electrical systems with voltmeters.", Activities: []string{"Test electrical equipment"}},
		},
		Tools: []string{"Acme Circuit Designer", "Spreadsheets"},
	},
	{
		ID: "onet:47-1011.00", Code: "47-1011.00", Title: "First-Line Supervisors of Construction Trades", JobZone: 3, Titles: []string{"Plumbing Foreman"},
		Description: "Supervise construction workers.",
		Tasks:       []Task{{ID: "s1", Text: "Supervise workers who install pipes or wiring.", Activities: []string{"Supervise construction"}}},
	},
	{
		ID: "onet:21-1021.00", Code: "21-1021.00", Title: "Child, Family, and School Social Workers", JobZone: 5, Titles: []string{"Child Protective Services Specialist"},
		Description: "Help children and families to cope.",
		Tasks: []Task{
			{ID: "c1", Text: "Interview children and parents to assess abuse or neglect.", Activities: []string{"Interview clients"}},
			{ID: "c2", Text: "Place children in foster homes.", Activities: []string{"Arrange foster care"}},
		},
	},
	{
		ID: "onet:21-1029.00", Code: "21-1029.00", Title: "Social Workers, All Other", Titles: []string{"Forensic Social Worker"},
		Description: "All social workers not listed separately.",
	},
}

func newTestCoder(t testing.TB) *Coder {
	t.Helper()
	m, err := BuiltinModel()
	if err != nil {
		t.Fatal(err)
	}
	embedding, err := semantic.BuiltinModel()
	if err != nil {
		t.Fatal(err)
	}
	e, err := encoder.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	place := func(ctx context.Context, texts []string) ([]sentence.Row, error) { return semantic.Rows(ctx, e, texts) }
	c, err := NewCoder(context.Background(), occupations, embedding, Placers{place, place, e.Name()})
	if err != nil {
		t.Fatal(err)
	}
	employers, err := BuiltinEmployers()
	if err != nil {
		t.Fatal(err)
	}
	if c, err = c.With(m, employers, DefaultThresholds); err != nil {
		t.Fatal(err)
	}
	return c
}

// coded codes a job.
func coded(t testing.TB, c *Coder, j Job, limit int, withEvidence bool) Answer {
	t.Helper()
	a, err := c.Code(t.Context(), j, limit, withEvidence)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func duties(texts ...string) []spec.Statement {
	var out []spec.Statement
	for _, text := range texts {
		out = append(out, spec.Statement{Kind: spec.Duty, Text: text})
	}
	return out
}

func TestEveryScoreIsTheSumOfItsParts(t *testing.T) {
	c := newTestCoder(t)
	jobs := []Job{
		{Title: "Plumber"},
		{Title: "Senior Child Protective Specialist II", Statements: duties("Interviews children and parents about neglect", "Places children in foster homes")},
		{Statements: duties("Installs pipes and fixtures in buildings", "Repairs leaking drains and valves", "Tests electrical wiring with voltmeters")},
	}
	for _, j := range jobs {
		a := coded(t, c, j, 10, false)
		if len(a.Candidates) != len(occupations) {
			t.Errorf("%q: %d candidates", j.Title, len(a.Candidates))
		}
		last := math.Inf(1)
		for _, candidate := range a.Candidates {
			sum := 0.0
			for _, p := range candidate.Parts {
				sum += p.Value
			}
			if math.Abs(sum-candidate.Similarity) > 1e-12 || sum > 1 {
				t.Errorf("%s: parts add up to %g, similarity %g", candidate.Code, sum, candidate.Similarity)
			}
			if candidate.Similarity > last {
				t.Errorf("%s: more similar than the one before it", candidate.Code)
			}
			last = candidate.Similarity
		}
		for i := 1; i < len(a.Candidates); i++ {
			if a.Candidates[i].Confidence > a.Candidates[i-1].Confidence {
				t.Errorf("%q: confidence rises from candidate %d to %d", j.Title, i, i+1)
			}
		}
	}
}

func TestEvidenceQuotesBothSides(t *testing.T) {
	c := newTestCoder(t)
	job := Job{Title: "Child Protective Services Specialist, Department of Plumbing", Statements: duties(
		"Interviews parents to assess neglect", "Sweeps zeppelins every autumn",
	)}
	job.Statements[0].ID, job.Statements[0].Span = "st-1", spec.Span{Start: 3, End: 9}
	first := coded(t, c, job, 1, true).Candidates[0]
	if first.Code != "21-1021.00" {
		t.Fatalf("first is %s %s", first.Code, first.Title)
	}
	want := []Counterpart{
		{
			Kind: "title", Class: Quote{Text: job.Title}, Occupation: Quote{Text: "Child Protective Services Specialist"},
			Likeness: 1, Shared: []string{"child", "protect", "servic", "specialist"},
		},
		{
			Kind: "statement", Class: Quote{Text: job.Statements[0].Text, StatementID: "st-1", Span: &job.Statements[0].Span},
			Occupation: Quote{Text: "Interview children and parents to assess abuse or neglect.", StatementID: "c1"},
		},
	}
	if len(first.Evidence) < 2 {
		t.Fatalf("evidence %+v", first.Evidence)
	}
	got := []Counterpart{first.Evidence[0], first.Evidence[len(first.Evidence)-1]}
	slices.Sort(got[0].Shared)
	if math.Abs(got[0].Likeness-1) > 1e-9 || got[1].Likeness < counterpart || !slices.Contains(got[1].Shared, "neglect") {
		t.Errorf("likenesses %g and %g, shared %v", got[0].Likeness, got[1].Likeness, got[1].Shared)
	}
	got[0].Likeness, got[1].Likeness, got[1].Shared = 1, 0, nil
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if a := first.OnlyInOccupation; a.Count != 1 || a.Of != 2 || a.Examples[0].StatementID != "c2" {
		t.Errorf("only in the occupation: %+v", a)
	}
	if coded(t, c, job, 1, false).Candidates[0].Shown != nil {
		t.Error("evidence that was not asked for")
	}
}

// TestEvidenceByMeaning codes a statement that shares no word with the task
// that it means.
func TestEvidenceByMeaning(t *testing.T) {
	c := newTestCoder(t)
	job := Job{Title: "Social Worker", Statements: duties("Questions kids and mothers about maltreatment", "Sweeps zeppelins every autumn")}
	for _, candidate := range coded(t, c, job, 5, true).Candidates {
		if candidate.Code != "21-1021.00" {
			continue
		}
		at := slices.IndexFunc(candidate.Evidence, func(e Counterpart) bool { return e.Kind == "statement" })
		if at < 0 {
			t.Fatalf("no statement among %+v", candidate.Evidence)
		}
		if e := candidate.Evidence[at]; !e.ByMeaning || e.Likeness < meant || len(e.Shared) > 0 || e.Class.Text != job.Statements[0].Text || e.Occupation.StatementID != "c1" {
			t.Errorf("%+v", e)
		}
		if a := candidate.OnlyInClass; a.Count != 1 || a.Examples[0].Text != job.Statements[1].Text {
			t.Errorf("only in the class: %+v", a)
		}
		return
	}
	t.Error("social workers are no candidate")
}

// TestAWordOfTextTakesNothingFromATitle adds to a title what says nothing.
func TestAWordOfTextTakesNothingFromATitle(t *testing.T) {
	c := newTestCoder(t)
	alone := coded(t, c, Job{Title: "Plumber"}, 5, false)
	if with := coded(t, c, Job{Title: "Plumber", Statements: duties("Installs much.")}, 5, false); cmp.Diff(alone, with) != "" {
		t.Error(cmp.Diff(alone, with))
	}
}

func TestTooLittleIsNotJudged(t *testing.T) {
	c := newTestCoder(t)
	for _, j := range []Job{
		{}, {Title: "Xqzt"}, {Statements: duties("pipes")}, {Title: "  ", Statements: duties("zxcv qwer tyui")},
		{Statements: []spec.Statement{{Kind: spec.Duty, Text: "Install pipes, fixtures and valves in buildings, repair leaking drains, connect wires", Boilerplate: true}}},
	} {
		if a := coded(t, c, j, 10, true); a.Decision != None || a.Reason != reasonTooLittle || a.Candidates == nil || len(a.Candidates) > 0 {
			t.Errorf("%+v: %+v", j, a)
		}
	}
}

func TestDecisions(t *testing.T) {
	for _, tt := range []struct {
		confidence float64
		want       Decision
	}{{1, Suggest}, {0.7, Suggest}, {0.69, Review}, {0.2, Review}, {0.19, None}, {0, None}} {
		if got := (Thresholds{Suggest: 0.7, Review: 0.2}).Decide(&Measured{Given: TitleGiven}, tt.confidence); got != tt.want {
			t.Errorf("%g: %s, want %s", tt.confidence, got, tt.want)
		}
	}
	for _, wrong := range []Thresholds{{Suggest: 0.2, Review: 0.3}, {Suggest: 1.1}, {Review: -0.1, Suggest: 0.5}, {Suggest: math.NaN()}} {
		if wrong.Check() == nil {
			t.Errorf("%+v passes", wrong)
		}
	}
	// With every confidence suggested, a text that is unlike all is not.
	everything := Thresholds{}
	for _, tt := range []struct {
		job  Measured
		want Decision
	}{
		{Measured{Given: BothGiven, Closest: leastLikeness}, Suggest}, {Measured{Given: TitleGiven}, Suggest},
		{Measured{Given: BothGiven, Closest: leastLikeness / 2}, None}, {Measured{Given: TextGiven}, None}, {Measured{}, None},
	} {
		if got := everything.Decide(&tt.job, 0.5); got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.job, got, tt.want)
		}
	}
}

func TestToolsThatStatementsName(t *testing.T) {
	named := newTools(occupations)
	for _, tt := range []struct {
		text string
		want bool
	}{
		{"Draws plans with the Circuit Designer of Acme", true}, {"Keeps spreadsheets", true},
		{"Draws circuits", false}, {"Hires an Acme designer", false},
	} {
		found := named.found([][]string{set(semantic.Stems(tt.text))}, len(occupations))
		if got := found[1] > 0; got != tt.want || found[0] != 0 {
			t.Errorf("%q: %v", tt.text, found)
		}
	}
	// The words of one name stand in one statement.
	if found := named.found([][]string{{"circuit", "draw"}, {"acm", "design", "hire"}}, len(occupations)); found[1] != 0 {
		t.Errorf("across statements: %v", found)
	}
}

func TestJobZoneOfQualifications(t *testing.T) {
	for _, tt := range []struct {
		text string
		want float64
	}{
		{"Possession of a Ph.D. in botany", 5}, {"A master's degree in social work", 4.6}, {"Graduation from college", 4},
		{"Equivalent to completion of the twelfth grade", 3}, {"Ability to read and write", 1.5}, {"One year of experience", otherPreparation},
	} {
		if got := zoneOf([]spec.Statement{{Kind: spec.Qualification, Text: tt.text}}); got != tt.want {
			t.Errorf("%q: %g, want %g", tt.text, got, tt.want)
		}
	}
	if got := zoneOf(duties("A master's degree is earned")); got != 0 {
		t.Errorf("without qualifications: %g", got)
	}
}

func TestRelated(t *testing.T) {
	c := newTestCoder(t)
	ofPlumbers := c.Related("onet:47-2152.00", Job{}, 0)
	if len(ofPlumbers) != len(occupations)-1 || slices.ContainsFunc(ofPlumbers, func(r Related) bool { return r.ID == "onet:47-2152.00" }) {
		t.Errorf("%+v", ofPlumbers)
	}
	for i, r := range ofPlumbers {
		if construction := strings.HasPrefix(r.ID, "onet:47-"); construction != (i < 2) {
			t.Errorf("%d is %s", i+1, r.ID)
		}
	}
	for _, r := range append(ofPlumbers, c.Related("us-tx:1", Job{Title: "Social Worker", Statements: duties("Places children in homes")}, 0)...) {
		sum := 0.0
		for _, p := range r.Parts {
			sum += p.Value
		}
		if math.Abs(sum-r.Score) > 1e-12 || sum < 0 || sum > 1 {
			t.Errorf("%s: parts %+v, score %g", r.ID, r.Parts, r.Score)
		}
	}
}

// FuzzCode codes whatever is sent: it neither panics nor answers what a reader
// could not use.
func FuzzCode(f *testing.F) {
	f.Add("Senior Plumber II", "Install pipes. Repair drains.")
	f.Add("Chief (Plumbing), Department of Water", "")
	f.Add("", "Ability to read and write; knowledge of pipes, wires, children and foster homes in buildings and gas fixtures")
	f.Add(")(,,(", "\x00\xff")
	c := newTestCoder(f)
	f.Fuzz(func(t *testing.T, title, text string) {
		a := coded(t, c, Job{Title: title, Statements: duties(strings.Split(text, ".")...)}, 10, true)
		if a.Candidates == nil || a.Reason == "" || a.Decision == "" {
			t.Errorf("%+v", a)
		}
		for _, candidate := range a.Candidates {
			if !(candidate.Confidence >= 0 && candidate.Confidence <= 1 && candidate.Similarity >= 0 && candidate.Similarity <= 1) {
				t.Errorf("confidence %g, similarity %g", candidate.Confidence, candidate.Similarity)
			}
		}
	})
}

func TestPrecedents(t *testing.T) {
	at := func(x, y float32) []float32 { return []float32{x, y} }
	examples := []Example{
		{Title: "Near", Group: "a", Right: map[string]bool{"11-1021": true}, Measured: Measured{PlacedTitle: at(1, 0), PlacedText: at(0.6, 0.8)}},
		{Title: "Far", Group: "b", Right: map[string]bool{"47-2152": true}, Measured: Measured{PlacedTitle: at(0, 1), PlacedText: at(-0.8, 0.6)}},
	}
	p := newPrecedents(examples)
	job := Measured{Given: TextGiven, PlacedTitle: at(0, 1), PlacedText: at(0.6, 0.8)}
	if s := p.shares(&job, ""); s["11-1021"] < 0.99 || s["47-2152"] > 0.1 {
		t.Errorf("by text: %v", s)
	}
	job.Given = TitleGiven
	if s := p.shares(&job, ""); s["47-2152"] < 0.99 {
		t.Errorf("by title: %v", s)
	}
	if s := p.shares(&job, "b"); s["47-2152"] != 0 || s["11-1021"] == 0 || s["11-1021"] > 0.01 {
		t.Errorf("with its own group left out, what is left is far, and hardly speaks: %v", s)
	}
	if n := p.nearest(p.likeness(&job), "47-2152"); len(n) != 1 || n[0].Title != "Far" {
		t.Errorf("nearest: %+v", n)
	}
	var none *Precedents
	if s := none.shares(&job, ""); len(s) != 0 {
		t.Errorf("of none: %v", s)
	}
}

// TestPrecedentsAreReadAsTheyWereWritten keeps them and reads them again.
func TestPrecedentsAreReadAsTheyWereWritten(t *testing.T) {
	embedding, err := semantic.BuiltinModel()
	if err != nil {
		t.Fatal(err)
	}
	place := func(text string) []float32 { return ofStems(embedding, semantic.Stems(text)) }
	p := newPrecedents([]Example{
		{Title: "Plumber II", Group: "a", Right: map[string]bool{"47-2152": true}, Measured: Measured{PlacedTitle: place("plumber"), PlacedText: place("repairs leaking pipes")}},
		{Title: "Nurse", Group: "b", Right: map[string]bool{"29-1141": true}, Measured: Measured{PlacedTitle: place("nurse"), PlacedText: place("cares for patients")}},
	})
	file, err := p.File(embedding)
	if err != nil {
		t.Fatal(err)
	}
	back, err := readPrecedents(file, embedding)
	if err != nil {
		t.Fatal(err)
	}
	job := Measured{Given: TextGiven, PlacedTitle: place("plumber"), PlacedText: place("drains and valves")}
	for soc, share := range p.shares(&job, "") {
		if again := back.shares(&job, "")[soc]; math.Abs(again-share) > 0.02 {
			t.Errorf("%s: %g, was %g", soc, again, share)
		}
	}
	if _, err := readPrecedents([]byte(strings.Replace(string(file), embedding.Name(), "another", 1)), embedding); err == nil {
		t.Error("precedents of another embedding model are read")
	}
}

// TestFitFindsWhatDecides makes examples in which one signal points to the
// right code and all else is chance.
func TestFitFindsWhatDecides(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var examples []Example
	var rankings []Ranking
	for i := range 300 {
		ex := Example{Right: map[string]bool{"47-2152": true}, Measured: Measured{Given: BothGiven, Words: []string{"pipe"}}}
		if i%2 == 0 {
			ex.Right = map[string]bool{"21-1021": true}
			ex.Words = []string{"child"}
		}
		// Without a place by meaning nothing is a precedent.
		for _, code := range []string{"47-2152.00", "47-2111.00", "21-1021.00", "21-1029.00"} {
			var s Signals
			for k := range s {
				s[k] = random.Float32()
			}
			s[Text] = random.Float32() / 2
			if ex.Right[SOC(code)] {
				s[Text] += 0.5
			}
			ex.Codes, ex.Signals = append(ex.Codes, code), append(ex.Signals, s)
		}
		examples = append(examples, ex)
	}
	f := Fit(examples[:200])
	for name, w := range f.Signals {
		if name != Text.String() && w > f.Signals[Text.String()]/2 {
			t.Errorf("%s has %g, text %g", name, w, f.Signals[Text.String()])
		}
	}
	if f.TitleWords["pipe"]["47-2152"] == 0 || f.TitleWords["pipe"]["21-1021"] > 0 {
		t.Errorf("title words %v", f.TitleWords)
	}
	right := 0
	for i := range examples[200:] {
		r := f.Rank(&examples[200+i])
		rankings = append(rankings, r)
		if r.Right[0] {
			right++
		}
	}
	if right < 95 {
		t.Errorf("%d of 100 right", right)
	}
	c := FitCalibration(rankings, nil)
	mean := 0.0
	for _, r := range rankings {
		mean += c.Confidences(r.Logits, 0)[0] / float64(len(rankings))
	}
	if math.Abs(mean-float64(right)/100) > 0.05 {
		t.Errorf("mean confidence %.2f, %d of 100 right", mean, right)
	}
	if again := Fit(examples[:200]); cmp.Diff(f.Signals, again.Signals) != "" {
		t.Error("the same examples give other weights")
	}
	if without := FitWithout(f, Text, examples[:200]); without.Signals[Text.String()] != 0 {
		t.Errorf("without text: %v", without.Signals)
	}
}

func TestGroupsAsText(t *testing.T) {
	g := Groups{"11-1021": 0.25, "11": 0.4}
	text, err := g.MarshalText()
	if err != nil || string(text) != "11 0.4, 11-1021 0.25" {
		t.Errorf("%q, %v", text, err)
	}
	var back Groups
	if err := back.UnmarshalText(text); err != nil || cmp.Diff(g, back) != "" {
		t.Errorf("%v, %v", back, err)
	}
	for _, wrong := range []string{"", "11", "11 -1", "111 2", "11 0.4,12 1", "11 x"} {
		if back.UnmarshalText([]byte(wrong)) == nil {
			t.Errorf("%q passes as %v", wrong, back)
		}
	}
}
