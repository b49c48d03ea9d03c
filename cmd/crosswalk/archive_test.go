package main

import (
	"archive/zip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// archive writes a zip archive of the named entries.
func archive(t *testing.T, entries map[string]string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "specs.zip")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := zip.NewWriter(f)
	for entry, text := range entries {
		e, err := w.Create(entry)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

const (
	beekeeper   = "# Beekeeper\n\n## Typical Tasks\n\nFeeds bees; mends hives.\n\n## Minimum Qualifications\n\nOne year of work with bees.\n"
	hiveChief   = "# Hive Chief\n\n## Typical Tasks\n\nDirects beekeepers; plans orchards.\n\n## Minimum Qualifications\n\nOne year performing the duties of a Beekeeper.\n\n## Buzzing Habits\n\nHums.\n"
	hiveClasses = `{"spec_file": "a.txt", "class_code": "8801"}` + "\n" + `{"spec_file": "b.txt", "class_code": "8802", "more": 1}` + "\n"
)

func TestAnArchiveIsReadWithItsIndex(t *testing.T) {
	data := t.TempDir()
	specs := archive(t, map[string]string{"s/a.txt": beekeeper, "s/b.txt": hiveChief, "s/index.jsonl": hiveClasses, "s/picture.png": "x", "s/.hidden.txt": "x"})
	code, out, errOut := command(t, "", "ingest", specs, "--issuer", "us-xx", "--data", data)
	if code != 0 || !strings.Contains(out, "added us-xx:8801") || !strings.Contains(out, "added us-xx:8802") {
		t.Fatalf("exit code %d\n%s%s", code, out, errOut)
	}
	for _, want := range []string{"1 file skipped", "2 documents: 2 classes", "2 added", "Buzzing Habits"} {
		if !strings.Contains(errOut, want) {
			t.Errorf("no %q in\n%s", want, errOut)
		}
	}
	if code, _, errOut := command(t, "", "ingest", specs, "--issuer", "us-xx", "--data", data); code != 0 || !strings.Contains(errOut, "2 unchanged") {
		t.Errorf("again: exit code %d\n%s", code, errOut)
	}
	code, out, errOut = command(t, "", "paths", "us-xx:8801", "--to", "us-xx:8802", "--years", "2", "--data", data, "--format", "json")
	var answer struct {
		Items []struct {
			Stated bool `json:"stated"`
			Months *int `json:"months"`
		} `json:"items"`
	}
	if err := json.Unmarshal([]byte(out), &answer); err != nil || code != 0 {
		t.Fatalf("exit code %d, %v\n%s%s", code, err, out, errOut)
	}
	if len(answer.Items) == 0 || !answer.Items[0].Stated || answer.Items[0].Months == nil || *answer.Items[0].Months != 0 {
		t.Errorf("%s", out)
	}
}

func TestABadArchiveOrIndexSaysWhatIsWrong(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "broken.zip")
	if err := os.WriteFile(broken, []byte("no archive"), 0o644); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		broken: "not a valid zip file",
		archive(t, map[string]string{"picture.png": "x"}):                                                 "holds no file of a format that is read",
		archive(t, map[string]string{"a.txt": beekeeper, "index.jsonl": "{\"spec_file\": \"a.txt\"}\n{"}): "line 2",
		archive(t, map[string]string{"a.txt": beekeeper, "index.jsonl": "{\"class_code\": \"1\"}\n"}):     "no spec_file",
	} {
		code, _, errOut := command(t, "", "ingest", path, "--issuer", "us-xx", "--data", t.TempDir())
		if code == 0 || !strings.Contains(errOut, want) {
			t.Errorf("exit code %d, no %q in %s", code, want, errOut)
		}
	}
}
