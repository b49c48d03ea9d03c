package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/api"
	"crosswalk/internal/app"
)

// command runs a command line as main does.
func command(t testing.TB, stdin string, args ...string) (code int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), args, strings.NewReader(stdin), &o, &e)
	return code, o.String(), e.String()
}

func write(t testing.TB, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

const (
	sweeper  = "Sweeper\n\nClass Code: 77\n\nDUTIES\n- Sweeps zeppelins;\n- Sweeps hangars.\n"
	polisher = "Polisher\n\nClass Code: 78\n\nDUTIES\n- Polishes propellers.\n"
)

func TestExitCodes(t *testing.T) {
	data := t.TempDir()
	for _, tt := range []struct {
		args string
		code int
		says string // on standard error
	}{
		{"version", 0, ""},
		{"--help", 0, ""},
		{"", exitWrongUse, "expected one of"},
		{"fly", exitWrongUse, "unexpected argument fly"},
		{"search", exitWrongUse, "<query>"},
		{"search x --scope mine", exitWrongUse, "--scope"},
		{"--format xml version", exitWrongUse, "--format"},
		{"crosswalk us-xx:1 us-nc:19200", exitFailed, `there is no class "us-xx:1"`},
		{"crosswalk us-az:ACV80272 us-nc:19200 --to-level Master", exitWrongUse, "it has Contributing (1), Journey (2), Advanced (3)"},
		{"search x --limit=-3", exitWrongUse, "--limit: must be at least 1, not -3"},
		{"search x --limit=201", exitWrongUse, "limit: must be from 1 to 200, not 201"},
		{"search x --kind magic", exitWrongUse, "there is no kind"},
		{"search x --mode guess", exitWrongUse, "--mode"},
		{"ingest /no/such/file", exitFailed, "no such file"},
		{"eval --set none", exitWrongUse, "unknown set"},
	} {
		code, _, errOut := command(t, "", append(strings.Fields(tt.args), "--data", data)...)
		if tt.args == "" {
			code, _, errOut = command(t, "")
		}
		if code != tt.code || !strings.Contains(errOut, tt.says) {
			t.Errorf("%q: exit code %d, want %d: %s", tt.args, code, tt.code, errOut)
		}
	}
}

func TestFlagsAreEnvironmentVariablesToo(t *testing.T) {
	t.Setenv("CROSSWALK_DATA", t.TempDir())
	t.Setenv("CROSSWALK_FORMAT", "json")
	code, out, errOut := command(t, "", "search", "contracts")
	if code != 0 || !json.Valid([]byte(out)) {
		t.Errorf("exit code %d: %s%s", code, out, errOut)
	}
}

func TestQuestionsOnTheCommandLine(t *testing.T) {
	data := t.TempDir()
	for args, want := range map[string]string{
		"search|community resources":                              "Knowledge of community resources and services they provide",
		"crosswalk|us-az:ACV80272|us-nc:19200|--to-level|Journey": "sked at “Journey”, rung 3",
		"rank|us-nc:19200|--level|Advanced":                       "Children Services Consultant (us-ct:1927SH)",
		"rank|us-nc:19200|--direction|from|--scope|onet":          "Social and Human Service Assistants",
		"rank|us-nc:19200|--issuer|us-az":                         "Child Protective Service Specialist II",
		"paths|us-nc:19200|--level|Contributing|--max-hops|1":     "level, promotion (by level)",
		"qualifications|us-ct:1927SH":                             "experience: Eight (8) years of experience",
		"paths|us-ct:1927SH|--to|us-ca-sf:2940":                   "No way from Children Services Consultant to Protective Services Worker",
	} {
		code, out, errOut := command(t, "", append(strings.Split(args, "|"), "--data", data)...)
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("%s: exit code %d, no %q in\n%s%s", args, code, want, out, errOut)
		}
	}
}

// TestJSONIsWhatTheAPIAnswers holds the command line to the shapes of REST.
func TestJSONIsWhatTheAPIAnswers(t *testing.T) {
	s, data := startService(t), t.TempDir()
	for args, path := range map[string]string{
		"search|community resources":                              "/api/v1/search?q=community+resources",
		"crosswalk|us-az:ACV80272|us-nc:19200|--to-level|Journey": "/api/v1/crosswalk?from=us-az:ACV80272&to=us-nc:19200&to_level=Journey",
		"rank|us-nc:19200":                                        "/api/v1/classes/us-nc:19200/matches",
		"paths|us-nc:19200|--level|1|--years|0.5":                 "/api/v1/classes/us-nc:19200/paths?level=1&years=0.5&limit=5",
	} {
		_, out, _ := command(t, "", append(strings.Split(args, "|"), "--data", data, "--format", "json")...)
		var got map[string]any
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatalf("%s: %v", args, err)
		}
		want := into[map[string]any](t, get(t, s.url+path))
		delete(want, "next_cursor") // two catalogs, so two cursors
		delete(got, "next_cursor")
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-API +CLI)\n%s", args, d)
		}
	}
}

