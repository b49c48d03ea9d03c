package app

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/catalog"
	"crosswalk/internal/ingest"
	"crosswalk/internal/onet"
	"crosswalk/internal/spec"
)

// A small release: two occupations, one of them that of a seed document.
var smallRelease = map[string]string{
	"Occupation Data.txt": "O*NET-SOC Code\tTitle\tDescription\n" +
		"21-1093.00\tSocial and Human Service Assistants\tAssist other social and human service providers.\n" +
		"47-2111.00\tElectricians\tInstall wiring.\n",
	"Job Zones.txt":                 "O*NET-SOC Code\tJob Zone\n21-1093.00\t4\n47-2111.00\t3\n",
	"Alternate Titles.txt":          "O*NET-SOC Code\tAlternate Title\n21-1093.00\tCase Aide\n",
	"Sample of Reported Titles.txt": "O*NET-SOC Code\tReported Job Title\n21-1093.00\tSocial Work Assistant\n",
	"Task Statements.txt": "O*NET-SOC Code\tTask ID\tTask\tTask Type\n" +
		"21-1093.00\t1\tKeep records of zeppelins.\tCore\n21-1093.00\t2\tTransport clients.\tSupplemental\n47-2111.00\t3\tConnect wires to fuses.\tn/a\n",
	"IWA Reference.txt":  "IWA ID\tIWA Title\nI1\tMaintain records.\n",
	"DWA Reference.txt":  "DWA ID\tDWA Title\tIWA ID\nD1\tRecord client data.\tI1\n",
	"Tasks to DWAs.txt":  "O*NET-SOC Code\tTask ID\tDWA ID\n21-1093.00\t1\tD1\n",
	"Emerging Tasks.txt": "O*NET-SOC Code\tTask\tCategory\tOriginal Task ID\n47-2111.00\tConnect solar panels.\tNew\tn/a\n",
}

