package main

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"crosswalk/internal/app"
	"crosswalk/internal/document/samples"
)

// harbourMaster is one job in several formats.
var harbourMaster = map[string][]byte{
	"a.pdf": samples.PDF(
		samples.Lines(72, 740, "Harbour Master", "", "Class Code: HM1", "", "DUTIES", "- Plans the work of the crew and of the divers in the old harbour", "- Keeps the log"),
		samples.Lines(72, 740, "QUALIFICATIONS", "- A valid licence of the coast guard")),
	"a.docx": samples.WordFile(samples.Paragraph("Harbour Master") + samples.Paragraph("Class Code: HM1") + samples.Paragraph("DUTIES") +
		samples.Paragraph("- Plans the work of the crew and of the divers in the old harbour") + samples.Paragraph("- Keeps the log") +
		samples.Paragraph("QUALIFICATIONS") + samples.Paragraph("- A valid licence of the coast guard")),
	"a.html": []byte("<html><body><main><h1>Harbour Master</h1><p>Class Code: HM1</p><h2>Duties</h2><ul><li>Plans the work of the crew and of the divers in the old harbour<li>Keeps the log</ul>" +
		"<h2>Qualifications</h2><ul><li>A valid licence of the coast guard</ul></main></body></html>"),
	"a.json": []byte(`{"@type":"JobPosting","title":"Harbour Master","description":"<p>Class Code: HM1</p><h2>Duties</h2><ul><li>Plans the work of the crew and of the divers in the old harbour</li><li>Keeps the log</li></ul><h2>Qualifications</h2><ul><li>A valid licence of the coast guard</li></ul>"}`),
	"a.csv":  []byte("Job Code,Job Title,Duties,Qualifications\nHM1,Harbour Master,\"Plans the work of the crew and of the divers in the old harbour\nKeeps the log\",A valid licence of the coast guard\n"),
}

