package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"

	"crosswalk/internal/api"
	"crosswalk/internal/app"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// testEnv is an environment whose data lie in a folder of the test.
func testEnv(t testing.TB) *env {
	t.Helper()
	return &env{ctx: context.Background(), cli: &cli{Data: t.TempDir(), Format: "json"}, out: io.Discard, errOut: io.Discard, log: slog.New(slog.DiscardHandler)}
}

// service is a running service over the seed documents.
type service struct {
	url string
	app *app.App
}

// startService serves what crosswalk serve serves, on a port of its own.
func startService(t testing.TB) service {
	t.Helper()
	s := startUnready(t)
	if err := s.app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func startUnready(t testing.TB) service {
	t.Helper()
	e := testEnv(t)
	a, err := app.Open(e.ctx, e.config())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	handler, err := newHandler(a, e)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: handler, MaxHeaderBytes: api.MaxHeaderBytes}
	go server.Serve(api.Listener(listener))
	t.Cleanup(func() { server.Close() })
	return service{url: "http://" + listener.Addr().String(), app: a}
}

// answer is a response, read whole.
type answer struct {
	status int
	kind   string // media type
	header http.Header
	body   []byte
}

func do(t testing.TB, method, url, contentType, body string, header ...string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	read, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	return answer{res.StatusCode, kind, res.Header, read}
}

func get(t testing.TB, url string, header ...string) answer {
	t.Helper()
	return do(t, http.MethodGet, url, "", "", header...)
}

// into decodes a JSON answer.
func into[T any](t testing.TB, a answer) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(a.body, &v); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
	return v
}

// TestTheMainQuestion asks what the README asks.
func TestTheMainQuestion(t *testing.T) {
	s := startService(t)
	x := into[struct {
		Coverage     struct{ Total *float64 }
		Counts       map[string]int
		Requirements []struct {
			Statement struct {
				Text  string
				Level struct{ Label string }
			}
			Status   string
			Evidence []struct {
				Statement  struct{ Text, SourceID string }
				Similarity float64
				Parts      []struct{ Value float64 }
			}
		}
	}](t, get(t, s.url+"/api/v1/crosswalk?from=us-az:ACV80272&to=us-nc:19200&to_level=Journey"))
	journey := 0
	for _, r := range x.Requirements {
		if r.Statement.Level.Label == "Journey" {
			journey++
		}
		if r.Status == "" || r.Statement.Text == "" {
			t.Errorf("requirement %+v", r)
		}
		if r.Statement.Text == "Working knowledge of available community services" {
			want := "Knowledge of available community resources that may be used by clients and their families"
			if r.Status != "met" || r.Evidence[0].Statement.Text != want {
				t.Errorf("%+v", r)
			}
		}
	}
	if journey != 14 || len(x.Requirements) != 28 || x.Coverage.Total == nil {
		t.Errorf("%d Journey requirements among %d, coverage %v", journey, len(x.Requirements), x.Coverage.Total)
	}
}

func TestClassIDsWorkRawAndEncoded(t *testing.T) {
	s := startService(t)
	for _, id := range []string{"us-az:ACV80272", "us-az%3AACV80272", "us-az%3aACV80272"} {
		if c := into[struct{ ID string }](t, get(t, s.url+"/api/v1/classes/"+id)); c.ID != "us-az:ACV80272" {
			t.Errorf("%s: class %q", id, c.ID)
		}
	}
}

