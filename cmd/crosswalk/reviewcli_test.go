package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crosswalk/internal/app"
	"crosswalk/internal/review"
)

// reviewing is a data directory with a small release, and a way to run commands
// over it.
func reviewing(t testing.TB) (data string, do func(stdin string, args ...string) (int, string, string)) {
	t.Helper()
	data = t.TempDir()
	release := filepath.Join(t.TempDir(), "db_30_1_text")
	if err := os.Mkdir(release, 0o755); err != nil {
		t.Fatal(err)
	}
	writeRelease(t, release)
	do = func(stdin string, args ...string) (int, string, string) {
		return command(t, stdin, append(args, "--data", data)...)
	}
	if code, _, errOut := do("", "onet", "import", release); code != 0 {
		t.Fatal(errOut)
	}
	return data, do
}

func TestMappingsOnTheCommandLine(t *testing.T) {
	_, do := reviewing(t)
	if code, out, errOut := do("", "propose", "class_code"); code != 0 || !strings.HasPrefix(out, "4 proposed") {
		t.Fatalf("%d %s %s", code, out, errOut)
	}
	_, out, _ := do("", "mappings", "--format", "json")
	var list app.List[app.Mapping]
	if err := json.Unmarshal([]byte(out), &list); err != nil || list.Total != 4 {
		t.Fatalf("%v: %s", err, out)
	}
	id := list.Items[0].ID
	if code, _, errOut := do("", "decide", id, "accept"); code != exitFailed || !strings.Contains(errOut, "say your name first") {
		t.Errorf("without a name: %d %s", code, errOut)
	}
	for _, step := range []struct {
		args, says string
	}{
		{"decide " + id + " accept --relation exactMatch --actor Ada", "accepted, exactMatch"},
		{"decide " + id + " sign", "signed"}, // the name is kept
		{"mappings " + id, "sign  Ada (admin)"},
		{"queue", "proposed"},
		{"agreement", "No mapping was rated by two people."},
		{"linkup us-ct:1927SH onet:21-1021.00", "not graded"},
		{"recalibrate", "too few to learn from"},
		{"eval --set decisions", "1 decisions, right 1.000"},
		{"accept class_code 0.99", "0 mappings accepted"},
		{"audit verify", "entries hold"},
		{"audit", `"action":"propose"`},
	} {
		if code, out, errOut := do("", strings.Fields(step.args)...); code != 0 || !strings.Contains(out, step.says) {
			t.Errorf("%s: %d, %q does not say %q; %s", step.args, code, out, step.says, errOut)
		}
	}
	for _, wrong := range []struct {
		args string
		code int
		says string
	}{
		{"decide map-none accept", exitFailed, `there is no mapping "map-none"`},
		{"decide " + id + " fly", exitWrongUse, "must be one of"},
		{"propose statement us-ct:1927SH", exitWrongUse, "needs two classes"},
		{"propose class_code us-xx:1", exitFailed, `no class "us-xx:1"`},
		{"recalibrate --apply", exitFailed, "too few to learn from"},
		{"export pdf", exitWrongUse, "must be one of"},
	} {
		if code, _, errOut := do("", strings.Fields(wrong.args)...); code != wrong.code || !strings.Contains(errOut, wrong.says) {
			t.Errorf("%s: %d, %q does not say %q", wrong.args, code, errOut, wrong.says)
		}
	}
	// From here on there are accounts.
	if code, _, errOut := do("", "users", "add", "ben", "--name", "Ben", "--role", "reviewer"); code == 0 || !strings.Contains(errOut, "the first user must be an admin") {
		t.Errorf("%d %s", code, errOut)
	}
	if code, _, errOut := do("a long password\n", "users", "add", "hr", "--name", "Hana", "--role", "admin", "--password"); code != 0 {
		t.Fatal(errOut)
	}
	if code, _, errOut := do("", "queue"); code != exitWrongUse || !strings.Contains(errOut, "say as which user") {
		t.Errorf("without a user: %d %s", code, errOut)
	}
	if code, out, errOut := do("", "queue", "--actor", "hr"); code != 0 || !strings.Contains(out, "proposed") {
		t.Errorf("as hr: %d %s %s", code, out, errOut)
	}
	if code, _, errOut := do(sweeper, "ingest", "-", "--issuer", "us-tx"); code != exitWrongUse || !strings.Contains(errOut, "say as which user") {
		t.Errorf("a document by nobody: %d %s", code, errOut)
	}
	if code, _, errOut := do(sweeper, "ingest", "-", "--issuer", "us-tx", "--actor", "hr"); code != 0 {
		t.Errorf("a document by hr: %d %s", code, errOut)
	}
	if _, out, _ := do("", "audit"); !strings.Contains(out[strings.LastIndexByte(strings.TrimSpace(out), '\n'):], `"by":{"id":"hr","name":"Hana","role":"admin"},"action":"store documents"`) {
		t.Error("the log does not say who stored a document")
	}
	if code, _, errOut := do("", "keys", "add", "hr"); code != exitWrongUse || !strings.Contains(errOut, "say as which user") {
		t.Errorf("a key by nobody: %d %s", code, errOut)
	}
	if code, out, _ := do("", "keys", "add", "hr", "--actor", "hr"); code != 0 || !strings.HasPrefix(out, "cwk_") {
		t.Errorf("key: %d %s", code, out)
	}
}

