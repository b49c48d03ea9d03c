package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"crosswalk/internal/app"
	"crosswalk/internal/ingest"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// tasksOf are the tasks of a release: three of the social workers, who are
// reworded in the next one, and some of others.
func tasksOf(reworded bool) string {
	tasks := []string{
		"21-1021.00\t5\tInterview children and parents about abuse or neglect.\tCore",
		"21-1021.00\t6\tRefer families to community resources for services.\tCore",
		"21-1021.00\t7\tMaintain case history records and prepare reports.\tCore",
		"21-1021.00\t8\tServe on policy committees of children's services.\tCore",
		"21-1093.00\t9\tKeep records and prepare reports for owner or management concerning visits with clients.\tCore",
		"47-2111.00\t3\tConnect wires to fuses.\tCore",
	}
	if reworded {
		tasks[0] = "21-1021.00\t5\tInterview minors and their parents about abuse and neglect.\tCore"
		tasks[1] = "21-1021.00\t6\tRefer families to resources of the community that serve them.\tCore"
		tasks[2] = "21-1021.00\t7\tMaintain histories of cases and write reports.\tCore"
	}
	return "O*NET-SOC Code\tTask ID\tTask\tTask Type\n" + strings.Join(tasks, "\n") + "\n"
}

// importStoryRelease imports one of two releases. The second has three reworded
// tasks, and another title by which electricians are known: that is no part of
// what a mapping is decided on.
func importStoryRelease(t testing.TB, s service, version string, reworded bool) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "db_"+strings.ReplaceAll(version, ".", "_")+"_text")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	titles := "47-2111.00\tWireman\n"
	if reworded {
		titles += "47-2111.00\tWirewoman\n"
	}
	for name, content := range map[string]string{
		"Occupation Data.txt": "O*NET-SOC Code\tTitle\tDescription\n47-2111.00\tElectricians\tInstall wiring.\n" +
			"21-1093.00\tSocial and Human Service Assistants\tAssist other social and human service providers.\n" +
			"21-1021.00\tChild, Family, and School Social Workers\tProvide social services to children and their families.\n",
		"Job Zones.txt":                 "O*NET-SOC Code\tJob Zone\n47-2111.00\t3\n",
		"Alternate Titles.txt":          "O*NET-SOC Code\tAlternate Title\n" + titles + "21-1021.00\tChild Protective Services Specialist\n",
		"Sample of Reported Titles.txt": "O*NET-SOC Code\tReported Job Title\n",
		"Task Statements.txt":           tasksOf(reworded),
		"IWA Reference.txt":             "IWA ID\tIWA Title\nI1\tInstall equipment.\n",
		"DWA Reference.txt":             "DWA ID\tDWA Title\tIWA ID\nD1\tInstall wiring.\tI1\n",
		"Tasks to DWAs.txt":             "O*NET-SOC Code\tTask ID\tDWA ID\n47-2111.00\t3\tD1\n",
	} {
		write(t, dir, name, content)
	}
	if _, err := s.app.ImportRelease(t.Context(), dir, func(string, int, int) {}); err != nil {
		t.Fatal(err)
	}
	if err := s.app.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// office is a service with accounts and a small release.
type office struct {
	t testing.TB
	service
	keys map[string]string
}

func openOffice(t testing.TB) *office {
	t.Helper()
	s := startService(t)
	importStoryRelease(t, s, "30.1", false)
	return &office{t: t, service: s, keys: employ(t, s.app)}
}

func (o *office) ask(who, method, path string, body any, header ...string) answer {
	o.t.Helper()
	return as(o.t, o.keys[who], method, o.url+"/api/v1"+path, body, header...)
}

// propose lets the machine propose a code for a class, and returns the mapping.
func (o *office) propose(class string) app.Mapping {
	o.t.Helper()
	if a := o.ask("ana", http.MethodPost, "/mappings", app.ProposeRequest{Kind: review.ClassCode, Subjects: []string{class}}); a.status != http.StatusOK {
		o.t.Fatalf("propose: %d %s", a.status, a.body)
	}
	list := into[app.List[app.Mapping]](o.t, o.ask("ana", http.MethodGet, "/mappings?subject="+class, nil))
	if len(list.Items) != 1 {
		o.t.Fatalf("%d mappings of %s", len(list.Items), class)
	}
	return list.Items[0]
}

func (o *office) decide(who, id string, r app.DecideRequest, header ...string) answer {
	o.t.Helper()
	return o.ask(who, http.MethodPost, "/mappings/"+id+"/decisions", r, header...)
}