// formOf is a form with a file, and what is stated beside it.
func formOf(t *testing.T, name string, content []byte, stated ...string) (kind, body string) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	part.Write(content)
	for i := 0; i+1 < len(stated); i += 2 {
		if err := form.WriteField(stated[i], stated[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	form.Close()
	return form.FormDataContentType(), b.String()
}

// TestEveryFormatOverREST stores the same job from each format, and finds it.
func TestEveryFormatOverREST(t *testing.T) {
	s := startService(t)
	for name, content := range harbourMaster {
		t.Run(name, func(t *testing.T) {
			issuer := "us-" + strings.TrimPrefix(name, "a.")
			kind, body := formOf(t, name, content, "issuer", issuer)
			a := do(t, http.MethodPost, s.url+"/api/v1/documents", kind, body)
			r := into[app.IngestReport](t, a)
			if a.status != http.StatusOK || r.Class.ID != issuer+":HM1" || r.Class.Title != "Harbour Master" || r.Statements["duty"][""] != 2 || r.Statements["qualification"][""] != 1 {
				t.Fatalf("%d %s", a.status, a.body)
			}
			if found := get(t, s.url+"/api/v1/search?q="+url.QueryEscape("plans the work of divers")+"&issuer="+issuer); !strings.Contains(string(found.body), "of the divers in the old harbour") {
				t.Errorf("%s", found.body)
			}
			source := string(get(t, s.url+"/api/v1/sources/"+r.SourceID).body)
			if !strings.Contains(source, `"format":"`+r.Format+`"`) {
				t.Errorf("%s", source)
			}
			if pages := strings.Contains(string(get(t, s.url+"/api/v1/classes/"+issuer+":HM1/statements").body), `"page":2`); pages != (name == "a.pdf") {
				t.Errorf("has pages: %v", pages)
			}
		})
	}
}

// TestATableOverREST stores all rows or none, and keeps which columns are which.
func TestATableOverREST(t *testing.T) {
	s := startService(t)
	table := []byte("Nr,What,Does\nD1,Diver,Dives in the harbour\nD2,Tender,Holds the line of the diver\n")
	kind, body := formOf(t, "jobs.csv", table, "issuer", "us-xx", "columns", "Nr=code, What=title, Does=duties")
	a := do(t, http.MethodPost, s.url+"/api/v1/documents", kind, body)
	r := into[app.IngestReport](t, a)
	if a.status != http.StatusOK || len(r.Others) != 1 || r.Others[0].Class.Title != "Tender" {
		t.Fatalf("%d %s", a.status, a.body)
	}
	kind, body = formOf(t, "jobs.csv", []byte("Nr,What,Does\nD3,Cook,Cooks for the divers\n"), "issuer", "us-xx")
	if a := do(t, http.MethodPost, s.url+"/api/v1/documents", kind, body); a.status != http.StatusOK {
		t.Errorf("the columns are not kept: %d %s", a.status, a.body)
	}
	kind, body = formOf(t, "jobs.csv", []byte("Nr,What,Does\nD4,Clerk,Files\nD4,Other clerk,Types\n"), "issuer", "us-xx")
	a = do(t, http.MethodPost, s.url+"/api/v1/documents", kind, body)
	if p := into[struct{ Code, Detail string }](t, a); a.status != http.StatusConflict || !strings.Contains(p.Detail, "row 2 and row 3 are both of us-xx:D4") {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := get(t, s.url+"/api/v1/classes/us-xx:D4"); a.status != http.StatusNotFound {
		t.Errorf("half of a table is stored: %d", a.status)
	}
}

// TestAPDFOnThePage reads a PDF on the page and stores what is shown.
func TestAPDFOnThePage(t *testing.T) {
	s := startService(t)
	kind, body := formOf(t, "a.pdf", harbourMaster["a.pdf"], "issuer", "us-pg", "text", "")
	a := do(t, http.MethodPost, s.url+"/documents/read", kind, body, "Accept", "text/html")
	page, err := html.Parse(bytes.NewReader(a.body))
	if err != nil || a.status != http.StatusOK {
		t.Fatalf("%d %v", a.status, err)
	}
	if !strings.Contains(string(a.body), "page 2, line") {
		t.Error("the page does not say on which page a statement stands")
	}
	form := url.Values{"issuer": {"us-pg"}}
	for _, field := range []string{"draft", "name", "format", "reading", "title"} {
		form.Set(field, valueOf(page, field))
	}
	stored := do(t, http.MethodPost, s.url+"/documents", "application/x-www-form-urlencoded", form.Encode(), "Accept", "text/html")
	if stored.status != http.StatusOK && stored.status != http.StatusSeeOther {
		t.Fatalf("%d %s", stored.status, stored.body)
	}
	if c := string(get(t, s.url+"/api/v1/classes/us-pg:HM1").body); !strings.Contains(c, "Harbour Master") {
		t.Errorf("%s", c)
	}
}

// TestIngestFolderOfFormats reads a folder of files on the command line.
func TestIngestFolderOfFormats(t *testing.T) {
	data, dir := t.TempDir(), t.TempDir()
	numbered := map[string]string{"a.csv": "HM2", "a.docx": "HM3", "a.html": "HM4", "a.json": "HM5", "a.pdf": "HM6"}
	for name, content := range harbourMaster {
		write(t, dir, name, strings.ReplaceAll(string(content), "HM1", numbered[name]))
	}
	code, out, errOut := command(t, "", "ingest", dir, "--issuer", "us-fm", "--data", data)
	if code != 0 {
		t.Fatalf("exit code %d\n%s", code, errOut)
	}
	for _, want := range []string{"a.csv row 2: added us-fm:HM2", "a.html: added us-fm:HM4", "a.json: added us-fm:HM5", "a.pdf: added us-fm:HM6"} {
		if !strings.Contains(out, want) {
			t.Errorf("lacks %q:\n%s", want, out)
		}
	}
}
