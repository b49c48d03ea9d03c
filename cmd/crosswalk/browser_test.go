package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browser opens a real Chromium. The test is skipped, and says so, where
// there is none.
func browser(t testing.TB) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("skipped: no Chromium on this machine")
	}
	allocator, cancel := chromedp.NewExecAllocator(t.Context(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-sync", true))
	t.Cleanup(cancel)
	tab, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	if err := chromedp.Do(tab); err != nil { // starts it
		t.Fatal(err)
	}
	return tab
}

// browserTime bounds one step in a browser. A test of many pages has as many
// steps, so its length does not depend on how busy the machine is.
const browserTime = time.Minute

// page runs actions one after the other, and fails the test at the first
// that fails.
func page(t testing.TB, ctx context.Context, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, browserTime)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// read runs an action that returns something.
func read[T any](t testing.TB, ctx context.Context, action chromedp.Action[T]) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, browserTime)
	defer cancel()
	v, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// mostTabs bounds how far a control may be from where the keyboard is.
const mostTabs = 200

// tabTo presses Tab until the focus is on what the selector names, as somebody
// without a mouse does.
func tabTo(t *testing.T, ctx context.Context, selector string) {
	t.Helper()
	for range mostTabs {
		if read(t, ctx, chromedp.Evaluate[bool](fmt.Sprintf("document.activeElement !== null && document.activeElement.matches(%q)", selector))) {
			return
		}
		page(t, ctx, chromedp.KeyEvent(kb.Tab))
	}
	t.Fatalf("%s is not reached with %d tabs", selector, mostTabs)
}

// leave presses a key that leads to another page, and waits for that.
func leave(t *testing.T, ctx context.Context, key string) {
	t.Helper()
	read(t, ctx, chromedp.Evaluate[bool](`(document.documentElement.dataset.left = "") === ""`))
	page(t, ctx, chromedp.KeyEvent(key), chromedp.WaitReady(chromedp.CSS("html:not([data-left]) footer")))
}

// complaints collects what the browser reports: console errors, exceptions,
// refused loads, and requests to other hosts.
type complaints struct {
	mu   sync.Mutex
	list []string
}

func (c *complaints) add(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, fmt.Sprintf(format, args...))
}

func (c *complaints) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := c.list
	c.list = nil
	return list
}

func listen(t *testing.T, ctx context.Context, home string) *complaints {
	t.Helper()
	c := new(complaints)
	err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			c.add("exception: %s", e.ExceptionDetails.Text)
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.ConsoleAPICalledTypeError {
				c.add("console error")
			}
		case *log.EventEntryAdded:
			c.add("%s: %s", e.Entry.Level, e.Entry.Text)
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, home) {
				c.add("request to %s", e.Request.URL)
			}
		}
	})
	for _, enable := range []error{
		err, called(chromedp.Call(ctx, network.Enable, network.EnableParams{})),
		called(chromedp.Call(ctx, log.Enable, cdp.Empty{})), called(chromedp.Call(ctx, runtime.Enable, cdp.Empty{})),
	} {
		if enable != nil {
			t.Fatal(enable)
		}
	}
	return c
}

func called(_ cdp.Empty, err error) error { return err }