func TestIngestReportsAndSkipsWhatIsBad(t *testing.T) {
	data, dir := t.TempDir(), t.TempDir()
	write(t, dir, "a.txt", sweeper)
	write(t, dir, "b.txt", "PK\x03\x04 a zip archive")
	write(t, dir, "c.txt", "")
	write(t, dir, "d.txt", "DUTIES\nclient\x92s needs")
	write(t, dir, "e.txt", polisher)
	write(t, dir, "f.txt", strings.Repeat("x", 50<<20))
	write(t, dir, "g.txt", "DUTIES\n\x00\x01\x02")
	write(t, dir, "notes.log", "not a document")
	code, out, errOut := command(t, "", "ingest", dir, "--issuer", "us-tx", "--data", data)
	if code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	for _, want := range []string{`added us-tx:77 "Sweeper"`, `added us-tx:78 "Polisher"`} {
		if !strings.Contains(out, want) {
			t.Errorf("output lacks %q:\n%s", want, out)
		}
	}
	for _, want := range []string{
		"b.txt: this archive is damaged", "c.txt: document is empty",
		"d.txt: line 2: not UTF-8: byte 0x92 at column 7", "f.txt: document is over the limit", "g.txt: line 2: not a text document",
		"5 of 7 documents could not be ingested", "1 file skipped (unsupported format): ", "notes.log",
	} {
		if !strings.Contains(errOut, want) {
			t.Errorf("errors lack %q:\n%s", want, errOut)
		}
	}
	_, out, _ = command(t, "", "ingest", dir, "--issuer", "us-tx", "--data", data, "--format", "json")
	var outcomes []struct {
		Name, Outcome string
		Error         *struct{ Code, Detail string }
	}
	if err := json.Unmarshal([]byte(out), &outcomes); err != nil || len(outcomes) != 7 || outcomes[0].Outcome != "unchanged" ||
		outcomes[1].Error == nil || outcomes[1].Error.Code != "invalid" || outcomes[1].Name == "" {
		t.Errorf("as JSON: %+v, %v", outcomes, err)
	}
	_, found, _ := command(t, "", "search", "zeppelins propellers", "--data", data)
	if !strings.Contains(found, "Sweeps zeppelins\n      us-tx:77") || !strings.Contains(found, "Polishes propellers\n      us-tx:78") {
		t.Errorf("found\n%s", found)
	}
}

func TestIngestOneDocument(t *testing.T) {
	data, dir := t.TempDir(), t.TempDir()
	path := write(t, dir, "sweeper.txt", sweeper)
	report := func(stdin string, args ...string) app.IngestReport {
		t.Helper()
		code, out, errOut := command(t, stdin, append(args, "--issuer", "us-tx", "--format", "json", "--data", data)...)
		var r app.IngestReport
		if err := json.Unmarshal([]byte(out), &r); code != 0 || err != nil {
			t.Fatalf("%v: exit code %d, %v: %s%s", args, code, err, out, errOut)
		}
		return r
	}
	if r := report("", "ingest", path, "--dry-run"); r.Outcome != "added" || !r.DryRun || r.Class.Statements != 2 {
		t.Errorf("dry run: %+v", r)
	}
	if entries, err := os.ReadDir(data); err != nil || len(entries) != 0 {
		t.Errorf("a dry run wrote %v, %v", entries, err)
	}
	for _, tt := range []struct{ stdin, from, outcome string }{
		{"", path, "added"}, {"", path, "unchanged"}, {sweeper, "-", "unchanged"},
		{strings.Replace(sweeper, "hangars", "runways", 1), "-", "revised"},
	} {
		if r := report(tt.stdin, "ingest", tt.from); r.Outcome != tt.outcome {
			t.Errorf("outcome %s, want %s", r.Outcome, tt.outcome)
		}
	}
	if r := report(sweeper, "ingest", "-", "--dry-run"); r.Outcome != "revised" || !r.DryRun {
		t.Errorf("dry run of another text: %+v", r)
	}
	code, _, errOut := command(t, sweeper, "ingest", "-", "--code", "99", "--data", data)
	if code != exitFailed || !strings.Contains(errOut, `the text states code "77", not "99"`) {
		t.Errorf("a wrong code: exit code %d, %s", code, errOut)
	}
}

