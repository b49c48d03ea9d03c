package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	cdp "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"crosswalk/internal/app"
)

// What a document may hold that a page must show as text: markup, words without
// an end, letters that run the other way or stand on one another.
const (
	hostileTitle = `<script>alert(1)</script><img src=x onerror=alert(1)>`
	hostileText  = `"><svg onload=alert(1)> & 'quotes' {{.}} javascript:alert(1) </mark></pre></textarea></script>`
	backwards    = "\u202eמנהל תיקים\u202c העובד עם ילדים e\u0301\u0327\u0323\u0301\u0301\u0301 👩‍👩‍👧‍👦🏳️‍🌈 ﷽"
)

var endless = strings.Repeat("community", 1111) + "x" // 10,000 letters

func hostileDocument(code string) string {
	return hostileTitle + "\n\nClass code: " + code + "\n\nTypical Duties\n\n- Develops " + hostileText + " contracts for community resources\n- " +
		endless + "\n- Refers families to " + backwards + " community resources\n\nKnowledge of:\n- " + hostileText + " community services\n- " +
		"<b onclick=alert(1)>interviewing</b> of children &amp; parents about abuse\n\n<iframe src=//example.org>\n\n- " + hostileText + "\n"
}

// TestHostileDocumentsShowHarmlessly stores documents that are written to do
// harm, and opens every page that can show something of them.
func TestHostileDocumentsShowHarmlessly(t *testing.T) {
	ctx := browser(t)
	s := startService(t)
	importStoryRelease(t, s, "30.1", false)
	heard := listen(t, ctx, s.url)
	err := chromedp.Listen(ctx, func(event any) {
		if _, ok := event.(*cdp.EventJavascriptDialogOpening); ok {
			heard.add("a dialog opened")
		}
	})
	if err != nil {
		t.Fatal(err)
	}

	// The first goes in through the paste box, under a hostile origin.
	page(t, ctx, chromedp.Navigate(s.url+"/documents"), chromedp.Focus(chromedp.CSS("#doc-text")))
	paste(t, ctx, hostileDocument("66"))
	read(t, ctx, chromedp.Evaluate[bool](`document.querySelector(".stated details").open = true`))
	for name, value := range map[string]string{"issuer": "us-tx", "title": hostileTitle, "publisher": hostileText, "licence": hostileTitle, "attribution": backwards + hostileText} {
		page(t, ctx, chromedp.Focus(chromedp.CSS("#stated-"+name)))
		paste(t, ctx, value)
	}
	page(t, ctx, chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS("#rows-h")))
	checkPage(t, ctx, heard)
	checkAxe(t, ctx)
	if got := read(t, ctx, chromedp.TextContent(chromedp.CSS("pre.source"))); got != hostileDocument("66") {
		t.Errorf("the text is another one: %.300q", got)
	}
	page(t, ctx, chromedp.Focus(chromedp.CSS("#k1")), chromedp.KeyEvent("task"), chromedp.Focus(chromedp.CSS("#your-name")))
	paste(t, ctx, hostileTitle)
	page(t, ctx, chromedp.Focus(chromedp.CSS(".savebar button")), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS("main .notice")))
	for _, sent := range []string{documentJSON(t, hostileDocument("67"))} {
		if a := do(t, http.MethodPost, s.url+"/api/v1/documents", "application/json", sent); a.status != http.StatusOK {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	var mappings []string
	for _, proposal := range []string{
		`{"kind":"statement","from":"us-tx:66","to":"us-ct:1927SH"}`, `{"kind":"statement","from":"us-ct:1927SH","to":"us-tx:66"}`,
		`{"kind":"class","from":"us-tx:66","to":"us-tx:67"}`, `{"kind":"class_code","subjects":["us-tx:66"]}`,
	} {
		if a := do(t, http.MethodPost, s.url+"/api/v1/mappings", "application/json", proposal); a.status != http.StatusOK {
			t.Fatalf("%s: %d %s", proposal, a.status, a.body)
		}
	}
	for _, m := range into[app.List[app.Mapping]](t, get(t, s.url+"/api/v1/mappings?limit=200")).Items {
		if len(mappings) < 3 && (m.Subject.ClassID == "us-tx:66" || m.Object.ClassID == "us-tx:66") || m.Kind == "class_code" || m.Kind == "class" {
			mappings = append(mappings, "/mappings/"+m.ID)
		}
	}
	if len(mappings) < 3 {
		t.Errorf("only %v", mappings)
	}
	source := into[struct {
		SourceIDs []string `json:"source_ids"`
	}](t, get(t, s.url+"/api/v1/classes/us-tx:66")).SourceIDs[0]
	asked := url.QueryEscape(hostileText + " " + backwards)
	paths := append(mappings,
		"/", "/classes/us-tx:66", "/classes/us-tx:67", "/classes/us-tx:66/moves", "/classes/us-tx:66/moves?direction=from", "/classes/us-tx:66/paths",
		"/classes/us-tx:66/paths?to=us-tx:67", "/classes/us-tx:66/code", "/sources/"+source,
		"/search?q="+asked, "/search?q="+url.QueryEscape(hostileTitle), "/search?q=community+resources&issuer=us-tx", "/search?q="+endless[:999],
		"/compare?from=us-tx:66&to=us-tx:67", "/compare?from=us-ct:1927SH&to=us-tx:66", "/compare?from=us-tx:66&to=us-nc:19200&to_level=Journey",
		"/matrix?issuer=us-tx", "/matrix?ids=us-tx:66,us-tx:67,us-ct:1927SH", "/review", "/review?kind=statement", "/review?kind=class",
		"/classes?issuer=us-tx", "/you?class=us-tx:66&knows="+asked, "/you?class=us-ct:1927SH&find="+asked, "/you/plan?class=us-tx:66&to=us-tx:67&knows="+asked,
		"/review?state=all&class=us-tx:66", "/classes/us-tx:66/paths?to=us-ct:1927SH&knows="+asked,
		"/code?title="+url.QueryEscape(hostileTitle)+"&text="+asked, "/documents?stored="+asked, "/classes/"+url.PathEscape(hostileTitle), "/compare?from="+asked+"&to=us-tx:66",
	)
	shows := map[string]string{
		"/classes/us-tx:66": hostileTitle, "/sources/" + source: endless, "/compare?from=us-tx:66&to=us-tx:67": hostileText, "/": hostileTitle,
		"/search?q=community+resources&issuer=us-tx": backwards, "/matrix?issuer=us-tx": hostileTitle, "/review?kind=class": hostileTitle,
		"/classes?issuer=us-tx": hostileTitle, "/you/plan?class=us-tx:66&to=us-tx:67&knows=" + asked: hostileTitle,
		"/classes/us-tx:66/code": hostileTitle, "/classes/us-tx:66/paths": hostileTitle, "/classes/us-tx:66/moves": hostileTitle,
	}
	seen := 0
	for _, path := range paths {
		for _, width := range []int64{320, 1280} {
			page(t, ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(s.url+path))
			for _, w := range append(read(t, ctx, chromedp.Evaluate[[]string](pageChecks)), heard.take()...) {
				if !strings.Contains(w, "responded with a status of 4") {
					t.Errorf("%.80s at %d px: %.300s", path, width, w)
				}
			}
			if foreign := read(t, ctx, chromedp.Evaluate[[]string](foreignParts)); len(foreign) > 0 {
				t.Errorf("%.80s: %q", path, foreign)
			}
			if want, ok := shows[path]; ok {
				seen++
				if got := read(t, ctx, chromedp.TextContent(chromedp.CSS("main"))); !strings.Contains(got, want) {
					t.Errorf("%s does not show %.60q", path, want)
				}
			}
		}
		checkAxe(t, ctx)
	}
	if seen != 2*len(shows) {
		t.Errorf("%d of %d pages were looked at for the words", seen, 2*len(shows))
	}
	if !slices.ContainsFunc(paths, func(p string) bool { return strings.HasPrefix(p, "/mappings/") }) {
		t.Error("no mapping was looked at")
	}
}

// foreignParts lists what is on a page that no template of ours has.
const foreignParts = `[
	...[...document.querySelectorAll("script")].filter(e => e.getAttribute("src") !== "/static/site.js" || e.textContent),
	...document.querySelectorAll("img, iframe, object, embed, style, base, [style], [srcdoc], b[onclick], svg[onload]"),
	...[...document.querySelectorAll("a[href]")].filter(e => !e.href.startsWith(location.origin)),
	...[...document.querySelectorAll("*")].filter(e => [...e.attributes].some(a => a.name.startsWith("on"))),
].map(e => e.outerHTML.slice(0, 200))`
