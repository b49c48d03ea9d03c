package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"

	"crosswalk/internal/api"
	"crosswalk/internal/app"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// openAPI returns the OpenAPI document that the service gives out.
func openAPI(t testing.TB, s service) *huma.OpenAPI {
	t.Helper()
	e := echo.New()
	return api.Register(e, s.app, api.NewGuard(s.app, true), version)
}

// pageRoutes are the routes of the service that are no part of the REST API.
var pageRoutes = []string{
	"GET /", "GET /classes", "GET /classes/{id}", "GET /classes/{id}/moves", "GET /classes/{id}/code", "GET /code", "GET /allocate", "GET /groups", "GET /duplicates", "GET /compare", "GET /docs", "GET /login", "POST /login", "POST /logout", "GET /classes/{id}/paths", "GET /matrix", "GET /documents", "POST /documents", "POST /documents/read", "GET /you", "GET /you/plan", "GET /review", "POST /review/name", "POST /review/propose", "POST /review/accept", "GET /mappings/{id}", "POST /mappings/{id}/decide", "GET /metrics", "GET /search", "GET /sources/{id}", "GET /static/{file}",
	"GET /openapi.json", "GET /openapi.yaml", "GET /openapi-3.0.json", "GET /openapi-3.0.yaml",
}

// TestOpenAPIListsEveryRoute compares the document with what the service
// routes: all of it is described, but for the pages and what operates it.
func TestOpenAPIListsEveryRoute(t *testing.T) {
	s := startUnready(t)
	doc := openAPI(t, s)
	described := map[string]bool{}
	for _, route := range pageRoutes {
		described[route] = true
	}
	for path, item := range doc.Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			if op != nil {
				described[method+" "+path] = true
			}
		}
	}
	router, err := newRouter(s.app, testEnv(t), true)
	if err != nil {
		t.Fatal(err)
	}
	served := map[string]bool{}
	for _, r := range router.Routes() {
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

// follows checks an answer against the document, and returns which operation's
// it is.
func follows(t testing.TB, doc *huma.OpenAPI, method, path string, a answer) string {
	t.Helper()
	item := doc.Paths[path]
	op := map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete}[method]
	if a.status == http.StatusNoContent && op.Responses["204"] != nil {
		return op.OperationID
	}
	if a.status != http.StatusOK {
		t.Fatalf("%s %s: %d %s", method, path, a.status, a.body)
	}
	media := op.Responses["200"].Content["application/json"]
	if media == nil { // a file
		return op.OperationID
	}
	var result huma.ValidateResult
	huma.Validate(doc.Components.Schemas, media.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, into[any](t, a), &result)
	if len(result.Errors) > 0 {
		t.Errorf("%s %s: %v", method, path, result.Errors)
	}
	return op.OperationID
}

// TestAnswersOnMappingsFollowTheirSchemas does the same for mappings and
// people, in the order in which they come about.
func TestAnswersOnMappingsFollowTheirSchemas(t *testing.T) {
	o := openOffice(t)
	doc := openAPI(t, o.service)
	covered := map[string]bool{}
	call := func(who, method, path, actual string, body any) answer {
		t.Helper()
		a := o.ask(who, method, actual, body)
		covered[follows(t, doc, method, api.Prefix+path, a)] = true
		return a
	}
	same := func(who, method, path string, body any) answer { return call(who, method, path, path, body) }
	same("ana", "POST", "/mappings", app.ProposeRequest{Kind: review.ClassCode})
	same("cyd", "POST", "/mappings", app.ProposeRequest{Kind: review.Statement, From: "us-az:ACV80272", To: "us-nc:19200", Raters: 1})
	same("ana", "POST", "/mappings", app.ProposeRequest{Kind: review.Class, From: "us-az:ACV80272", To: "us-nc:19200"})
	list := into[app.List[app.Mapping]](t, call("ana", "GET", "/mappings", "/mappings?kind=statement&limit=2", nil))
	id := list.Items[0].ID
	call("ada", "POST", "/mappings/{id}/decisions", "/mappings/"+id+"/decisions", app.DecideRequest{Action: review.Change, Relation: spec.Exact, Comment: "word for word"})
	call("cyd", "POST", "/mappings/{id}/decisions", "/mappings/"+id+"/decisions", app.DecideRequest{Action: review.Sign})
	call("rea", "GET", "/mappings/{id}", "/mappings/"+id, nil)
	same("ada", "POST", "/mappings/accept", app.BulkRequest{Kind: review.ClassCode, From: 0.2})
	same("ben", "POST", "/mappings/accept", app.BulkRequest{Kind: review.ClassCode, From: 0.9})
	same("rea", "GET", "/mapping-counts", nil)
	same("ben", "GET", "/queue", nil)
	same("cyd", "GET", "/agreement", nil)
	same("cyd", "GET", "/audit", nil)
	same("cyd", "GET", "/audit/verify", nil)
	same("cyd", "GET", "/recalibration", nil)
	call("rea", "GET", "/linkups", "/linkups?class=us-ct:1927SH&occupation=onet:21-1021.00", nil)
	form := into[app.LinkUp](t, o.ask("rea", "GET", "/linkups?class=us-ct:1927SH&occupation=onet:21-1021.00", nil))
	same("ana", "PUT", "/linkups", map[string]any{"class": "us-ct:1927SH", "occupation": "onet:21-1021.00",
		"grades": []any{map[string]any{"statement_id": form.Rows[0].Statement.ID, "grade": 3}}})
	exported := call("adm", "GET", "/exports/{format}", "/exports/csv", nil)
	covered[follows(t, doc, "POST", api.Prefix+"/imports/{format}", do(t, "POST", o.url+"/api/v1/imports/csv", "text/plain", string(exported.body), "Authorization", "Bearer "+o.keys["adm"]))] = true
	same("rea", "GET", "/me", nil)
	alone := startService(t)
	covered[follows(t, doc, "PUT", api.Prefix+"/me", do(t, "PUT", alone.url+"/api/v1/me", "application/json", `{"name":"Zoe"}`))] = true
	same("", "POST", "/login", map[string]string{"user": "ada", "password": password})
	same("ada", "POST", "/logout", nil)
	same("adm", "GET", "/users", nil)
	same("adm", "POST", "/users", app.UserRequest{ID: "new", Name: "New", Role: review.Reader})
	call("adm", "PATCH", "/users/{id}", "/users/new", map[string]string{"role": "analyst"})
	same("ada", "GET", "/keys", nil)
	key := into[app.NewKey](t, same("ada", "POST", "/keys", map[string]string{"label": "x"}))
	call("ada", "DELETE", "/keys/{id}", "/keys/"+key.ID, nil)
	for path, item := range doc.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil && !covered[op.OperationID] && (slices.Contains(op.Tags, "Mappings") || slices.Contains(op.Tags, "People")) {
				t.Errorf("no answer of %s %s was checked", op.OperationID, path)
			}
		}
	}
}