func TestExportedMappingsComeBack(t *testing.T) {
	_, do := reviewing(t)
	do("", "propose", "class_code")
	do("", "propose", "statement", "us-az:ACV80272", "us-nc:19200")
	do("", "accept", "statement", "0.3", "--actor", "Ada \"the\" Countess, of\tLovelace")
	for _, format := range []string{"sssom", "csv"} {
		file := filepath.Join(t.TempDir(), "mappings")
		if code, _, errOut := do("", "export", format, "--out", file); code != 0 {
			t.Fatal(errOut)
		}
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		other := t.TempDir()
		if code, _, errOut := command(t, "", "import", format, file, "--data", other, "--actor", "Zoe"); code != 0 {
			t.Fatal(errOut)
		}
		if _, out, _ := command(t, "", "export", format, "--data", other); out != string(whole) {
			t.Errorf("%s is another one after a round", format)
		}
		if code, out, _ := command(t, "", "import", format, file, "--data", other); code != 0 || !strings.Contains(out, "0 added") {
			t.Errorf("%s again: %s", format, out)
		}
		// A file whose last line is damaged leaves nothing.
		third := t.TempDir()
		damaged := strings.Replace(string(whole), "relatedMatch", "sameMatch", 1)
		code, _, errOut := command(t, damaged, "import", format, "-", "--data", third, "--actor", "Zoe")
		if code == 0 || !strings.Contains(errOut, "line ") {
			t.Errorf("%s damaged: %d %s", format, code, errOut)
		}
		if _, out, _ := command(t, "", "mappings", "--data", third); !strings.Contains(out, "No mappings.") {
			t.Errorf("of a damaged %s something stayed: %s", format, out)
		}
	}
}

func TestBadRequestsOnMappingsAreProblems(t *testing.T) {
	o := openOffice(t)
	m := o.propose("us-ct:1927SH")
	for name, tt := range map[string]struct {
		who, method, path string
		body              any
		status            int
		field             string
	}{
		"no such kind":           {"ana", "POST", "/mappings", map[string]any{"kind": "dream"}, 422, "kind"},
		"no such subject":        {"ana", "POST", "/mappings", app.ProposeRequest{Kind: review.ClassCode, Subjects: []string{"us-xx:1"}}, 404, "subjects"},
		"an occupation as class": {"ana", "POST", "/mappings", app.ProposeRequest{Kind: review.ClassCode, Subjects: []string{"onet:21-1021.00"}}, 422, "subjects"},
		"a class with itself":    {"ana", "POST", "/mappings", app.ProposeRequest{Kind: review.Class, From: "us-ct:1927SH", To: "us-ct:1927SH"}, 422, "to"},
		"no such mapping":        {"ada", "POST", "/mappings/map-none/decisions", app.DecideRequest{Action: review.Accept}, 404, ""},
		"no such action":         {"ada", "POST", "/mappings/" + m.ID + "/decisions", map[string]any{"action": "stale"}, 422, "action"},
		"a code that is none":    {"ada", "POST", "/mappings/" + m.ID + "/decisions", app.DecideRequest{Action: review.Change, Object: "us-nc:19200"}, 422, "object"},
		"a class that is none":   {"ada", "POST", "/mappings/" + m.ID + "/decisions", app.DecideRequest{Action: review.Change, Object: "onet:99-9999.00"}, 422, "object"},
		"too long a comment":     {"ada", "POST", "/mappings/" + m.ID + "/decisions", app.DecideRequest{Action: review.Comment, Comment: strings.Repeat("x", 5000)}, 422, "comment"},
		"a confidence over 1":    {"ada", "POST", "/mappings/accept", map[string]any{"kind": "class_code", "from_confidence": 2}, 422, "from_confidence"},
		"no such state":          {"rea", "GET", "/mappings?state=lost", nil, 422, "state"},
		"no such format":         {"ana", "GET", "/exports/pdf", nil, 422, "format"},
		"nothing to import":      {"adm", "POST", "/imports/csv", nil, 400, ""},
		"a form of two classes":  {"ana", "GET", "/linkups?class=us-ct:1927SH&occupation=us-nc:19200", nil, 422, "occupation"},
		"a short password":       {"adm", "POST", "/users", app.UserRequest{ID: "x", Name: "X", Role: review.Reader, Password: "short"}, 422, "password"},
		"a user that is there":   {"adm", "POST", "/users", app.UserRequest{ID: "ada", Name: "X", Role: review.Reader}, 409, "id"},
		"a user called system":   {"adm", "POST", "/users", app.UserRequest{ID: "system", Name: "X", Role: review.Reader}, 422, "id"},
		"a key of nobody":        {"adm", "POST", "/keys", map[string]any{"user": "nobody"}, 404, ""},
		"a name with accounts":   {"adm", "PUT", "/me", map[string]any{"name": "Zoe"}, 409, ""},
	} {
		a := o.ask(tt.who, tt.method, tt.path, tt.body)
		p := into[struct{ Code, Field, Detail string }](t, a)
		if a.status != tt.status || p.Field != tt.field || a.kind != "application/problem+json" || p.Detail == "" {
			t.Errorf("%s: %d about %q, want %d about %q: %s", name, a.status, p.Field, tt.status, tt.field, a.body)
		}
	}
	if got := o.state(m.ID); got != review.Proposed {
		t.Errorf("after all that the mapping is %s", got)
	}
	if a := o.ask("cyd", http.MethodGet, "/audit/verify", nil); a.status != http.StatusOK {
		t.Error(string(a.body))
	}
}