func pagePaths(t testing.TB, s service) []string {
	t.Helper()
	source := into[struct {
		SourceIDs []string `json:"source_ids"`
	}](t, get(t, s.url+"/api/v1/classes/us-nc:19200")).SourceIDs[0]
	return []string{
		"/classes/us-nc:19200/paths?level=Contributing&years=0.5&degree=bachelor", "/classes/us-az:ACV80272/paths?to=us-ct:1927SH&years=5&relevant=5", "/matrix", "/matrix?issuer=us-nc&sort=mean", "/matrix?ids=us-nc:19200,us-ct:1927SH,us-az:ACV80272&sort=us-ct:1927SH", "/classes", "/classes?q=worker&issuer=us-ca-sf",
		"/you", "/you?class=us-nc:19200&level=Contributing&knows=Negotiates+contracts&find=budget", "/you?class=us-az:ACV80272&among=onet",
		"/you/plan?class=us-nc:19200&level=Contributing&to=us-nc:19200&to_level=Advanced&knows=Negotiates+contracts", "/you/plan?class=us-az:ACV80272&to=us-ct:1927SH&years=5",
		"/compare?from=us-az:ACV80272&to=us-ct:1927SH&knows=Negotiates+contracts+with+providers", "/classes/us-nc:19200/paths?level=Contributing&knows=Negotiates+contracts",
		"/login", "/review", "/review?state=accepted&kind=class_code", "/review?state=all&issuer=us-ct&confidence=50-80&class=us-ct:1927SH",
		"/documents", "/documents?stored=us-tx:1",
		"/", "/search?q=community+resources", "/search", "/classes/us-nc:19200", "/classes/us-ca-sf:2940", "/classes/us-ct:1927SH",
		"/classes/us-nc:19200/moves?direction=from&level=Journey", "/search?q=community&issuer=us-nc",
		"/compare", "/compare?from=us-nc:19200&to=us-ct:1927SH&from_level=Advanced", "/sources/" + source, "/docs",
		"/groups?employers=us-az&employers=us-nc", "/duplicates", "/allocate", "/allocate?employer=us-nc&title=Social+Worker&text=Develops+treatment+plans+for+clients", "/code", "/code?title=Plumber&text=Installs+pipes+in+buildings", "/classes/us-az:ACV80272/code", "/classes/us-az:ACV80272/moves",
	}
}

// pageChecks is what must hold on every page, as a script that returns what
// does not.
const pageChecks = `(() => {
	const wrong = [];
	if (document.documentElement.scrollWidth > window.innerWidth) wrong.push("wider than the screen: " + document.documentElement.scrollWidth);
	if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
	if (document.querySelectorAll("main").length !== 1) wrong.push("not one main");
	if (!document.title || !document.documentElement.lang) wrong.push("no title or no language");
	for (const e of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
		if (!e.labels || e.labels.length === 0) wrong.push("no label: " + e.outerHTML);
	}
	for (const e of document.querySelectorAll("a, button, summary")) {
		if (!(e.textContent.trim() || e.getAttribute("aria-label"))) wrong.push("no name: " + e.outerHTML);
	}
	const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
	for (const id of new Set(ids)) if (ids.filter(i => i === id).length > 1) wrong.push("id twice: " + id);
	let level = 0;
	for (const h of document.querySelectorAll("h1, h2, h3, h4")) {
		const n = Number(h.tagName[1]);
		if (n > level + 1) wrong.push("heading skips a level: " + h.textContent);
		level = n;
	}
	return wrong;
})()`

func TestPagesInABrowser(t *testing.T) {
	ctx := browser(t)
	s := startCoding(t)
	heard := listen(t, ctx, s.url)
	refused := []string{"/search?q=zymurgy&level=Master", "/compare?from=us-az:ACV80272&to=us-nc:none", "/classes/none"}
	for _, path := range append(pagePaths(t, s), refused...) {
		// A phone, a desk at 200 % zoom, and a desk.
		for _, width := range []int64{320, 640, 1280} {
			page(t, ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(s.url+path))
			wrong := read(t, ctx, chromedp.Evaluate[[]string](pageChecks))
			for _, w := range append(wrong, heard.take()...) {
				if slices.Contains(refused, path) && strings.Contains(w, "responded with a status of 4") {
					continue
				}
				t.Errorf("%s at %d px: %s", path, width, w)
			}
		}
	}
}

// axeScript is the accessibility checker, fetched by make test.
const axeScript = root + "/tools/axe/node_modules/axe-core/axe.min.js"