// TestSpansQuoteTheSourceText follows every statement of every class to its
// words in the text that the API gives out.
func TestSpansQuoteTheSourceText(t *testing.T) {
	s := startService(t)
	type page struct {
		Items []struct {
			SourceID string `json:"source_id"`
			Text     string
			Stem     string
			Span     struct{ Start, End int }
		}
		NextCursor string `json:"next_cursor"`
	}
	texts := map[string][]byte{}
	checked := 0
	for _, c := range into[struct{ Items []struct{ ID string } }](t, get(t, s.url+"/api/v1/classes")).Items {
		for cursor := ""; ; {
			p := into[page](t, get(t, s.url+"/api/v1/classes/"+c.ID+"/statements?limit=200&cursor="+cursor))
			for _, st := range p.Items {
				if texts[st.SourceID] == nil {
					a := get(t, s.url+"/api/v1/sources/"+st.SourceID+"/text")
					if a.kind != "text/plain" {
						t.Fatalf("text has type %s", a.kind)
					}
					texts[st.SourceID] = a.body
				}
				quoted := strings.Join(strings.Fields(string(texts[st.SourceID][st.Span.Start:st.Span.End])), "")
				if want := strings.Join(strings.Fields(strings.TrimPrefix(st.Text, st.Stem)), ""); quoted != want {
					t.Errorf("span quotes %q, statement is %q", quoted, want)
				}
				checked++
			}
			if cursor = p.NextCursor; cursor == "" {
				break
			}
		}
	}
	if checked != 637 {
		t.Errorf("%d statements checked, want 637", checked)
	}
}

func TestBadRequestsAreProblems(t *testing.T) {
	s := startService(t)
	const asJSON = "application/json"
	tests := []struct {
		name, method, path, contentType, body string
		status                                int
		code, field                           string
	}{
		{"unknown path", "GET", "/api/v1/nothing", "", "", 404, "not_found", ""},
		{"unknown class", "GET", "/api/v1/classes/us-xx:1", "", "", 404, "not_found", "id"},
		{"unknown class in a crosswalk", "GET", "/api/v1/crosswalk?from=us-xx:1&to=us-nc:19200", "", "", 404, "not_found", "from"},
		{"unknown source", "GET", "/api/v1/sources/src-1", "", "", 404, "not_found", ""},
		{"unknown source text", "GET", "/api/v1/sources/src-1/text", "", "", 404, "not_found", ""},
		{"path out of the data", "GET", "/api/v1/sources/..%2f..%2fetc%2fpasswd/text", "", "", 404, "not_found", ""},
		{"level that the class lacks", "GET", "/api/v1/crosswalk?from=us-az:ACV80272&to=us-nc:19200&to_level=Master", "", "", 422, "invalid", "to_level"},
		{"level of a class without levels", "GET", "/api/v1/classes/us-az:ACV80272/matches?level=2", "", "", 422, "invalid", "level"},
		{"negative limit", "GET", "/api/v1/classes?limit=-1", "", "", 422, "invalid", "limit"},
		{"zero limit", "GET", "/api/v1/search?q=a&limit=0", "", "", 422, "invalid", "limit"},
		{"limit too high", "GET", "/api/v1/search?q=a&limit=201", "", "", 422, "invalid", "limit"},
		{"limit no number", "GET", "/api/v1/search?q=a&limit=ten", "", "", 422, "invalid", "limit"},
		{"broken cursor", "GET", "/api/v1/classes?cursor=zzz", "", "", 422, "invalid", "cursor"},
		{"cursor of another catalog", "GET", "/api/v1/classes?cursor=OTk5LjI", "", "", 409, "conflict", "cursor"},
		{"unknown parameter", "GET", "/api/v1/classes?limti=1", "", "", 422, "invalid", "limti"},
		{"no query", "GET", "/api/v1/search", "", "", 422, "invalid", "q"},
		{"long query", "GET", "/api/v1/search?q=" + strings.Repeat("a", 1001), "", "", 422, "invalid", "q"},
		{"unknown kind", "GET", "/api/v1/search?q=a&kind=magic", "", "", 422, "invalid", "kind"},
		{"unknown scope", "GET", "/api/v1/classes?scope=mine", "", "", 422, "invalid", "scope"},
		{"semantic search without a model", "GET", "/api/v1/search?q=a&mode=semantic", "", "", 503, "unavailable", ""},
		{"unknown method", "DELETE", "/api/v1/classes", "", "", 405, "invalid", ""},
		{"wrong content type", "POST", "/api/v1/similarity", "text/plain", "a,b", 415, "invalid", "body"},
		{"form content type", "POST", "/api/v1/crosswalks", "application/x-www-form-urlencoded", "pairs=1", 415, "invalid", "body"},
		{"cut JSON", "POST", "/api/v1/similarity", asJSON, `{"pairs":[`, 400, "invalid", "body"},
		{"unknown JSON field", "POST", "/api/v1/similarity", asJSON, `{"pairs":[{"a":"x","b":"y","c":1}]}`, 422, "invalid", "c"},
		{"missing JSON field", "POST", "/api/v1/similarity", asJSON, `{"pairs":[{"a":"x"}]}`, 422, "invalid", "pairs[0]"},
		{"no pairs", "POST", "/api/v1/similarity", asJSON, `{"pairs":[]}`, 422, "invalid", "pairs"},
		{"too many pairs", "POST", "/api/v1/similarity", asJSON, `{"pairs":[` + strings.Repeat(`{"a":"x","b":"y"},`, 1000) + `{"a":"x","b":"y"}]}`, 422, "invalid", "pairs"},
		{"no body", "POST", "/api/v1/crosswalks", asJSON, "", 400, "invalid", ""},
		{"large body", "POST", "/api/v1/similarity", asJSON, `{"pairs":[{"a":"` + strings.Repeat("x", 5<<20) + `","b":"y"}]}`, 413, "too_large", ""},
		{"too many ids", "GET", "/api/v1/matrix?ids=" + strings.Repeat("us-nc:19200,", 50) + "us-nc:19200", "", "", 422, "invalid", "ids"},
		{"10 MB query", "GET", "/api/v1/search?q=" + strings.Repeat("a", 10_000_000), "", "", 431, "too_large", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := do(t, tt.method, s.url+tt.path, tt.contentType, tt.body)
			p := into[api.Problem](t, a)
			if a.status != tt.status || p.Status != tt.status || string(p.Code) != tt.code || p.Field != tt.field {
				t.Errorf("status %d, problem %s about %q; want %d, %s about %q: %s", a.status, p.Code, p.Field, tt.status, tt.code, tt.field, a.body)
			}
			if a.kind != api.ProblemType || p.Detail == "" || p.Type == "" || len(a.body) > 2000 {
				t.Errorf("%s, %d bytes: %.300s", a.kind, len(a.body), a.body)
			}
		})
	}
}

