package app

import (
	"fmt"
	"strings"
	"testing"

	"crosswalk/internal/catalog"
	"crosswalk/internal/ingest"
	"crosswalk/internal/spec"
	"crosswalk/seeds"
)

func TestWhatAnotherProcessIngestsIsFoundAfterARefresh(t *testing.T) {
	dir := t.TempDir()
	server, other := start(t, dir), start(t, dir)
	if r := ingestText(t, other, sweeper); r.Outcome != "added" || r.Class.ID != "us-tx:77" {
		t.Fatalf("report %+v", r)
	}
	if n := holding(t, server, "zeppelins"); n != 0 {
		t.Errorf("found %d before the refresh", n)
	}
	if err := server.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := holding(t, server, "zeppelins"); n != 1 {
		t.Errorf("found %d after the refresh, want 1", n)
	}
}

func TestIngestTwiceChangesNothing(t *testing.T) {
	a := start(t, t.TempDir())
	ingestText(t, a, sweeper)
	if err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := a.Readiness(t.Context()).CatalogRevision
	if r := ingestText(t, a, sweeper); r.Outcome != "unchanged" {
		t.Errorf("outcome %s", r.Outcome)
	}
	if err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := a.Readiness(t.Context()).CatalogRevision; after != before {
		t.Errorf("revision %d, then %d", before, after)
	}
}

func TestAReplacedSeedStaysReplaced(t *testing.T) {
	dir := t.TempDir()
	a := start(t, dir)
	source, err := a.Class(t.Context(), "us-ct:1927SH")
	if err != nil {
		t.Fatal(err)
	}
	text, err := a.SourceText(t.Context(), source.SourceIDs[0])
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(text, "Develops and negotiates contracts", "Grows orchids", 1)
	r, err := a.Ingest(t.Context(), "new.txt", []byte(changed), ingest.Origin{Issuer: "us-ct", Publisher: "us-ct"})
	if err != nil || r.Outcome != "revised" {
		t.Fatalf("report %+v, %v", r, err)
	}
	a.Close()
	again := start(t, dir)
	if n := holding(t, again, "orchids"); n != 1 {
		t.Errorf("the new revision is found %d times after a restart", n)
	}
	old, err := again.Statements(t.Context(), "us-ct:1927SH", StatementsRequest{Source: source.SourceIDs[0], Page: Page{Limit: MaxLimit}})
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, st := range old.Items {
		found = found || st.Text == "Develops and negotiates contracts"
	}
	if !found {
		t.Error("the old revision lost its statement")
	}
}

