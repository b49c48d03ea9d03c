package onet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crosswalk/internal/spec"
)

const tasks = "Code\tTask ID\tTask\r\n11-1\t1\tPlans\r\n11-1\t2\tWrites \"reports\"\r\n"

// folder writes files below a release folder and returns its parent.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, "db_1_text", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func rows(t *testing.T, path, file string, columns ...string) (string, error) {
	t.Helper()
	r, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var out []string
	err = r.Rows(file, columns, func(v []string) error {
		out = append(out, strings.Join(v, "|"))
		return nil
	})
	return strings.Join(out, "\n"), err
}

func TestRowsFromFolderAndZip(t *testing.T) {
	dir := folder(t, map[string]string{"Tasks.txt": tasks})
	archive := pack(t, map[string]string{"db_1_text/Tasks.txt": tasks})
	for _, path := range []string{dir, archive} {
		got, err := rows(t, path, "Tasks.txt", "Task", "Task ID")
		if want := "Plans|1\nWrites \"reports\"|2"; got != want || err != nil {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
}

func TestVersion(t *testing.T) {
	for folder, want := range map[string]string{"db_1_text": "", "db_30_1_text": "30.1"} {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
		r, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Version(); got != want {
			t.Errorf("version in %s is %q, want %q", folder, got, want)
		}
		if r, err = Open(filepath.Join(dir, folder)); err != nil {
			t.Fatal(err)
		}
		if got := r.Version(); got != want {
			t.Errorf("version of %s is %q, want %q", folder, got, want)
		}
	}
	r, err := Open(folder(t, map[string]string{"Read Me.txt": "O*NET 29.3 Database\r\nMay 2025\r\n"}))
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Version(); got != "29.3" {
		t.Errorf("version by its Read Me is %q", got)
	}
}

// pack writes an archive with the given files.
func pack(t *testing.T, files map[string]string) string {
	t.Helper()
	archive := filepath.Join(t.TempDir(), "db_1_0_text.zip")
	f, err := os.Create(archive)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(f)
	for name, content := range files {
		entry, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(entry, content)
	}
	if err := errors.Join(w.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return archive
}

func TestArchivesThatAreNoRelease(t *testing.T) {
	whole, err := os.ReadFile(pack(t, map[string]string{"a/Tasks.txt": strings.Repeat(tasks, 100)}))
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(t.TempDir(), "cut.zip")
	if err := os.WriteFile(cut, whole[:len(whole)/2], 0o644); err != nil {
		t.Fatal(err)
	}
	bomb := pack(t, map[string]string{"a/Tasks.txt": strings.Repeat("x", maxFile+1)})
	many := map[string]string{}
	for i := range maxFiles + 1 {
		many[fmt.Sprint(i)] = ""
	}
	for path, says := range map[string]string{
		cut:  "no whole zip archive",
		bomb: "unpacks to more than the limit",
		pack(t, map[string]string{"../../etc/Tasks.txt": tasks}): "leads out of its folder",
		pack(t, map[string]string{"/etc/Tasks.txt": tasks}):      "leads out of its folder",
		pack(t, many): "more than 1000",
	} {
		if _, err := Open(path); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error %v, want %q", err, says)
		}
	}
	bad := folder(t, map[string]string{"Tasks.txt": "Task\r\nok\r\nn\xffo\r\n"})
	if _, err := rows(t, bad, "Tasks.txt", "Task"); err == nil || !strings.Contains(err.Error(), "line 3: Tasks.txt: not UTF-8") {
		t.Errorf("error %v", err)
	}
}

func TestNewer(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{{"30.1", "30.0", true}, {"30.0", "30.1", false}, {"30.1", "30.1", false}, {"9.2", "30.0", false}, {"", "1.0", false}, {"1.0", "", true}} {
		if got := Newer(tt.a, tt.b); got != tt.want {
			t.Errorf("%q newer than %q: %v", tt.a, tt.b, got)
		}
	}
}

func TestFetch(t *testing.T) {
	archive, err := os.ReadFile(pack(t, map[string]string{"a.txt": "a"}))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/page":
			w.Header().Set("Content-Type", "text/html")
		case "/large":
			w.Header().Set("Content-Length", fmt.Sprint(maxDownload+1))
		case "/none":
			w.WriteHeader(http.StatusNotFound)
		default:
			w.Header().Set("Content-Type", "application/zip")
		}
		w.Write(archive)
	}))
	defer server.Close()
	ignore := func(int64, int64) {}
	path, err := Fetch(t.Context(), server.URL+"/db.zip", t.TempDir(), ignore)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, archive) {
		t.Errorf("fetched %d bytes, %v", len(got), err)
	}
	for url, says := range map[string]string{
		server.URL + "/page": "sends text/html", server.URL + "/large": "more than 256 MB", server.URL + "/none": "404 Not Found",
		"http://127.0.0.1:1/db.zip": "download the text release from " + DownloadPage,
	} {
		if _, err := Fetch(t.Context(), url, t.TempDir(), ignore); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: error %v, want %q", url, err, says)
		}
	}
}

func FuzzReadRows(f *testing.F) {
	f.Add(tasks)
	f.Add("Task\n\n")
	f.Fuzz(func(t *testing.T, file string) {
		err := readRows("Tasks.txt", strings.NewReader(file), []string{"Task"}, func(v []string) error {
			if len(v) != 1 || !strings.Contains(file, v[0]) {
				t.Fatalf("value %q is not in the file", v)
			}
			return nil
		})
		if err == nil && !strings.Contains(file, "Task") {
			t.Fatal("a file without the column was read")
		}
	})
}

func TestRowsSayWhatIsWrong(t *testing.T) {
	dir := folder(t, map[string]string{"Tasks.txt": tasks, "Empty.txt": "", "Short.txt": "A\tB\r\n1\t2\r\n3\r\n"})
	for _, tt := range []struct {
		file, column string
		code         spec.Code
		says         string
	}{
		{"Nothing.txt", "Task", spec.NotFound, `no file "Nothing.txt"`},
		{"Tasks.txt", "Colour", spec.Invalid, `line 1: Tasks.txt: there is no column "Colour"`},
		{"Empty.txt", "A", spec.Invalid, "header row is missing"},
		{"Short.txt", "A", spec.Invalid, "line 3: Short.txt: row has 1 columns, the header 2"},
	} {
		_, err := rows(t, dir, tt.file, tt.column)
		if spec.CodeOf(err) != tt.code || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: error %v, want %s with %q", tt.file, err, tt.code, tt.says)
		}
	}
}

func TestOpenWhatIsNoRelease(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.zip")
	if err := os.WriteFile(path, []byte("no zip"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, path + ".none"} {
		if _, err := Open(p); err == nil {
			t.Errorf("%s was opened", p)
		}
	}
}
