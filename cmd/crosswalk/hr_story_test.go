package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"crosswalk/internal/app"
	"crosswalk/internal/review"
)

// logInByKeyboard logs a user in, from wherever the browser is.
func logInByKeyboard(t *testing.T, ctx context.Context, home, user string) {
	t.Helper()
	if err := called(chromedp.Call(ctx, network.ClearBrowserCookies, struct{}{})); err != nil {
		t.Fatal(err)
	}
	page(t, ctx, chromedp.Navigate(home+"/"), chromedp.WaitVisible(chromedp.CSS("input[name=user]")))
	tabTo(t, ctx, "input[name=user]")
	page(t, ctx, chromedp.KeyEvent(user), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(password), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS(".who")))
}

// sound checks what must hold on every page, at a desk and on a phone.
func sound(t *testing.T, ctx context.Context, heard *complaints, about string) {
	t.Helper()
	for _, width := range []int64{320, 1280} {
		page(t, ctx, chromedp.EmulateViewport(width, 900))
		for _, w := range append(read(t, ctx, chromedp.Evaluate[[]string](pageChecks)), heard.take()...) {
			t.Errorf("%s at %d px: %s", about, width, w)
		}
	}
	checkAxe(t, ctx)
}

func text(t *testing.T, ctx context.Context, selector string) string {
	t.Helper()
	return strings.Join(strings.Fields(read(t, ctx, chromedp.TextContent(chromedp.CSS(selector)))), " ")
}

