package onet

import (
	"archive/zip"
	"fmt"
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
	archive := filepath.Join(t.TempDir(), "db.zip")
	f, err := os.Create(archive)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(f)
	entry, err := w.Create("db_1_text/Tasks.txt")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(entry, tasks)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
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