func TestAMalformedRequestIsAProblemToo(t *testing.T) {
	s := startService(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "NONSENSE\r\n\r\n")
	got, err := io.ReadAll(conn)
	if err != nil || !bytes.Contains(got, []byte("400 Bad Request")) || !bytes.Contains(got, []byte(api.ProblemType)) {
		t.Errorf("%s, %v", got, err)
	}
}

func TestBulkKeepsOrderAndGoesOnAfterAnError(t *testing.T) {
	s := startService(t)
	got := into[[]struct {
		To    *struct{ ID string }
		Error *api.Problem
	}](t, do(t, "POST", s.url+"/api/v1/crosswalks", "application/json",
		`{"pairs":[{"from":"us-az:ACV80272","to":"us-nc:19200"},{"from":"us-az:ACV80272","to":"us-nc:none"},{"from":"us-nc:19200","to":"us-ct:1927SH"}]}`))
	if len(got) != 3 || got[0].To.ID != "us-nc:19200" || got[0].Error != nil ||
		got[1].Error == nil || got[1].Error.Field != "to" || got[1].To != nil || got[2].To.ID != "us-ct:1927SH" {
		t.Errorf("%+v", got)
	}
}

func TestTables(t *testing.T) {
	s := startService(t)
	for path, rows := range map[string]int{
		"/api/v1/classes?format=csv":                                                       6,
		"/api/v1/classes/us-az:ACV80272/statements?format=csv&limit=200":                   47,
		"/api/v1/search?q=contracts&format=csv":                                            -1,
		"/api/v1/classes/us-az:ACV80272/matches?format=csv":                                5,
		"/api/v1/crosswalk?from=us-az:ACV80272&to=us-nc:19200&to_level=Journey&format=csv": 29,
		"/api/v1/matrix?ids=us-az:ACV80272,us-nc:19200&format=csv":                         3,
	} {
		for _, a := range []answer{get(t, s.url+path), get(t, s.url+strings.Replace(path, "format=csv", "format=json", 1), "Accept", "text/csv")} {
			table, err := csv.NewReader(bytes.NewReader(a.body)).ReadAll()
			if err != nil || a.kind != "text/csv" || rows >= 0 && len(table) != rows || len(table) < 2 {
				t.Errorf("%s: %s, %d rows, %v", path, a.kind, len(table), err)
			}
		}
	}
	if a := get(t, s.url+"/api/v1/classes/us-xx:1/matches?format=csv"); a.kind != api.ProblemType {
		t.Errorf("an error as a table: %s", a.kind)
	}
}