// TestTheDayOfAnHRAnalyst goes through the workspace with the keyboard alone:
// propose, read, accept, change; another person is asked blind, and a third one
// signs. What the pages say is what the API says.
func TestTheDayOfAnHRAnalyst(t *testing.T) {
	ctx := browser(t)
	o := openOffice(t)
	heard := listen(t, ctx, o.url)
	mapping := func(who string) app.Mapping {
		t.Helper()
		id := strings.TrimPrefix(read(t, ctx, chromedp.Evaluate[string]("location.pathname")), "/mappings/")
		return into[app.Mapping](t, o.ask(who, http.MethodGet, "/mappings/"+id, nil))
	}

	// From the start page to the queue, and codes for every class.
	logInByKeyboard(t, ctx, o.url, "ada")
	tabTo(t, ctx, `header nav a[href="/review"]`)
	page(t, ctx, chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS("#propose-h")))
	tabTo(t, ctx, "#propose-class")
	page(t, ctx, chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS("#first-h")))
	counts := into[struct {
		Items []struct {
			Kind, State string
			Count       int
		}
	}](t, o.ask("ada", http.MethodGet, "/mapping-counts", nil))
	if len(counts.Items) != 1 || counts.Items[0].Count == 0 {
		t.Fatalf("counts %+v", counts.Items)
	}
	if got, want := text(t, ctx, `.modes a[href*="state=proposed"]`), fmt.Sprint("proposed ", counts.Items[0].Count); got != want {
		t.Errorf("the page counts %q, the API %q", got, want)
	}
	if got := text(t, ctx, "#first-h"); got != "4 classes wait for you" {
		t.Errorf("the queue: %q", got)
	}
	sound(t, ctx, heard, "the queue")

	// The first that waits: its codes, its evidence, the words in common.
	page(t, ctx, chromedp.KeyEvent("n"), chromedp.WaitVisible(chromedp.CSS("#decide-h")))
	first := mapping("ada")
	if got, want := text(t, ctx, ".proposal[aria-current] strong"), fmt.Sprintf("%.0f %%", 100**first.Confidence); got != want {
		t.Errorf("the card says %s, the API %s", got, want)
	}
	if got := text(t, ctx, ".desk-side [aria-current] .desk-subject"); got != first.Subject.Label {
		t.Errorf("down the side %q is the current one, want %q", got, first.Subject.Label)
	}
	if got := text(t, ctx, ".desk-steps span"); got != "1 of 4, waiting for you" {
		t.Errorf("position %q", got)
	}
	marked := read(t, ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll(".pairs td:nth-child(1) mark")].map(m => m.textContent)`))
	if len(marked) == 0 || len(first.Evidence) == 0 {
		t.Errorf("no word is marked in %d pieces of evidence", len(first.Evidence))
	}
	coded := into[coded](t, o.ask("ada", http.MethodGet, "/classes/"+url.PathEscape(first.Subject.ID)+"/code", nil))
	for _, c := range coded.Candidates {
		if "onet:"+c.Code != first.Object.ID {
			continue
		}
		if got, want := text(t, ctx, ".two .meta"), fmt.Sprintf("%d of %d", c.OnlyInClass.Count, c.OnlyInClass.Of); got != want {
			t.Errorf("without counterpart the page has %s, the coder %s", got, want)
		}
	}
	sound(t, ctx, heard, "a mapping")

	// Accept; the next one opens, and says what became of the first.
	page(t, ctx, chromedp.KeyEvent("a"), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS("#done")))
	if got := text(t, ctx, "#done"); !strings.HasPrefix(got, "In the record: Accepted – "+first.Subject.Label) {
		t.Errorf("after accepting: %q", got)
	}
	if got := read(t, ctx, chromedp.Evaluate[string]("document.activeElement.id")); got != "subject" {
		t.Errorf("the focus is on %q", got)
	}
	second := mapping("ada")
	if second.ID == first.ID || second.Outcome.State != review.Proposed {
		t.Fatalf("then %s opens, which is %s", second.Subject.Label, second.Outcome.State)
	}
	// Change it to another code, with a comment.
	page(t, ctx, chromedp.KeyEvent("c"), chromedp.KeyEvent("47-2111.00"), chromedp.KeyEvent(kb.Escape), chromedp.KeyEvent(kb.Tab))
	tabTo(t, ctx, "#comment")
	page(t, ctx, chromedp.KeyEvent("wires, a slip"), chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(2)), chromedp.WaitVisible(chromedp.CSS(`a[data-key=u][href*="`+second.ID+`"]`)))
	if got := text(t, ctx, "#done"); !strings.Contains(got, "Changed – "+second.Subject.Label+" → Electricians") {
		t.Errorf("after changing: %q", got)
	}
	// What was decided on last is a key away.
	page(t, ctx, chromedp.KeyEvent("u"), chromedp.WaitVisible(chromedp.CSS(".history li:nth-child(2)")))
	if got := mapping("ada"); got.ID != second.ID || got.Decisions[0].Comment != "wires, a slip" || got.Decisions[0].Object.ID != "onet:47-2111.00" {
		t.Errorf("the record: %+v", got.Decisions)
	}

	// The second rater learns nothing, and decides; then an approver signs.
	logInByKeyboard(t, ctx, o.url, "adm")
	page(t, ctx, chromedp.Navigate(o.url+"/mappings/"+second.ID), chromedp.WaitVisible(chromedp.CSS("#decide-h")))
	if got := text(t, ctx, "body"); strings.Contains(got, "slip") || strings.Contains(got, "in review") || strings.Contains(got, "Changed") {
		t.Error("the second rater learns of the first")
	}
	sound(t, ctx, heard, "a mapping, to its second rater")
	o.must("ben", first.ID, app.DecideRequest{Action: review.Accept}, review.Accepted)
	page(t, ctx, chromedp.Navigate(o.url+"/review?state=accepted"), chromedp.WaitVisible(chromedp.CSS("#first-h")),
		chromedp.KeyEvent("n"), chromedp.WaitVisible(chromedp.CSS("#action-sign")),
		chromedp.KeyEvent("s"), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS("#done")))
	if got := mapping("adm"); got.ID != first.ID || got.Outcome.State != review.Signed || got.Outcome.SignedBy.ID != "adm" {
		t.Errorf("the record: %s, %+v", got.Outcome.State, got.Outcome.SignedBy)
	}
	sound(t, ctx, heard, "a signed mapping")
	// Files of what is listed.
	page(t, ctx, chromedp.Navigate(o.url+"/review?state=signed"), chromedp.WaitVisible(chromedp.CSS("#export-h")))
	for _, href := range read(t, ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll(".exports a")].map(a => a.getAttribute("href"))`)) {
		a := as(t, o.keys["adm"], http.MethodGet, o.url+href, nil)
		if a.status != http.StatusOK || !strings.Contains(a.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %d", href, a.status)
		}
		if strings.Contains(href, "/csv") && (strings.Count(string(a.body), "map-") == 0 || strings.Contains(string(a.body), second.ID)) {
			t.Errorf("%s has not what is listed: %s", href, a.body)
		}
	}

	// A new release: the old words beside the new ones, marked.
	importStoryRelease(t, o.service, "30.2", true)
	page(t, ctx, chromedp.Navigate(o.url+"/mappings/"+first.ID), chromedp.WaitVisible(chromedp.CSS("#changes-h")))
	gone := read(t, ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll("del")].map(e => e.textContent)`))
	added := read(t, ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll("ins")].map(e => e.textContent)`))
	if !slices.Contains(gone, "children") || !slices.Contains(added, "minors") {
		t.Errorf("gone %q, added %q", gone, added)
	}
	if got := text(t, ctx, "#alone-h ~ .notice"); !strings.Contains(got, "O*NET 30.1") || !strings.Contains(got, "O*NET 30.2") {
		t.Errorf("of another release: %q", got)
	}
	sound(t, ctx, heard, "a stale mapping")
}

