package main

import (
	"encoding/csv"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestAPlannerComparesMany walks from the start page to a sorted matrix and its
// table to download, with the keyboard alone, and checks every number against
// the API.
func TestAPlannerComparesMany(t *testing.T) {
	ctx := browser(t)
	s := startService(t)
	heard := listen(t, ctx, s.url)
	page(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(s.url+"/"))
	tabTo(t, ctx, "#door-matrix a")
	leave(t, ctx, kb.Enter)
	tabTo(t, ctx, "#class-q")
	page(t, ctx, chromedp.KeyEvent("practitioner specialist worker consultant"))
	leave(t, ctx, kb.Enter)
	tabTo(t, ctx, ".chosen summary")
	page(t, ctx, chromedp.KeyEvent(kb.Enter))
	tabTo(t, ctx, `input[value="us-ca-sf:2940"]`)
	page(t, ctx, chromedp.KeyEvent(" "))
	tabTo(t, ctx, ".chosen button")
	leave(t, ctx, kb.Enter)

	type matrix struct {
		IDs      []string
		Coverage [][]*float64
	}
	call := read(t, ctx, chromedp.Text(chromedp.CSS(".api code")))
	if !strings.HasPrefix(call, "/api/v1/matrix?ids=") {
		t.Fatalf("the page names the call %q", call)
	}
	want := into[matrix](t, get(t, s.url+call))
	if len(want.IDs) != 3 || slices.Contains(want.IDs, "us-ca-sf:2940") {
		t.Fatalf("compared are %v", want.IDs)
	}
	exact := func(from, to string) string {
		i, j := slices.Index(want.IDs, from), slices.Index(want.IDs, to)
		return fmt.Sprintf("%.2f %%", 100**want.Coverage[i][j])
	}
	cells := read(t, ctx, chromedp.Evaluate[[][]string](`[...document.querySelectorAll(".matrix td a")].map(a => [a.href, a.dataset.exact])`))
	if len(cells) != 6 {
		t.Fatalf("%d numbers for three classes", len(cells))
	}
	for _, cell := range cells {
		link, err := url.Parse(cell[0])
		if err != nil {
			t.Fatal(err)
		}
		if q := link.Query(); cell[1] != exact(q.Get("from"), q.Get("to")) {
			t.Errorf("%s: the page says %s, the API %s", cell[0], cell[1], exact(q.Get("from"), q.Get("to")))
		}
	}

	// The number that has the focus is shown in full.
	tabTo(t, ctx, ".matrix td a")
	if shown := read(t, ctx, chromedp.Evaluate[string](`getComputedStyle(document.activeElement, "::after").content`)); shown != `"`+cells[0][1]+`"` {
		t.Errorf("the focus shows %s, not %s", shown, cells[0][1])
	}

	// Sorted by a column, the class that covers most of it stands first.
	tabTo(t, ctx, `.matrix thead a[href*="sort=us-nc"]`)
	leave(t, ctx, kb.Enter)
	page(t, ctx, chromedp.WaitVisible(chromedp.CSS(`[aria-sort="descending"]`)))
	first := read(t, ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll(".matrix tbody th a")].map(a => decodeURIComponent(a.pathname.slice("/classes/".length)))`))
	column := slices.Index(want.IDs, "us-nc:19200")
	ordered := slices.Clone(want.IDs)
	slices.SortStableFunc(ordered, func(a, b string) int {
		x, y := *want.Coverage[slices.Index(want.IDs, a)][column], *want.Coverage[slices.Index(want.IDs, b)][column]
		switch {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	if !slices.Equal(first, ordered) {
		t.Errorf("the rows are %v, by the API %v", first, ordered)
	}

	// The same as a table, and as a call to copy.
	link := read(t, ctx, chromedp.AttributeValue(chromedp.CSS(".api a[download]"), "href"))
	rows, err := csv.NewReader(strings.NewReader(string(get(t, s.url+link.Value).body))).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("the table has %d rows, %v", len(rows), err)
	}
	tabTo(t, ctx, "[data-copy]")
	page(t, ctx, chromedp.KeyEvent(kb.Enter), chromedp.Poll[chromedp.Void](`document.querySelector("[data-copy]").textContent === "Copied"`))
	checkAxe(t, ctx)
	for _, h := range heard.take() {
		t.Error(h)
	}
}
