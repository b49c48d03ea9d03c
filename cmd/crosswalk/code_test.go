package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crosswalk/internal/onet"
	"crosswalk/seeds"
)

// writeRelease writes a small O*NET release into a folder.
func writeRelease(t testing.TB, dir string) {
	t.Helper()
	for name, content := range map[string]string{
		"Occupation Data.txt": "O*NET-SOC Code\tTitle\tDescription\n47-2111.00\tElectricians\tInstall wiring.\n" +
			"47-2152.00\tPlumbers\tInstall pipes.\n21-1021.00\tChild, Family, and School Social Workers\tHelp children and families.\n",
		"Job Zones.txt":                 "O*NET-SOC Code\tJob Zone\n47-2111.00\t3\n",
		"Alternate Titles.txt":          "O*NET-SOC Code\tAlternate Title\n47-2111.00\tWireman\n21-1021.00\tChild Protective Services Specialist\n",
		"Sample of Reported Titles.txt": "O*NET-SOC Code\tReported Job Title\n",
		"Task Statements.txt": "O*NET-SOC Code\tTask ID\tTask\tTask Type\n47-2111.00\t3\tConnect wires to fuses.\tCore\n" +
			"47-2152.00\t4\tInstall pipes and valves in buildings.\tCore\n21-1021.00\t5\tInterview children and parents about abuse or neglect.\tCore\n",
		"IWA Reference.txt": "IWA ID\tIWA Title\nI1\tInstall equipment.\n",
		"DWA Reference.txt": "DWA ID\tDWA Title\tIWA ID\nD1\tInstall wiring.\tI1\n",
		"Tasks to DWAs.txt": "O*NET-SOC Code\tTask ID\tDWA ID\n47-2111.00\t3\tD1\n",
	} {
		write(t, dir, name, content)
	}
}

