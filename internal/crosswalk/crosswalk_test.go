package crosswalk

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crosswalk/internal/match"
	"crosswalk/internal/semantic/encoder"
	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// workbench is an engine and what classes are made with.
type workbench struct {
	*Reading
	engine *Engine
}

func newWorkbench(t testing.TB) workbench {
	t.Helper()
	corpus, err := match.BuiltinCorpus()
	if err != nil {
		t.Fatal(err)
	}
	judge, err := match.BuiltinJudge()
	if err != nil {
		t.Fatal(err)
	}
	model, err := encoder.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	ladder, err := ParseLadder(BuiltinLadder())
	if err != nil {
		t.Fatal(err)
	}
	corpus = corpus.With(model.Head())
	made := map[string]vector.Row{} // property tests draw the same texts again and again
	place := func(text string) vector.Row {
		row, ok := made[text]
		if !ok {
			v, err := model.Embed(context.Background(), []string{text})
			if err != nil {
				t.Fatal(err)
			}
			row = vector.Round(v)
			made[text] = row
		}
		return row
	}
	return workbench{&Reading{Corpus: corpus, Ladder: ladder, Place: place}, &Engine{Corpus: corpus, Judge: judge.OfBest(), TypicalMass: 30}}
}

// class makes a class of statements written "kind: text" or, at a level,
// "kind @ 2: text". Levels get rungs 1, 3, 4.
func (w workbench) class(id string, levels int, statements ...string) *Class {
	c := spec.Class{ID: id, Title: id, Issuer: spec.IssuerOf(id), LevelBasis: spec.Absent}
	for i := range levels {
		rung := []int{1, 3, 4}[i]
		c.Levels = append(c.Levels, spec.Level{Ordinal: i + 1, Label: fmt.Sprintf("L%d", i+1), Basis: spec.Stated, Rung: &rung})
		c.LevelBasis = spec.Stated
	}
	var list []spec.Statement
	for i, s := range statements {
		head, text, _ := strings.Cut(s, ": ")
		kind, level, _ := strings.Cut(head, " @ ")
		st := spec.Statement{ID: fmt.Sprintf("%s-%d", id, i), ClassID: id, Kind: spec.Kind(kind), Text: text}
		if level != "" {
			st.Level = &c.Levels[int(level[0]-'1')]
		}
		if kind == "boilerplate" {
			st.Kind, st.Boilerplate = spec.Duty, true
		}
		list = append(list, st)
	}
	return NewClass(c, list, w.Reading)
}

// status returns the status of the requirement that begins with text.
func status(t *testing.T, x *Crosswalk, text string) Requirement {
	t.Helper()
	for _, r := range x.Requirements {
		if strings.HasPrefix(r.Statement.Text, text) {
			return r
		}
	}
	t.Fatalf("nothing required begins with %q", text)
	return Requirement{}
}

func TestStatuses(t *testing.T) {
	w := newWorkbench(t)
	from := w.class("a:1", 3,
		"ability @ 1: Ability to write court reports",
		"ability @ 3: Ability to mediate family disputes",
		"knowledge: Knowledge of bridge inspection",
		"duty: Assists in training of new employees",
		"boilerplate: Performs related duties as required",
	)
	to := w.class("b:1", 3,
		"ability @ 2: Ability to write court reports",
		"ability @ 2: Ability to mediate family disputes",
		"duty: Inspects bridges",
		"duty: Weaves baskets",
		"ability: Ability to",
		"boilerplate: Performs related duties as required",
	)
	x := w.engine.Make(from, to, nil, nil)
	for text, want := range map[string]spec.Status{
		"Ability to write court": spec.Short,   // held at rung 1, asked at rung 3
		"Ability to mediate":     spec.Met,     // held at rung 4
		"Inspects bridges":       spec.Partial, // knowing is not doing
		"Weaves":                 spec.Gap,
	} {
		if r := status(t, x, text); r.Status != want {
			t.Errorf("%q is %s, want %s", text, r.Status, want)
		}
	}
	for _, r := range x.Requirements {
		if r.Statement.Boilerplate {
			t.Errorf("boilerplate is required: %q", r.Statement.Text)
		}
	}
	bare := x.Requirements[len(x.Requirements)-1-x.Counts.Met]
	if bare.Status != spec.Unknown || bare.Confidence != nil || bare.Statement.Text != "Ability to" {
		t.Errorf("a requirement without words is %s with confidence %v", bare.Status, bare.Confidence)
	}
	if r := status(t, x, "Weaves"); len(r.Evidence) != 0 || r.Credit != 0 {
		t.Errorf("a gap has evidence %v and credit %v", r.Evidence, r.Credit)
	}
	if r := status(t, x, "Ability to write court"); !strings.Contains(r.Evidence[0].LevelNote, "2 rungs below: asked at “L2”, rung 3, evidence at “L1”, rung 1") {
		t.Errorf("level note %q", r.Evidence[0].LevelNote)
	}
}

