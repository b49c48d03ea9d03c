package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// root is the repository, from this folder.
const root = "../.."

// may lists what each package of ours may import of ours. Arrows point down
// only; what is not listed may not be imported, also not by a new package.
var may = map[string]string{
	"cmd/crosswalk":               "internal/catalog internal/review internal/export web internal/api internal/app internal/career internal/coding internal/document internal/eval internal/crosswalk internal/factor internal/ingest internal/onet internal/qualification internal/remote internal/semantic internal/semantic/encoder internal/semantic/train internal/spec index",
	"web":                         "internal/account internal/review internal/api internal/app internal/career internal/coding internal/crosswalk internal/factor internal/qualification internal/spec index",
	"internal/api":                "internal/account internal/catalog internal/review internal/export internal/app internal/career internal/coding internal/crosswalk internal/match internal/qualification internal/spec index",
	"internal/eval/fitmoves":      "internal/eval",
	"internal/eval/fitcoding":     "internal/coding internal/eval internal/onet internal/semantic internal/semantic/encoder",
	"internal/eval/fitcalifornia": "internal/coding internal/eval internal/semantic",
	"internal/coding":             "internal/jobtitle internal/likeness internal/parallel internal/semantic internal/semantic/vector internal/slab internal/spec",
	"internal/eval/frequencies":   "internal/eval internal/onet",
	"internal/eval/fitjudge":      "internal/eval internal/match internal/semantic internal/semantic/encoder",
	"internal/eval/fitlikeness":   "internal/eval internal/likeness internal/semantic/encoder",
	"internal/eval":               "internal/semantic/train internal/app internal/career internal/coding internal/crosswalk internal/document internal/factor internal/ingest internal/ingest/rolelabels internal/jobtitle internal/likeness internal/match internal/onet internal/parallel internal/qualification internal/review internal/semantic internal/semantic/encoder internal/semantic/vector internal/spec",
	"internal/app":                "internal/account internal/review internal/export internal/career internal/catalog internal/coding internal/crosswalk internal/document internal/duplicate internal/factor internal/ingest internal/jobtitle internal/likeness internal/match internal/onet internal/parallel internal/qualification internal/semantic internal/semantic/encoder internal/semantic/vector internal/spec index seeds",
	"internal/crosswalk":          "internal/match internal/semantic internal/semantic/encoder internal/semantic/vector internal/slab internal/spec",
	"internal/match":              "internal/semantic internal/semantic/encoder internal/semantic/vector internal/slab internal/spec",
	"internal/likeness":           "internal/jobtitle internal/match internal/semantic internal/semantic/vector internal/spec",
	"internal/duplicate":          "internal/parallel internal/semantic internal/spec",
	"internal/factor":             "internal/jobtitle internal/qualification internal/spec",
	"internal/jobtitle":           "internal/semantic",
	"internal/parallel":           "",
	"internal/qualification":      "internal/semantic internal/spec",
	"internal/career":             "internal/crosswalk internal/qualification internal/semantic internal/slab internal/spec",
	"internal/ingest/fitroles":    "internal/ingest internal/ingest/rolelabels internal/spec",
	"internal/ingest/rolelabels":  "internal/spec",
	"internal/ingest":             "internal/semantic internal/sequence internal/spec",
	"internal/document":           "internal/spec",
	"internal/document/samples":   "",
	"internal/onet":               "internal/spec",
	"internal/remote":             "internal/semantic internal/spec",
	"internal/catalog":            "internal/catalog/db internal/review internal/semantic/vector internal/spec",
	"internal/review":             "internal/spec",
	"internal/account":            "internal/spec",
	"internal/export":             "internal/review internal/spec",
	"internal/catalog/db":         "",
	"index":                       "internal/semantic internal/semantic/vector internal/spec",
	"internal/semantic":           "internal/embedded internal/semantic/vector internal/spec",
	"internal/semantic/vector":    "internal/spec",
	"internal/semantic/encoder":   "internal/embedded internal/semantic internal/semantic/vector internal/spec",
	"internal/semantic/train":     "internal/onet internal/semantic internal/spec",
	"internal/spec":               "",
	"internal/sequence":           "",
	"internal/slab":               "",
	"internal/embedded":           "",
	"seeds":                       "",
}

// only lists packages from elsewhere that have one home here.
var only = map[string]string{
	"database/sql":                     "internal/catalog internal/catalog/db",
	"github.com/mattn/go-sqlite3":      "internal/catalog",
	"github.com/pressly/goose":         "internal/catalog",
	"github.com/viterin/vek":           "internal/coding internal/likeness internal/match",
	"github.com/blevesearch":           "index",
	"github.com/aymanbagabas/go-udiff": "web",
	"github.com/kljensen/snowball":     "internal/semantic",
	"github.com/labstack/echo":         "cmd/crosswalk web internal/api",
	"github.com/danielgtaylor/huma":    "web internal/api",
	"github.com/alecthomas/kong":       "cmd/crosswalk",
	"github.com/prometheus":            "cmd/crosswalk",
	"github.com/labstack/echo-contrib": "cmd/crosswalk",
	"github.com/klippa-app/go-pdfium":  "internal/document",
	"github.com/tetratelabs/wazero":    "internal/document",
	"codeberg.org/readeck":             "internal/document",
	"net/http":                         "cmd/crosswalk web internal/api internal/onet internal/remote",
	"testing":                          "",
}

const module = "crosswalk/"

// imports returns what the files of each package import, tests left out.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "tools" || name == "testdata" || name == "node_modules" || name == "data") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		dir = filepath.ToSlash(dir)
		if _, ok := out[dir]; !ok {
			out[dir] = nil
		}
		for _, i := range f.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			out[dir] = append(out[dir], p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestImportRules(t *testing.T) {
	all := imports(t)
	for pkg, list := range all {
		allowed, known := may[pkg]
		if !known {
			t.Errorf("package %s has no import rule; add one", pkg)
		}
		for _, p := range list {
			if ours, ok := strings.CutPrefix(p, module); ok && !slices.Contains(strings.Fields(allowed), ours) {
				t.Errorf("%s imports %s; the rules do not allow it", pkg, ours)
			}
			for theirs, homes := range only {
				if (p == theirs || strings.HasPrefix(p, theirs+"/")) && !slices.Contains(strings.Fields(homes), pkg) {
					t.Errorf("%s imports %s, whose home is %q", pkg, p, homes)
				}
			}
			if pkg == "internal/spec" && strings.Contains(p, ".") {
				t.Errorf("spec imports %s; it imports the standard library only", p)
			}
		}
	}
	for pkg := range may {
		if _, ok := all[pkg]; !ok {
			t.Errorf("there is a rule for %s, and no such package", pkg)
		}
	}
	if len(all) < 10 {
		t.Errorf("only %d packages found", len(all))
	}
}