// must decides, and checks the state that the mapping is in then.
func (o *office) must(who, id string, r app.DecideRequest, want review.State) {
	o.t.Helper()
	a := o.decide(who, id, r)
	if a.status != http.StatusOK {
		o.t.Fatalf("%s %ss: %d %s", who, r.Action, a.status, a.body)
	}
	if m := into[app.Mapping](o.t, a); m.Outcome.State != want {
		o.t.Fatalf("after %s %ss it is %s, want %s", who, r.Action, m.Outcome.State, want)
	}
}

func (o *office) state(id string) review.State {
	o.t.Helper()
	return into[app.Mapping](o.t, o.ask("cyd", http.MethodGet, "/mappings/"+id, nil)).Outcome.State
}

// TestTheStoryOfAMapping is the worked story of docs/review.md.
func TestTheStoryOfAMapping(t *testing.T) {
	o := openOffice(t)
	const workers, electricians = "onet:21-1021.00", "onet:47-2111.00"
	consultant, specialist, practitioner := o.propose("us-ct:1927SH"), o.propose("us-az:ACV80272"), o.propose("us-nc:19200")

	// Two raters, apart from each other, who disagree.
	o.must("ada", consultant.ID, app.DecideRequest{Action: review.Change, Object: electricians, Comment: "a slip"}, review.InReview)
	blind := into[app.Mapping](t, o.ask("ben", http.MethodGet, "/mappings/"+consultant.ID, nil))
	if blind.Hidden != 1 || len(blind.Decisions) != 0 || len(blind.Outcome.Raters) != 0 || !blind.Waiting {
		t.Errorf("the second rater sees %+v", blind.Decisions)
	}
	if a := o.ask("ben", http.MethodGet, "/exports/csv", nil); strings.Contains(string(a.body), "a slip") {
		t.Error("an export tells the second rater what the first one said")
	}
	if a := o.ask("adm", http.MethodGet, "/exports/csv", nil); !strings.Contains(string(a.body), "a slip") {
		t.Error("an export does not tell an admin")
	}
	o.must("ben", consultant.ID, app.DecideRequest{Action: review.Change, Object: workers, Relation: spec.Exact}, review.Disagreed)
	if queue := into[app.List[app.Mapping]](t, o.ask("cyd", http.MethodGet, "/queue", nil)); queue.Total != 3 || queue.Items[0].ID != consultant.ID {
		t.Errorf("%d in the queue; first %s", queue.Total, queue.Items[0].ID)
	}
	// Settled by a third person, signed by a fourth.
	o.must("cyd", consultant.ID, app.DecideRequest{Action: review.Change, Object: workers, Relation: spec.Exact, Comment: "as the union agreed"}, review.Accepted)
	if a := o.decide("cyd", consultant.ID, app.DecideRequest{Action: review.Sign}); a.status != http.StatusForbidden {
		t.Errorf("who settled signs: %d", a.status)
	}
	o.must("adm", consultant.ID, app.DecideRequest{Action: review.Sign}, review.Signed)
	// Two others: the one stands on an occupation whose titles change, the other
	// on one that stays as it is.
	for _, who := range []string{"ada", "ben"} {
		o.decide(who, specialist.ID, app.DecideRequest{Action: review.Change, Object: electricians, Relation: spec.Related})
		o.decide(who, practitioner.ID, app.DecideRequest{Action: review.Change, Object: "onet:21-1093.00", Relation: spec.Close})
	}
	if a, b := o.state(specialist.ID), o.state(practitioner.ID); a != review.Accepted || b != review.Accepted {
		t.Fatalf("they are %s and %s", a, b)
	}
	agreement := into[struct{ Items []review.Agreement }](t, o.ask("cyd", http.MethodGet, "/agreement", nil))
	if len(agreement.Items) != 1 || agreement.Items[0].N != 3 {
		t.Errorf("agreement %+v", agreement.Items)
	}

	// Exported in every format, and read back into another catalog.
	exported := map[string][]byte{}
	for _, f := range app.ExportFormats {
		a := o.ask("ana", http.MethodGet, "/exports/"+f.Name, nil)
		if a.status != http.StatusOK || !strings.Contains(a.header.Get("Content-Disposition"), f.Extension) || len(a.body) < 500 {
			t.Errorf("%s: %d, %s, %d bytes", f.Name, a.status, a.header.Get("Content-Disposition"), len(a.body))
		}
		exported[f.Name] = a.body
	}
	if !bytes.Contains(exported["sssom"], []byte("xwuser:adm")) || !bytes.Contains(exported["sssom"], []byte("skos:exactMatch")) {
		t.Error("the SSSOM file does not say who signed, or what")
	}
	for _, format := range []string{"sssom", "csv"} {
		other := startService(t)
		do(t, http.MethodPut, other.url+"/api/v1/me", "application/json", `{"name":"Zoe"}`)
		if a := do(t, http.MethodPost, other.url+"/api/v1/imports/"+format, "text/plain", string(exported[format])); a.status != http.StatusOK {
			t.Fatalf("import %s: %d %s", format, a.status, a.body)
		}
		if again := get(t, other.url+"/api/v1/exports/"+format); !bytes.Equal(again.body, exported[format]) {
			t.Errorf("%s is another one after a round", format)
		}
		if again := get(t, other.url+"/api/v1/exports/jsonld"); !sameJSON(t, again.body, exported["jsonld"]) {
			t.Errorf("JSON-LD is another one after %s", format)
		}
		if a := get(t, other.url+"/api/v1/audit/verify"); a.status != http.StatusOK {
			t.Errorf("audit after import: %s", a.body)
		}
	}

	// A new release: exactly the mapping whose text has changed goes stale.
	importStoryRelease(t, o.service, "30.2", true)
	if a, b, c := o.state(consultant.ID), o.state(specialist.ID), o.state(practitioner.ID); a != review.IsStale || b != review.Accepted || c != review.Accepted {
		t.Errorf("after the release they are %s, %s, %s", a, b, c)
	}
	stale := into[app.Mapping](t, o.ask("ada", http.MethodGet, "/mappings/"+consultant.ID, nil))
	if len(stale.Changes) != 3 {
		t.Fatalf("%d changes: %+v", len(stale.Changes), stale.Changes)
	}
	for _, c := range stale.Changes {
		if c.Old == "" || c.New == "" || c.Side != "object" {
			t.Errorf("a rewording without its two sides: %+v", c)
		}
	}
	if last := stale.Decisions[len(stale.Decisions)-1]; last.Action != review.Stale || last.By.Role != review.System {
		t.Errorf("last in the history: %+v", last)
	}
	// Immaterial, a reviewer says: the signature stands, and stays so.
	o.must("ada", consultant.ID, app.DecideRequest{Action: review.Confirm, Comment: "only reworded"}, review.Signed)
	if err := o.app.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	importStoryRelease(t, o.service, "30.3", true)
	if got := o.state(consultant.ID); got != review.Signed {
		t.Errorf("after the same words again it is %s", got)
	}
	if a := o.ask("cyd", http.MethodGet, "/audit/verify", nil); a.status != http.StatusOK {
		t.Errorf("audit: %s", a.body)
	}
}

