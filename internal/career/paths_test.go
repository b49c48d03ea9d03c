package career

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crosswalk/internal/crosswalk"
	"crosswalk/internal/match"
	"crosswalk/internal/qualification"
	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// A town is a small employer whose classes a test describes.
type town struct {
	t       testing.TB
	reading *crosswalk.Reading
	engine  *crosswalk.Engine
	classes []*Class
}

func newTown(t testing.TB) *town {
	t.Helper()
	corpus, err := match.BuiltinCorpus()
	if err != nil {
		t.Fatal(err)
	}
	judge, err := match.BuiltinJudge()
	if err != nil {
		t.Fatal(err)
	}
	ladder, err := crosswalk.ParseLadder(crosswalk.BuiltinLadder())
	if err != nil {
		t.Fatal(err)
	}
	return &town{t: t, reading: &crosswalk.Reading{Corpus: corpus, Ladder: ladder}, engine: &crosswalk.Engine{
		Corpus: corpus, Judge: judge, TypicalMass: 30,
	}}
}

// class adds a class of the town with its duties.
func (w *town) class(code, title string, duties ...string) *Class {
	c := spec.Class{ID: spec.ClassID("us-xx", code), Code: code, Title: title, Issuer: "us-xx", Levels: []spec.Level{}}
	var statements []spec.Statement
	for i, d := range duties {
		statements = append(statements, spec.Statement{ID: fmt.Sprint(code, "-", i), ClassID: c.ID, SourceID: "src-" + code, Kind: spec.Duty, Text: d})
	}
	class := &Class{Class: crosswalk.NewClass(c, statements, w.reading)}
	w.classes = append(w.classes, class)
	return class
}

// asks makes a class ask for years in the work of another one.
func (c *Class) asks(years float64, feeder *Class) {
	c.Asked = &qualification.Requirements{Alternatives: []qualification.Alternative{{Label: "Either I", Conditions: []qualification.Condition{{
		Kind: qualification.ExperienceAsked, Text: "Experience performing the duties of a " + feeder.Title, SourceID: "src-" + c.Code,
		Experience: &qualification.Experience{Years: &years, Stated: "some years", Feeders: []qualification.Feeder{{
			Name: feeder.Title, How: qualification.ByDuties, ClassIDs: []string{feeder.ID},
		}}},
	}}}}}
}

func titlesModel(t testing.TB) *semantic.Model {
	t.Helper()
	model, err := semantic.BuiltinModel()
	if err != nil {
		t.Fatal(err)
	}
	return model
}

func (w *town) graph() *Graph {
	w.t.Helper()
	weights, err := BuiltinWeights()
	if err != nil {
		w.t.Fatal(err)
	}
	g, err := NewGraph(w.classes, w.engine, titlesModel(w.t), weights)
	if err != nil {
		w.t.Fatal(err)
	}
	return g
}