func TestAPersonOffersWhatStandsAtOrBelowTheirLevel(t *testing.T) {
	w := newWorkbench(t)
	from := w.class("a:1", 3, "duty @ 1: Writes reports", "duty @ 3: Mediates family disputes")
	to := w.class("b:1", 0, "duty: Mediates family disputes")
	at := func(level int) spec.Status {
		return w.engine.Make(from, to, &from.Levels[level], nil).Requirements[0].Status
	}
	if at(1) != spec.Gap || at(2) != spec.Met {
		t.Errorf("at L2 %s, at L3 %s", at(1), at(2))
	}
}

func TestProgressiveLevelsIncludeTheLowerOnes(t *testing.T) {
	w := newWorkbench(t)
	from := w.class("a:1", 0, "duty: Sweeps")
	statements := []string{"duty @ 1: Sorts mail", "duty @ 2: Answers telephones", "duty @ 3: Plans budgets", "duty: Greets visitors"}
	plain, progressive := w.class("b:1", 3, statements...), w.class("b:2", 3, statements...)
	progressive.Progressive = true
	if n := len(w.engine.Make(from, plain, nil, &plain.Levels[1]).Requirements); n != 2 {
		t.Errorf("L2 requires %d statements, want its own and the one without a level", n)
	}
	if n := len(w.engine.Make(from, progressive, nil, &progressive.Levels[1]).Requirements); n != 3 {
		t.Errorf("progressive L2 requires %d statements, want L1's too", n)
	}
}

func TestNothingOfferedIsUnknownNotZero(t *testing.T) {
	w := newWorkbench(t)
	empty := w.class("a:1", 0, "note: Nothing to compare")
	to := w.class("b:1", 0, "duty: Sorts mail")
	x := w.engine.Make(empty, to, nil, nil)
	if x.Coverage.Total != nil || x.Counts.Unknown != 1 || x.Requirements[0].Confidence != nil {
		t.Errorf("coverage %v, counts %+v", x.Coverage.Total, x.Counts)
	}
	if total, ok := x.Coverage.ByKind["duty"]; !ok || total != nil {
		t.Errorf("by kind %v", x.Coverage.ByKind)
	}
}

func TestGenericEvidenceDoesNotCarryMuchAtFullWeight(t *testing.T) {
	w := newWorkbench(t)
	from := w.class("a:1", 0, "ability: Ability to communicate")
	to := w.class("b:1", 0,
		"ability: Ability to communicate", "ability: Ability to communicate orally",
		"ability: Ability to communicate clearly", "skill: Communicates calmly",
	)
	x := w.engine.Make(from, to, nil, nil)
	full := 0
	for _, r := range x.Requirements {
		if r.Credit == 1 {
			full++
		}
	}
	if full != 1 {
		t.Errorf("%d of 4 requirements get full credit from one generic statement, want 1", full)
	}
	if *x.Coverage.Total > 0.75 {
		t.Errorf("coverage %.2f from one generic statement", *x.Coverage.Total)
	}
}