func sameJSON(t testing.TB, a, b []byte) bool {
	t.Helper()
	var x, y any
	if err := json.Unmarshal(a, &x); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &y); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(x) == fmt.Sprint(y)
}

// TestTwoReviewersAtOnce: however the requests of two reviewers meet, each of
// their decisions is kept once, also where a request is sent again.
func TestTwoReviewersAtOnce(t *testing.T) {
	o := openOffice(t)
	m := o.propose("us-ct:1927SH")
	const rounds = 10
	var wg sync.WaitGroup
	for _, who := range []string{"ada", "ben"} {
		for i := range rounds {
			for range 2 { // the second time is a replay
				wg.Go(func() {
					a := o.decide(who, m.ID, app.DecideRequest{Action: review.Comment, Comment: fmt.Sprint(who, " ", i)}, "Idempotency-Key", fmt.Sprint("comment ", i))
					if a.status != http.StatusOK {
						t.Errorf("%s: %d %s", who, a.status, a.body)
					}
				})
			}
		}
		wg.Go(func() {
			action := map[string]review.Action{"ada": review.Accept, "ben": review.Reject}[who]
			if a := o.decide(who, m.ID, app.DecideRequest{Action: action}); a.status != http.StatusOK {
				t.Errorf("%s: %d %s", who, a.status, a.body)
			}
		})
	}
	wg.Wait()
	got := into[app.Mapping](t, o.ask("cyd", http.MethodGet, "/mappings/"+m.ID, nil))
	if got.Outcome.State != review.Disagreed || len(got.Decisions) != 2*rounds+2 {
		t.Errorf("%s, with %d decisions", got.Outcome.State, len(got.Decisions))
	}
	seen := map[string]bool{}
	for _, d := range got.Decisions {
		key := d.By.ID + string(d.Action) + d.Comment
		if seen[key] {
			t.Errorf("twice: %s", key)
		}
		seen[key] = true
	}
	if a := o.decide("ada", m.ID, app.DecideRequest{Action: review.Comment, Comment: "ada 1"}, "Idempotency-Key", "comment 1"); !into[struct{ Replayed bool }](t, a).Replayed {
		t.Errorf("a request is carried out again: %s", a.body)
	}
	if a := o.decide("ada", m.ID, app.DecideRequest{Action: review.Comment, Comment: "other words"}, "Idempotency-Key", "comment 1"); a.status != http.StatusConflict {
		t.Errorf("a key for something else: %d %s", a.status, a.body)
	}
	if a := o.ask("cyd", http.MethodGet, "/audit/verify", nil); a.status != http.StatusOK {
		t.Errorf("audit: %s", a.body)
	}
}

