package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"crosswalk/internal/api"
	"crosswalk/internal/app"
	"crosswalk/internal/spec"
)

// paste puts a text where the focus is, as pasting does.
func paste(t *testing.T, ctx context.Context, text string) {
	t.Helper()
	if err := called(chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: text})); err != nil {
		t.Fatal(err)
	}
}

// checkPage checks the page that is open on a phone and at a desk.
func checkPage(t *testing.T, ctx context.Context, heard *complaints) {
	t.Helper()
	for _, width := range []int64{320, 1280} {
		page(t, ctx, chromedp.EmulateViewport(width, 900))
		for _, w := range append(read(t, ctx, chromedp.Evaluate[[]string](pageChecks)), heard.take()...) {
			t.Errorf("at %d px: %.300s", width, w)
		}
	}
}

func forensic(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(root + "/internal/ingest/testdata/banded_forensic_scientist.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// statementsOf lists the statements of a class over REST, by their texts.
func statementsOf(t *testing.T, s service, class string) map[string]spec.Statement {
	t.Helper()
	out := map[string]spec.Statement{}
	for _, st := range into[app.List[spec.Statement]](t, get(t, s.url+"/api/v1/classes/"+class+"/statements?limit=200")).Items {
		out[st.Text] = st
	}
	return out
}

// TestAnAnalystCorrectsAReadingByKeyboard pastes a text, sees how it is read,
// corrects a kind and a level, and saves: what she said is what the service
// answers from then on, also when the text is read in again.
func TestAnAnalystCorrectsAReadingByKeyboard(t *testing.T) {
	ctx := browser(t)
	e := testEnv(t)
	s := startIn(t, e)
	if err := s.app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	heard := listen(t, ctx, s.url)
	text := forensic(t)
	page(t, ctx, chromedp.Navigate(s.url+"/documents"), chromedp.Focus(chromedp.CSS("#doc-text")))
	paste(t, ctx, text)
	page(t, ctx, chromedp.Focus(chromedp.CSS("#stated-issuer")), chromedp.KeyEvent("us-tx"), chromedp.KeyEvent(kb.Enter),
		chromedp.WaitVisible(chromedp.CSS("#rows-h")))
	checkPage(t, ctx, heard)
	checkAxe(t, ctx)
	if got := read(t, ctx, chromedp.TextContent(chromedp.CSS("pre.source"))); got != text {
		t.Errorf("the text between the marks is another one: %.200q", got)
	}
	if _, ok := statementsOf(t, s, "us-tx:41190")["Ability to extract DNA"]; ok || get(t, s.url+"/api/v1/classes/us-tx:41190").status != http.StatusNotFound {
		t.Error("it was stored by reading it")
	}
	const rowOf = `[...document.querySelectorAll(".rows li")].find(li => li.querySelector(".text").textContent.includes(%q)).value`
	row := read(t, ctx, chromedp.Evaluate[int](fmt.Sprintf(rowOf, "extract DNA")))
	page(t, ctx, chromedp.Focus(chromedp.CSS(fmt.Sprintf("#k%d", row))), chromedp.KeyEvent("knowledge"), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent("Senior"))
	policy := read(t, ctx, chromedp.Evaluate[int](fmt.Sprintf(rowOf, "set policy")))
	page(t, ctx, chromedp.Focus(chromedp.CSS(fmt.Sprintf("#k%d", policy))), chromedp.KeyEvent("leave"))
	if got := read(t, ctx, chromedp.Text(chromedp.CSS("#changes"))); got != "3 changes to save." {
		t.Errorf("the page counts %q", got)
	}
	page(t, ctx, chromedp.Focus(chromedp.CSS("#your-name")), chromedp.KeyEvent("Ada Byron"), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Enter),
		chromedp.WaitVisible(chromedp.CSS("main .notice")))
	if got := read(t, ctx, chromedp.Text(chromedp.CSS("main .notice"))); !strings.HasPrefix(got, "The document is stored: it is the first of this class") {
		t.Errorf("after saving: %q", got)
	}
	if got := read(t, ctx, chromedp.TextContent(chromedp.CSS("main"))); !strings.Contains(got, "corrected by Ada Byron; read as ability, Level One") {
		t.Error("the page of the class does not say who corrected what")
	}
	checkPage(t, ctx, heard)
	checkAxe(t, ctx)
	corrected := func(when string) {
		t.Helper()
		all := statementsOf(t, s, "us-tx:41190")
		st := all["Ability to extract DNA"]
		if st.Kind != spec.Knowledge || st.Level == nil || st.Level.Label != "Senior" || st.Corrected == nil || st.Corrected.By != "Ada Byron" || st.Corrected.ReadKind != spec.Ability {
			t.Errorf("%s: %+v, %+v", when, st, st.Corrected)
		}
		if _, there := all["Ability to set policy"]; there {
			t.Errorf("%s: what was left out is there", when)
		}
	}
	corrected("saved")

	// The command reads the same text in again.
	file := filepath.Join(t.TempDir(), "forensic.txt")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, title := range []string{"", "Scientist of Crime"} {
		var out, errOut bytes.Buffer
		args := []string{"ingest", file, "--issuer", "us-tx", "--data", e.cli.Data}
		if title != "" {
			args = append(args, "--title", title)
		}
		if code := run(t.Context(), args, nil, &out, &errOut); code != 0 {
			t.Fatalf("ingest: %d %s", code, errOut.String())
		}
		if err := s.app.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		corrected("ingested as " + title)
	}
	source := into[spec.Class](t, get(t, s.url+"/api/v1/classes/us-tx:41190")).SourceIDs[0]
	page(t, ctx, chromedp.Navigate(s.url+"/sources/"+source))
	if got := read(t, ctx, chromedp.TextContent(chromedp.CSS("main"))); !strings.Contains(got, "left out by Ada Byron") {
		t.Error("the page of the source does not say what was left out")
	}
	checkPage(t, ctx, heard)

	// The page shows what was said before; said otherwise, it is taken back.
	page(t, ctx, chromedp.Navigate(s.url+"/documents"), chromedp.Focus(chromedp.CSS("#doc-text")))
	paste(t, ctx, text)
	page(t, ctx, chromedp.Focus(chromedp.CSS("#stated-issuer")), chromedp.KeyEvent("us-tx"), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS(".rows .corrected")))
	page(t, ctx,
		chromedp.Focus(chromedp.CSS(fmt.Sprintf("#k%d", row))), chromedp.KeyEvent("ability"), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent("Level One"),
		chromedp.Focus(chromedp.CSS(fmt.Sprintf("#k%d", policy))), chromedp.KeyEvent("ability"),
		chromedp.Focus(chromedp.CSS(".savebar button")), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS("main .notice")))
	for text, st := range statementsOf(t, s, "us-tx:41190") {
		if st.Corrected != nil {
			t.Errorf("still corrected: %s: %+v", text, st.Corrected)
		}
	}
	if st := statementsOf(t, s, "us-tx:41190")["Ability to set policy"]; st.Kind != spec.Ability {
		t.Errorf("what was left out does not come back: %+v", st)
	}
}