func (w *town) paths(q Query) *Paths {
	w.t.Helper()
	if q.MaxHops == 0 {
		q.MaxHops = 3
	}
	if q.Limit == 0 {
		q.Limit = 20
	}
	p, err := w.graph().Paths(w.t.Context(), q)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// library is a ladder of three classes and one beside it.
func library(t testing.TB) (w *town, page, librarian, senior, welder *Class) {
	w = newTown(t)
	page = w.class("10", "Library Page", "Shelves books and other library materials", "Helps readers find books in the library")
	librarian = w.class("20", "Librarian", "Helps readers find books in the library", "Catalogs books and other library materials", "Selects books for the library's collection")
	senior = w.class("30", "Senior Librarian", "Catalogs books and other library materials", "Selects books for the library's collection", "Plans library services for readers", "Trains librarians")
	welder = w.class("90", "Welder", "Welds steel pipes with gas and electric torches", "Reads blueprints of steel structures")
	librarian.asks(1, page)
	senior.asks(2, librarian)
	return w, page, librarian, senior, welder
}

func TestAPathFollowsWhatDocumentsState(t *testing.T) {
	w, page, librarian, senior, _ := library(t)
	p := w.paths(Query{From: page.ID, To: senior.ID})
	var stated *Path
	for i := range p.Items {
		if p.Items[i].Stated {
			stated = &p.Items[i]
		}
	}
	if stated == nil {
		t.Fatalf("no stated path: %+v", p)
	}
	if len(stated.Hops) != 2 || stated.Hops[0].To.ID != librarian.ID || stated.Hops[1].To.ID != senior.ID {
		t.Fatalf("not over the librarian: %+v", stated.Hops)
	}
	for _, h := range stated.Hops {
		if len(h.Openings) != 1 || h.Basis != Stated || h.Step.Switch != Promotion {
			t.Errorf("hop to %s: %+v", h.To.ID, h)
		}
	}
}

func TestNoPathSaysWhy(t *testing.T) {
	w, _, _, senior, welder := library(t)
	p := w.paths(Query{From: welder.ID, To: senior.ID})
	if len(p.Items) != 0 || !strings.Contains(p.Reason, "No way from Welder to Senior Librarian in 3 hops") ||
		!strings.Contains(p.Reason, "name Librarian") || len(p.Nearest) != 1 {
		t.Errorf("%d paths, reason %q, ways in %+v", len(p.Items), p.Reason, p.Nearest)
	}
}

func TestStopsThatAreNotAcceptedAreNotPassed(t *testing.T) {
	w, page, librarian, senior, _ := library(t)
	p := w.paths(Query{From: page.ID, To: senior.ID, Accepts: func(c *spec.Class) bool { return c.ID != librarian.ID }})
	for _, path := range p.Items {
		for _, h := range path.Hops {
			if h.To.ID == librarian.ID {
				t.Errorf("passes %s", h.To.ID)
			}
		}
	}
}

func TestTheNextLevelIsAPromotion(t *testing.T) {
	w := newTown(t)
	c := w.class("50", "Surveyor")
	two := 2.0
	levels := []spec.Level{
		{Ordinal: 1, Label: "Entry", Basis: spec.Stated}, {Ordinal: 2, Label: "Full", Basis: spec.Stated, Tenure: &spec.Tenure{MinYears: &two}},
	}
	raw := spec.Class{ID: c.ID, Code: "50", Title: "Surveyor", Issuer: "us-xx", Levels: levels, LevelBasis: spec.Stated}
	var statements []spec.Statement
	for i, text := range []string{"Measures land with instruments", "Plans surveys of land"} {
		statements = append(statements, spec.Statement{ID: fmt.Sprint(i), ClassID: c.ID, Kind: spec.Duty, Text: text, Level: &levels[i]})
	}
	c.Class = crosswalk.NewClass(raw, statements, w.reading)
	half := 0.5
	p := w.paths(Query{From: c.ID, Level: &levels[0], Person: qualification.Person{YearsInClass: &half}})
	if len(p.Items) != 1 || p.Items[0].Hops[0].Basis != ByLevel || p.Items[0].Months == nil || *p.Items[0].Months != 18 {
		t.Fatalf("%+v", p.Items)
	}
}

func TestTheNextOfASeriesIsTheLowestAbove(t *testing.T) {
	w := newTown(t)
	var ids []string
	for i, title := range []string{"Botanist", "Associate Botanist", "Senior Botanist (Specialist)", "Senior Botanist (Supervisor)"} {
		c := w.class(fmt.Sprint(100+i), title, "Identifies plants and describes them", fmt.Sprintf("Plans %d surveys of plants", i))
		c.Series, c.Position = "Botanist", i+1
		ids = append(ids, c.ID)
	}
	g := w.graph()
	for from, want := range map[int][]int{0: {1}, 1: {2}, 2: {3}, 3: nil} {
		got := g.nextInSeries(from)
		if !slices.Equal(got, want) {
			t.Errorf("after %s comes %v", ids[from], got)
		}
	}
}

// TestPathsKeepTheirRules draws towns at random: costs are sums of their
// parts, no path is better than one above it in every respect, none passes a
// class twice, and none is longer than allowed.
func TestPathsKeepTheirRules(t *testing.T) {
	duties := []string{
		"Helps readers find books in the library", "Catalogs books and other library materials", "Selects books for the library's collection",
		"Plans library services for readers", "Trains librarians", "Shelves books and other library materials",
	}
	titles := []string{"Page", "Librarian", "Senior Librarian", "Supervising Librarian", "Principal Librarian", "Chief Librarian"}
	corpus := newTown(t)
	rapid.Check(t, func(r *rapid.T) {
		w := &town{t: t, reading: corpus.reading, engine: corpus.engine}
		n := rapid.IntRange(2, len(titles)).Draw(r, "classes")
		for i := range n {
			first := rapid.IntRange(0, len(duties)-2).Draw(r, "first")
			last := rapid.IntRange(first+1, len(duties)).Draw(r, "last")
			w.class(fmt.Sprint(i), titles[i], duties[first:last]...)
		}
		for i := 1; i < n; i++ {
			if rapid.Bool().Draw(r, "asks") {
				w.classes[i].asks(float64(rapid.IntRange(1, 3).Draw(r, "years")), w.classes[rapid.IntRange(0, i-1).Draw(r, "feeder")])
			}
		}
		q := Query{From: w.classes[0].ID, MaxHops: rapid.IntRange(1, 4).Draw(r, "hops")}
		if rapid.Bool().Draw(r, "aimed") {
			q.To = w.classes[n-1].ID
		}
		p := w.paths(q)
		if (len(p.Items) == 0) == (p.Reason == "") {
			r.Fatalf("%d paths, and reason %q", len(p.Items), p.Reason)
		}
		for i, path := range p.Items {
			sum, seen := 0.0, []string{q.From}
			for _, h := range path.Hops {
				if slices.Contains(seen, h.To.ID) {
					r.Fatalf("%s twice", h.To.ID)
				}
				seen = append(seen, h.To.ID)
				sum += h.Cost
				if math.Abs(h.Cost-total(h.Parts)) > 1e-9 {
					r.Fatalf("hop costs %v, its parts %v", h.Cost, h.Parts)
				}
				if h.Basis == Stated && len(h.Openings) == 0 {
					r.Fatalf("stated nowhere: %+v", h)
				}
			}
			if len(path.Hops) == 0 || len(path.Hops) > q.MaxHops || math.Abs(sum-path.Cost) > 1e-9 || math.Abs(total(path.Parts)-path.Cost) > 1e-9 {
				r.Fatalf("%d hops, cost %v of %v", len(path.Hops), path.Cost, sum)
			}
			if q.To != "" && path.To.ID != q.To {
				r.Fatalf("leads to %s", path.To.ID)
			}
			if i > 0 && p.Items[i-1].Cost > path.Cost+1e-9 {
				r.Fatalf("costs %v after %v", path.Cost, p.Items[i-1].Cost)
			}
		}
	})
}

func total(parts []spec.Part) float64 {
	sum := 0.0
	for _, p := range parts {
		sum += p.Value
	}
	return sum
}

func TestWhereNoMoveLeadsItSaysHowSomebodyStands(t *testing.T) {
	w, page, _, _, welder := library(t)
	p := w.paths(Query{From: page.ID, To: welder.ID, MaxHops: 3, Limit: 5})
	if p.Total != 0 || p.Direct == nil || p.Direct.Basis != NoMove || p.Direct.Counts.Gap == 0 {
		t.Errorf("got %d paths and %+v", p.Total, p.Direct)
	}
}