func TestTheSameWordingAtSeveralLevelsIsOneRequirementToTheEvidence(t *testing.T) {
	w := newWorkbench(t)
	w.engine.TypicalMass = 1000 // everything is generic: one requirement each
	from := w.class("a:1", 0, "knowledge: Knowledge of bridge inspection methods")
	to := w.class("b:1", 3, "knowledge @ 1: Basic knowledge of bridge inspection methods", "knowledge @ 2: Working knowledge of bridge inspection methods")
	for _, r := range w.engine.Make(from, to, nil, nil).Requirements {
		if r.Credit != 1 {
			t.Errorf("%q has credit %v", r.Statement.Text, r.Credit)
		}
	}
}

func TestCoverageIsOneWay(t *testing.T) {
	w := newWorkbench(t)
	small := w.class("a:1", 0, "duty: Inspects bridges")
	large := w.class("b:1", 0, "duty: Inspects bridges", "duty: Plans budgets", "duty: Weaves baskets")
	there, back := w.engine.Make(small, large, nil, nil), w.engine.Make(large, small, nil, nil)
	if *there.Coverage.Total >= *back.Coverage.Total || *back.Coverage.Total != 1 {
		t.Errorf("there %.2f, back %.2f", *there.Coverage.Total, *back.Coverage.Total)
	}
}

// drawClass draws a class whose statements share words with others.
func drawClass(t *rapid.T, w workbench, id string) *Class {
	word := rapid.StringMatching(`(duty|knowledge|ability)( @ [123])?: (Plans|Writes|Ability to inspect|Knowledge of) (bridges|reports|budgets|community services|mail)( and (bridges|courts|families))?`)
	return w.class(id, 3, rapid.SliceOfN(word, 0, 8).Draw(t, id)...)
}

func TestACrosswalkAddsUp(t *testing.T) {
	w := newWorkbench(t)
	rapid.Check(t, func(t *rapid.T) {
		from, to := drawClass(t, w, "a:1"), drawClass(t, w, "b:1")
		x := w.engine.Make(from, to, nil, nil)
		if len(x.Requirements) != len(to.Items) {
			t.Fatalf("%d requirements of %d", len(x.Requirements), len(to.Items))
		}
		var weight, credit float64
		counts := Counts{}
		rank := -1
		for _, r := range x.Requirements {
			*counts.of(r.Status)++
			if r.Status != spec.Unknown {
				weight += r.Weight
				credit += r.Weight * r.Credit
			}
			for i, s := range spec.Statuses {
				if s == r.Status {
					if i < rank {
						t.Fatal("requirements are not in the order of their statuses")
					}
					rank = i
				}
			}
			if (r.Status == spec.Gap || r.Status == spec.Unknown) != (len(r.Evidence) == 0) {
				t.Fatalf("%s with %d pieces of evidence", r.Status, len(r.Evidence))
			}
			if len(r.Evidence) > maxEvidence || r.Credit < 0 || r.Credit > 1 {
				t.Fatalf("%d pieces of evidence, credit %v", len(r.Evidence), r.Credit)
			}
		}
		if counts != x.Counts {
			t.Fatalf("counts %+v, counted %+v", x.Counts, counts)
		}
		switch total := x.Coverage.Total; {
		case weight == 0 && total != nil:
			t.Fatalf("coverage %v of nothing", *total)
		case weight > 0 && math.Abs(*total-credit/weight) > 1e-9:
			t.Fatalf("coverage %v, credits give %v", *total, credit/weight)
		}
	})
}

