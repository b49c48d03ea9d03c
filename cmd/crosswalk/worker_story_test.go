package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	pageproto "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"crosswalk/internal/app"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/ingest"
)

const saidContracts = "Develops and negotiates contracts with providers"

// TestAWorkersStory walks, without a mouse, from the start page to the moves of
// somebody who knows more than their class says, to a comparison, and to a plan.
// The numbers on the pages are those of the API.
func TestAWorkersStory(t *testing.T) {
	ctx := browser(t)
	s := startService(t)
	page(t, ctx, chromedp.Navigate(s.url+"/"))
	tabTo(t, ctx, `main a[href="/you"]`)
	leave(t, ctx, kb.Enter)
	checkAxe(t, ctx)

	tabTo(t, ctx, "#class")
	page(t, ctx, chromedp.KeyEvent("Human Services"), chromedp.WaitReady(chromedp.CSS(`#level option[value="Contributing"]`)))
	tabTo(t, ctx, "#level")
	page(t, ctx, chromedp.KeyEvent("Contributing"))
	tabTo(t, ctx, "#knows")
	page(t, ctx, chromedp.KeyEvent(saidContracts))
	tabTo(t, ctx, "#find")
	page(t, ctx, chromedp.KeyEvent("uses computer programs"))
	leave(t, ctx, kb.Enter)
	tabTo(t, ctx, ".find-ticks input[name=has]")
	ticked := read(t, ctx, chromedp.Evaluate[string]("document.activeElement.value"))
	page(t, ctx, chromedp.KeyEvent(" "))
	tabTo(t, ctx, "button.go")
	leave(t, ctx, kb.Enter)
	checkAxe(t, ctx)

	further := url.Values{"knows": {saidContracts}, "has": {ticked}}.Encode()
	for _, way := range []string{"promotion", "lateral"} {
		ranking := into[app.Ranking](t, get(t, s.url+"/api/v1/classes/us-nc:19200/matches?level=Contributing&scope=classes&switch="+way+"&"+further))
		shown := read(t, ctx, chromedp.Evaluate[[]string](fmt.Sprintf("[...document.querySelectorAll('#%s .card')].map(c => c.querySelector('.ring').getAttribute('aria-label') + ' ' + c.querySelector('h3').textContent)", way)))
		var want []string
		if way == "promotion" { // the next level of the class itself comes first, as rankings count
			next := into[crosswalk.Crosswalk](t, get(t, s.url+"/api/v1/crosswalk?from=us-nc:19200&from_level=Contributing&to=us-nc:19200&to_level=Journey&"+further))
			want = append(want, fmt.Sprintf("Coverage %.0f %% %s, Journey", 100**next.FirstLook.Total, next.To.Title))
		}
		for _, m := range ranking.Items {
			want = append(want, fmt.Sprintf("Coverage %.0f %% %s, %s", 100**m.Coverage.Total, m.Class.Title, m.Level.Label))
		}
		if len(ranking.Items) == 0 || strings.Join(shown, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s: the page shows\n%s\nthe API says\n%s", way, strings.Join(shown, "\n"), strings.Join(want, "\n"))
		}
	}

	tabTo(t, ctx, "#promotion .card h3 a")
	leave(t, ctx, kb.Enter)
	checkAxe(t, ctx)
	x := into[crosswalk.Crosswalk](t, get(t, s.url+"/api/v1/crosswalk?from=us-nc:19200&from_level=Contributing&to=us-nc:19200&to_level=Journey&"+further))
	if got, want := read(t, ctx, chromedp.Text(chromedp.CSS(".total strong"))), fmt.Sprintf("%.0f %%", 100**x.Coverage.Total); got != want {
		t.Errorf("the comparison says %s, the API %s", got, want)
	}
	if known := read(t, ctx, chromedp.Text(chromedp.CSS(".known"))); !strings.Contains(known, saidContracts) || !strings.Contains(known, "you said") || !strings.Contains(known, "you ticked") {
		t.Errorf("what was said and ticked is not on the comparison: %s", known)
	}

	tabTo(t, ctx, `a[href^="/you/plan"]`)
	leave(t, ctx, kb.Enter)
	checkAxe(t, ctx)
	if got, want := read(t, ctx, chromedp.Text(chromedp.CSS(".plan .counts"))), fmt.Sprintf("%d met", x.Counts.Met); !strings.Contains(strings.Join(strings.Fields(got), " "), want) {
		t.Errorf("the plan counts %q, want %q", got, want)
	}
	if n := printed(t, ctx); n != 1 {
		t.Errorf("the plan takes %d sheets", n)
	}
}

