package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"crosswalk/internal/api"
	"crosswalk/internal/app"
	"crosswalk/internal/review"
)

// staff are users of each role, by id.
var staff = map[string]review.Role{
	"rea": review.Reader, "ana": review.Analyst, "ada": review.Reviewer, "ben": review.Reviewer, "cyd": review.Approver, "adm": review.Admin,
}

const password = "correct horse battery"

// employ makes a user of each role, and returns their API keys.
func employ(t testing.TB, a *app.App) map[string]string {
	t.Helper()
	ctx := review.WithActor(context.Background(), review.Actor{ID: "local", Role: review.Admin})
	keys := map[string]string{}
	for _, id := range []string{"adm", "rea", "ana", "ada", "ben", "cyd"} { // the admin first
		r := app.UserRequest{ID: id, Name: strings.ToUpper(id[:1]) + id[1:], Role: staff[id]}
		if id == "adm" || id == "ada" {
			r.Password = password
		}
		if _, err := a.AddUser(ctx, r); err != nil {
			t.Fatal(err)
		}
		k, err := a.AddKey(ctx, id, "test")
		if err != nil {
			t.Fatal(err)
		}
		keys[id] = k.Key
	}
	return keys
}

// as sends a request as the user of a key.
func as(t testing.TB, key, method, address string, body any, header ...string) answer {
	t.Helper()
	kind, sent := "", ""
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		kind, sent = "application/json", string(b)
	}
	if key != "" {
		header = append(header, "Authorization", "Bearer "+key)
	}
	return do(t, method, address, kind, sent, header...)
}

// needed is who may what, as docs/review.md tells it: the least role for each
// route. A route that is not here fails the test, and so does one that is here
// and is none.
var needed = map[review.Role][]string{
	"": {
		"GET /healthz", "GET /readyz", "GET /metrics", "GET /docs", "GET /static/:file", "GET /login", "POST /login", "POST /api/v1/login",
		"GET /openapi.json", "GET /openapi.yaml", "GET /openapi-3.0.json", "GET /openapi-3.0.yaml",
	},
	review.Reader: {
		"GET /", "GET /search", "GET /compare", "GET /classes", "GET /classes/:id", "GET /classes/:id/moves", "GET /classes/:id/code", "GET /code", "GET /allocate", "GET /groups", "GET /duplicates", "GET /sources/:id", "POST /logout", "GET /review", "GET /mappings/:id", "GET /classes/:id/paths", "GET /matrix", "GET /documents", "GET /you", "GET /you/plan",
		"GET /api/v1/classes", "GET /api/v1/classes/:id", "GET /api/v1/classes/:id/statements", "GET /api/v1/classes/:id/matches",
		"GET /api/v1/classes/:id/qualifications", "GET /api/v1/classes/:id/ladder", "GET /api/v1/classes/:id/paths", "GET /api/v1/classes/:id/code",
		"GET /api/v1/sources/:id", "GET /api/v1/sources/:id/text", "GET /api/v1/suggestions", "GET /api/v1/search", "GET /api/v1/crosswalk", "POST /api/v1/crosswalks",
		"GET /api/v1/matrix", "POST /api/v1/similarity", "POST /api/v1/code", "POST /api/v1/allocate", "GET /api/v1/groups", "GET /api/v1/duplicates", "POST /api/v1/codes",
		"GET /api/v1/mappings", "GET /api/v1/mapping-counts", "GET /api/v1/mappings/:id", "GET /api/v1/queue", "GET /api/v1/linkups",
		"GET /api/v1/me", "POST /api/v1/logout", "GET /api/v1/keys", "POST /api/v1/keys", "DELETE /api/v1/keys/:id",
	},
	review.Analyst: {"POST /documents", "POST /documents/read", "POST /api/v1/documents", "POST /api/v1/documents/read",
		"POST /review/propose", "POST /mappings/:id/decide", "POST /api/v1/mappings", "POST /api/v1/mappings/:id/decisions", "PUT /api/v1/linkups", "GET /api/v1/exports/:format"},
	review.Reviewer: {"POST /review/accept", "POST /api/v1/mappings/accept"},
	review.Approver: {"GET /api/v1/agreement", "GET /api/v1/audit", "GET /api/v1/audit/verify", "GET /api/v1/recalibration"},
	review.Admin:    {"PUT /api/v1/me", "POST /review/name", "POST /api/v1/imports/:format", "GET /api/v1/users", "POST /api/v1/users", "PATCH /api/v1/users/:id"},
}

