package crosswalk

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"crosswalk/internal/spec"
)

// further draws what somebody knows beside their class: some in their own
// words, some of another class.
func further(t *rapid.T, w workbench) []Item {
	items := append([]Item{}, drawClass(t, w, "z:1").Items...)
	for _, said := range rapid.SliceOfN(rapid.SampledFrom([]string{"Writes court reports", "contracts", "Knowledge of budgets", "the"}), 0, 3).Draw(t, "said") {
		items = append(items, w.Item(&spec.Statement{ID: "said-" + said, Text: said}))
	}
	return items
}

func TestWhatOneKnowsBesideNeverCountsAgainstThem(t *testing.T) {
	w := newWorkbench(t)
	w.engine.Look = crossEncoder(t)
	rapid.Check(t, func(t *rapid.T) {
		from, to := drawClass(t, w, "a:1"), drawClass(t, w, "b:1")
		level := rapid.SampledFrom(append(levelsOf(from), nil)).Draw(t, "level")
		asked := rapid.SampledFrom(append(levelsOf(to), nil)).Draw(t, "asked")
		make := rapid.SampledFrom([]func(from *Class) *Crosswalk{
			func(from *Class) *Crosswalk { return w.engine.Make(from, to, level, asked) },
			func(from *Class) *Crosswalk { return looking(t, w, from, to, level, asked) },
		}).Draw(t, "make")
		alone, knowing := make(from), make(from.Knowing(further(t, w)))
		credit := map[string]Requirement{}
		for _, r := range alone.Requirements {
			credit[r.Statement.ID] = r
		}
		for _, r := range knowing.Requirements {
			before := credit[r.Statement.ID]
			if standing[r.Status] < standing[before.Status] || r.Credit < before.Credit {
				t.Fatalf("%q was %s (%v) and is %s (%v)", r.Statement.Text, before.Status, before.Credit, r.Status, r.Credit)
			}
		}
		if orMinus(knowing.Coverage.Total) < orMinus(alone.Coverage.Total) {
			t.Fatalf("coverage was %v and is %v", orMinus(alone.Coverage.Total), orMinus(knowing.Coverage.Total))
		}
	})
}

func TestKnowingLeavesTheClassAsItIs(t *testing.T) {
	w := newWorkbench(t)
	rapid.Check(t, func(t *rapid.T) {
		from, to := drawClass(t, w, "a:1"), drawClass(t, w, "b:1")
		before := w.engine.Make(from, to, nil, nil)
		list := further(t, w)
		knowing := from.Knowing(list[:len(list)/2]).Knowing(list[len(list)/2:])
		if !reflect.DeepEqual(before, w.engine.Make(from, to, nil, nil)) {
			t.Fatal("the class answers otherwise after it")
		}
		if !reflect.DeepEqual(knowing.Known(), w.engine.Make(from.Knowing(list), to, nil, nil).Known) {
			t.Fatalf("known are %v", knowing.Known())
		}
		// What is known is asked of nobody.
		if got, want := w.engine.Make(to, knowing, nil, nil), w.engine.Make(to, from, nil, nil); !reflect.DeepEqual(got, want) {
			t.Fatal("what is required has changed")
		}
	})
}

// A duty that stands above somebody's level, and that they tick, is met.
func TestATickedStatementIsOfferedAtEveryLevel(t *testing.T) {
	w := newWorkbench(t)
	from := w.class("a:1", 3, "duty @ 1: Answers the telephone", "duty @ 3: Develops and negotiates contracts with providers")
	to := w.class("b:1", 0, "duty: Develops and negotiates contracts with providers")
	if got := w.engine.Make(from, to, &from.Levels[0], nil).Requirements[0].Status; got != spec.Gap {
		t.Fatalf("without it: %s", got)
	}
	knowing := w.engine.Make(from.Knowing(from.Items[1:]), to, &from.Levels[0], nil)
	if r := knowing.Requirements[0]; r.Status != spec.Met || r.Evidence[0].Statement.ID != from.Items[1].Statement.ID {
		t.Errorf("with it: %+v", r)
	}
}

func TestATickedStatementBelowTheLevelAskedIsShort(t *testing.T) {
	w := newWorkbench(t)
	other := w.class("c:1", 3, "duty @ 1: Develops and negotiates contracts with providers")
	from, to := w.class("a:1", 0, "duty: Answers the telephone"), w.class("b:1", 3, "duty @ 3: Develops and negotiates contracts with providers")
	if r := w.engine.Make(from.Knowing(other.Items), to, nil, nil).Requirements[0]; r.Status != spec.Short {
		t.Errorf("%s, want short", r.Status)
	}
}

func TestGroupsAreRankedEachByItself(t *testing.T) {
	w := newWorkbench(t)
	rapid.Check(t, func(t *rapid.T) {
		subject := drawClass(t, w, "a:1").Knowing(further(t, w))
		others := []*Class{subject}
		for i := range rapid.SampledFrom([]int{3, 12}).Draw(t, "others") {
			others = append(others, drawClass(t, w, fmt.Sprintf("x:%d", i)))
		}
		group := func(c *Class, l *spec.Level) string {
			if l != nil && l.Ordinal > 1 {
				return "above"
			}
			return c.ID[len(c.ID)-1:] // some classes of a group, some not asked for
		}
		score := func(c *Class) (float64, []spec.Part) { return float64(len(c.Items)) / 10, nil }
		asked := map[string]Place{"above": {Limit: 3}, "1": {Limit: 10}}
		got, err := w.engine.RankGroups(t.Context(), Rivalry{Subject: subject, Others: others, Direction: To, Group: group, Score: score}, asked)
		if err != nil {
			t.Fatal(err)
		}
		for name, s := range got {
			if len(s.Page) != min(asked[name].Limit, s.Total) {
				t.Fatalf("%s: %d of %d", name, len(s.Page), s.Total)
			}
			for i, r := range s.Page {
				if i > 0 && orMinus(s.Page[i-1].Score) < orMinus(r.Score) {
					t.Fatalf("%s: not the best first", name)
				}
				for _, other := range others {
					if other.ID != r.Class.ID {
						continue
					}
					if group(other, r.Level) != name {
						t.Fatalf("%s at %v is in %s", other.ID, r.Level, name)
					}
					x := w.engine.Make(subject, other, nil, r.Level)
					if orMinus(x.Coverage.Total) != orMinus(r.Coverage.Total) || x.Counts != r.Counts {
						t.Fatalf("%s: ranked %v %+v, crosswalk %v %+v", r.Class.ID, orMinus(r.Coverage.Total), r.Counts, orMinus(x.Coverage.Total), x.Counts)
					}
				}
			}
		}
	})
}