// writeRelease writes a release with some files changed; an empty change
// removes the file.
func writeRelease(t testing.TB, version string, changes map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "db_"+strings.Replace(version, ".", "_", 1)+"_text")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	files := maps.Clone(smallRelease)
	maps.Copy(files, changes)
	for name, content := range files {
		if content == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func importRelease(t testing.TB, a *App, path string) *ReleaseReport {
	t.Helper()
	r, err := a.ImportRelease(t.Context(), path, func(string, int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAReleaseBecomesClasses(t *testing.T) {
	a := start(t, t.TempDir())
	r := importRelease(t, a, writeRelease(t, "30.1", nil))
	if r.Version != "30.1" || r.Occupations != 2 || r.Tasks != 3 || r.Links != 1 || r.Outcomes != (catalog.Imported{Added: 2}) {
		t.Errorf("report %+v", r)
	}
	if !strings.Contains(fmt.Sprint(r.Missing), "Skills.txt") {
		t.Errorf("missing %v", r.Missing)
	}
	// The seed page's anchors are not the tasks of this release.
	if len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0].Message, "of 8 tasks that another document quotes for it, 0 are") {
		t.Errorf("warnings %v", r.Warnings)
	}
	c, err := a.Class(t.Context(), "onet:21-1093.00")
	if err != nil {
		t.Fatal(err)
	}
	if len(c.SourceIDs) != 2 || c.JobZone == nil || *c.JobZone != 4 || len(c.Levels) != 4 {
		t.Errorf("class %+v", c)
	}
	l, err := a.Statements(t.Context(), "onet:47-2111.00", StatementsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := a.SourceText(t.Context(), l.Items[0].SourceID)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, st := range l.Items {
		got = append(got, fmt.Sprintf("%s %s %q %s", st.Kind, st.Section, st.Ref, text[st.Span.Start:st.Span.End]))
	}
	want := []string{`purpose Description "" Install wiring.`, `task Tasks not rated "3" Connect wires to fuses.`}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	found, err := a.Classes(t.Context(), ClassesRequest{Query: "case aide"})
	if err != nil || len(found.Items) == 0 || found.Items[0].ID != "onet:21-1093.00" {
		t.Errorf("by another title: %+v, %v", found.Items, err)
	}
}

func TestTheSameReleaseAgainChangesNothing(t *testing.T) {
	a := start(t, t.TempDir())
	importRelease(t, a, writeRelease(t, "30.1", nil))
	before := a.Readiness(t.Context()).LatestRevision
	if r := importRelease(t, a, writeRelease(t, "30.1", nil)); !r.Unchanged {
		t.Errorf("report %+v", r)
	}
	if after := a.Readiness(t.Context()).LatestRevision; after != before {
		t.Errorf("revision %d, then %d", before, after)
	}
}

func TestANewerReleaseSupersedes(t *testing.T) {
	a := start(t, t.TempDir())
	importRelease(t, a, writeRelease(t, "30.1", nil))
	newer := writeRelease(t, "31.0", map[string]string{
		"Occupation Data.txt": "O*NET-SOC Code\tTitle\tDescription\n" +
			"21-1093.00\tSocial and Human Service Assistants\tAssist other social and human service providers.\n" +
			"47-2112.00\tSolar Electricians\tInstall solar wiring.\n",
		"Job Zones.txt":      "O*NET-SOC Code\tJob Zone\n21-1093.00\t4\n",
		"Emerging Tasks.txt": "",
		"Task Statements.txt": "O*NET-SOC Code\tTask ID\tTask\tTask Type\n" +
			"21-1093.00\t1\tKeep records of airships.\tCore\n21-1093.00\t9\tVisit clients.\tCore\n47-2112.00\t4\tConnect panels.\tCore\n",
	})
	r := importRelease(t, a, newer)
	if r.Outcomes != (catalog.Imported{Added: 1, Revised: 1, Withdrawn: 1}) {
		t.Errorf("outcomes %+v", r.Outcomes)
	}
	if _, err := a.Class(t.Context(), "onet:47-2111.00"); spec.CodeOf(err) != spec.NotFound {
		t.Errorf("a withdrawn occupation: %v", err)
	}
	diff, err := a.ReleaseDiff(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range diff.Classes {
		line := string(c.Change) + " " + c.ID
		for _, task := range c.Tasks {
			line += fmt.Sprintf("; %s %s %q %q", task.Change, task.Ref, task.Text, task.Was)
		}
		got = append(got, line)
	}
	want := []string{
		`changed onet:21-1093.00; reworded 1 "Keep records of airships." "Keep records of zeppelins."; added 9 "Visit clients." ""; removed 2 "Transport clients." ""`,
		`removed onet:47-2111.00; removed 3 "Connect wires to fuses." ""`,
		`added onet:47-2112.00; added 4 "Connect panels." ""`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if _, err := a.ImportRelease(t.Context(), writeRelease(t, "30.1", nil), func(string, int, int) {}); spec.CodeOf(err) != spec.Conflict {
		t.Errorf("an older release: %v", err)
	}
	// What was withdrawn can come back.
	if r := importRelease(t, a, writeRelease(t, "31.1", nil)); r.Outcomes != (catalog.Imported{Added: 1, Revised: 1, Withdrawn: 1}) {
		t.Errorf("outcomes %+v", r.Outcomes)
	}
}

func TestABadReleaseChangesNothing(t *testing.T) {
	a := start(t, t.TempDir())
	before := a.Readiness(t.Context()).LatestRevision
	for name, tt := range map[string]struct {
		changes map[string]string
		says    string
	}{
		"a file is missing":     {map[string]string{"Task Statements.txt": ""}, `no file "Task Statements.txt"`},
		"a column is missing":   {map[string]string{"Job Zones.txt": "O*NET-SOC Code\tZone\n"}, `line 1: Job Zones.txt: there is no column "Job Zone"`},
		"not UTF-8":             {map[string]string{"Job Zones.txt": "O*NET-SOC Code\tJob Zone\n\xff\t3\n"}, "line 2: Job Zones.txt: not UTF-8"},
		"an unknown occupation": {map[string]string{"Job Zones.txt": "O*NET-SOC Code\tJob Zone\n11-1011.00\t3\n"}, `line 2: Job Zones.txt: the occupation "11-1011.00" is not in`},
		"a zone that is none":   {map[string]string{"Job Zones.txt": "O*NET-SOC Code\tJob Zone\n21-1093.00\t9\n"}, "line 2"},
		"a code that is none":   {map[string]string{"Occupation Data.txt": "O*NET-SOC Code\tTitle\tDescription\nx\ty\tz\n"}, `"x" is no O*NET-SOC code`},
		"a task twice":          {map[string]string{"Task Statements.txt": smallRelease["Task Statements.txt"] + "21-1093.00\t1\tAgain.\tCore\n"}, "task 1 of 21-1093.00 is there twice"},
		"a link to no task":     {map[string]string{"Tasks to DWAs.txt": "O*NET-SOC Code\tTask ID\tDWA ID\n21-1093.00\t7\tD1\n"}, "21-1093.00 has no task 7"},
		"a link to no activity": {map[string]string{"Tasks to DWAs.txt": "O*NET-SOC Code\tTask ID\tDWA ID\n21-1093.00\t1\tD7\n"}, "there is no work activity D7"},
	} {
		_, err := a.ImportRelease(t.Context(), writeRelease(t, "30.1", tt.changes), func(string, int, int) {})
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: error %v, want %q", name, err, tt.says)
		}
	}
	if after := a.Readiness(t.Context()).LatestRevision; after != before {
		t.Errorf("revision %d, then %d", before, after)
	}
}

func TestAPageOfAnotherOccupationIsReported(t *testing.T) {
	a := start(t, t.TempDir())
	anchors, err := a.Statements(t.Context(), "onet:21-1093.00", StatementsRequest{Kind: spec.Task})
	if err != nil || len(anchors.Items) != 8 {
		t.Fatalf("%d anchors, %v", len(anchors.Items), err)
	}
	tasks := smallRelease["Task Statements.txt"]
	for i, st := range anchors.Items {
		code := "21-1093.00"
		if i < 5 {
			code = "47-2111.00"
		}
		tasks += fmt.Sprintf("%s\t%d\t%s\tCore\n", code, 100+i, st.Text)
	}
	r := importRelease(t, a, writeRelease(t, "30.1", map[string]string{"Task Statements.txt": tasks}))
	want := "of 8 tasks that another document quotes for it, 3 are tasks of this occupation in the release; 5 are of onet:47-2111.00 (Electricians)"
	if len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0].Message, want) {
		t.Errorf("warnings %v", r.Warnings)
	}
	again, err := a.Ingest(t.Context(), "page.txt", seed(t, "onet:21-1093.00"), ingest.Origin{})
	if err != nil || !strings.Contains(fmt.Sprint(again.Warnings), want) {
		t.Errorf("warnings %v, %v", again.Warnings, err)
	}
}

func TestADocumentDoesNotTakeAReleasesPlace(t *testing.T) {
	a := start(t, t.TempDir())
	importRelease(t, a, writeRelease(t, "30.1", nil))
	r, err := a.Ingest(t.Context(), "page.txt", []byte("DUTIES\n- Connects solar panels.\n- Reads meters.\n"), ingest.Origin{Issuer: "onet", Code: "47-2111.00"})
	if err != nil || r.Outcome != "added" || r.Licence == onet.Licence || !strings.Contains(fmt.Sprint(r.Warnings), "has a document of publisher") {
		t.Fatalf("%+v, %v", r, err)
	}
	if err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c, err := a.Class(t.Context(), "onet:47-2111.00"); err != nil || len(c.SourceIDs) != 2 || c.Title != "Electricians" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestTheDiffIsOfTheReleaseInForce(t *testing.T) {
	a := start(t, t.TempDir())
	reworded := map[string]string{"Task Statements.txt": strings.Replace(smallRelease["Task Statements.txt"], "wires", "cables", 1)}
	importRelease(t, a, writeRelease(t, "30.1", nil))
	importRelease(t, a, writeRelease(t, "30.2", reworded))
	importRelease(t, a, writeRelease(t, "30.3", map[string]string{
		"Task Statements.txt":  reworded["Task Statements.txt"],
		"Alternate Titles.txt": "O*NET-SOC Code\tAlternate Title\n21-1093.00\tCase Helper\n",
	}))
	diff, err := a.ReleaseDiff(t.Context())
	if err != nil || len(diff.Classes) != 1 || diff.Classes[0].ID != "onet:21-1093.00" || diff.Classes[0].Change != ChangeOther {
		t.Errorf("%+v, %v", diff, err)
	}
}

func TestAWithdrawnOccupationComesBackWithItsRelease(t *testing.T) {
	a := start(t, t.TempDir())
	release := writeRelease(t, "30.1", nil)
	importRelease(t, a, release)
	if err := a.Withdraw(t.Context(), "onet:47-2111.00"); err != nil {
		t.Fatal(err)
	}
	if r := importRelease(t, a, release); r.Unchanged || r.Outcomes.Added != 1 {
		t.Errorf("report %+v", r)
	}
	_, err := a.ImportRelease(t.Context(), writeRelease(t, "30.2", map[string]string{
		"Occupation Data.txt": "O*NET-SOC Code\tTitle\tDescription\n", "Job Zones.txt": "O*NET-SOC Code\tJob Zone\n",
		"Alternate Titles.txt": "O*NET-SOC Code\tAlternate Title\n", "Sample of Reported Titles.txt": "O*NET-SOC Code\tReported Job Title\n",
		"Task Statements.txt": "O*NET-SOC Code\tTask ID\tTask\tTask Type\n", "Tasks to DWAs.txt": "O*NET-SOC Code\tTask ID\tDWA ID\n", "Emerging Tasks.txt": "",
	}), func(string, int, int) {})
	if spec.CodeOf(err) != spec.Invalid {
		t.Errorf("a release without occupations: %v", err)
	}
}

// TestTheRelease imports the release that the measures use, where there is
// one.
func TestTheRelease(t *testing.T) {
	dir := os.Getenv("CROSSWALK_TESTDATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	path := filepath.Join(dir, "db_30_1_text.zip")
	if _, err := os.Stat(path); err != nil {
		t.Skip("skipped: no data: ", err)
	}
	a := start(t, t.TempDir())
	r := importRelease(t, a, path)
	if r.Version != "30.1" || r.Occupations != 1016 || r.Tasks != 18796 || r.Links != 23850 || len(r.Warnings) != 0 {
		t.Errorf("report %+v", r)
	}
	if r := importRelease(t, a, path); !r.Unchanged {
		t.Errorf("the second import: %+v", r)
	}
}