func TestWithdrawnIsGoneAndReadable(t *testing.T) {
	a := start(t, t.TempDir())
	c, err := a.Class(t.Context(), "us-nc:19200")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Withdraw(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	if err := a.Start(t.Context()); err != nil { // the seed does not come back
		t.Fatal(err)
	}
	if _, err := a.Class(t.Context(), c.ID); spec.CodeOf(err) != spec.NotFound {
		t.Errorf("the class: %v", err)
	}
	if s, err := a.Source(t.Context(), c.SourceIDs[0]); err != nil || s.SupersededBy != catalog.Withdrawn {
		t.Errorf("its source: %+v, %v", s, err)
	}
	if err := a.Withdraw(t.Context(), c.ID); spec.CodeOf(err) != spec.NotFound {
		t.Errorf("twice: %v", err)
	}
	if r, err := a.Ingest(t.Context(), "a.txt", seed(t, c.ID), ingest.Origin{}); err != nil || r.Outcome != "added" {
		t.Errorf("again: %+v, %v", r, err)
	}
}

func TestATextStoredBeforeTheSeedsStaysInForce(t *testing.T) {
	a, err := Open(t.Context(), config(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	text := strings.Replace(string(seed(t, "us-az:ACV80272")), "community resources", "zeppelin resources", 1)
	if _, err := a.Ingest(t.Context(), "az.txt", []byte(text), ingest.Origin{Issuer: "us-az", Code: "acv80272"}); err != nil {
		t.Fatal(err)
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := holding(t, a, "zeppelins"); n != 1 {
		t.Errorf("found %d", n)
	}
}

// A second document of a class adds to it and changes nothing that it says.
func TestASecondDocumentLeavesTheScaleAlone(t *testing.T) {
	a := start(t, t.TempDir())
	ask := CrosswalkRequest{From: "us-az:ACV80272", To: "us-nc:19200", ToLevel: "Journey"}
	before, err := a.Crosswalk(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	table := "Sorting\tEntry\tSenior\nPiles\tSorts small piles.\tSorts large piles.\nBins\tFills bins.\tEmpties bins.\n"
	r, err := a.Ingest(t.Context(), "b.txt", []byte("DUTIES\n- Sweeps zeppelins;\n"+table), ingest.Origin{Issuer: "us-nc", Code: "19200", Publisher: "A County", Title: "Other"})
	if err != nil || !strings.Contains(fmt.Sprint(r.Warnings), "has a document of publisher") {
		t.Fatalf("%+v, %v", r, err)
	}
	if err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, err := a.Crosswalk(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	added := len(after.Requirements) - len(before.Requirements)
	if after.To.Title != before.To.Title || added < 1 || added != after.Unlevelled-before.Unlevelled {
		t.Errorf("%s with %d requirements more, %d of them without a level", after.To.Title, added, after.Unlevelled-before.Unlevelled)
	}
}

// Levels of a second document stand on the class's scale where it has them.
func TestLevelsOfASecondDocumentKeepTheirPlace(t *testing.T) {
	a := start(t, t.TempDir())
	table := "Sweeping\n\nCompetency\tJourney\tAdvanced\nPiles\tSorts zeppelin piles.\tOrders hangar keys.\nBins\tFills barrels.\tPaints ladders.\n"
	if _, err := a.Ingest(t.Context(), "b.txt", []byte(table), ingest.Origin{Issuer: "us-nc", Code: "19200", Publisher: "A County"}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Ingest(t.Context(), "c.txt", []byte("Sorter\n\nClass Code: S1\n\nDUTIES\n- Sorts zeppelin piles.\n- Orders hangar keys.\n"), ingest.Origin{Issuer: "us-tx"}); err != nil {
		t.Fatal(err)
	}
	if err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for level, met := range map[string]int{"Contributing": 0, "Journey": 1, "Advanced": 2} {
		x, err := a.Crosswalk(t.Context(), CrosswalkRequest{From: "us-nc:19200", FromLevel: level, To: "us-tx:S1"})
		if err != nil || x.Counts.Met != met {
			t.Errorf("at %s %d duties are met, want %d; %v", level, x.Counts.Met, met, err)
		}
	}
	l, err := a.Statements(t.Context(), "us-nc:19200", StatementsRequest{Level: "Advanced", Page: Page{Limit: MaxLimit}})
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range l.Items {
		if st.Level.Ordinal != 3 || st.Level.Label != "Advanced" {
			t.Errorf("%q stands at %+v", st.Text, st.Level)
		}
	}
}

func TestACodeInAnotherLetterCaseIsTheSameClass(t *testing.T) {
	a, err := Open(t.Context(), config(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	text := "Consultant\n\nClass Code: 1927sh\n\nDUTIES\n- Sweeps zeppelins.\n"
	if _, err := a.Ingest(t.Context(), "a.txt", []byte(text), ingest.Origin{Issuer: "us-ct"}); err != nil {
		t.Fatal(err)
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	r, err := a.Ingest(t.Context(), "a.txt", []byte(strings.Replace(text, "zeppelins", "hangars", 1)), ingest.Origin{Issuer: "us-ct", Code: "1927SH"})
	if err != nil || r.Class.ID != "us-ct:1927sh" || r.Outcome != "revised" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestADocumentUnderAnotherPublisherKeepsItsPlace(t *testing.T) {
	a := start(t, t.TempDir())
	other := strings.Replace(sweeper, "zeppelins", "hangars", 1)
	for _, step := range []struct{ text, publisher, outcome string }{
		{sweeper, "P1", "added"}, {sweeper, "P2", "reread"}, {other, "P1", "added"},
	} {
		r, err := a.Ingest(t.Context(), "a.txt", []byte(step.text), ingest.Origin{Issuer: "us-tx", Publisher: step.publisher})
		if err != nil || r.Outcome != step.outcome {
			t.Errorf("%s: %+v, %v", step.publisher, r, err)
		}
	}
	if err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c, err := a.Class(t.Context(), "us-tx:77"); err != nil || len(c.SourceIDs) != 2 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestAStatedTitleStays(t *testing.T) {
	a := start(t, t.TempDir())
	if _, err := a.Ingest(t.Context(), "a.txt", []byte(sweeper), ingest.Origin{Issuer: "us-tx", Title: "Airship Cleaner"}); err != nil {
		t.Fatal(err)
	}
	if r := ingestText(t, a, strings.Replace(sweeper, "zeppelins", "balloons", 1)); r.Class.Title != "Airship Cleaner" || r.Outcome != "revised" {
		t.Errorf("%s %q", r.Outcome, r.Class.Title)
	}
	if r := ingestText(t, a, strings.Replace(sweeper, "Sweeper", "Brusher", 1)); r.Class.Title != "Brusher" {
		t.Errorf("another title in the text: %q", r.Class.Title)
	}
}

// seed returns the text of the seed document of a class.

func seed(t *testing.T, classID string) []byte {
	t.Helper()
	origins, err := seedOrigins()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range origins {
		if spec.ClassID(o.Issuer, o.Code) == classID {
			raw, err := seeds.Files.ReadFile(o.File)
			if err != nil {
				t.Fatal(err)
			}
			return raw
		}
	}
	t.Fatalf("no seed for %s", classID)
	return nil
}

func TestAChangedTextSupersedesWhateverIsStatedOfIt(t *testing.T) {
	const id, code = "us-ct:1927SH", "1927SH"
	text := strings.Replace(string(seed(t, id)), "Develops", "Invents", 1)
	known, err := withSeedOrigin(ingest.Origin{}, checksum(seed(t, id)))
	if err != nil || text == string(seed(t, id)) {
		t.Fatalf("the seed has changed (%v)", err)
	}
	for name, stated := range map[string]ingest.Origin{
		"the issuer":            {Issuer: "us-ct"},
		"issuer and code":       {Issuer: "us-ct", Code: code},
		"the publisher as well": {Issuer: "us-ct", Code: code, Publisher: known.Publisher},
	} {
		t.Run(name, func(t *testing.T) {
			a := start(t, t.TempDir())
			old, err := a.Class(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			r, err := a.Ingest(t.Context(), "changed.txt", []byte(text), stated)
			if err != nil {
				t.Fatal(err)
			}
			if r.Outcome != string(catalog.Revised) || r.Licence != known.Licence || r.Publisher != known.Publisher {
				t.Errorf("%s, publisher %q, licence %q", r.Outcome, r.Publisher, r.Licence)
			}
			if err := a.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			now, err := a.Class(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if len(now.SourceIDs) != 1 || now.SourceIDs[0] == old.SourceIDs[0] || now.Statements != old.Statements {
				t.Errorf("was %+v, is %+v", old, now)
			}
		})
	}
}

func TestWhatIsStatedAnewOfTheSameTextIsStored(t *testing.T) {
	a := start(t, t.TempDir())
	r, err := a.Ingest(t.Context(), "a.txt", seed(t, "us-nc:19200"), ingest.Origin{Licence: "public domain"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := a.Source(t.Context(), r.SourceID)
	if err != nil || r.Outcome != string(catalog.Reread) || s.Licence != "public domain" || s.Revision != 1 || len(s.Facts) == 0 {
		t.Errorf("%s, source %+v, %v", r.Outcome, s, err)
	}
}

func TestATextWithoutACodeIsNotTakenForAnothersRevision(t *testing.T) {
	a := start(t, t.TempDir())
	codeless := strings.Replace(sweeper, "Class Code: 77\n\n", "", 1)
	ingestText(t, a, codeless)
	other := strings.Replace(codeless, "zeppelins", "chimneys", 1)
	_, err := a.Ingest(t.Context(), "b.txt", []byte(other), ingest.Origin{Issuer: "us-tx"})
	if spec.CodeOf(err) != spec.Conflict || !strings.Contains(err.Error(), "code") {
		t.Errorf("error %v, want a conflict about the code", err)
	}
	r, err := a.Ingest(t.Context(), "b.txt", []byte(other), ingest.Origin{Issuer: "us-tx", Code: "S-2"})
	if err != nil || r.Outcome != string(catalog.Added) {
		t.Errorf("with a code of its own: %+v, %v", r, err)
	}
}

func TestASeedUnderAnotherClassDoesNotKeepTheSeedOut(t *testing.T) {
	dir := t.TempDir()
	a, err := Open(t.Context(), config(dir))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if _, err := a.Ingest(t.Context(), "copy.txt", seed(t, "us-nc:19200"), ingest.Origin{Issuer: "local"}); err != nil {
		t.Fatal(err)
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"us-nc:19200", "local:19200"} {
		if _, err := a.Class(t.Context(), id); err != nil {
			t.Error(err)
		}
	}
}