// TestADroppedFileIsRead drops a file on the form; its bytes stay as they are.
func TestADroppedFileIsRead(t *testing.T) {
	ctx := browser(t)
	s := startService(t)
	heard := listen(t, ctx, s.url)
	page(t, ctx, chromedp.Navigate(s.url+"/documents"))
	read(t, ctx, chromedp.Evaluate[bool](`(() => {
		const carried = new DataTransfer();
		carried.items.add(new File(["Clerk\r\n\r\nDuties\r\n\r\n- Files letters\r\n"], "clerk <b>.txt"));
		return document.querySelector("#doc-text").dispatchEvent(new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true}));
	})()`))
	if got := read(t, ctx, chromedp.Text(chromedp.CSS("#doc-file-said"))); got != "clerk <b>.txt is chosen." {
		t.Errorf("the page says %q", got)
	}
	page(t, ctx, chromedp.Focus(chromedp.CSS("form.document > p button")), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS("#rows-h")),
		chromedp.Focus(chromedp.CSS(".savebar button")), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS("main .notice")))
	class := into[spec.Class](t, get(t, s.url+"/api/v1/classes/local:clerk"))
	if len(class.SourceIDs) != 1 {
		t.Fatalf("%+v", class)
	}
	if got := get(t, s.url+"/api/v1/sources/"+class.SourceIDs[0]+"/text"); string(got.body) != "Clerk\r\n\r\nDuties\r\n\r\n- Files letters\r\n" {
		t.Errorf("the text is %q", got.body)
	}
	checkPage(t, ctx, heard)
}

