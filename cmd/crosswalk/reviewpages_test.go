package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"crosswalk/internal/api"
	"crosswalk/internal/app"
	"crosswalk/internal/review"
)

// TestAnAnalystReviewsByKeyboard walks from the start page to a signed code: the
// name is asked for first, keys choose what to decide.
func TestAnAnalystReviewsByKeyboard(t *testing.T) {
	ctx := browser(t)
	s := startService(t)
	importStoryRelease(t, s, "30.1", false)
	heard := listen(t, ctx, s.url)
	page(t, ctx,
		chromedp.EmulateViewport(1280, 900), chromedp.Navigate(s.url+"/review"),
		chromedp.Focus(chromedp.CSS("#your-name")), chromedp.KeyEvent("Ada Byron"), chromedp.KeyEvent(kb.Enter),
		chromedp.WaitNotPresent(chromedp.CSS("#your-name")),
		chromedp.Focus(chromedp.CSS("#propose-class")), chromedp.KeyEvent("us-ct:1927SH"), chromedp.KeyEvent(kb.Enter),
		chromedp.WaitVisible(chromedp.CSS("#first-h")),
		chromedp.KeyEvent("n"), // the first that waits
		chromedp.WaitVisible(chromedp.CSS("#decide-h")),
		chromedp.KeyEvent("a"),                                                                // accept
		chromedp.Focus(chromedp.CSS("#comment")), chromedp.KeyEvent("as we do it, and so on"), // letters are letters here
		chromedp.Focus(chromedp.CSS("form[action$=decide] button")), chromedp.KeyEvent(kb.Enter),
		chromedp.WaitVisible(chromedp.CSS(".notice")),
		chromedp.KeyEvent("s"), // sign: alone, one may
		chromedp.Focus(chromedp.CSS("form[action$=decide] button")), chromedp.KeyEvent(kb.Enter),
		chromedp.WaitVisible(chromedp.CSS(".history li:nth-child(3)")),
	)
	if got := read(t, ctx, chromedp.Text(chromedp.CSS(".desk-state strong"))); got != "Signed" {
		t.Errorf("the page says %q", got)
	}
	list := into[app.List[app.Mapping]](t, get(t, s.url+"/api/v1/mappings?subject=us-ct:1927SH"))
	m := list.Items[0]
	if m.Outcome.State != review.Signed || len(m.Decisions) != 2 || m.Decisions[0].Comment != "as we do it, and so on" || m.Decisions[1].By.Name != "Ada Byron" {
		t.Errorf("the record: %s, %+v", m.Outcome.State, m.Decisions)
	}
	if wrong := append(read(t, ctx, chromedp.Evaluate[[]string](pageChecks)), heard.take()...); len(wrong) > 0 {
		t.Errorf("the page: %v", wrong)
	}
	checkAxe(t, ctx)
	page(t, ctx, chromedp.EmulateViewport(320, 900))
	if wrong := read(t, ctx, chromedp.Evaluate[[]string](pageChecks)); len(wrong) > 0 {
		t.Errorf("on a phone: %v", wrong)
	}
	// Many at once, from a confidence that she chooses.
	do(t, http.MethodPost, s.url+"/api/v1/mappings", "application/json", `{"kind":"statement","from":"us-az:ACV80272","to":"us-nc:19200"}`)
	page(t, ctx,
		chromedp.EmulateViewport(1280, 900), chromedp.Navigate(s.url+"/review?kind=statement"),
		chromedp.Focus(chromedp.CSS("#many-from")), chromedp.KeyEvent("30"), chromedp.KeyEvent(kb.Enter),
		chromedp.WaitVisible(chromedp.CSS(".notice")),
	)
	accepted := into[app.List[app.Mapping]](t, get(t, s.url+"/api/v1/mappings?kind=statement&state=accepted"))
	if got := read(t, ctx, chromedp.Text(chromedp.CSS(".notice"))); !strings.HasPrefix(got, fmt.Sprint(accepted.Total, " mappings accepted")) || accepted.Total == 0 {
		t.Errorf("the page says %q; %d are accepted", got, accepted.Total)
	}
	checkAxe(t, ctx)
	// The text changes: old and new words stand side by side.
	importStoryRelease(t, s, "30.2", true)
	page(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(s.url+"/mappings/"+m.ID), chromedp.WaitVisible(chromedp.CSS("#changes-h")))
	if text := read(t, ctx, chromedp.TextContent(chromedp.CSS("main"))); !strings.Contains(text, "Interview minors") || !strings.Contains(text, "Interview children and parents") {
		t.Error("the page does not show the old words and the new")
	}
	checkAxe(t, ctx)
}

// TestAPersonWithAnAccountDecidesOnAPage logs in without scripts, decides, and
// logs out; forms without the token change nothing.
func TestAPersonWithAnAccountDecidesOnAPage(t *testing.T) {
	o := openOffice(t)
	m := o.propose("us-ct:1927SH")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	send := func(method, path, cookie string, form url.Values) *http.Response {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, o.url+path, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept", "text/html")
		if form != nil {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		if cookie != "" {
			req.Header.Set("Cookie", cookie)
		}
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	if res := send("GET", "/mappings/"+m.ID, "", nil); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/login?back=%2Fmappings%2F"+m.ID {
		t.Errorf("without a login: %d, %s", res.StatusCode, res.Header.Get("Location"))
	}
	if res := send("POST", "/login", "", url.Values{"user": {"ada"}, "password": {"wrong wrong wrong"}}); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("a wrong password: %d", res.StatusCode)
	}
	res := send("POST", "/login", "", url.Values{"user": {"ada"}, "password": {password}, "back": {"//elsewhere.example"}})
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/" {
		t.Fatalf("login: %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	session, _, _ := strings.Cut(res.Header.Get("Set-Cookie"), ";")
	_, csrf, err := o.app.BySession(t.Context(), strings.TrimPrefix(session, api.SessionCookie+"="))
	if err != nil {
		t.Fatal(err)
	}
	decide := "/mappings/" + m.ID + "/decide"
	form := url.Values{"action": {"accept"}, "request": {"one"}}
	if res := send("POST", decide, session, form); res.StatusCode != http.StatusForbidden {
		t.Errorf("without the token: %d", res.StatusCode)
	}
	form.Set(api.CSRFField, csrf)
	for range 2 { // sent twice, carried out once
		if res := send("POST", decide, session, form); res.StatusCode != http.StatusSeeOther {
			t.Errorf("decide: %d", res.StatusCode)
		}
	}
	if got := into[app.Mapping](t, o.ask("ada", http.MethodGet, "/mappings/"+m.ID, nil)); len(got.Decisions) != 1 || got.Outcome.State != review.InReview {
		t.Errorf("%d decisions, %s", len(got.Decisions), got.Outcome.State)
	}
	form.Set("action", "sign")
	form.Set("request", "two")
	if res := send("POST", decide, session, form); res.StatusCode != http.StatusForbidden {
		t.Errorf("a reviewer signs: %d", res.StatusCode)
	}
	if res := send("POST", "/logout", session, url.Values{api.CSRFField: {csrf}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("logout: %d", res.StatusCode)
	}
	if res := send("GET", "/review", session, nil); res.StatusCode != http.StatusSeeOther {
		t.Errorf("after logging out: %d", res.StatusCode)
	}
}
