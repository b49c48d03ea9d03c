package review

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"crosswalk/internal/spec"
)

var roleOf = map[string]Role{"ada": Reviewer, "ben": Reviewer, "cyd": Approver, "dan": Approver, "eve": Reader}

func proposal(raters int) Proposal {
	confidence := 0.7
	return Proposal{
		ID: "map-1", Kind: ClassCode, Raters: raters, Relation: spec.Broad, Confidence: &confidence,
		Subject: Side{ID: "us-x:1", ClassID: "us-x:1", Label: "Clerk", Text: Text{Hash: "s1"}},
		Object:  Side{ID: "onet:43-9061.00", ClassID: "onet:43-9061.00", Label: "Office Clerks", Text: Text{Hash: "o1"}},
	}
}

func by(who string, action Action) Decision {
	return Decision{Action: action, By: Actor{ID: who, Name: who, Role: roleOf[who]}}
}

func to(d Decision, object string) Decision {
	d.Object = &Side{ID: object}
	return d
}

func system(action Action) Decision { return Decision{Action: action, By: Itself()} }

// history numbers decisions and makes the record of them. The clock runs
// backwards, as clocks may.
func history(raters int, decisions ...Decision) Record {
	for i := range decisions {
		decisions[i].Seq = int64(i + 1)
		decisions[i].At = time.Unix(1_000_000-int64(i)*3600, 0)
	}
	return NewRecord(proposal(raters), decisions)
}

func TestDecisionsFoldToAState(t *testing.T) {
	other := "onet:43-6014.00"
	for name, tt := range map[string]struct {
		raters    int
		decisions []Decision
		want      State
		object    string
	}{
		"nothing":                       {2, nil, Proposed, ""},
		"a comment":                     {2, []Decision{by("ada", Comment)}, Proposed, ""},
		"one person is enough":          {1, []Decision{by("ada", Accept)}, Accepted, ""},
		"one of two":                    {2, []Decision{by("ada", Accept)}, InReview, ""},
		"the same person twice":         {2, []Decision{by("ada", Accept), by("ada", Reject)}, InReview, ""},
		"both accept":                   {2, []Decision{by("ada", Accept), by("ben", Accept)}, Accepted, ""},
		"both reject":                   {2, []Decision{by("ada", Reject), by("ben", Reject)}, Rejected, ""},
		"they differ":                   {2, []Decision{by("ada", Accept), by("ben", Reject)}, Disagreed, ""},
		"one comes round":               {2, []Decision{by("ada", Accept), by("ben", Reject), by("ben", Accept)}, Accepted, ""},
		"both change to the same":       {2, []Decision{to(by("ada", Change), other), to(by("ben", Change), other)}, Accepted, other},
		"a third person settles":        {2, []Decision{by("ada", Accept), to(by("ben", Change), other), to(by("cyd", Change), other)}, Accepted, other},
		"signed":                        {2, []Decision{by("ada", Accept), by("ben", Accept), by("cyd", Sign)}, Signed, ""},
		"a signature needs acceptance":  {2, []Decision{by("ada", Accept), by("cyd", Sign)}, InReview, ""},
		"decided again after signing":   {1, []Decision{by("ada", Accept), by("cyd", Sign), by("ada", Reject)}, Rejected, ""},
		"stale":                         {1, []Decision{by("ada", Accept), by("cyd", Sign), system(Stale)}, IsStale, ""},
		"only what was decided stales":  {1, []Decision{system(Stale)}, Proposed, ""},
		"immaterial":                    {1, []Decision{by("ada", Accept), by("cyd", Sign), system(Stale), by("ada", Confirm)}, Signed, ""},
		"decided anew":                  {2, []Decision{by("ada", Accept), by("ben", Accept), system(Stale), by("ada", Accept)}, InReview, ""},
		"superseded":                    {1, []Decision{by("ada", Accept), system(Supersede)}, Superseded, ""},
		"superseded, and decided again": {1, []Decision{by("ada", Accept), system(Supersede), by("ada", Accept)}, Accepted, ""},
	} {
		o := history(tt.raters, tt.decisions...).Outcome
		if tt.object == "" {
			tt.object = "onet:43-9061.00"
		}
		if o.State != tt.want || o.Object.ID != tt.object {
			t.Errorf("%s: %s with %s, want %s with %s", name, o.State, o.Object.ID, tt.want, tt.object)
		}
	}
}

