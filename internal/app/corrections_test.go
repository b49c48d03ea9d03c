package app

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/ingest"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// named is a context in which somebody acts who has a name.
func named(t *testing.T, name string) context.Context {
	return review.WithActor(t.Context(), review.Actor{ID: strings.ToLower(name), Name: name, Role: review.Analyst})
}

func northCarolina(t *testing.T) DocumentRequest {
	return DocumentRequest{Name: "nc.txt", Text: string(seed(t, "us-nc:19200"))}
}

func readDraft(t *testing.T, a *App, r DocumentRequest) *Draft {
	t.Helper()
	d, err := a.ReadDocument(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func correct(t *testing.T, a *App, name string, r DocumentRequest, given ...spec.Correction) *IngestReport {
	t.Helper()
	report, err := a.StoreDocument(named(t, name), StoreRequest{DocumentRequest: r, Corrections: &given})
	if err != nil {
		t.Fatal(err)
	}
	refreshed(t, a)
	return report
}

// statementsAt lists the statements of a class by their spans.
func statementsAt(t *testing.T, a *App, class string) map[spec.Span]spec.Statement {
	t.Helper()
	_, all, err := a.Whole(t.Context(), class)
	if err != nil {
		t.Fatal(err)
	}
	out := map[spec.Span]spec.Statement{}
	for _, st := range all {
		out[st.Span] = st
	}
	return out
}

func label(s string) *string { return &s }

func TestWhatAPersonCorrectsStaysCorrected(t *testing.T) {
	a := start(t, t.TempDir())
	r := northCarolina(t)
	d := readDraft(t, a, r)
	if c := d.Classes[0]; len(d.Classes) != 1 || c.Outcome != "unchanged" || c.Supersedes != "" || c.Class.ID != "us-nc:19200" {
		t.Fatalf("%d classes, %s, supersedes %q", len(d.Classes), d.Classes[0].Outcome, d.Classes[0].Supersedes)
	}
	read := statementsAt(t, a, "us-nc:19200")
	var levelled []spec.Statement
	for _, st := range d.Classes[0].Statements {
		if st.Level != nil && st.Level.Label == "Journey" {
			levelled = append(levelled, st)
		}
	}
	kind, level, out := levelled[0], levelled[1], levelled[2]
	given := []spec.Correction{
		{Span: out.Span, Omit: true},
		{Span: kind.Span, Kind: spec.Ability, Level: label("")},
		{Span: level.Span, Level: label("advanced")},
		{Span: levelled[3].Span, Kind: levelled[3].Kind, Level: label("Journey")}, // as it was read
	}
	report := correct(t, a, "Ada", r, given...)
	if report.Outcome != "reread" || report.Corrected != 2 || report.LeftOut != 1 {
		t.Errorf("%s, %d corrected, %d left out", report.Outcome, report.Corrected, report.LeftOut)
	}
	check := func(when string) {
		t.Helper()
		now := statementsAt(t, a, "us-nc:19200")
		if len(now) != len(read)-1 {
			t.Errorf("%s: %d statements, %d were read", when, len(now), len(read))
		}
		if _, there := now[out.Span]; there {
			t.Errorf("%s: what was left out is there", when)
		}
		if st := now[kind.Span]; st.Kind != spec.Ability || st.Level != nil || st.ID != kind.ID || st.Corrected == nil || st.Corrected.By != "Ada" || st.Corrected.ReadKind != kind.Kind || st.Corrected.ReadLevel != "Journey" {
			t.Errorf("%s: kind: %+v, %+v", when, st, st.Corrected)
		}
		if st := now[level.Span]; st.Level == nil || st.Level.Label != "Advanced" || st.Level.Basis != spec.Stated || st.Kind != level.Kind || st.ID != level.ID {
			t.Errorf("%s: level: %+v", when, st)
		}
		if st := now[levelled[3].Span]; st.Corrected != nil {
			t.Errorf("%s: what says what was read is kept: %+v", when, st.Corrected)
		}
	}
	check("saved")
	if r, err := a.Ingest(t.Context(), "nc.txt", []byte(r.Text), ingest.Origin{}); err != nil || r.Outcome != "unchanged" || r.Corrected != 2 {
		t.Errorf("the same text again: %+v, %v", r, err)
	}
	if r, err := a.Ingest(t.Context(), "nc.txt", []byte(r.Text), ingest.Origin{Licence: "CC0"}); err != nil || r.Outcome != "reread" {
		t.Errorf("read again: %+v, %v", r, err)
	}
	refreshed(t, a)
	check("read again")
	source, err := a.Source(t.Context(), report.SourceID)
	if err != nil || !strings.Contains(source.Warnings[len(source.Warnings)-1].Message, "Ada") {
		t.Errorf("the source does not say what was left out: %+v, %v", source.Warnings, err)
	}

	// Another person adds one; what Ada said stays hers.
	correct(t, a, "Ben", r, append(given[:3:3], spec.Correction{Span: levelled[4].Span, Kind: spec.Note})...)
	check("by a second person")
	if st := statementsAt(t, a, "us-nc:19200")[levelled[4].Span]; st.Corrected == nil || st.Corrected.By != "Ben" {
		t.Errorf("Ben's: %+v", st.Corrected)
	}
	// None at all takes all back.
	if r := correct(t, a, "Ben", r); r.Outcome != "reread" {
		t.Errorf("taken back: %s", r.Outcome)
	}
	if d := cmp.Diff(read, statementsAt(t, a, "us-nc:19200")); d != "" {
		t.Errorf("taken back (-read +now)\n%s", d)
	}
	entries, err := a.Audit(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var by []string
	for _, e := range entries {
		if e.Action == "correct statements" {
			by = append(by, e.By.ID)
		}
	}
	if d := cmp.Diff([]string{"ada", "ben", "ben"}, by); d != "" {
		t.Errorf("the audit log\n%s", d)
	}
	if _, err := a.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestACorrectionHoldsForTheClassesOfASeries(t *testing.T) {
	a := start(t, t.TempDir())
	r := DocumentRequest{Text: gardeners(t), Issuer: "us-xx"}
	d := readDraft(t, a, r)
	classesOf := map[spec.Span][]string{}
	for _, c := range d.Classes {
		for _, st := range c.Statements {
			classesOf[st.Span] = append(classesOf[st.Span], c.Class.ID)
		}
	}
	var of []string
	var span spec.Span
	for s, classes := range classesOf {
		if len(classes) > 1 && len(classes) < len(d.Classes) {
			of, span = classes, s
		}
	}
	if of == nil {
		t.Fatal("no statement is shared by some of the classes")
	}
	report := correct(t, a, "Ada", r, spec.Correction{Span: span, Kind: spec.WorkCondition})
	corrected := report.Corrected
	for _, other := range report.Others {
		corrected += other.Corrected
	}
	if corrected != len(of) || report.Outcome != "added" {
		t.Errorf("%s, %d corrected, the passage is of %v", report.Outcome, corrected, of)
	}
	for _, class := range of {
		if st := statementsAt(t, a, class)[span]; st.Kind != spec.WorkCondition {
			t.Errorf("%s: %s", class, st.Kind)
		}
	}
}

func TestWhatCannotBeCorrectedIsRefused(t *testing.T) {
	a := start(t, t.TempDir())
	r := northCarolina(t)
	st := readDraft(t, a, r).Classes[0].Statements[0]
	for name, tt := range map[string]struct {
		given []spec.Correction
		field string
		code  spec.Code
	}{
		"no statement there":  {[]spec.Correction{{Span: spec.Span{Start: 1, End: 2}, Kind: spec.Duty}}, "corrections[0].span", spec.Invalid},
		"twice":               {[]spec.Correction{{Span: st.Span, Kind: spec.Duty}, {Span: st.Span, Kind: spec.Task}}, "corrections[1].span", spec.Invalid},
		"no such kind":        {[]spec.Correction{{Span: st.Span, Kind: "dutty"}}, "corrections[0].kind", spec.Invalid},
		"no level of its own": {[]spec.Correction{{Span: st.Span, Level: label("Master")}}, "corrections[0].level", spec.Invalid},
	} {
		_, err := a.StoreDocument(named(t, "Ada"), StoreRequest{DocumentRequest: r, Corrections: &tt.given})
		e, ok := err.(*spec.Error)
		if !ok || e.Field != tt.field || e.Code != tt.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	omit := []spec.Correction{{Span: st.Span, Omit: true}}
	if _, err := a.StoreDocument(named(t, ""), StoreRequest{DocumentRequest: r, Corrections: &omit}); spec.CodeOf(err) != spec.Forbidden {
		t.Errorf("by nobody: %v", err)
	}
	if _, err := a.StoreDocument(named(t, "Ada"), StoreRequest{DocumentRequest: r, Reading: "another"}); spec.CodeOf(err) != spec.Conflict {
		t.Errorf("another reading: %v", err)
	}
	if got := statementsAt(t, a, "us-nc:19200")[st.Span]; got.Corrected != nil {
		t.Errorf("something was stored: %+v", got)
	}
}

// TestNobodyLosesACorrection reads as one person, stores as another, and then
// stores what the first one had read.
func TestNobodyLosesACorrection(t *testing.T) {
	a := start(t, t.TempDir())
	r := northCarolina(t)
	d := readDraft(t, a, r)
	st := d.Classes[0].Statements
	late, err := a.correctDocument(named(t, "Ben"), r, []spec.Correction{{Span: st[1].Span, Kind: spec.Note}})
	if err != nil {
		t.Fatal(err)
	}
	correct(t, a, "Ada", r, spec.Correction{Span: st[0].Span, Kind: spec.Note})
	if _, err := a.store(named(t, "Ben"), r.Name, late); spec.CodeOf(err) != spec.Conflict {
		t.Errorf("stored over what somebody else said: %v", err)
	}
	if _, err := a.StoreDocument(named(t, "Ben"), StoreRequest{DocumentRequest: r, Reading: d.Reading}); spec.CodeOf(err) != spec.Conflict {
		t.Errorf("stored what is read otherwise by now: %v", err)
	}
	if got := statementsAt(t, a, "us-nc:19200"); got[st[0].Span].Corrected == nil || got[st[1].Span].Corrected != nil {
		t.Error("Ada's correction is lost, or Ben's is there")
	}
}

func TestADraftStoresNothing(t *testing.T) {
	a := start(t, t.TempDir())
	before := a.Readiness(t.Context()).LatestRevision
	d := readDraft(t, a, DocumentRequest{Text: sweeper, Issuer: "us-tx"})
	if c := d.Classes[0]; c.Outcome != "added" || len(c.Statements) == 0 || c.Statements[0].SourceID != "" {
		t.Errorf("%+v", c)
	}
	if after := a.Readiness(t.Context()).LatestRevision; after != before {
		t.Errorf("revision %d, then %d", before, after)
	}
	again := readDraft(t, a, DocumentRequest{Text: sweeper, Issuer: "us-tx"})
	if d := cmp.Diff(d, again, cmp.AllowUnexported(ingest.Lines{})); d != "" {
		t.Errorf("read twice\n%s", d)
	}
	for name, r := range map[string]DocumentRequest{
		"text":      {Text: " \n"},
		"title":     {Text: sweeper, Title: "two\nlines"},
		"publisher": {Text: sweeper, Publisher: strings.Repeat("x", maxStated+1)},
		"issuer":    {Text: sweeper, Issuer: "Us Tx"},
	} {
		_, err := a.ReadDocument(t.Context(), r)
		if e, ok := err.(*spec.Error); !ok || e.Field != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}