// ofThisAnswer is what differs between two answers that say the same.
var ofThisAnswer = regexp.MustCompile(`name="(request|csrf)" value="[^"]*"`)

// TestNoPageTellsTheSecondRaterOfTheFirst: what a second rater is shown is the
// same, to the byte, before and after the first one decides, on every page of
// mappings and in every list.
func TestNoPageTellsTheSecondRaterOfTheFirst(t *testing.T) {
	o := openOffice(t)
	if a := o.ask("ana", http.MethodPost, "/mappings", app.ProposeRequest{Kind: review.ClassCode, Candidates: 3}); a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	all := into[app.List[app.Mapping]](t, o.ask("ana", http.MethodGet, "/mappings?limit=100", nil))
	of := func(class string) (out []app.Mapping) {
		for _, m := range all.Items {
			if m.Subject.ID == class {
				out = append(out, m)
			}
		}
		return out
	}
	codes := of("us-ct:1927SH")
	if len(codes) < 2 {
		t.Fatalf("%d codes of one class", len(codes))
	}
	paths := []string{"/review", "/review?state=all"}
	for _, state := range append([]review.State{app.Waiting}, review.States...) {
		paths = append(paths, "/review?state="+string(state)+"&kind=class_code", "/mappings/"+codes[0].ID+"?state="+string(state))
	}
	for _, m := range all.Items {
		paths = append(paths, "/mappings/"+m.ID)
	}
	for _, f := range []string{"csv", "sssom"} {
		paths = append(paths, "/api/v1/exports/"+f+"?state=proposed", "/api/v1/exports/"+f+"?state=in_review", "/api/v1/exports/"+f+"?waiting=true")
	}
	look := func(who string) map[string]string {
		out := map[string]string{}
		for _, path := range paths {
			a := as(t, o.keys[who], http.MethodGet, o.url+path, nil, "Accept", "text/html")
			if a.status != http.StatusOK {
				t.Fatalf("%s: %d", path, a.status)
			}
			out[path] = ofThisAnswer.ReplaceAllString(string(a.body), "")
		}
		return out
	}
	before := map[string]map[string]string{"ben": look("ben"), "cyd": look("cyd")}
	// The first rater takes the second code, and says why.
	o.must("ada", codes[1].ID, app.DecideRequest{Action: review.Accept, Comment: "zymurgy settles it"}, review.InReview)
	o.must("ada", codes[0].ID, app.DecideRequest{Action: review.Reject, Comment: "zymurgy rules it out"}, review.InReview)
	for who, pages := range before {
		for path, now := range look(who) {
			if strings.Contains(path, "exports") { // when it was made stands at its head
				if strings.Contains(now, "zymurgy") || strings.Contains(now, "in_review") {
					t.Errorf("%s tells %s of the first rating", path, who)
				}
				continue
			}
			if now != pages[path] {
				t.Errorf("%s is another one to %s now:\n%s", path, who, firstDifference(pages[path], now))
			}
		}
	}
	for path, now := range look("ada") { // who has rated sees what she did
		if path == "/mappings/"+codes[1].ID && !strings.Contains(now, "zymurgy settles it") {
			t.Error("the first rater does not see her own comment")
		}
	}
	// Having decided, the second rater sees all of it.
	o.must("ben", codes[1].ID, app.DecideRequest{Action: review.Accept}, review.Accepted)
	if now := look("ben")["/mappings/"+codes[1].ID]; !strings.Contains(now, "zymurgy settles it") || !strings.Contains(now, "by Ada, reviewer") {
		t.Error("the second rater does not see the first one after deciding")
	}
	after := look("ben")
	if strings.Contains(after["/mappings/"+codes[0].ID], "zymurgy") {
		t.Error("what he has not decided on tells of the first rating")
	}
	// The class has a code: its others no longer wait, on the page as in the file.
	if strings.Contains(after["/review?state=waiting&kind=class_code"], codes[0].ID) || strings.Contains(after["/api/v1/exports/csv?waiting=true"], codes[0].ID) {
		t.Error("another code waits though the class has one")
	}
	if !strings.Contains(before["ben"]["/review?state=waiting&kind=class_code"], codes[0].ID) || !strings.Contains(before["ben"]["/api/v1/exports/csv?waiting=true"], codes[0].ID) {
		t.Error("nothing of the class waited before, so this shows nothing")
	}
}