func TestADecisionOnAnotherTextIsRefused(t *testing.T) {
	o := openOffice(t)
	m := o.propose("us-ct:1927SH")
	r := app.DecideRequest{Action: review.Accept, SubjectHash: m.Subject.Text.Hash, ObjectHash: strings.Repeat("0", 64)}
	if a := o.decide("ada", m.ID, r); a.status != http.StatusConflict || !strings.Contains(string(a.body), "object_hash") {
		t.Errorf("%d %s", a.status, a.body)
	}
	r.ObjectHash = m.Object.Text.Hash
	o.must("ada", m.ID, r, review.InReview)
}

func TestLinkUpForms(t *testing.T) {
	o := openOffice(t)
	const query = "/linkups?class=us-ct:1927SH&occupation=onet:21-1021.00"
	form := into[app.LinkUp](t, o.ask("ana", http.MethodGet, query, nil))
	if form.Requirements.Of != 25 || form.Tasks.Of != 4 || form.Tasks.Weighted != nil || len(form.Rows) != 29 {
		t.Fatalf("form: %+v, %+v, %d rows", form.Requirements, form.Tasks, len(form.Rows))
	}
	type grade = struct {
		StatementID string `json:"statement_id"`
		Grade       int    `json:"grade"`
	}
	rate := func(who string, grades ...grade) answer {
		return o.ask(who, http.MethodPut, "/linkups", map[string]any{"class": "us-ct:1927SH", "occupation": "onet:21-1021.00", "grades": grades})
	}
	tasks := form.Rows[25:]
	rate("ana", grade{tasks[0].Statement.ID, 4}, grade{tasks[1].Statement.ID, 1})
	form = into[app.LinkUp](t, rate("ada", grade{tasks[0].Statement.ID, 2}, grade{tasks[1].Statement.ID, 2}))
	tasks = form.Rows[25:]
	if *tasks[0].Mean != 3 || !tasks[0].Counts || *tasks[1].Mean != 1.5 || tasks[1].Counts || tasks[2].Mean != nil {
		t.Errorf("means: %+v", tasks[:3])
	}
	if form.Tasks.Counted != 1 || form.Tasks.Rated != 2 || math.Abs(*form.Tasks.Weighted-tasks[0].Credit) > 1e-9 || len(form.Experts) != 2 {
		t.Errorf("coverage by importance: %+v, credit %v", form.Tasks, tasks[0].Credit)
	}
	form = into[app.LinkUp](t, rate("ana", grade{tasks[1].Statement.ID, 2}))
	if len(form.Agreement) != 1 || form.Agreement[0].N != 2 || form.Agreement[0].Observed != 1-0.25/2 {
		t.Errorf("one of two graded alike, the other two grades apart: %+v", form.Agreement)
	}
	if a := rate("ana", grade{"st-nobody", 3}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a statement that is not on the form: %d", a.status)
	}
	if a := rate("ana", grade{tasks[0].Statement.ID, 5}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a grade over 4: %d", a.status)
	}
}

// accepted lets both raters accept the code that is proposed for a class.
func (o *office) accepted(class string) app.Mapping {
	o.t.Helper()
	m := o.propose(class)
	o.must("ada", m.ID, app.DecideRequest{Action: review.Accept}, review.InReview)
	o.must("ben", m.ID, app.DecideRequest{Action: review.Accept}, review.Accepted)
	return m
}

