package app

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

// Whom a class at a level could be filled from is asked of what that level
// requires, which a crosswalk to it lists; what somebody there offers holds
// the levels below as well.
func TestOccupationsThatFillALevelAreLikeWhatItRequires(t *testing.T) {
	a := start(t, t.TempDir())
	v, release, err := a.view()
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	subject := *v.byID["us-nc:19200"]
	subject.Progressive = false // else a level requires all that somebody there offers
	for _, l := range subject.Levels {
		x := v.engine.Make(v.byID["us-az:ACV80272"], &subject, nil, &l)
		var want, got []string
		for _, r := range x.Requirements {
			want = append(want, r.Statement.ID)
		}
		for _, st := range v.jobOf(&subject, &l, crosswalk.From).Statements {
			if st.Kind.IsRequirement() && !st.Boilerplate {
				got = append(got, st.ID)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", l.Label, d)
		}
	}
}

func TestARankingWaitsForItsTurnNoLongerThanItsCaller(t *testing.T) {
	a := start(t, t.TempDir())
	r := MatchesRequest{Class: "us-az:ACV80272"}
	for range cap(a.rankings) {
		a.rankings <- struct{}{}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := a.Matches(ctx, r); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want that of the context", err)
	}
	if _, err := a.Matches(ctx, MatchesRequest{Class: "us-az:none"}); spec.CodeOf(err) != spec.NotFound {
		t.Errorf("what cannot be ranked waits: %v", err)
	}
	<-a.rankings
	for range 2 {
		if _, err := a.Matches(t.Context(), r); err != nil {
			t.Error(err)
		}
	}
}