func TestAFolderMayStateItsOrigins(t *testing.T) {
	data, dir := t.TempDir(), t.TempDir()
	write(t, dir, "a.txt", "DUTIES\n- Sweeps zeppelins.\n")
	write(t, dir, "manifest.json", `[{"file":"a.txt","issuer":"us-tx","code":"5","title":"Zeppelin Sweeper","licence":"public record"}]`)
	code, out, errOut := command(t, "", "ingest", dir, "--data", data)
	if code != 0 || !strings.Contains(out, `added us-tx:5 "Zeppelin Sweeper"`) {
		t.Errorf("exit code %d: %s%s", code, out, errOut)
	}
	for manifest, want := range map[string]string{
		"[{\"file\":\n 7}]":                       "manifest.json: line",
		`[{"file":"b.txt"}]`:                      `entry 1: there is no document "b.txt"`,
		`[{"file":"a.txt","sha256":"00"}]`:        "a.txt: sha256: the document's checksum is",
		`[{"file":"a.txt","issuer":"Texas, US"}]`: "manifest entry 1",
	} {
		write(t, dir, "manifest.json", manifest)
		if code, _, errOut := command(t, "", "ingest", dir, "--data", data); code != exitFailed || !strings.Contains(errOut, want) {
			t.Errorf("%s: exit code %d, %s", manifest, code, errOut)
		}
	}
}

func TestAFolderIsReadWithWhatItLinksTo(t *testing.T) {
	data, dir, elsewhere := t.TempDir(), t.TempDir(), t.TempDir()
	if err := os.Symlink(write(t, elsewhere, "far.txt", sweeper), filepath.Join(dir, "near.txt")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(elsewhere, "none.txt"), filepath.Join(dir, "torn.txt")); err != nil {
		t.Fatal(err)
	}
	code, out, errOut := command(t, "", "ingest", dir, "--issuer", "us-tx", "--data", data)
	if code != exitFailed || !strings.Contains(out, "added us-tx:77") || !strings.Contains(errOut, "torn.txt") {
		t.Errorf("exit code %d: %s%s", code, out, errOut)
	}
}

func TestClassesAndShow(t *testing.T) {
	data := t.TempDir()
	code, out, errOut := command(t, "", "classes", "--data", data)
	if code != 0 || !strings.Contains(out, "us-nc:19200") || !strings.Contains(out, "5 of 5 classes") || !strings.Contains(errOut, "There is no catalog in") {
		t.Errorf("exit code %d: %s%s", code, out, errOut)
	}
	code, out, errOut = command(t, "", "show", "us-nc:19200", "--kind", "knowledge", "--level", "Journey", "--data", data)
	if code != 0 || !strings.Contains(out, "- Working knowledge of available community services (knowledge, Knowledge – Technical, Journey)") || errOut != "" {
		t.Errorf("exit code %d: %s%s", code, out, errOut)
	}
	for _, args := range []string{"classes --limit 0", "search x --limit -1", "rank us-nc:19200 --limit 0", "show us-nc:1", "show us-nc:19200 --level Master"} {
		if code, _, errOut := command(t, "", append(strings.Fields(args), "--data", data)...); code == 0 || errOut == "" {
			t.Errorf("%s: exit code %d, %q", args, code, errOut)
		}
	}
}

func TestBatches(t *testing.T) {
	dir := t.TempDir()
	pairs := "{\"a\":\"Develops contracts\",\"b\":\"Ability to develop contracts\"}\n\n{\"a\":\"Weaves baskets\",\"b\":\"Ability to develop contracts\"}\n"
	code, out, errOut := command(t, pairs, "similarity", "--batch", "-")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != 0 || len(lines) != 2 || !strings.Contains(lines[0], `"relation":"closeMatch"`) || !strings.Contains(lines[1], `"relation":"none"`) || !strings.Contains(lines[0], `"unknown_words":{"a":[],"b":[]}`) {
		t.Errorf("exit code %d: %s%s", code, out, errOut)
	}
	if code, _, errOut := command(t, "{\"id\":\"q\"}\n", "retrieve", "--corpus", write(t, dir, "one", "\ufeff{\"id\":\"1\",\"text\":\"x\"}"), "--batch", "-"); code != exitFailed || !strings.Contains(errOut, "and a text") {
		t.Errorf("a query without text: exit code %d, %s", code, errOut)
	}
	corpus := write(t, dir, "corpus.ndjson", "{\"id\":\"1\",\"text\":\"Inspects bridges\"}\n{\"id\":\"2\",\"text\":\"Teaches children\"}\n")
	code, out, errOut = command(t, "{\"id\":\"q\",\"text\":\"bridge inspection\"}\n", "retrieve", "--corpus", corpus, "--batch", "-", "--as", "title")
	if code != 0 || !strings.HasPrefix(out, `{"id":"q","hits":[{"id":"1","score":`) {
		t.Errorf("exit code %d: %s%s", code, out, errOut)
	}
}