func TestWhoMayDecide(t *testing.T) {
	agreed := []Decision{by("ada", Accept), by("ben", Accept)}
	for name, tt := range map[string]struct {
		before []Decision
		next   Decision
		alone  bool
		want   spec.Code
	}{
		"a reader":                         {nil, by("eve", Accept), false, spec.Forbidden},
		"a rater":                          {nil, by("ada", Accept), false, ""},
		"a third rater":                    {agreed, Decision{Action: Accept, By: Actor{ID: "flo", Role: Reviewer}}, false, spec.Forbidden},
		"a rater again":                    {agreed, by("ada", Reject), false, ""},
		"a rater, after it was settled":    {[]Decision{by("ada", Accept), by("ben", Reject), by("cyd", Accept)}, by("ben", Reject), false, spec.Forbidden},
		"a signature by an early settler":  {[]Decision{by("ada", Accept), by("ben", Reject), by("cyd", Accept), by("dan", Accept)}, by("cyd", Sign), false, spec.Forbidden},
		"who settles":                      {[]Decision{by("ada", Accept), by("ben", Reject)}, by("cyd", Accept), false, ""},
		"a signature too early":            {[]Decision{by("ada", Accept)}, by("cyd", Sign), false, spec.Conflict},
		"a signature by a reviewer":        {agreed, by("ada", Sign), false, spec.Forbidden},
		"a signature":                      {agreed, by("cyd", Sign), false, ""},
		"a signature by who rated":         {[]Decision{by("cyd", Accept), by("ben", Accept)}, by("cyd", Sign), false, spec.Forbidden},
		"the same, alone":                  {[]Decision{by("cyd", Accept), by("ben", Accept)}, by("cyd", Sign), true, ""},
		"a signature by who settled":       {[]Decision{by("ada", Accept), by("ben", Reject), by("cyd", Accept)}, by("cyd", Sign), false, spec.Forbidden},
		"on what is signed":                {append(agreed[:2:2], by("cyd", Sign)), by("ada", Reject), false, spec.Forbidden},
		"confirm what is not stale":        {agreed, by("ada", Confirm), false, spec.Conflict},
		"confirm":                          {append(agreed[:2:2], system(Stale)), by("ada", Confirm), false, ""},
		"what only the system does":        {agreed, by("cyd", Stale), false, spec.Invalid},
		"a change to nothing else":         {nil, by("ada", Change), false, spec.Invalid},
		"a change to what is proposed":     {nil, to(by("ada", Change), "onet:43-9061.00"), false, spec.Invalid},
		"acceptance of another object":     {nil, to(by("ada", Accept), "onet:43-6014.00"), false, spec.Invalid},
		"a comment without words":          {nil, by("ada", Comment), false, spec.Invalid},
		"a relation that there is none of": {nil, Decision{Action: Accept, Relation: "sameAs", By: by("ada", Accept).By}, false, spec.Invalid},
	} {
		r := history(2, tt.before...)
		if err := r.Outcome.Check(&r.Proposal, &tt.next, tt.alone); spec.CodeOf(err) != tt.want {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

func TestTheSecondRaterIsBlind(t *testing.T) {
	r := history(2, by("cyd", Comment), by("ada", Comment), by("ada", Accept))
	sees := func(who string) int { return len(Visible(&r.Outcome, r.Decisions, by(who, Accept).By)) }
	if sees("ada") != 3 || sees("ben") != 2 || sees("cyd") != 2 {
		t.Errorf("ada sees %d, ben %d, cyd %d", sees("ada"), sees("ben"), sees("cyd"))
	}
	if r = history(2, by("ada", Accept), by("ben", Reject)); len(Visible(&r.Outcome, r.Decisions, by("ben", Accept).By)) != 2 {
		t.Error("who has decided sees all")
	}
}

// TestFoldKeepsItsRules: whatever is appended, a mapping is signed only by
// somebody after it was accepted, and folding the beginning of a history never
// looks at its end.
func TestFoldKeepsItsRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raters := rapid.IntRange(1, 2).Draw(t, "raters")
		p := proposal(raters)
		var list []Decision
		for i := range rapid.IntRange(0, 12).Draw(t, "decisions") {
			who := rapid.SampledFrom([]string{"ada", "ben", "cyd", "dan"}).Draw(t, "who")
			action := rapid.SampledFrom([]Action{Accept, Reject, Change, Comment, Sign, Confirm, Stale, Supersede}).Draw(t, "action")
			d := by(who, action)
			if action == Change {
				d = to(d, rapid.SampledFrom([]string{"onet:1", "onet:2"}).Draw(t, "object"))
			}
			d.Seq = int64(i + 1)
			before := Fold(&p, list)
			list = append(list, d)
			after := Fold(&p, list)
			if after.State == Signed && before.State != Signed && before.State != Accepted && before.State != IsStale {
				t.Fatalf("signed out of %s", before.State)
			}
			if (after.State == Signed) != (after.SignedBy != nil) && after.State != IsStale && after.State != Superseded {
				t.Fatalf("%s, signed by %v", after.State, after.SignedBy)
			}
			if after.State == Accepted && before.State != Accepted && before.State != IsStale && len(after.Raters) < raters {
				t.Fatalf("accepted by %d of %d", len(after.Raters), raters)
			}
			if action == Comment && after.State != before.State {
				t.Fatalf("a comment made %s of %s", after.State, before.State)
			}
		}
	})
}

func TestAnImportedHistoryMustHaveBeenPossible(t *testing.T) {
	local := func(a Action) Decision { return Decision{Action: a, By: Actor{ID: "local", Name: "Ada", Role: Admin}} }
	forged := by("ada", Accept)
	forged.By.Role = "emperor"
	for name, tt := range map[string]struct {
		decisions []Decision
		want      bool
	}{
		"as it was":                    {[]Decision{by("ada", Accept), by("ben", Accept), by("cyd", Sign), system(Stale), by("ada", Confirm)}, true},
		"alone":                        {[]Decision{local(Accept), local(Accept)}, true},
		"the text came back by itself": {[]Decision{by("ada", Accept), by("ben", Accept), system(Stale), system(Confirm)}, true},
		"signed by a reader":           {[]Decision{by("ada", Accept), by("ben", Accept), by("eve", Sign)}, false},
		"signed by who rated":          {[]Decision{by("ada", Accept), by("cyd", Accept), by("cyd", Sign)}, false},
		"signed before it was decided": {[]Decision{by("cyd", Sign)}, false},
		"by the system":                {[]Decision{system(Accept)}, false},
		"stale by a person":            {[]Decision{by("cyd", Stale)}, false},
		"in a role that is none":       {[]Decision{forged}, false},
		"by nobody":                    {[]Decision{{Action: Accept, By: Actor{Role: Reviewer}}}, false},
	} {
		p := proposal(2)
		if err := Replay(&p, tt.decisions); (err == nil) != tt.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