// TestAnswersFollowTheirSchemas checks real answers against the document.
func TestAnswersFollowTheirSchemas(t *testing.T) {
	s := startCoding(t)
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
		{"GET", "/api/v1/classes/{id}/matches", "us-nc:19200?direction=from&switch=promotion&issuer=us-az", ""},
		{"GET", "/api/v1/classes/{id}/paths", "us-nc:19200?level=Contributing&years=0.5&degree=bachelor", ""},
		{"GET", "/api/v1/classes/{id}/qualifications", "us-ct:1927SH", ""},
		{"GET", "/api/v1/classes/{id}/qualifications", "us-az:ACV80272", ""},
		{"GET", "/api/v1/classes/{id}/ladder", "us-az:ACV80272", ""},
		{"GET", "/api/v1/classes/{id}/paths", "us-ct:1927SH?to=us-ca-sf:2940", ""},
		{"GET", "/api/v1/sources/{id}", source, ""},
		{"GET", "/api/v1/suggestions", "?q=human+ser", ""},
		{"GET", "/api/v1/search", "?q=contracts", ""},
		{"GET", "/api/v1/search", "?q=zymurgy", ""},
		{"GET", "/api/v1/crosswalk", "?from=us-nc:19200&to=us-ct:1927SH&from_level=Advanced", ""},
		{"POST", "/api/v1/crosswalks", "", `{"pairs":[{"from":"us-az:ACV80272","to":"us-nc:19200"},{"from":"us-az:ACV80272","to":"none"}]}`},
		{"GET", "/api/v1/matrix", "?ids=us-az:ACV80272,us-nc:19200", ""},
		{"POST", "/api/v1/similarity", "", `{"pairs":[{"a":"Writes","b":"Ability to"}]}`},
		{"GET", "/api/v1/classes/{id}/matches", "us-nc:19200?scope=onet", ""},
		{"GET", "/api/v1/classes/{id}/code", "us-nc:19200", ""},
		{"POST", "/api/v1/code", "?evidence=false", `{"title":"Plumber"}`},
		{"POST", "/api/v1/code", "", `{"text":"zxcv"}`},
		{"POST", "/api/v1/allocate", "?employer=us-nc", `{"title":"Social Worker","text":"Develops treatment plans for clients"}`},
		{"POST", "/api/v1/allocate", "?employer=us-nc", `{"text":"zxcv"}`},
		{"GET", "/api/v1/groups", "?employers=us-nc&employers=us-az&least=0.35", ""},
		{"GET", "/api/v1/duplicates", "", ""},
		{"POST", "/api/v1/documents/read", "", `{"text":"Sweeper\n\nClass code: 77\n\nDuties\n\n- Sweeps floors\n- Empties bins\n","issuer":"us-tx"}`},
		{"POST", "/api/v1/documents", "", `{"text":"Sweeper\n\nClass code: 77\n\nDuties\n\n- Sweeps floors\n- Empties bins\n","issuer":"us-tx"}`},
		{"POST", "/api/v1/codes", "", `{"classes":[{"title":"Plumber"},{"title":7}]}`},
		{"GET", "/healthz", "", ""},
		{"GET", "/readyz", "", ""},
	}
	covered := map[string]bool{}
	for _, c := range calls {
		id, query := c.call, ""
		if i := strings.IndexByte(c.call, '?'); i >= 0 {
			id, query = c.call[:i], c.call[i:]
		}
		path := strings.Replace(c.path, "{id}", id, 1) + query
		a := do(t, c.method, s.url+path, "application/json", c.body)
		if a.status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, a.status, a.body)
		}
		covered[follows(t, doc, c.method, c.path, a)] = true
	}
	for path, item := range doc.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post} {
			if op != nil && !covered[op.OperationID] && op.OperationID != "get-source-text" && !slices.Contains(op.Tags, "Mappings") && !slices.Contains(op.Tags, "People") {
				t.Errorf("no answer of %s %s was checked", op.OperationID, path)
			}
		}
	}
}