// A line that is no pair is answered in its place, and the lines behind it too.
func TestBadPairsDoNotStopABatch(t *testing.T) {
	const good = `{"a":"Writes reports","b":"Writes letters"}`
	bad := []struct{ line, says string }{
		{`{"a":`, "unexpected end"}, {`{"a":"x"}`, "needs a and b"},
		{`[]`, "want a JSON object, not array"}, {`{"a":7}`, "a: want a string, not number"},
	}
	stdin := good + "\n"
	for _, b := range bad {
		stdin += b.line + "\n" + good + "\n"
	}
	code, out, errOut := command(t, stdin, "similarity", "--batch", "-")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != exitFailed || len(lines) != 1+2*len(bad) || !strings.Contains(errOut, "4 pairs could not be compared") {
		t.Fatalf("exit code %d: %s%s", code, out, errOut)
	}
	for i, line := range lines {
		var answer struct {
			Similarity *float64
			Model      string
			Error      *api.Problem
		}
		if err := json.Unmarshal([]byte(line), &answer); err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			if answer.Error != nil || answer.Similarity == nil || answer.Model == "" {
				t.Errorf("line %d: %s", i+1, line)
			}
			continue
		}
		if want := bad[i/2]; answer.Error == nil || answer.Similarity != nil || !strings.Contains(answer.Error.Detail, want.says) {
			t.Errorf("%s: %s", want.line, line)
		}
	}
	if code, _, errOut := command(t, "{\n", "similarity", "--batch", "-"); code != exitFailed || !strings.Contains(errOut, "1 pair could") {
		t.Errorf("exit code %d: %s", code, errOut)
	}
}

func TestBackup(t *testing.T) {
	data, copied := t.TempDir(), filepath.Join(t.TempDir(), "copy.db")
	if code, _, errOut := command(t, "", "backup", copied, "--data", data); code != exitFailed || !strings.Contains(errOut, "no catalog") {
		t.Errorf("nothing to copy: exit code %d, %s", code, errOut)
	}
	command(t, sweeper, "ingest", "-", "--issuer", "us-tx", "--data", data)
	if code, _, errOut := command(t, "", "backup", copied, "--data", data); code != 0 {
		t.Fatal(errOut)
	}
	if code, out, errOut := command(t, "", "withdraw", "us-tx:77", "--data", data); code != 0 || !strings.Contains(out, "us-tx:77 is withdrawn") {
		t.Errorf("%s%s", out, errOut)
	}
	if _, out, _ := command(t, "", "search", "zeppelins", "--data", data); !strings.Contains(out, "0 of 0 statements") {
		t.Errorf("withdrawn and found: %s", out)
	}
	for _, into := range []string{data, t.TempDir()} {
		if code, out, errOut := command(t, "", "restore", copied, "--data", into); code != 0 {
			t.Fatalf("%s%s", out, errOut)
		}
		if _, out, errOut := command(t, "", "search", "zeppelins", "--data", into); !strings.Contains(out, "Sweeps zeppelins") {
			t.Errorf("%s%s", out, errOut)
		}
	}
}

func TestReleaseOnTheCommandLine(t *testing.T) {
	data, release := t.TempDir(), filepath.Join(t.TempDir(), "db_30_1_text")
	if err := os.Mkdir(release, 0o755); err != nil {
		t.Fatal(err)
	}
	code, _, errOut := command(t, "", "onet", "import", release, "--data", data)
	if code != exitFailed || !strings.Contains(errOut, `no file "Occupation Data.txt"`) {
		t.Errorf("an empty release: exit code %d, %s", code, errOut)
	}
	writeRelease(t, release)
	code, out, errOut := command(t, "", "onet", "import", release, "--data", data)
	if code != 0 || !strings.Contains(out, "O*NET 30.1: 3 occupations, 3 tasks, 1 link") {
		t.Errorf("exit code %d: %s%s", code, out, errOut)
	}
	if _, out, _ := command(t, "", "onet", "import", release, "--data", data); !strings.Contains(out, "nothing changed") {
		t.Errorf("the second import: %s", out)
	}
	if _, out, _ := command(t, "", "onet", "diff", "--data", data); !strings.Contains(out, "0 classes changed") {
		t.Errorf("diff: %s", out)
	}
	if _, out, _ := command(t, "", "search", "fuses", "--scope", "onet", "--data", data); !strings.Contains(out, "Connect wires to fuses") || !strings.Contains(out, "O*NET 30.1 Database") {
		t.Errorf("search: %s", out)
	}
}

func FuzzNDJSON(f *testing.F) {
	f.Add("{\"a\":\"x\",\"b\":\"y\"}\n\n{}")
	f.Fuzz(func(t *testing.T, input string) {
		n := 0
		err := ndjson(strings.NewReader(input), func(app.Pair) error { n++; return nil })
		if err == nil && n > strings.Count(input, "\n")+1 {
			t.Fatalf("%d objects in %d lines", n, strings.Count(input, "\n")+1)
		}
	})
}