// axeRun runs the checker and returns what it found, a line a rule and place.
const axeRun = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.passes.length === 0 ? ["nothing was checked"] :
	r.violations.flatMap(v => v.nodes.map(n => v.id + " (" + v.impact + ") at " + n.target.join(" ") + ": " + n.html.slice(0, 120))))`

// checkAxe checks the page that is open in light and dark, where axe-core was
// fetched.
func checkAxe(t *testing.T, ctx context.Context) {
	t.Helper()
	axe, err := os.ReadFile(axeScript)
	if err != nil {
		t.Log("axe-core was not fetched: ", err)
		return
	}
	for _, scheme := range []string{"light", "dark"} {
		dress := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
		if err := called(chromedp.Call(ctx, emulation.SetEmulatedMedia, dress)); err != nil {
			t.Fatal(err)
		}
		read(t, ctx, chromedp.Evaluate[bool](string(axe)+"; true"))
		for _, v := range read(t, ctx, chromedp.Evaluate[[]string](axeRun, chromedp.EvalAwaitPromise)) {
			t.Errorf("%s: %s", scheme, v)
		}
	}
}

func TestPagesAreAccessible(t *testing.T) {
	if _, err := os.Stat(axeScript); err != nil {
		t.Skip("skipped: axe-core was not fetched: ", err)
	}
	ctx := browser(t)
	s := startCoding(t)
	for _, path := range pagePaths(t, s) {
		t.Log(path)
		page(t, ctx, chromedp.Navigate(s.url+path))
		for _, width := range []int64{320, 1280} {
			page(t, ctx, chromedp.EmulateViewport(width, 900))
			checkAxe(t, ctx)
		}
	}
}

// TestCompareByKeyboard walks from the start page to an answer without a
// mouse, and checks the number on the page against the API.
func TestCompareByKeyboard(t *testing.T) {
	ctx := browser(t)
	s := startService(t)
	page(t, ctx,
		chromedp.Navigate(s.url+"/"),
		chromedp.Focus(chromedp.CSS("#from")),
		chromedp.KeyEvent("Child Protective"), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Tab),
		chromedp.KeyEvent("Human Services"),
		// The script fills in the levels of the chosen class.
		chromedp.WaitReady(chromedp.CSS(`#to_level option[value="Journey"]`)),
		chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent("Journey"), chromedp.KeyEvent(kb.Tab),
		chromedp.KeyEvent(kb.Enter),
		chromedp.WaitVisible(chromedp.CSS(".summary")),
	)
	x := into[struct{ Coverage struct{ Total float64 } }](t, get(t, s.url+"/api/v1/crosswalk?from=us-az:ACV80272&to=us-nc:19200&to_level=Journey"))
	if got, want := read(t, ctx, chromedp.Text(chromedp.CSS(".total strong"))), fmt.Sprintf("%.0f %%", 100*x.Coverage.Total); got != want {
		t.Errorf("the page says %s, the API %s", got, want)
	}
	if got := read(t, ctx, chromedp.Text(chromedp.CSS("h1"))); got != "From Child Protective Service Specialist II to Human Services Practitioner, Journey" {
		t.Errorf("heading %q", got)
	}
}

// TestPagesWithoutScripts reads every page in a browser that runs none, and a
// comparison word by word. Only what a script alone can do may be hidden.
func TestPagesWithoutScripts(t *testing.T) {
	ctx := browser(t)
	s := startCoding(t)
	if err := called(chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})); err != nil {
		t.Fatal(err)
	}
	for _, path := range pagePaths(t, s) {
		page(t, ctx, chromedp.Navigate(s.url+path))
		wrong := read(t, ctx, chromedp.Evaluate[[]string](pageChecks))
		for _, w := range append(wrong, read(t, ctx, chromedp.Evaluate[[]string](unreachable))...) {
			t.Errorf("%s: %s", path, w)
		}
	}
	page(t, ctx, chromedp.Navigate(s.url+"/compare?from=us-nc:19200&to=us-ct:1927SH"))
	text := read(t, ctx, chromedp.TextContent(chromedp.CSS("main")))
	for _, want := range []string{"Develops and negotiates contracts", "Ability to develop, negotiate, modify and review contracts with providers", "Gaps: no wording found that shows these"} {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
			t.Errorf("the page without scripts lacks %q", want)
		}
	}
}

// unreachable lists what nobody can use without scripts: what is hidden, and
// forms that nothing sends.
const unreachable = `[
	...[...document.querySelectorAll("main [hidden]")].filter(e => !e.matches("[data-copy]")).map(e => "hidden: " + e.outerHTML.slice(0, 120)),
	...[...document.querySelectorAll("form")].filter(f => !f.querySelector("button:not([type=button])")).map(f => "no button: " + f.outerHTML.slice(0, 120)),
]`