func TestRankAgreesWithTheCrosswalksItSumsUp(t *testing.T) {
	w := newWorkbench(t)
	rapid.Check(t, func(t *rapid.T) {
		var classes []*Class
		for i := range 4 {
			classes = append(classes, drawClass(t, w, fmt.Sprintf("x:%d", i)))
		}
		direction := rapid.SampledFrom([]Direction{To, From}).Draw(t, "direction")
		level := rapid.SampledFrom(append(levelsOf(classes[0]), nil)).Draw(t, "level")
		scores := map[string]float64{}
		for _, c := range classes {
			scores[c.ID] = rapid.SampledFrom([]float64{-1, 0, 0.25, 0.5, 1}).Draw(t, "score of "+c.ID)
		}
		parts := []spec.Part{{Name: "titles_alike", Value: 1}}
		score := func(c *Class) (float64, []spec.Part) { return scores[c.ID], parts }
		all, err := w.engine.RankGroups(t.Context(), Rivalry{Subject: classes[0], Level: level, Others: classes, Direction: direction, Score: score}, map[string]Place{"": {Limit: 10}})
		ranked := all[""].Page
		if err != nil || all[""].Total != len(ranked) {
			t.Fatalf("%d of %d shown; %v", len(ranked), all[""].Total, err)
		}
		for i, r := range ranked {
			if r.Class.ID == classes[0].ID {
				t.Fatal("a class is ranked against itself")
			}
			if i > 0 && orMinus(ranked[i-1].Score) < orMinus(r.Score) {
				t.Fatal("not the best first")
			}
			if orMinus(r.Score) != scores[r.Class.ID] || len(r.Parts) != 1 {
				t.Fatalf("%s scores %v of %v, want %v", r.Class.ID, orMinus(r.Score), r.Parts, scores[r.Class.ID])
			}
			var other *Class
			for _, c := range classes {
				if c.ID == r.Class.ID {
					other = c
				}
			}
			if direction == From && (r.Level != nil || r.Class.Level != nil) {
				t.Fatalf("%s is ranked at a level, though all of its people are taken", r.Class.ID)
			}
			var x *Crosswalk
			if direction == To {
				x = w.engine.Make(classes[0], other, level, r.Level)
			} else {
				x = w.engine.Make(other, classes[0], nil, level)
			}
			if orMinus(x.Coverage.Total) != orMinus(r.Coverage.Total) || x.Counts != r.Counts {
				t.Fatalf("%s: ranked %v %+v, crosswalk %v %+v", r.Class.ID, orMinus(r.Coverage.Total), r.Counts, orMinus(x.Coverage.Total), x.Counts)
			}
		}
	})
}

// standing orders the statuses by what they say of the origin.
var standing = map[spec.Status]int{spec.Unknown: 0, spec.Gap: 1, spec.Partial: 2, spec.Short: 2, spec.Met: 3}

func TestWhoOffersMoreNeverStandsWorse(t *testing.T) {
	w := newWorkbench(t)
	rapid.Check(t, func(t *rapid.T) {
		less, to := drawClass(t, w, "a:1"), drawClass(t, w, "b:1")
		more := NewClass(less.Class, append(statementsOf(less), statementsOf(drawClass(t, w, "a:2"))...), w.Reading)
		before, after := w.engine.assess(to.Items, less, nil), w.engine.assess(to.Items, more, nil)
		for i := range before {
			if standing[after[i].status] < standing[before[i].status] {
				t.Fatalf("%q was %s and is %s", before[i].item.Statement.Text, before[i].status, after[i].status)
			}
		}
	})
}

func statementsOf(c *Class) []spec.Statement {
	var out []spec.Statement
	for _, it := range c.Items {
		out = append(out, *it.Statement)
	}
	return out
}

func TestWithinOneClassItsOwnScaleCompares(t *testing.T) {
	w := newWorkbench(t)
	c := w.class("a:1", 3, "duty @ 1: Writes court reports under supervision", "duty @ 2: Writes court reports")
	for i := range c.Levels {
		c.Levels[i].Rung = nil // no ladder places them
	}
	r := w.engine.Make(c, c, &c.Levels[0], &c.Levels[1]).Requirements[0]
	if r.Status != spec.Short || !strings.HasPrefix(r.Evidence[0].LevelNote, "1 level below") {
		t.Errorf("%s, %q", r.Status, r.Evidence[0].LevelNote)
	}
}