func TestReadinessTellsTheTruth(t *testing.T) {
	s := startUnready(t)
	if a := get(t, s.url+"/healthz"); a.status != http.StatusOK {
		t.Errorf("healthz %d", a.status)
	}
	a := get(t, s.url+"/readyz")
	if r := into[app.Readiness](t, a); a.status != http.StatusServiceUnavailable || r.Ready || r.Phase == "" {
		t.Errorf("before the start: %d %s", a.status, a.body)
	}
	if a := get(t, s.url+"/api/v1/classes"); a.status != http.StatusServiceUnavailable || a.kind != api.ProblemType {
		t.Errorf("an answer before the start: %d %s", a.status, a.kind)
	}
	if err := s.app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a := get(t, s.url+"/readyz"); a.status != http.StatusOK {
		t.Errorf("after the start: %d %s", a.status, a.body)
	}
}

func TestHeadersAndMetrics(t *testing.T) {
	s := startService(t)
	a := get(t, s.url+"/")
	for name, want := range map[string]string{"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "X-Request-Id": ""} {
		if got := a.header.Get(name); got == "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	get(t, s.url+"/some/path/that/is/not/there", "Host", "evil.example")
	metrics := string(get(t, s.url+"/metrics").body)
	if !strings.Contains(metrics, "crosswalk_echo_requests_total") || strings.Contains(metrics, "not/there") || strings.Contains(metrics, "evil.example") {
		t.Error("metrics lack the requests, or a client can make series")
	}
}

// openAPI returns the OpenAPI document that the service gives out.
func openAPI(t testing.TB, s service) *huma.OpenAPI {
	t.Helper()
	e := echo.New()
	return api.Register(e, s.app, version)
}

func TestOpenAPIListsEveryRoute(t *testing.T) {
	s := startUnready(t)
	e := echo.New()
	doc := api.Register(e, s.app, version)
	described := map[string]bool{}
	for path, item := range doc.Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "DELETE": item.Delete} {
			if op != nil {
				described[method+" "+path] = true
			}
		}
	}
	served := map[string]bool{}
	for _, r := range e.Routes() {
		if strings.HasPrefix(r.Path, "/openapi") {
			continue
		}
		path := r.Path
		for part := range strings.SplitSeq(r.Path, "/") {
			if name, ok := strings.CutPrefix(part, ":"); ok {
				path = strings.Replace(path, part, "{"+name+"}", 1)
			}
		}
		served[r.Method+" "+path] = true
	}
	if d := cmp.Diff(described, served); d != "" {
		t.Errorf("described (-) and served (+)\n%s", d)
	}
	if doc.OpenAPI != "3.1.0" {
		t.Errorf("OpenAPI %s", doc.OpenAPI)
	}
}

