package main

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"crosswalk/internal/document"
)

// hostile are texts that a page could stumble over.
var hostile = []string{
	"<script>alert(1)</script>\n\nClass code: 66\n\nDuties\n\n- <img src=x onerror=alert(2)> sweeps & \"mops\" 'floors'\n- </pre></textarea><script>alert(3)</script>\n",
	"Knowledge of:\n- \"><svg onload=alert(1)>\n- javascript:alert(1)\n- {{.}} ${7*7} <!-- --> ]]>\n",
	"\r\n\r\nTitle\r\n\r\nAbility to:\r\n- lead\rfollow\f- jump\r\n",
	"\ufeffמשרה\n\nDuties\n\n- \u202eevil\u202c e\u0301\u0301\u0301\u0301 👩‍👩‍👧‍👦\u200b\u2028x\n- " + strings.Repeat("x", 10000) + "\n",
	"&lt;b&gt; &#0; &amp;amp;\n\nDuties\n\n- &quot;a&quot;\u0000\n",
}

// FuzzPasteBox sends a text and a title through the form, as a browser does,
// and looks at the page that comes back as a browser reads it: whatever the
// text is, it is shown as text.
func FuzzPasteBox(f *testing.F) {
	for _, text := range hostile {
		f.Add(text, "")
		f.Add("Clerk\n\nDuties\n\n- Files letters\n", text)
	}
	seeds, err := filepath.Glob(filepath.Join(root, "seeds", "*.txt"))
	if err != nil || len(seeds) == 0 {
		f.Fatal("no seed documents: ", err)
	}
	for _, path := range seeds {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text[:min(len(text), 6000)]), "")
	}
	e := testEnv(f)
	a, err := e.openAnswering()
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { a.Close() })
	handler, err := newHandler(a, e, true)
	if err != nil {
		f.Fatal(err)
	}
	send := func(form url.Values) (int, *html.Node) {
		req := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/documents/read", strings.NewReader(form.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Accept", "text/html")
		out := httptest.NewRecorder()
		handler.ServeHTTP(out, req)
		page, err := html.Parse(out.Body)
		if err != nil {
			f.Fatal(err)
		}
		return out.Code, page
	}
	f.Fuzz(func(t *testing.T, text, title string) {
		status, page := send(url.Values{"text": {text}, "title": {title}, "issuer": {"us-tx"}})
		if status >= 500 || status < 200 {
			t.Fatalf("status %d", status)
		}
		checkHarmless(t, page)
		if !utf8.ValidString(text) || !utf8.ValidString(title) {
			if status < 400 {
				t.Errorf("what is not UTF-8 was read")
			}
			return
		}
		if got := valueOf(page, "title"); got != shownAs(title) {
			t.Errorf("the title was %.200q and is %.200q", title, got)
		}
		text = strings.ReplaceAll(text, "\r\n", "\n")
		if status != http.StatusOK {
			if got := textOf(find(page, "textarea", "id", "doc-text")); strings.TrimSpace(text) != "" && got != shownAs(text) {
				t.Errorf("status %d: what was pasted is lost: %.300q, was %.300q", status, got, text)
			}
			return
		}
		decoded, err := document.Decode([]byte(text))
		if err != nil {
			t.Fatalf("it was read, and cannot be: %v", err)
		}
		shown := textOf(find(page, "pre", "class", "source draft"))
		if shown != shownAs(decoded) {
			t.Errorf("the text is shown as %.300q, and is %.300q", shown, decoded)
		}
		if carried := unpackDraft(t, valueOf(page, "draft")); carried != text {
			t.Errorf("the form carries %.300q, and the text is %.300q", carried, text)
		}
		// Sent on as the page has it, it is read as before.
		again, second := send(url.Values{"draft": {valueOf(page, "draft")}, "title": {valueOf(page, "title")}, "issuer": {"us-tx"}})
		if again != http.StatusOK || valueOf(second, "reading") != valueOf(page, "reading") || textOf(find(second, "pre", "class", "source draft")) != shown {
			t.Errorf("read again: %d, another reading", again)
		}
	})
}

// checkHarmless looks at a page for all that a text could have brought in.
func checkHarmless(t *testing.T, page *html.Node) {
	t.Helper()
	for n := range page.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script":
			if attribute(n, "src") != "/static/site.js" || n.FirstChild != nil {
				t.Errorf("a script: %q", textOf(n))
			}
		case "style", "iframe", "object", "embed", "img", "svg", "math", "base":
			t.Errorf("an element %s", n.Data)
		}
		for _, a := range n.Attr {
			target := strings.ToLower(strings.TrimSpace(a.Val))
			switch name := strings.ToLower(a.Key); {
			case strings.HasPrefix(name, "on"), name == "style", name == "srcdoc":
				t.Errorf("%s has %s=%q", n.Data, a.Key, a.Val)
			case slices.Contains([]string{"href", "src", "action", "formaction"}, name) && !strings.HasPrefix(target, "/") && !strings.HasPrefix(target, "#"):
				t.Errorf("%s leads to %q", n.Data, a.Val)
			}
		}
	}
}

// shownAs is a text as a browser has it that reads a page: one sort of line
// ends, and a sign for what it will not have.
func shownAs(text string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\ufffd").Replace(text)
}

func unpackDraft(t *testing.T, draft string) string {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(draft)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(raw)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func find(page *html.Node, element, name, value string) *html.Node {
	for n := range page.Descendants() {
		if n.Type == html.ElementNode && n.Data == element && attribute(n, name) == value {
			return n
		}
	}
	return nil
}

// valueOf is the value of an input of a page.
func valueOf(page *html.Node, name string) string {
	if n := find(page, "input", "name", name); n != nil {
		return attribute(n, "value")
	}
	return ""
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