func TestALevelWithoutARungIsNotGuessedFromTheDegree(t *testing.T) {
	w := newWorkbench(t)
	from := w.class("a:1", 1, "knowledge @ 1: Basic knowledge of bridge inspection")
	from.Levels[0].Rung = nil
	statements := statementsOf(from)
	statements[0].Level.Rung = nil
	from = NewClass(from.Class, statements, w.Reading)
	to := w.class("b:1", 3, "knowledge @ 3: Full knowledge of bridge inspection")
	r := w.engine.Make(from, to, nil, nil).Requirements[0]
	if r.Status != spec.Met || !strings.Contains(r.Evidence[0].LevelNote, "“L1”, not placed on the ladder: the levels cannot be compared") {
		t.Errorf("%s, %q", r.Status, r.Evidence[0].LevelNote)
	}
}

func TestRankPages(t *testing.T) {
	w := newWorkbench(t)
	subject := w.class("s:1", 0, "duty: Inspects bridges")
	var others []*Class
	for i := range 5 {
		others = append(others, w.class(fmt.Sprintf("o:%d", i), 0, "duty: Inspects bridges"))
	}
	page := func(limit, offset int) Standings {
		equal := func(*Class) (float64, []spec.Part) { return 0.5, nil }
		all, err := w.engine.RankGroups(t.Context(), Rivalry{Subject: subject, Others: others, Direction: To, Score: equal}, map[string]Place{"": {limit, offset}})
		if err != nil {
			t.Fatal(err)
		}
		return all[""]
	}
	first, last := page(2, 0), page(2, 4)
	if len(first.Page) != 2 || first.Page[0].Class.ID != "o:0" || len(last.Page) != 1 || last.Page[0].Class.ID != "o:4" || last.Total != 5 {
		t.Errorf("first page %d, last page %d, total %d", len(first.Page), len(last.Page), last.Total)
	}
}

func TestWhatIsMeasuredIsTheBestOfWhatIsAssessed(t *testing.T) {
	w := newWorkbench(t)
	rapid.Check(t, func(t *rapid.T) {
		from, to := drawClass(t, w, "a:1"), drawClass(t, w, "b:1")
		measured := w.engine.measure(to.Items, from, nil)
		for i, a := range w.engine.assess(to.Items, from, nil) {
			a.candidates = a.candidates[:min(1, len(a.candidates))]
			m := measured[i]
			if m.status != a.status || len(m.candidates) != len(a.candidates) || len(a.candidates) > 0 && !reflect.DeepEqual(m.candidates[0], a.candidates[0]) {
				t.Fatalf("%q: measured %+v, assessed %+v", a.item.Statement.Text, m, a)
			}
		}
	})
}

func TestSharedWordsPointIntoBothTexts(t *testing.T) {
	a, b := "Develops and negotiates contracts", "Ability to negotiate a contract"
	w := newWorkbench(t)
	s := shared(w.Corpus.Prepare(a, "", vector.Row{}).Words, w.Corpus.Prepare(b, "", vector.Row{}).Words)
	var left, right []string
	for _, span := range s.Requirement {
		left = append(left, a[span.Start:span.End])
	}
	for _, span := range s.Evidence {
		right = append(right, b[span.Start:span.End])
	}
	if fmt.Sprint(left, right, s.Stems) != "[negotiates contracts] [negotiate contract] [negoti contract]" {
		t.Errorf("%v %v %v", left, right, s.Stems)
	}
}