// TestOpenAPIGolden keeps the published document in the repository, so that a
// change of the contract shows in a diff.
func TestOpenAPIGolden(t *testing.T) {
	s := startUnready(t)
	a := get(t, s.url+"/openapi.json")
	var indented bytes.Buffer
	if err := json.Indent(&indented, a.body, "", "  "); err != nil {
		t.Fatal(err)
	}
	const golden = root + "/docs/openapi.json"
	if *update {
		if err := os.WriteFile(golden, indented.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), indented.String()); d != "" {
		t.Errorf("run go test ./cmd/crosswalk -update\n%s", d)
	}
}

// TestAnswersFollowTheirSchemas checks real answers against the document.
func TestAnswersFollowTheirSchemas(t *testing.T) {
	s := startService(t)
	doc := openAPI(t, s)
	source := into[struct {
		SourceIDs []string `json:"source_ids"`
	}](t, get(t, s.url+"/api/v1/classes/us-nc:19200")).SourceIDs[0]
	calls := []struct{ method, path, call, body string }{
		{"GET", "/api/v1/classes", "?limit=3", ""},
		{"GET", "/api/v1/classes", "?q=protective", ""},
		{"GET", "/api/v1/classes/{id}", "us-ca-sf:2940", ""},
		{"GET", "/api/v1/classes/{id}/statements", "onet:21-1093.00", ""},
		{"GET", "/api/v1/classes/{id}/matches", "us-nc:19200", ""},
		{"GET", "/api/v1/sources/{id}", source, ""},
		{"GET", "/api/v1/search", "?q=contracts", ""},
		{"GET", "/api/v1/search", "?q=zymurgy", ""},
		{"GET", "/api/v1/crosswalk", "?from=us-nc:19200&to=us-ct:1927SH&from_level=Advanced", ""},
		{"POST", "/api/v1/crosswalks", "", `{"pairs":[{"from":"us-az:ACV80272","to":"us-nc:19200"},{"from":"us-az:ACV80272","to":"none"}]}`},
		{"GET", "/api/v1/matrix", "?ids=us-az:ACV80272,us-nc:19200", ""},
		{"POST", "/api/v1/similarity", "", `{"pairs":[{"a":"Writes","b":"Ability to"}]}`},
		{"GET", "/healthz", "", ""},
		{"GET", "/readyz", "", ""},
	}
	covered := map[string]bool{}
	for _, c := range calls {
		path := strings.Replace(c.path, "{id}", c.call, 1)
		if !strings.Contains(c.path, "{id}") {
			path += c.call
		}
		a := do(t, c.method, s.url+path, "application/json", c.body)
		if a.status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, a.status, a.body)
		}
		op := doc.Paths[c.path].Get
		if c.method == "POST" {
			op = doc.Paths[c.path].Post
		}
		covered[op.OperationID] = true
		schema := op.Responses["200"].Content["application/json"].Schema
		var result huma.ValidateResult
		huma.Validate(doc.Components.Schemas, schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, into[any](t, a), &result)
		if len(result.Errors) > 0 {
			t.Errorf("%s: %v", path, result.Errors)
		}
	}
	for path, item := range doc.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post} {
			if op != nil && !covered[op.OperationID] && op.OperationID != "get-source-text" {
				t.Errorf("no answer of %s %s was checked", op.OperationID, path)
			}
		}
	}
}

// TestPartsAddUp walks every answer for scores that stand beside parts.
func TestPartsAddUp(t *testing.T) {
	s := startService(t)
	found := 0
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			parts, ok := v["parts"].([]any)
			if ok {
				sum := 0.0
				for _, p := range parts {
					sum += p.(map[string]any)["value"].(float64)
				}
				for _, name := range []string{"similarity", "score"} {
					if total, ok := v[name].(float64); ok {
						found++
						if d := total - sum; d > 1e-6 || d < -1e-6 {
							t.Errorf("%s %v, parts %v", name, total, parts)
						}
					}
				}
			}
			for _, e := range v {
				walk(e)
			}
		}
	}
	for _, path := range []string{
		"/api/v1/search?q=community+services&limit=50",
		"/api/v1/crosswalk?from=us-ca-sf:2940&to=onet:21-1093.00",
		"/api/v1/classes/us-nc:19200/matches",
	} {
		walk(into[any](t, get(t, s.url+path)))
	}
	if found < 100 {
		t.Errorf("only %d scores found", found)
	}
}