// startCoding serves the seed documents and a small release.
func startCoding(t testing.TB) service {
	t.Helper()
	s := startService(t)
	release := filepath.Join(t.TempDir(), "db_30_1_text")
	if err := os.Mkdir(release, 0o755); err != nil {
		t.Fatal(err)
	}
	writeRelease(t, release)
	if _, err := s.app.ImportRelease(t.Context(), release, func(string, int, int) {}); err != nil {
		t.Fatal(err)
	}
	if err := s.app.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

type coded struct {
	ID, Decision, Reason, Release, Attribution string
	Read                                       struct {
		Title      string
		Statements int
	}
	Candidates []struct {
		Code, SOC, Title       string
		Confidence, Similarity float64
		Parts                  []struct {
			Name  string
			Value float64
		}
		Evidence []struct {
			Kind              string
			Class, Occupation struct {
				Text        string
				StatementID string `json:"statement_id"`
				Span        *struct{ Start, End int }
			}
			Likeness float64
			Shared   []string
		}
		OnlyInClass *struct{ Count, Of int } `json:"only_in_class"`
	}
	Error *struct{ Code, Field string }
}

const jsonMedia, ndjsonMedia = "application/json", "application/x-ndjson"

func TestCodeOverREST(t *testing.T) {
	s := startCoding(t)
	stored := into[coded](t, get(t, s.url+"/api/v1/classes/us-az%3AACV80272/code"))
	first := stored.Candidates[0]
	if stored.ID != "us-az:ACV80272" || first.Code != "21-1021.00" || first.SOC != "21-1021" || stored.Release != "30.1" ||
		!strings.Contains(stored.Attribution, "O*NET 30.1") || len(first.Evidence) == 0 || first.OnlyInClass == nil {
		t.Fatalf("%+v", stored)
	}
	sum := 0.0
	for _, p := range first.Parts {
		sum += p.Value
	}
	if d := sum - first.Similarity; d > 1e-9 || d < -1e-9 {
		t.Errorf("parts add up to %g, similarity %g", sum, first.Similarity)
	}
	for _, e := range first.Evidence {
		if e.Kind == "statement" && (e.Class.StatementID == "" || e.Class.Span == nil || e.Occupation.StatementID == "" || len(e.Shared) == 0) {
			t.Errorf("evidence %+v", e)
		}
	}
	raw, err := seeds.Files.ReadFile("002_244559ae50248b93.txt")
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(string(raw))
	if err != nil {
		t.Fatal(err)
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	file, err := w.CreateFormFile("file", "spec.txt")
	if err != nil {
		t.Fatal(err)
	}
	file.Write(raw)
	w.WriteField("id", "mine")
	w.Close()
	for _, a := range []answer{
		do(t, http.MethodPost, s.url+"/api/v1/code?evidence=false", jsonMedia, fmt.Sprintf(`{"id":"mine","text":%s}`, text)),
		do(t, http.MethodPost, s.url+"/api/v1/code?evidence=false", w.FormDataContentType(), form.String()),
	} {
		c := into[coded](t, a)
		if a.status != http.StatusOK || c.ID != "mine" || c.Candidates[0].Similarity != first.Similarity || c.Read.Title != stored.Read.Title ||
			c.Candidates[0].Evidence != nil || c.Candidates[0].OnlyInClass != nil {
			t.Errorf("%d %.600s", a.status, a.body)
		}
	}
}

func TestBadClassesAreRefused(t *testing.T) {
	s := startCoding(t)
	form := func(parts ...string) (kind, body string) {
		var out bytes.Buffer
		w := multipart.NewWriter(&out)
		for i := 0; i < len(parts); i += 2 {
			w.WriteField(parts[i], parts[i+1])
		}
		w.Close()
		return w.FormDataContentType(), out.String()
	}
	noFile, noFileBody := form("title", "Plumber")
	two, twoBody := form("file", "Installs pipes.", "file", "Installs wires.")
	other, otherBody := form("file", "Installs pipes.", "text", "x")
	for _, tt := range []struct {
		path, kind, body string
		status           int
		field            string
	}{
		{"/code", jsonMedia, `{}`, 422, "title"},
		{"/code", jsonMedia, `{"title":7}`, 422, "title"},
		{"/code", jsonMedia, `{"titel":"Plumber"}`, 422, ""},
		{"/code", jsonMedia, `[]`, 422, ""},
		{"/code", jsonMedia, `{"title":"Plumber"} {}`, 422, ""},
		{"/code", jsonMedia, `{"title":"` + strings.Repeat("x", 501) + `"}`, 413, "title"},
		{"/code?limit=51", jsonMedia, `{"title":"Plumber"}`, 422, "limit"},
		{"/code", "text/plain", "Plumber", 415, ""},
		{"/code", noFile, noFileBody, 422, "file"},
		{"/code", two, twoBody, 422, "file"},
		{"/code", other, otherBody, 422, "text"},
		{"/code", two, twoBody[:len(twoBody)/2], 422, "body"},
		{"/code", "multipart/form-data", twoBody, 422, "body"},
		{"/codes", jsonMedia, `{"classes":[]}`, 422, "classes"},
		{"/codes", jsonMedia, `{"classes":[` + strings.Repeat(`{},`, 1000) + `{}]}`, 422, "classes"},
		{"/codes", jsonMedia, `{"classes":{}}`, 422, "classes"},
		{"/codes", jsonMedia, `{"clases":[]}`, 422, ""},
		{"/codes", "text/csv", "a,b", 415, ""},
		{"/code", jsonMedia, `{"title":"Plumber","id":"` + strings.Repeat("x", 201) + `"}`, 413, "id"},
		{"/code", jsonMedia, `{"statements":"x"}`, 422, "statements"},
		{"/code", jsonMedia, `{"text":"` + strings.Repeat("x", 4<<20) + `"}`, 413, "text"},
		{"/code", jsonMedia, `{"text":"` + strings.Repeat("x", 17<<20) + `"}`, 413, ""},
		{"/codes", jsonMedia, `{"classes":[{"text":"` + strings.Repeat("x", 16<<20) + `"}]}`, 413, ""},
	} {
		a := do(t, http.MethodPost, s.url+"/api/v1"+tt.path, tt.kind, tt.body)
		p := into[struct{ Code, Field, Detail string }](t, a)
		if a.status != tt.status || a.kind != "application/problem+json" || p.Field != tt.field || p.Code == "" || p.Detail == "" {
			t.Errorf("%s %.60s: %d, want %d; field %q, want %q: %.300s", tt.path, tt.body, a.status, tt.status, p.Field, tt.field, a.body)
		}
	}
}

func TestManyClassesAtOnce(t *testing.T) {
	s := startCoding(t)
	lines := []string{`{"id":"a","title":"Plumber"}`, `{"id":"b","title":7}`, `{"id":"c"}`, `{`, `{"id":"e","title":"Wireman"}`}
	check := func(answers []coded) {
		t.Helper()
		if len(answers) != len(lines) {
			t.Fatalf("%d answers", len(answers))
		}
		for i, want := range []string{"47-2152.00", "", "", "", "47-2111.00"} {
			c := answers[i]
			if want == "" && (c.Error == nil || c.Error.Code != "invalid" || c.Decision != "none" || c.Candidates == nil) ||
				want != "" && (c.Error != nil || c.Candidates[0].Code != want || c.Candidates[0].Evidence != nil) {
				t.Errorf("answer %d: %+v", i, c)
			}
		}
		if answers[0].ID != "a" || answers[2].ID != "c" || answers[4].ID != "e" {
			t.Errorf("ids %q %q %q", answers[0].ID, answers[2].ID, answers[4].ID)
		}
	}
	object := `{"classes":[` + strings.Replace(strings.Join(lines, ","), "{,", "7,", 1) + `]}`
	check(into[[]coded](t, do(t, http.MethodPost, s.url+"/api/v1/codes", jsonMedia, object)))
	for _, a := range []answer{
		do(t, http.MethodPost, s.url+"/api/v1/codes", ndjsonMedia, "\ufeff"+strings.Join(lines, "\r\n")+"\n\n"),
		do(t, http.MethodPost, s.url+"/api/v1/codes", jsonMedia, object, "Accept", ndjsonMedia),
	} {
		if a.kind != ndjsonMedia {
			t.Fatalf("%s: %s", a.kind, a.body)
		}
		var answers []coded
		for line := range bytes.Lines(a.body) {
			answers = append(answers, into[coded](t, answer{body: line}))
		}
		check(answers)
	}
	table := do(t, http.MethodPost, s.url+"/api/v1/codes?format=csv&limit=2", jsonMedia, object)
	rows, err := csv.NewReader(bytes.NewReader(table.body)).ReadAll()
	if err != nil || table.kind != "text/csv" || len(rows) != 1+2+1+1+1+2 || rows[1][0] != "a" || rows[1][5] != "47-2152.00" {
		t.Errorf("%v %s %v", err, table.kind, rows)
	}
}

func TestCodingBeforeARelease(t *testing.T) {
	s := startService(t)
	for _, a := range []answer{
		get(t, s.url+"/api/v1/classes/us-nc:19200/code"),
		do(t, http.MethodPost, s.url+"/api/v1/code", jsonMedia, `{"title":"Plumber"}`),
		do(t, http.MethodPost, s.url+"/api/v1/codes", jsonMedia, `{"classes":[{"title":"Plumber"}]}`),
	} {
		p := into[struct{ Code, Detail string }](t, a)
		if a.status != http.StatusServiceUnavailable || p.Code != "unavailable" || !strings.Contains(p.Detail, onet.DownloadPage) {
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	a := get(t, s.url+"/code?title=Plumber")
	if a.status != http.StatusServiceUnavailable || !strings.Contains(string(a.body), "crosswalk onet import") {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestPagesOfCodes(t *testing.T) {
	s := startCoding(t)
	page := string(get(t, s.url+"/classes/us-az:ACV80272/code").body)
	for _, want := range []string{"21-1021.00", "<mark>Protective</mark> <mark>Services</mark>", "What makes the score", "O*NET 30.1 Database", "Over REST"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in %s", want, page)
		}
	}
	page = string(get(t, s.url+"/code?title=Plumber&text=%3Cscript%3Ealert(1)%3C/script%3E").body)
	if strings.Contains(page, "<script>alert") || !strings.Contains(page, "&lt;script&gt;") || !strings.Contains(page, "47-2152.00") {
		t.Errorf("%s", page)
	}
	if a := get(t, s.url+"/code"); a.status != http.StatusOK || strings.Contains(string(a.body), "decision-h") {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := get(t, s.url+"/code?title="+strings.Repeat("x", 501)); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("%d", a.status)
	}
}

// Whatever a model took part in names it, and all name the same.
func TestAnswersSayWhichModel(t *testing.T) {
	s := startCoding(t)
	type named struct {
		Model    string
		Matching struct{ Model, Note string }
	}
	want := into[named](t, get(t, s.url+"/api/v1/crosswalk?from=us-az:ACV80272&to=us-nc:19200")).Matching
	if want.Model == "" {
		t.Fatal("a crosswalk names no model")
	}
	for _, path := range []string{"us-nc:19200/matches", "us-nc:19200/matches?scope=onet"} {
		if got := into[named](t, get(t, s.url+"/api/v1/classes/"+path)).Matching; got != want {
			t.Errorf("%s: %+v", path, got)
		}
	}
	if got := into[named](t, get(t, s.url+"/api/v1/classes/us-nc:19200/code")).Model; got == "" { // the model of titles
		t.Error("the coder names no model")
	}
	pairs := into[[]named](t, do(t, "POST", s.url+"/api/v1/similarity", "application/json", `{"pairs":[{"a":"Writes","b":"Reads"},{"a":"x","b":"y"}]}`))
	if len(pairs) != 2 || pairs[0].Model != want.Model || pairs[1].Model != want.Model {
		t.Errorf("similarity: %+v", pairs)
	}
}

func TestCodeOnTheCommandLine(t *testing.T) {
	data, release := t.TempDir(), filepath.Join(t.TempDir(), "db_30_1_text")
	if err := os.Mkdir(release, 0o755); err != nil {
		t.Fatal(err)
	}
	writeRelease(t, release)
	if code, _, errOut := command(t, "", "code", "us-nc:19200", "--data", data); code != exitFailed || !strings.Contains(errOut, "onet import") {
		t.Errorf("before a release: exit code %d, %s", code, errOut)
	}
	if code, _, errOut := command(t, "", "onet", "import", release, "--data", data); code != 0 {
		t.Fatal(errOut)
	}
	code, out, errOut := command(t, "", "code", "us-az:ACV80272", "--data", data)
	for _, want := range []string{"21-1021.00", "Read: title \"Child Protective Service Specialist II\"", "O*NET 30.1, compared by words and by the model crosswalk-", "have no counterpart"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("exit code %d, no %q in %s%s", code, want, out, errOut)
		}
	}
	spec := write(t, t.TempDir(), "spec.txt", "DUTIES\n- Installs pipes and valves in buildings;\n")
	if code, out, errOut := command(t, "", "code", "--title", "Plumber", "--document", spec, "--data", data); code != 0 || !strings.Contains(out, "1. 47-2152.00") {
		t.Errorf("exit code %d: %s%s", code, out, errOut)
	}
	lines := "{\"id\":\"1\",\"title\":\"Plumber\"}\n\n{\"id\":\"2\"}\n{\"id\":\"3\",\"text\":\"zxcv qwer\"}\n{\"id\":\"4\",\"statements\":[\"Connects wires to fuses\"],\"title\":\"Wireman\"}\n"
	code, out, errOut = command(t, lines, "code", "--batch", "-", "--no-evidence", "--data", data)
	answers := strings.Split(strings.TrimSpace(out), "\n")
	if code != 0 || len(answers) != 4 {
		t.Fatalf("exit code %d: %s%s", code, out, errOut)
	}
	for i, want := range []string{"47-2152.00", "", "", "47-2111.00"} {
		c := into[coded](t, answer{body: []byte(answers[i])})
		if c.ID != fmt.Sprint(i+1) || c.Candidates == nil || want == "" && c.Decision != "none" ||
			want != "" && (c.Candidates[0].Code != want || c.Candidates[0].Evidence != nil) {
			t.Errorf("%+v", c)
		}
	}
	tooLong := "{\"id\":\"1\",\"title\":\"" + strings.Repeat("x", 501) + "\"}\n{\"id\":\"2\",\"title\":\"Plumber\"}\n"
	if code, out, errOut := command(t, tooLong, "code", "--batch", "-", "--data", data); code != exitFailed || strings.Count(out, "\n") != 2 || !strings.Contains(errOut, "1 class could not be coded") {
		t.Errorf("exit code %d: %s%s", code, out, errOut)
	}
	for _, wrong := range [][]string{
		{"code"}, {"code", "us-nc:19200", "--title", "x"}, {"code", "us-nc:19200", "--suggest-from", "0.1", "--review-from", "0.2"}, {"code", "us-nc:19200", "--suggest-from", "2"},
	} {
		if code, _, errOut := command(t, "", append(wrong, "--data", data)...); code != exitWrongUse {
			t.Errorf("%v: exit code %d, %s", wrong, code, errOut)
		}
	}
	if _, out, _ := command(t, "", "code", "--title", "Plumber", "--suggest-from", "0.1", "--data", data); !strings.HasPrefix(out, "suggest") {
		t.Errorf("with a low threshold: %s", out)
	}
}