func TestWhatWasDecidedElsewhereOnOtherWordsIsStale(t *testing.T) {
	o := openOffice(t)
	m := o.accepted("us-ct:1927SH")
	file := o.ask("adm", http.MethodGet, "/exports/sssom", nil)
	other := startService(t)
	importStoryRelease(t, other, "30.2", true) // reworded: the words decided on were never here
	do(t, http.MethodPut, other.url+"/api/v1/me", "application/json", `{"name":"Zoe"}`)
	if a := do(t, http.MethodPost, other.url+"/api/v1/imports/sssom", "text/plain", string(file.body)); a.status != http.StatusOK {
		t.Fatalf("import: %d %s", a.status, a.body)
	}
	if _, err := other.app.Ingest(t.Context(), "another.txt", []byte(sweeper), ingest.Origin{Issuer: "us-tx"}); err != nil {
		t.Fatal(err)
	}
	if err := other.app.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := into[app.Mapping](t, get(t, other.url+"/api/v1/mappings/"+m.ID))
	if got.Outcome.State != review.IsStale || len(got.Changes) == 0 {
		t.Errorf("%s, %+v", got.Outcome.State, got.Changes)
	}
	if a := get(t, other.url+"/api/v1/classes/us-tx:77"); a.status != http.StatusOK {
		t.Errorf("the catalog answers %d", a.status)
	}
}

func TestWordsThatComeBackCloseAMappingAgain(t *testing.T) {
	o := openOffice(t)
	m := o.accepted("us-ct:1927SH")
	importStoryRelease(t, o.service, "30.2", true)
	if got := o.state(m.ID); got != review.IsStale {
		t.Fatalf("reworded, it is %s", got)
	}
	importStoryRelease(t, o.service, "30.3", false)
	if got := o.state(m.ID); got != review.Accepted {
		t.Errorf("with the words back it is %s", got)
	}
}

func TestASignedCodeStepsDownForApproversOnly(t *testing.T) {
	o := openOffice(t)
	if a := o.ask("ana", http.MethodPost, "/mappings", app.ProposeRequest{Kind: review.ClassCode, Subjects: []string{"us-ct:1927SH"}, Candidates: 2}); a.status != http.StatusOK {
		t.Fatal(string(a.body))
	}
	list := into[app.List[app.Mapping]](t, o.ask("ana", http.MethodGet, "/mappings?subject=us-ct:1927SH", nil)).Items
	if len(list) != 2 {
		t.Fatalf("%d codes", len(list))
	}
	first, second := list[0].ID, list[1].ID
	for _, who := range []string{"ada", "ben"} {
		o.decide(who, first, app.DecideRequest{Action: review.Accept})
	}
	if queue := into[app.List[app.Mapping]](t, o.ask("cyd", http.MethodGet, "/queue", nil)); queue.Items[0].ID != first || !queue.Items[0].Waiting {
		t.Errorf("what awaits a signature does not stand first: %+v", queue.Items[0].Outcome.State)
	}
	o.must("cyd", first, app.DecideRequest{Action: review.Sign}, review.Signed)
	o.must("ada", second, app.DecideRequest{Action: review.Accept}, review.InReview)
	if a := o.decide("ben", second, app.DecideRequest{Action: review.Accept}); a.status != http.StatusForbidden {
		t.Errorf("two reviewers undo a signature: %d", a.status)
	}
	if got := o.state(first); got != review.Signed {
		t.Errorf("it is %s", got)
	}
	o.must("cyd", second, app.DecideRequest{Action: review.Accept}, review.Accepted)
	if got := o.state(first); got != review.Superseded {
		t.Errorf("after an approver decided it is %s", got)
	}
}

func TestImportsOfWhatCannotBeAreRefused(t *testing.T) {
	o := openOffice(t)
	m := o.accepted("us-ct:1927SH")
	o.must("cyd", m.ID, app.DecideRequest{Action: review.Sign}, review.Signed)
	file := string(o.ask("adm", http.MethodGet, "/exports/sssom", nil).body)
	for name, change := range map[string][2]string{
		"a signature by who rated":  {`""by"":{""id"":""cyd"",""name"":""Cyd"",""role"":""approver""}`, `""by"":{""id"":""ada"",""name"":""Ada"",""role"":""approver""}`},
		"a signature by a reader":   {`""role"":""approver""`, `""role"":""reader""`},
		"a number without bounds":   {`""seq"":1,`, `""seq"":9223372036854775807,`},
		"the id of another mapping": {m.ID, "map-0000000000000000"},
	} {
		third := startService(t)
		do(t, http.MethodPut, third.url+"/api/v1/me", "application/json", `{"name":"Zoe"}`)
		forged := strings.ReplaceAll(file, change[0], change[1])
		if forged == file {
			t.Fatalf("%s: nothing was forged", name)
		}
		if a := do(t, http.MethodPost, third.url+"/api/v1/imports/sssom", "text/plain", forged); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}