func TestPagesAnswer(t *testing.T) {
	s := startService(t)
	source := into[struct {
		SourceIDs []string `json:"source_ids"`
	}](t, get(t, s.url+"/api/v1/classes/us-nc:19200")).SourceIDs[0]
	for path, want := range map[string][]string{
		"/":                             {"Human Services Practitioner", "Compare two classes"},
		"/search?q=community+resources": {"<mark>community</mark> <mark>resources</mark>", "matches are by words alone"},
		"/search":                       {"Write a few words"},
		"/search?q=zymurgy":             {"No statement holds these words"},
		"/classes/us-nc:19200":          {"Working knowledge of available community services", "rung 3"},
		"/classes/us-nc%3A19200":        {"Human Services Practitioner"},
		"/classes/us-ca-sf:2940":        {"4 years and more", "Mastery"},
		"/classes/onet:21-1093.00":      {"Anthropic Economic Index", "© 2026 EBSCOed"},
		"/compare":                      {"Choose a class"},
		"/compare?from=us-nc:19200&to=us-ct:1927SH": {"Gaps:", "<mark>contracts</mark> with providers", "The other way round"},
		"/sources/" + source:                        {"Public record of the State of North Carolina", "<mark id="},
		"/docs":                                     {"/api/v1/crosswalk", "problem-not_found"},
		"/static/site.css":                          {"--ink"},
	} {
		a := get(t, s.url+path)
		if a.status != http.StatusOK {
			t.Errorf("%s: %d", path, a.status)
		}
		for _, w := range want {
			if !bytes.Contains(a.body, []byte(w)) {
				t.Errorf("%s does not show %q", path, w)
			}
		}
	}
	a := get(t, s.url+"/classes/us-xx:1", "Accept", "text/html")
	if a.status != http.StatusNotFound || a.kind != "text/html" || !bytes.Contains(a.body, []byte("There is no class")) {
		t.Errorf("an unknown class: %d %s", a.status, a.kind)
	}
}

func TestUntrustedTextIsHarmless(t *testing.T) {
	s := startService(t)
	const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`
	for _, path := range []string{
		"/search?q=" + url.QueryEscape(evil), "/search?q=contracts&kind=" + url.QueryEscape(evil),
		"/compare?from=" + url.QueryEscape(evil) + "&to=us-nc:19200", "/classes/" + url.PathEscape(evil),
	} {
		a := get(t, s.url+path, "Accept", "text/html")
		if bytes.Contains(a.body, []byte("<script>alert")) || bytes.Contains(a.body, []byte("<img")) {
			t.Errorf("%s: %s", path, a.body)
		}
	}
}

func TestConcurrentReaders(t *testing.T) {
	s := startService(t)
	paths := []string{"/api/v1/classes", "/api/v1/search?q=family", "/api/v1/crosswalk?from=us-nc:19200&to=us-ct:1927SH", "/", "/classes/us-nc:19200"}
	want := map[string][]byte{}
	for _, p := range paths {
		want[p] = get(t, s.url+p).body
	}
	done := make(chan string, 8)
	for range cap(done) {
		go func() {
			for range 5 {
				for _, p := range paths {
					if a := get(t, s.url+p); !slices.Equal(a.body, want[p]) {
						done <- p
						return
					}
				}
			}
			done <- ""
		}()
	}
	for range cap(done) {
		if p := <-done; p != "" {
			t.Errorf("%s answers differently under load", p)
		}
	}
}