func TestLadder(t *testing.T) {
	l, err := ParseLadder("\ufeff# head\r\nlevel\tus-nc\tJourney\t3\twhy\r\nlevel\t*\tJourney\t2\r\n\r\ndegree\t*\tbasic\t1\r\n")
	if err != nil {
		t.Fatal(err)
	}
	if r := l.LevelRung("us-nc", "journey"); r == nil || *r != 3 {
		t.Errorf("us-nc journey on rung %v", r)
	}
	if r := l.LevelRung("us-tx", "Journey"); r == nil || *r != 2 {
		t.Errorf("any journey on rung %v", r)
	}
	if r := l.LevelRung("us-nc", "Lead"); r != nil {
		t.Errorf("an unknown level stands on rung %d", *r)
	}
	if r := l.DegreeRung("Basic"); r == nil || *r != 1 {
		t.Errorf("basic on rung %v", r)
	}
	for table, want := range map[string]string{
		"level\tus-nc\tJourney":          "line 1: ladder: want kind",
		"\nlevel\tus-nc\tJourney\t9":     "line 2: ladder: rung",
		"level\tus-nc\tJourney\tx":       "rung",
		"grade\tus-nc\tJourney\t1":       "neither level nor degree",
		"degree\tus-nc\tbasic\t1":        "write *",
		"level\tus-nc\t\t1":              "empty",
		"level\ta\tb\t1\nlevel\ta\tB\t2": "line 2: ladder: level \"b\" is placed twice",
	} {
		if _, err := ParseLadder(table); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q in it", table, err, want)
		}
	}
}

func FuzzParseLadder(f *testing.F) {
	f.Add(BuiltinLadder())
	f.Add("level\tus-nc\tJourney\t3\n")
	f.Fuzz(func(t *testing.T, table string) {
		l, err := ParseLadder(table)
		if err != nil {
			return
		}
		for _, rung := range l.levels {
			if rung < 1 || rung > Rungs {
				t.Fatalf("rung %d", rung)
			}
		}
	})
}

// A class that states one thing at several levels brings one piece of
// evidence: three of the same would hide what else it offers.
func TestOneWordingIsOnePieceOfEvidence(t *testing.T) {
	w := newWorkbench(t)
	from := w.class("us-aa:1", 3, "duty @ 1: Plans training programs", "duty @ 2: Plans training programs", "duty @ 3: Plans training programs", "duty @ 1: Arranges courses for staff")
	to := w.class("us-bb:2", 0, "duty: Plans training programs")
	evidence := w.engine.Make(from, to, nil, nil).Requirements[0].Evidence
	if len(evidence) != 2 || evidence[0].Statement.Text == evidence[1].Statement.Text {
		t.Errorf("%d pieces of evidence", len(evidence))
		for _, e := range evidence {
			t.Log(e.Statement.Text)
		}
	}
}

// Where no statement shows the whole, what shows an act of it stands for it, and its
// shared words are those of the whole requirement.
func TestEvidenceForAnActIsMarkedInTheWhole(t *testing.T) {
	w := newWorkbench(t)
	from := w.class("us-aa:1", 0, "duty: Tunes pianos in concert halls", "duty: Repairs bicycles")
	to := w.class("us-bb:1", 0,
		"duty: Teaches chess to prison inmates; audits the accounts of shipping lines; vaccinates cattle on farms; and repairs bicycles",
		"duty: Teaches chess to prison inmates; vaccinates cattle on farms; audits the accounts of shipping lines; and repairs bicycles")
	r := w.engine.Make(from, to, nil, nil).Requirements[0]
	if len(r.Clauses) == 0 || len(r.Evidence) == 0 || r.Status == spec.Met {
		t.Fatalf("status %s, %d clauses, %d pieces of evidence", r.Status, len(r.Clauses), len(r.Evidence))
	}
	for _, e := range r.Evidence {
		for _, s := range e.Shared.Requirement {
			if word := r.Statement.Text[s.Start:s.End]; !strings.Contains(strings.ToLower(e.Statement.Text), strings.ToLower(word)) {
				t.Errorf("%q is marked as shared with %q", word, e.Statement.Text)
			}
		}
	}
	// A ranking shows requirements to which nothing is near as a whole, too.
	as := w.engine.assess(to.Items, from, nil)
	w.engine.spread(as)
	if got := w.engine.explainLevel(as).TopEvidence; len(got) != 2 {
		t.Errorf("a ranking shows %d of 2 requirements that are partly met", len(got))
	}
}