// firstDifference shows where two texts part.
func firstDifference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return s[max(0, i-80):min(len(s), i+120)] }
	return cut(a) + "\n---\n" + cut(b)
}

// TestHostileWordsInTheWorkspace: what was imported may say anything, and be
// long; it stays text, and within the screen of a phone.
func TestHostileWordsInTheWorkspace(t *testing.T) {
	ctx := browser(t)
	o := openOffice(t)
	m := o.propose("us-ct:1927SH")
	exported := string(o.ask("adm", http.MethodGet, "/exports/csv", nil).body)
	endless := strings.Repeat("Ŵ", 10_000)
	hostile := `<script>document.title="caught"</script> ` + endless
	other := startService(t)
	importStoryRelease(t, other, "30.1", false)
	do(t, http.MethodPut, other.url+"/api/v1/me", "application/json", `{"name":"<b>Zoe</b>"}`)
	changed := strings.NewReplacer(m.Subject.Label, strings.ReplaceAll(hostile, `"`, ""), m.Object.Label, strings.ReplaceAll(hostile, `"`, "")).Replace(exported)
	if a := do(t, http.MethodPost, other.url+"/api/v1/imports/csv", "text/plain", changed); a.status != http.StatusOK {
		t.Fatalf("import: %d %s", a.status, a.body)
	}
	heard := listen(t, ctx, other.url)
	for _, path := range []string{"/review", "/review?class=" + url.QueryEscape(hostile[:190]), "/mappings/" + m.ID, "/mappings/" + m.ID + "?state=%3Cscript%3E"} {
		page(t, ctx, chromedp.EmulateViewport(320, 900), chromedp.Navigate(other.url+path), chromedp.WaitVisible(chromedp.CSS("h1")))
		if title := read(t, ctx, chromedp.Evaluate[string]("document.title")); title == "caught" {
			t.Errorf("%s runs what was imported", path)
		}
		if n := read(t, ctx, chromedp.Evaluate[int]("document.querySelectorAll('main script, main b b').length")); n > 0 {
			t.Errorf("%s has elements that were imported", path)
		}
		for _, w := range append(read(t, ctx, chromedp.Evaluate[[]string](pageChecks)), heard.take()...) {
			if !strings.Contains(w, "status of 422") {
				t.Errorf("%s: %s", path, w)
			}
		}
	}
	page(t, ctx, chromedp.Navigate(other.url+"/mappings/"+m.ID))
	if got := text(t, ctx, "h1"); !strings.HasPrefix(got, "<script>document.title=caught</script>") || len([]rune(got)) > 170 {
		t.Errorf("heading of %d characters: %.80s", len(got), got)
	}
	checkAxe(t, ctx)
}
