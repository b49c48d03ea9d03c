package main

import (
	"testing"

	"github.com/chromedp/chromedp"

	"crosswalk/internal/ingest"
)

// turned lists the words of our own that stand the wrong way round: links to
// sources, ids and kinds whose first letter is right of their last.
const turned = `[...document.querySelectorAll("main .src, main .code, main .kind, main aside a")].filter(e => {
	const text = document.createTreeWalker(e, NodeFilter.SHOW_TEXT).nextNode();
	if (!text || e.closest("details:not([open])")) return false;
	const words = text.data.match(/[a-z]{2,}/);
	if (!words) return false;
	const left = i => { const r = document.createRange(); r.setStart(text, i); r.setEnd(text, i + 1); return r.getBoundingClientRect().left; };
	return left(words.index) > left(words.index + 1);
}).map(e => e.outerHTML.slice(0, 160))`

// TestATextThatTurnsTurnsNothingElse stores a document that turns the direction
// of writing and never turns it back.
func TestATextThatTurnsTurnsNothingElse(t *testing.T) {
	ctx := browser(t)
	s := startService(t)
	document := "Bidi \u202etester\n\nClass code: B1\n\nTypical Duties\n\n- Keeps unclosed \u202ebudgets of contracts\n- Writes \u2067\u202dreports\n"
	if _, err := s.app.Ingest(t.Context(), "bidi", []byte(document), ingest.Origin{Issuer: "us-tx"}); err != nil {
		t.Fatal(err)
	}
	if err := s.app.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/classes/us-tx:B1", "/search?q=unclosed+budgets", "/", "/classes", "/compare?from=us-tx:B1&to=us-nc:19200", "/compare?from=us-nc:19200&to=us-tx:B1", "/matrix", "/classes/us-nc:19200/moves"} {
		page(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(s.url+path))
		for _, w := range read(t, ctx, chromedp.Evaluate[[]string](turned)) {
			t.Errorf("%s: %s", path, w)
		}
	}
}
