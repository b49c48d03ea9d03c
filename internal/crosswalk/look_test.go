package crosswalk

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"crosswalk/internal/match"
	"crosswalk/internal/semantic/encoder"
	"crosswalk/internal/spec"
)

// crossEncoder looks at pairs with the built-in cross-encoder, at each once.
func crossEncoder(t testing.TB) Look {
	t.Helper()
	cross, err := encoder.BuiltinCross()
	if err != nil {
		t.Fatal(err)
	}
	kept := map[encoder.TextPair][encoder.Grades]float32{} // property tests draw the same texts again and again
	return func(ctx context.Context, pairs []encoder.TextPair) ([][encoder.Grades]float32, error) {
		out := make([][encoder.Grades]float32, len(pairs))
		for i, p := range pairs {
			if _, ok := kept[p]; !ok {
				odds, err := cross.Odds(ctx, []encoder.TextPair{p})
				if err != nil {
					return nil, err
				}
				kept[p] = odds[0]
			}
			out[i] = kept[p]
		}
		return out, nil
	}
}

func looking(t interface{ Fatal(...any) }, w workbench, from, to *Class, fromLevel, toLevel *spec.Level) *Crosswalk {
	x, err := w.engine.MakeLooking(context.Background(), from, to, fromLevel, toLevel)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestASecondLookTellsTheVerbsApart(t *testing.T) {
	w := newWorkbench(t)
	w.engine.Look = crossEncoder(t)
	to := w.class("b:1", 0, "duty: Approves purchase orders", "duty: Repairs pumps")
	x := looking(t, w, w.class("a:1", 0, "duty: Requests purchase orders", "duty: Fixes and overhauls pumps"), to, nil, nil)
	if r := status(t, x, "Approves"); r.Status == spec.Met || r.Status == spec.Short {
		t.Errorf("requesting orders for approving them is %s", r.Status)
	}
	r := status(t, x, "Repairs pumps")
	if r.Status != spec.Met {
		t.Errorf("fixing pumps for repairing them is %s", r.Status)
	}
	sum, together := 0.0, false
	for _, p := range r.Evidence[0].Parts {
		sum += p.Value
		together = together || p.Name == match.PartTogether
	}
	if !together || !near(sum, r.Evidence[0].Similarity) {
		t.Errorf("the parts %v of %v", r.Evidence[0].Parts, r.Evidence[0].Similarity)
	}
}

func near(a, b float64) bool { return max(a-b, b-a) < 1e-9 }

func TestACrosswalkSaysWhatRankingsSayOfIt(t *testing.T) {
	w := newWorkbench(t)
	w.engine.Look = crossEncoder(t)
	rapid.Check(t, func(t *rapid.T) {
		from, to := drawClass(t, w, "a:1"), drawClass(t, w, "b:1")
		first, again := w.engine.Make(from, to, nil, nil), looking(t, w, from, to, nil, nil)
		if want := (&FirstLook{Total: first.Coverage.Total, Counts: first.Counts}); !reflect.DeepEqual(again.FirstLook, want) {
			t.Fatalf("first look %+v, want %+v", again.FirstLook, want)
		}
		if first.FirstLook != nil {
			t.Fatal("a first look that nothing followed")
		}
		if first.Counts.Unknown != again.Counts.Unknown || len(first.Requirements) != len(again.Requirements) {
			t.Fatalf("%+v, and at the second look %+v", first.Counts, again.Counts)
		}
	})
}

// Whoever requires very much gets an answer in bounded time.
func TestAnAnswerLooksAtSoManyPairsAtMost(t *testing.T) {
	w := newWorkbench(t)
	looked := 0
	w.engine.Look = func(_ context.Context, pairs []encoder.TextPair) ([][encoder.Grades]float32, error) {
		looked += len(pairs)
		return make([][encoder.Grades]float32, len(pairs)), nil
	}
	var required, offered []string
	for i := range 600 {
		required = append(required, fmt.Sprintf("duty: Inspects bridge %d and writes reports, plans budgets and trains crews", i))
	}
	for i := range 8 {
		offered = append(offered, fmt.Sprintf("duty: Inspects bridges of kind %d", i), fmt.Sprintf("duty: Writes reports of kind %d", i))
	}
	from := w.class("a:1", 0, offered...)
	for _, n := range []int{10, 150, 600} {
		looked = 0
		looking(t, w, from, w.class("b:1", 0, required[:n]...), nil, nil)
		if most := 2 * maxLooks; looked == 0 || looked > most {
			t.Errorf("%d requirements: %d pairs, at most %d", n, looked, most)
		}
	}
}

func TestALookThatFailsFailsTheAnswer(t *testing.T) {
	w := newWorkbench(t)
	w.engine.Look = func(ctx context.Context, _ []encoder.TextPair) ([][encoder.Grades]float32, error) {
		return nil, context.Cause(ctx)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	from, to := w.class("a:1", 0, "duty: Inspects bridges"), w.class("b:1", 0, "duty: Inspects bridges")
	if _, err := w.engine.MakeLooking(ctx, from, to, nil, nil); err == nil {
		t.Error("an answer without what was asked for")
	}
}