// TestWhatCannotBeReadIsSaidAtItsPlace sends forms as a browser without scripts
// does.
func TestWhatCannotBeReadIsSaidAtItsPlace(t *testing.T) {
	s := startService(t)
	for name, tt := range map[string]struct {
		form   url.Values
		status int
		says   []string
	}{
		"nothing":         {url.Values{"issuer": {"us-tx"}}, http.StatusUnprocessableEntity, []string{"Paste a text, or choose a file.", `value="us-tx"`}},
		"a bad issuer":    {url.Values{"text": {forensic(t)}, "issuer": {"US TX"}}, http.StatusUnprocessableEntity, []string{"must be lower-case letters", `aria-invalid="true"`, "Ability to extract DNA."}},
		"another code":    {url.Values{"text": {"Sweeper\n\nClass code: 77\n\nDuties\n\n- Sweeps floors\n"}, "issuer": {"us-tx"}, "code": {"78"}}, http.StatusConflict, []string{"The text states code &#34;77&#34;, not &#34;78&#34;.", "Sweeps floors"}},
		"a control sign":  {url.Values{"text": {"a\x00b"}}, http.StatusUnprocessableEntity, []string{"Line 1: not a text document: control character 0x00"}},
		"too long a text": {url.Values{"text": {strings.Repeat("Files letters\n", app.MaxDocument/14+1)}}, http.StatusRequestEntityTooLarge, []string{"over the limit of 2097152 bytes"}},
		"no such draft":   {url.Values{"draft": {"%%%"}}, http.StatusUnprocessableEntity, []string{"damaged on its way"}},
		"too many rows":   {url.Values{"text": {"Clerk\n\nDuties\n\n" + strings.Repeat("- Files letters\n", 4001)}}, http.StatusRequestEntityTooLarge, []string{"has 4001 statements"}},
	} {
		a := do(t, http.MethodPost, s.url+"/documents/read", "application/x-www-form-urlencoded", tt.form.Encode(), "Accept", "text/html")
		if a.status != tt.status {
			t.Errorf("%s: %d", name, a.status)
		}
		for _, want := range tt.says {
			if !strings.Contains(string(a.body), want) {
				t.Errorf("%s: the page lacks %q", name, want)
			}
		}
	}
	latin := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nClerk\n\nna\xefve\n\r\n--x--\r\n"
	if a := do(t, http.MethodPost, s.url+"/documents/read", "multipart/form-data; boundary=x", latin, "Accept", "text/html"); a.status != http.StatusUnprocessableEntity || !strings.Contains(string(a.body), "Line 3: not UTF-8: byte 0xef") {
		t.Errorf("a file in another encoding: %d", a.status)
	}
}