// pdfPage begins each page of a PDF document.
var pdfPage = regexp.MustCompile(`/Type\s*/Page\b[^s]`)

// printed prints the page that is open on the smaller of A4 and Letter in each
// direction, and counts the sheets.
func printed(t *testing.T, ctx context.Context) int {
	t.Helper()
	out, err := chromedp.Call(ctx, pageproto.PrintToPDF, pageproto.PrintToPDFParams{PaperWidth: 8.27, PaperHeight: 11})
	if err != nil {
		t.Fatal(err)
	}
	data := []byte(out.Data)
	if decoded, err := base64.StdEncoding.DecodeString(string(data)); err == nil {
		data = decoded
	}
	n := len(pdfPage.FindAll(data, -1))
	if n == 0 {
		t.Fatalf("no page in %d bytes that begin with %q", len(data), data[:min(20, len(data))])
	}
	return n
}

// TestAPlanIsOneSheet prints the longest plan that there can be: more long
// duties, conditions and things known than fit.
func TestAPlanIsOneSheet(t *testing.T) {
	ctx := browser(t)
	s := startService(t)
	var from, to strings.Builder
	from.WriteString("Assistant Commissioner for Intergovernmental Relations and Extraordinarily Long Titles\n\nClass Code: P1\n\nDUTIES\n")
	to.WriteString("Deputy Commissioner for Intergovernmental Relations and Extraordinarily Long Titles\n\nClass Code: P2\n\nDUTIES\n")
	long := strings.Repeat(" with particular attention to everything that the department has decided", 4)
	trades := strings.Fields("bridges orchards harbours museums archives tunnels kitchens gardens stables theatres libraries furnaces")
	for i, trade := range trades {
		fmt.Fprintf(&to, "- Inspects %s%s.\n", trade, long)
		if i < len(trades)/2 {
			fmt.Fprintf(&from, "- Inspects %s.\n", trade)
		}
	}
	for _, trade := range strings.Fields("violins parliaments volcanoes glaciers orchestras satellites submarines vineyards lighthouses monasteries") {
		fmt.Fprintf(&to, "- Composes %s%s.\n", trade, long)
	}
	to.WriteString("\nMINIMUM QUALIFICATIONS\n")
	for _, years := range []string{"One year", "Two years", "Three years", "Four years", "Five years", "Six years", "Seven years", "Eight years"} {
		fmt.Fprintf(&to, "- %s of experience in the inspection of everything%s.\n", years, long)
	}
	for name, text := range map[string]string{"from.txt": from.String(), "to.txt": to.String()} {
		if _, err := s.app.Ingest(t.Context(), name, []byte(text), ingest.Origin{Issuer: "us-tx"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.app.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	q := url.Values{"class": {"us-tx:P1"}, "to": {"us-tx:P2"}, "years": {"1"}, "degree": {"bachelor"}, "knows": evilLines()}
	page(t, ctx, chromedp.Navigate(s.url+"/you/plan?"+q.Encode()))
	lists := read(t, ctx, chromedp.Evaluate[[]int64](`[...document.querySelectorAll(".plan ul")].map(l => l.children.length)`))
	if n := printed(t, ctx); n != 1 {
		t.Errorf("%d sheets with lists of %v", n, lists)
	}
	if text := read(t, ctx, chromedp.Text(chromedp.CSS(".plan"))); !strings.Contains(text, "more, in the whole comparison") {
		t.Errorf("the longest plan hides nothing: lists of %v\n%s", lists, text)
	}
	page(t, ctx, chromedp.Navigate(s.url+"/you/plan?class=us-nc:19200&level=Contributing&to=us-ca-sf:2940&to_level=Mastery"))
	if n := printed(t, ctx); n != 1 {
		t.Errorf("San Francisco's class: %d sheets", n)
	}
}

// evilLines are what nobody should say, and may.
func evilLines() []string {
	return []string{
		`<script>alert(1)</script>"'><img src=x onerror=alert(2)>`, strings.Repeat("x", app.MaxKnowsChars),
		"\u202eمرحبا بالعالم\u202c", "👩🏽‍🚒 puts out fires 🔥", "{{.}} %s ${1}",
	}
}

// TestWhatSomebodySaysIsHarmless shows it on every page that takes it: escaped,
// and no wider than a phone.
func TestWhatSomebodySaysIsHarmless(t *testing.T) {
	s := startService(t)
	further := url.Values{"knows": evilLines()}.Encode()
	paths := []string{
		"/you?class=us-nc:19200&level=Contributing&find=budget&" + further, "/classes/us-nc:19200/paths?level=Contributing&" + further,
		"/compare?from=us-az:ACV80272&to=us-ct:1927SH&" + further, "/you/plan?class=us-az:ACV80272&to=us-ct:1927SH&" + further,
	}
	for _, path := range paths {
		a := get(t, s.url+path)
		if a.status != http.StatusOK || bytes.Contains(a.body, []byte("<script>alert")) || bytes.Contains(a.body, []byte("<img")) {
			t.Errorf("%.30s: %d", path, a.status)
		}
	}
	ctx := browser(t)
	heard := listen(t, ctx, s.url)
	for _, path := range paths {
		page(t, ctx, chromedp.EmulateViewport(320, 900), chromedp.Navigate(s.url+path))
		for _, w := range append(read(t, ctx, chromedp.Evaluate[[]string](pageChecks)), heard.take()...) {
			t.Errorf("%.30s: %s", path, w)
		}
	}
}

// TestForYouSaysWhatCanBeMended asks what cannot be answered.
func TestForYouSaysWhatCanBeMended(t *testing.T) {
	s := startService(t)
	tooMany := url.Values{"knows": {strings.Repeat("Plans budgets\nWrites reports\n", 1) + manyLines(app.MaxKnows)}}.Encode()
	for path, want := range map[string]struct {
		status int
		says   string
	}{
		"/you":                                                      {200, "See an example"},
		"/you?find=budget":                                          {200, "I know also"},
		"/you?class=us-xx:1":                                        {404, `There is no class "us-xx:1"`},
		"/you?class=us-nc:19200&level=Mastery":                      {200, "has no level “Mastery”"},
		"/you?class=us-nc:19200&" + tooMany:                         {422, "At most 50 lines can be counted, not 52"},
		"/you?class=us-nc:19200&has=st-none":                        {404, `There is no statement "st-none"`},
		"/you?class=us-nc:19200&among=mine":                         {422, "Must be classes or onet"},
		"/you?class=us-nc:19200&show=sideways":                      {422, "Must be promotion, lateral, unclear or down"},
		"/you?class=us-nc:19200&years=many":                         {422, "no number of years"},
		"/you?class=us-nc:19200&show=unclear":                       {200, "Nothing says how they stand to yours"},
		"/you?class=onet:21-1093.00":                                {200, "Others"},
		"/you?class=us-nc:19200&among=onet":                         {200, "nobody's classes"},
		"/you/plan":                                                 {422, "choose them on the page for you"},
		"/you/plan?class=us-nc:19200&to=us-xx:1":                    {404, "There is no class"},
		"/you/plan?class=us-nc:19200&to=us-nc:19200&level=Advanced": {422, "where the paths begin"},
		"/classes/us-nc:19200/paths?" + tooMany:                     {422, "At most 50 lines"},
		"/compare?from=us-nc:19200&to=us-ct:1927SH&" + tooMany:      {422, "At most 50 lines"},
	} {
		a := get(t, s.url+path, "Accept", "text/html")
		if text := html.UnescapeString(string(a.body)); a.status != want.status || !strings.Contains(text, want.says) {
			t.Errorf("%s: %d, want %d and %q", path, a.status, want.status, want.says)
		}
	}
}

func manyLines(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "Sweeps hangar %d\n", i)
	}
	return b.String()
}

// TestACursorOverRESTIsOfWhatSomebodyKnows pages through a ranking, and refuses
// the cursor of another one.
func TestACursorOverRESTIsOfWhatSomebodyKnows(t *testing.T) {
	s := startService(t)
	for _, list := range []string{"/api/v1/classes/us-nc:19200/matches?limit=1", "/api/v1/classes/us-nc:19200/paths?limit=1&level=Contributing"} {
		knows := "&knows=" + url.QueryEscape("Plans, budgets") + "&knows=" + url.QueryEscape(saidContracts)
		first := into[struct {
			NextCursor string `json:"next_cursor"`
			Known      []struct{ Text string }
		}](t, get(t, s.url+list+knows))
		if len(first.Known) != 2 || first.Known[0].Text != "Plans, budgets" || first.NextCursor == "" {
			t.Fatalf("%s: %+v", list, first)
		}
		if a := get(t, s.url+list+knows+"&cursor="+first.NextCursor); a.status != http.StatusOK {
			t.Errorf("%s: the next page: %d %s", list, a.status, a.body)
		}
		if a := get(t, s.url+list+"&cursor="+first.NextCursor); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: the cursor of somebody else: %d", list, a.status)
		}
	}
}