// TestEveryRouteForEveryRole asks for every route in every role, and without a
// key: allowed or refused as the table has it. What is allowed may still be
// answered with an error, since the requests are empty.
func TestEveryRouteForEveryRole(t *testing.T) {
	s := startCoding(t)
	keys := employ(t, s.app)
	router, err := newRouter(s.app, testEnv(t), true)
	if err != nil {
		t.Fatal(err)
	}
	need, left := map[string]review.Role{}, map[string]bool{}
	for role, routes := range needed {
		for _, r := range routes {
			need[r], left[r] = role, true
		}
	}
	for _, route := range router.Routes() {
		name := route.Method + " " + route.Path
		role, ok := need[name]
		if !ok {
			t.Errorf("%s stands in no table", name)
			continue
		}
		delete(left, name)
		path := strings.NewReplacer(":id", "no-such-thing", ":format", "csv", ":file", "site.css").Replace(route.Path)
		for who, key := range keys {
			got := as(t, key, route.Method, s.url+path, nil).status
			if allowed := staff[who].May(role); allowed == (got == http.StatusForbidden) || got == http.StatusUnauthorized && !strings.HasSuffix(name, "/login") {
				t.Errorf("%s as %s: %d, allowed %v", name, staff[who], got, allowed)
			}
		}
		got := as(t, "", route.Method, s.url+path, nil).status
		if refused := got == http.StatusUnauthorized; refused != (role != "") && !strings.HasSuffix(path, "/login") {
			t.Errorf("%s without a key: %d", name, got)
		}
		if got := as(t, "cwk_000000000000_"+strings.Repeat("A", 43), route.Method, s.url+path, nil).status; role != "" && got != http.StatusUnauthorized && got != http.StatusTooManyRequests {
			t.Errorf("%s with a wrong key: %d", name, got)
		}
	}
	for name := range left {
		t.Errorf("%s is in the table and is no route", name)
	}
}

func TestWithoutAccountsThisMachineMayDoEverythingAndOthersMayRead(t *testing.T) {
	s := startCoding(t)
	propose := app.ProposeRequest{Kind: review.ClassCode, Subjects: []string{"us-ct:1927SH"}}
	if got := as(t, "", http.MethodPost, s.url+"/api/v1/mappings", propose); got.status != http.StatusOK {
		t.Errorf("on this machine: %d %s", got.status, got.body)
	}
	if got := as(t, "", http.MethodPost, s.url+"/api/v1/mappings", propose, "Host", "rebound.example"); got.status != http.StatusForbidden {
		t.Errorf("by a name that is not this machine's: %d", got.status)
	}
	if got := as(t, "", http.MethodPost, s.url+"/api/v1/mappings", propose, "Sec-Fetch-Site", "cross-site"); got.status != http.StatusForbidden {
		t.Errorf("from a page of another site: %d", got.status)
	}
	open, err := newHandler(s.app, testEnv(t), false)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := serveHandler(t, open)
	if got := as(t, "", http.MethodPost, elsewhere+"/api/v1/mappings", propose); got.status != http.StatusForbidden {
		t.Errorf("a service that others reach, without accounts: %d", got.status)
	}
	if got := as(t, "", http.MethodPut, elsewhere+"/api/v1/me", map[string]string{"name": "Mallory"}); got.status != http.StatusForbidden {
		t.Errorf("a name from elsewhere: %d", got.status)
	}
	if got := get(t, s.url+"/api/v1/audit", "Host", "rebound.example"); got.status != http.StatusForbidden {
		t.Errorf("the log by a name that is not this machine's: %d", got.status)
	}
	if got := get(t, elsewhere+"/api/v1/classes"); got.status != http.StatusOK {
		t.Errorf("reading there: %d", got.status)
	}
}

