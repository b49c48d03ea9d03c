package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/app"
)

const placed = "Child Protective Worker\n\nDuties\n\n- Investigates reports of child abuse\n- Places children in foster care\n- Testifies in court\n"

func TestAllocateOverRESTAndOnTheCommandLine(t *testing.T) {
	s := startService(t)
	url := s.url + "/api/v1/allocate?employer=us-az&limit=1"
	body, err := json.Marshal(map[string]string{"text": placed})
	if err != nil {
		t.Fatal(err)
	}
	object := do(t, http.MethodPost, url, "application/json", string(body))
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	file, err := w.CreateFormFile("file", "job.txt")
	if err != nil {
		t.Fatal(err)
	}
	file.Write([]byte(placed))
	w.Close()
	want := into[app.Allocation](t, object)
	if len(want.Items) != 1 || want.Items[0].Class.ID != "us-az:ACV80272" || want.Read.Title != "Child Protective Worker" || want.Read.Statements != 3 {
		t.Fatalf("%d %.500s", object.status, object.body)
	}
	if d := cmp.Diff(want, into[app.Allocation](t, do(t, http.MethodPost, url, w.FormDataContentType(), form.String()))); d != "" {
		t.Errorf("as a form (-object +form)\n%s", d)
	}
	dir := t.TempDir()
	write(t, dir, "job.txt", placed)
	args := []string{"allocate", filepath.Join(dir, "job.txt"), "--employer", "us-az", "--limit", "1", "--data", t.TempDir()}
	_, out, _ := command(t, "", append(args, "--format", "json")...)
	var got app.Allocation
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-API +CLI)\n%s", d)
	}
	if _, out, _ = command(t, "", args...); !strings.Contains(out, "1. Child Protective Service Specialist II (us-az:ACV80272)") {
		t.Errorf("printed:\n%s", out)
	}
	rows, err := csv.NewReader(bytes.NewReader(do(t, http.MethodPost, url+"&format=csv", "application/json", string(body)).body)).ReadAll()
	if err != nil || len(rows) != 2 || len(rows[1]) != len(rows[0]) || rows[1][5] != "us-az:ACV80272" {
		t.Errorf("as a table: %v %v", rows, err)
	}
	for query, want := range map[string]int{"employer=us-none": 422, "": 422, "employer=us-az&limit=21": 422} {
		if a := do(t, http.MethodPost, s.url+"/api/v1/allocate?"+query, "application/json", string(body)); a.status != want {
			t.Errorf("%q: %d %s, want %d", query, a.status, a.body, want)
		}
	}
	if a := do(t, http.MethodPost, url, "text/plain", placed); a.status != http.StatusUnsupportedMediaType {
		t.Errorf("plain text: %d", a.status)
	}
}