// TestAStaleReadingIsNotSaved saves what was read before somebody else stored a
// text of the class, and saves twice what was not.
func TestAStaleReadingIsNotSaved(t *testing.T) {
	s := startService(t)
	sent := func(path string, form url.Values) answer {
		t.Helper()
		return do(t, http.MethodPost, s.url+path, "application/x-www-form-urlencoded", form.Encode(), "Accept", "text/html")
	}
	form := url.Values{"text": {forensic(t)}, "issuer": {"us-tx"}}
	first := into[app.Draft](t, do(t, http.MethodPost, s.url+"/api/v1/documents/read", "application/json", documentJSON(t, forensic(t))))
	form.Set("reading", first.Reading)
	other := documentJSON(t, strings.Replace(forensic(t), "extract DNA", "extract RNA", 1))
	if a := do(t, http.MethodPost, s.url+"/api/v1/documents", "application/json", other); a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if a := sent("/documents", form); a.status != http.StatusConflict || !strings.Contains(string(a.body), "read otherwise by now") {
		t.Errorf("a stale reading: %d", a.status)
	}
	if _, ok := statementsOf(t, s, "us-tx:41190")["Ability to extract RNA"]; !ok {
		t.Error("what somebody else stored is gone")
	}
	second := into[app.Draft](t, do(t, http.MethodPost, s.url+"/api/v1/documents/read", "application/json", documentJSON(t, forensic(t))))
	if second.Classes[0].Outcome != "revised" || second.Classes[0].Supersedes == "" {
		t.Errorf("it would be %s", second.Classes[0].Outcome)
	}
	form.Set("reading", second.Reading)
	for range 2 {
		if a := sent("/documents", form); a.status != http.StatusOK || !strings.Contains(string(a.body), `role="status">`) { // followed to the class
			t.Errorf("saved: %d", a.status)
		}
	}
	if _, ok := statementsOf(t, s, "us-tx:41190")["Ability to extract DNA"]; !ok {
		t.Error("it was not stored")
	}
}

// TestAFileNeedsTheTokenOfItsPage sends a file as somebody who is logged in.
func TestAFileNeedsTheTokenOfItsPage(t *testing.T) {
	o := openOffice(t)
	login := as(t, "", http.MethodPost, o.url+"/api/v1/login", map[string]string{"user": "ada", "password": password})
	session, _, _ := strings.Cut(login.header.Get("Set-Cookie"), ";")
	csrf := into[api.LoggedIn](t, login).CSRF
	for token, want := range map[string]int{"": http.StatusForbidden, csrf[1:] + "A": http.StatusForbidden, csrf: http.StatusOK} {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		form.WriteField(api.CSRFField, token)
		file, err := form.CreateFormFile("file", "forensic.txt")
		if err != nil {
			t.Fatal(err)
		}
		file.Write([]byte(forensic(t)))
		form.Close()
		if a := do(t, http.MethodPost, o.url+"/documents/read", form.FormDataContentType(), body.String(), "Cookie", session, "Accept", "text/html"); a.status != want {
			t.Errorf("with the token %q: %d, want %d", token, a.status, want)
		}
	}
}

// TestTheCommandCorrectsToo says on the command line what the page says.
func TestTheCommandCorrectsToo(t *testing.T) {
	e := testEnv(t)
	text := forensic(t)
	at := strings.Index(text, "Ability to extract DNA")
	file, said := filepath.Join(t.TempDir(), "forensic.txt"), filepath.Join(t.TempDir(), "said.json")
	for name, content := range map[string]string{
		file: text, said: fmt.Sprintf(`[{"span":{"start":%d,"end":%d},"kind":"skill","level":""}]`, at, at+len("Ability to extract DNA")),
	} {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ingest := func(args ...string) (int, string) {
		var out, errOut bytes.Buffer
		code := run(t.Context(), append([]string{"ingest", file, "--issuer", "us-tx", "--data", e.cli.Data}, args...), nil, &out, &errOut)
		return code, out.String() + errOut.String()
	}
	if code, says := ingest("--corrections", said); code != 1 || !strings.Contains(says, "say your name first") {
		t.Errorf("by nobody: %d %s", code, says)
	}
	if code, says := ingest("--corrections", said, "--actor", "Ada Byron"); code != 0 || !strings.Contains(says, "by people: 1 corrected, 0 left out") {
		t.Errorf("corrected: %d %s", code, says)
	}
	if code, says := ingest("--corrections", file, "--actor", "Ada Byron"); code != 2 {
		t.Errorf("no list: %d %s", code, says)
	}
	s := startIn(t, e)
	if err := s.app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if st := statementsOf(t, s, "us-tx:41190")["Ability to extract DNA"]; st.Kind != spec.Skill || st.Level != nil || st.Corrected == nil || st.Corrected.By != "Ada Byron" {
		t.Errorf("%+v, %+v", st, st.Corrected)
	}
}

func documentJSON(t *testing.T, text string) string {
	t.Helper()
	b, err := json.Marshal(app.DocumentRequest{Text: text, Issuer: "us-tx"})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