func TestLoginsAndForgedRequests(t *testing.T) {
	s := startCoding(t)
	employ(t, s.app)
	if got := as(t, "", http.MethodPost, s.url+"/api/v1/login", map[string]string{"user": "ada", "password": password}, "Sec-Fetch-Site", "cross-site"); got.status != http.StatusForbidden {
		t.Errorf("a login from another site's page: %d", got.status)
	}
	login := as(t, "", http.MethodPost, s.url+"/api/v1/login", map[string]string{"user": "ada", "password": password})
	if login.status != http.StatusOK {
		t.Fatalf("login: %d %s", login.status, login.body)
	}
	cookie := login.header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Strict", "Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("cookie %q lacks %s", cookie, want)
		}
	}
	session, _, _ := strings.Cut(cookie, ";")
	csrf := into[api.LoggedIn](t, login).CSRF
	if got := into[app.Me](t, get(t, s.url+"/api/v1/me", "Cookie", session)); got.ID != "ada" || got.Role != review.Reviewer {
		t.Errorf("me: %+v", got)
	}
	accept := app.BulkRequest{Kind: review.ClassCode, From: 1}
	for name, tt := range map[string]struct {
		header []string
		want   int
	}{
		"without the token":        {[]string{"Cookie", session}, http.StatusForbidden},
		"with another token":       {[]string{"Cookie", session, api.CSRFHeader, csrf[1:] + "A"}, http.StatusForbidden},
		"with the token":           {[]string{"Cookie", session, api.CSRFHeader, csrf}, http.StatusOK},
		"from another site's page": {[]string{"Cookie", session, api.CSRFHeader, csrf, "Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		"with another cookie":      {[]string{"Cookie", api.SessionCookie + "=nobody", api.CSRFHeader, csrf}, http.StatusUnauthorized},
	} {
		if got := as(t, "", http.MethodPost, s.url+"/api/v1/mappings/accept", accept, tt.header...); got.status != tt.want {
			t.Errorf("%s: %d %s, want %d", name, got.status, got.body, tt.want)
		}
	}
	if got := as(t, "", http.MethodPost, s.url+"/api/v1/logout", nil, "Cookie", session, api.CSRFHeader, csrf); got.status >= 300 {
		t.Errorf("logout: %d %s", got.status, got.body)
	}
	if got := get(t, s.url+"/api/v1/me", "Cookie", session); got.status != http.StatusUnauthorized {
		t.Errorf("after logging out: %d", got.status)
	}
}

func TestSecretsAreTriedSlowly(t *testing.T) {
	s := startCoding(t)
	employ(t, s.app)
	statuses := map[int]int{}
	for range 30 {
		statuses[as(t, "", http.MethodPost, s.url+"/api/v1/login", map[string]string{"user": "ada", "password": "wrong wrong wrong"}).status]++
	}
	if statuses[http.StatusUnauthorized] > 15 || statuses[http.StatusTooManyRequests] == 0 || len(statuses) != 2 {
		t.Errorf("30 tries: %v", statuses)
	}
}

func TestSecretsAreShownOnceAndNeverLogged(t *testing.T) {
	var log lockedBuffer
	s := startLogged(t, &log)
	keys := employ(t, s.app)
	as(t, "", http.MethodPost, s.url+"/api/v1/login", map[string]string{"user": "ada", "password": password})
	made := as(t, keys["ada"], http.MethodPost, s.url+"/api/v1/keys", map[string]string{"label": "mine"})
	key := into[app.NewKey](t, made)
	as(t, key.Key, http.MethodGet, s.url+"/api/v1/me?"+url.Values{"x": {"1"}}.Encode(), nil)
	listed := as(t, keys["adm"], http.MethodGet, s.url+"/api/v1/keys", nil)
	audit, err := s.app.Audit(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	everything := log.String() + string(listed.body) + fmt.Sprint(audit)
	secrets := []string{password, key.Key, key.Key[17:]}
	for _, k := range keys {
		secrets = append(secrets, k)
	}
	for _, secret := range secrets {
		if strings.Contains(everything, secret) {
			t.Errorf("a secret got out: %.20s…", secret)
		}
	}
	if len(log.String()) == 0 {
		t.Error("nothing was logged, so this shows nothing")
	}
	if got := as(t, keys["ben"], http.MethodDelete, s.url+"/api/v1/keys/"+key.ID, nil); got.status != http.StatusNotFound {
		t.Errorf("somebody else's key: %d", got.status)
	}
	if got := as(t, key.Key, http.MethodDelete, s.url+"/api/v1/keys/"+key.ID, nil); got.status >= 300 {
		t.Errorf("revoke: %d %s", got.status, got.body)
	}
	if got := as(t, key.Key, http.MethodGet, s.url+"/api/v1/me", nil); got.status != http.StatusUnauthorized {
		t.Errorf("a revoked key: %d", got.status)
	}
}

func TestTheLastAdminStays(t *testing.T) {
	s := startUnready(t)
	keys := employ(t, s.app)
	off := true
	if got := as(t, keys["adm"], http.MethodPatch, s.url+"/api/v1/users/adm", app.UserRequest{Disabled: &off}); got.status != http.StatusConflict && got.status != http.StatusUnprocessableEntity {
		t.Errorf("the last admin left: %d", got.status)
	}
	if got := as(t, keys["adm"], http.MethodPatch, s.url+"/api/v1/users/ben", map[string]bool{"disabled": true}); got.status != http.StatusOK {
		t.Errorf("disable: %d %s", got.status, got.body)
	}
	if got := as(t, keys["ben"], http.MethodGet, s.url+"/api/v1/me", nil); got.status != http.StatusUnauthorized {
		t.Errorf("a disabled user's key: %d", got.status)
	}
}
