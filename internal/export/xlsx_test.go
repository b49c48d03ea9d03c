package export

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

func xlsxOpen(t *testing.T, document []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// xlsxTable returns the rows of a sheet without its header, all as wide as it.
func xlsxTable(t *testing.T, f *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		for len(rows[i]) < len(rows[0]) {
			rows[i] = append(rows[i], "")
		}
	}
	return rows[1:]
}

func TestWorkbookSaysWhatTheMappingsSay(t *testing.T) {
	const n = 400
	f := xlsxOpen(t, linkedWrite(t, XLSX, linkedRecords(n)))
	if diff := cmp.Diff([]string{"Mappings", "Evidence", "Decisions", "Classes", "Gaps", "About"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	var got []linkedRow
	var labels, wantLabels [][2]string
	for _, row := range xlsxTable(t, f, "Mappings") {
		got = append(got, linkedRow{row[0], row[2], row[7], row[4], strings.ReplaceAll(row[8], " ", "_")})
		labels = append(labels, [2]string{row[3], row[5]})
	}
	if diff := cmp.Diff(linkedRows(t, linkedRecords(n)), got); diff != "" {
		t.Error(diff)
	}
	decisions, evidence := 0, 0
	for r := range linkedRecords(n) {
		wantLabels = append(wantLabels, [2]string{r.Subject.Label, r.Outcome.Object.Label})
		decisions += len(r.Decisions)
		evidence += len(r.Evidence)
	}
	if diff := cmp.Diff(wantLabels, labels); diff != "" {
		t.Errorf("labels: %s", diff)
	}
	if got := xlsxTable(t, f, "Decisions"); len(got) != decisions {
		t.Errorf("%d decisions of %d", len(got), decisions)
	}
	if got := xlsxTable(t, f, "Evidence"); len(got) != evidence || got[0][3] != "0.25" || got[0][4] != "care, plan" {
		t.Errorf("%d pieces of evidence of %d, the first %q", len(got), evidence, got[0])
	}
}

func TestWorkbookCellsAreOfTheirKind(t *testing.T) {
	f := xlsxOpen(t, linkedWrite(t, XLSX, linkedRecords(60)))
	i := 0
	for r := range linkedRecords(60) {
		i++
		confidence := fmt.Sprintf("J%d", i+1)
		text, err := f.GetCellValue("Mappings", confidence)
		want := ""
		if r.Confidence != nil {
			want = fmt.Sprintf("%.2f", *r.Confidence)
		}
		if err != nil || text != want {
			t.Errorf("%s: confidence %q and not %q, %v", r.ID, text, want, err)
		}
		if kind, _ := f.GetCellType("Mappings", confidence); r.Confidence != nil && kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
			t.Errorf("%s: confidence is a %v", r.ID, kind)
		}
		when, _ := f.GetCellValue("Mappings", fmt.Sprintf("N%d", i+1))
		want = ""
		if !r.Outcome.Decided.IsZero() {
			want = r.Outcome.Decided.Format("2006-01-02 15:04:05")
		}
		if when != want {
			t.Errorf("%s: decided %q and not %q", r.ID, when, want)
		}
	}
	for _, sheet := range f.GetSheetList() {
		panes, err := f.GetPanes(sheet)
		if err != nil || !panes.Freeze || panes.YSplit != 1 {
			t.Errorf("%s: panes %+v, %v", sheet, panes, err)
		}
	}
	filters := 0
	for _, name := range f.GetDefinedName() {
		if name.Name == "_xlnm._FilterDatabase" {
			filters++
		}
	}
	if filters != 6 {
		t.Errorf("%d filters", filters)
	}
	props, err := f.GetDocProps()
	if err != nil || props.Created != "2026-03-04T05:06:07Z" || props.Modified != props.Created || props.Title != linkedSet.Title {
		t.Errorf("properties %+v, %v", props, err)
	}
}

// TestWorkbookHasNoFormula looks into the file itself.
func TestWorkbookHasNoFormula(t *testing.T) {
	document := linkedWrite(t, XLSX, linkedRecords(400))
	in, err := zip.NewReader(bytes.NewReader(document), int64(len(document)))
	if err != nil {
		t.Fatal(err)
	}
	sheets := 0
	for i, part := range in.File {
		if i == 0 && part.Name != "[Content_Types].xml" {
			t.Errorf("the first part is %s", part.Name)
		}
		if !strings.HasPrefix(part.Name, "xl/worksheets/") {
			continue
		}
		sheets++
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("<f>")) || bytes.Contains(text, []byte("<f ")) || !bytes.Contains(text, []byte("<autoFilter ")) {
			t.Errorf("%s has a formula or no filter", part.Name)
		}
	}
	if sheets != 6 {
		t.Errorf("%d sheets", sheets)
	}
}

func TestTextsFitIntoCells(t *testing.T) {
	for in, want := range map[string]string{
		linkedControl: "bell\uFFFD esc\uFFFD end\uFFFD", "tab\tcr\rlf\n": "tab\tcr\rlf\n", "bad \xff utf8": "bad \uFFFD utf8", "": "",
		strings.Repeat("x", 32767): strings.Repeat("x", 32767),
		strings.Repeat("é", 32767): strings.Repeat("é", 32767),
		strings.Repeat("x", 32768): strings.Repeat("x", 32767-8) + " … [cut]",
		strings.Repeat("😀", 20000): strings.Repeat("😀", (32767-8)/2) + " … [cut]",
	} {
		got := xlsxText(in)
		if got != want || len(utf16.Encode([]rune(got))) > 32767 {
			t.Errorf("%.40q is %.40q, %d units", in, got, len(utf16.Encode([]rune(got))))
		}
	}
	long := linkedRecord(1)
	long.Subject.Label = strings.Repeat("<&", 30000)
	f := xlsxOpen(t, linkedWrite(t, XLSX, func(yield func(review.Record, error) bool) { yield(long, nil) }))
	if got := xlsxTable(t, f, "Mappings")[0][3]; got != strings.Repeat("<&", 30000)[:32767-8]+" … [cut]" {
		t.Errorf("%d bytes, end %q", len(got), got[len(got)-20:])
	}
}

func TestTooManyRowsAreAnError(t *testing.T) {
	defer func(n int) { xlsxRows = n }(xlsxRows)
	xlsxRows = 50
	if err := WriteXLSX(io.Discard, linkedSet, linkedRecords(20)); err != nil {
		t.Error(err)
	}
	var out bytes.Buffer
	err := WriteXLSX(&out, linkedSet, linkedRecords(50))
	var told *spec.Error
	if !errors.As(err, &told) || told.Code != spec.TooLarge || !strings.Contains(told.Message, "50 rows") || out.Len() > 0 {
		t.Errorf("error %v, %d bytes", err, out.Len())
	}
}

func TestTemporaryFilesAreRemoved(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	if err := WriteXLSX(io.Discard, linkedSet, linkedRecords(30_000)); err != nil { // enough for the library to need one
		t.Fatal(err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// xlsxCase has one subject for each reason to be a gap, and for none.
func xlsxCase() Records {
	ann := review.Actor{ID: "ann", Role: review.Reviewer}
	var list []review.Record
	add := func(kind review.Kind, subject int, object string, actions ...review.Action) {
		p := review.Proposal{ID: fmt.Sprintf("map-%02d", len(list)), Kind: kind, Subject: linkedClass("s", subject, fmt.Sprintf("subject %d", subject)),
			Object: review.Side{ID: object, Label: "title of " + object}, Relation: spec.Close, Raters: 1}
		if object != review.NoTerm {
			p.Object.ClassID = object
		}
		var decisions []review.Decision
		for _, a := range actions {
			decisions = append(decisions, review.Decision{Action: a, By: ann, MappingID: p.ID})
		}
		list = append(list, review.NewRecord(p, decisions))
	}
	add(review.ClassCode, 1, "o:1", review.Accept)
	add(review.ClassCode, 1, review.NoTerm)
	add(review.ClassCode, 1, "o:2", review.Reject)
	add(review.ClassCode, 2, "o:1", review.Reject)
	add(review.ClassCode, 2, "o:2", review.Reject)
	add(review.ClassCode, 3, "o:1", review.Reject)
	add(review.ClassCode, 3, "o:2")
	add(review.ClassCode, 4, review.NoTerm, review.Accept)
	add(review.ClassCode, 5, review.NoTerm, review.Reject)
	add(review.ClassCode, 5, "o:1", review.Accept)
	add(review.Class, 6, review.NoTerm)
	add(review.Class, 7, "o:1", review.Reject)
	add(review.Class, 8, "s:8.00")
	return func(yield func(review.Record, error) bool) {
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func TestGapsAndClassesAreSummedUp(t *testing.T) {
	f := xlsxOpen(t, linkedWrite(t, XLSX, xlsxCase()))
	if diff := cmp.Diff([][]string{
		{"class", "s:6.00", "subject 6", "proposed that nothing fits; not decided yet", "1", "0", "map-10"},
		{"class code", "s:2.00", "subject 2", "every proposed code is rejected", "2", "2", ""},
		{"class code", "s:3.00", "subject 3", "no code is accepted yet", "2", "1", ""},
		{"class code", "s:4.00", "subject 4", "people say that nothing fits", "1", "0", "map-07"},
	}, xlsxTable(t, f, "Gaps")); diff != "" {
		t.Error(diff)
	}
	classes := map[string]string{}
	for _, row := range xlsxTable(t, f, "Classes") {
		classes[row[0]] = strings.Join(row[1:], "|")
	}
	// disagreed, stale, in review, proposed, accepted, rejected, signed, superseded
	for id, want := range map[string]string{
		"o:1":    "title of o:1|5|0|0|0|0|2|3|0|0",
		"o:2":    "title of o:2|3|0|0|0|1|0|2|0|0",
		"s:1.00": "subject 1|3|0|0|0|1|1|1|0|0",
		"s:8.00": "subject 8|1|0|0|0|1|0|0|0|0",
	} {
		if classes[id] != want {
			t.Errorf("%s: %s", id, classes[id])
		}
	}
	if len(classes) != 10 {
		t.Errorf("%d classes", len(classes))
	}
	about := map[string]string{}
	for _, row := range xlsxTable(t, f, "About") {
		about[row[0]] = row[1]
	}
	if about["Mappings"] != "13" || about["Made with"] != "Crosswalk 1.2.3" || !strings.HasSuffix(about["State: rejected"], "(6 mappings)") || about["Date"] != "2026-03-04T05:06:07Z" {
		t.Errorf("about %v", about)
	}
	for _, s := range review.States {
		if xlsxStates[s] == "" {
			t.Errorf("nothing says what %s means", s)
		}
	}
}

// TestOfficeReadsTheWorkbook has a real spreadsheet program read it.
func TestOfficeReadsTheWorkbook(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("no soffice on PATH")
	}
	const n = 200
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "set.xlsx"), linkedWrite(t, XLSX, linkedRecords(n)), 0o600); err != nil {
		t.Fatal(err)
	}
	// Comma, double quote, UTF-8, quote all text, as shown; -1 for a file per sheet.
	cmd := exec.Command(office, "-env:UserInstallation=file://"+folder+"/profile", "--headless", "--convert-to",
		"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,true,false,false,-1", "--outdir", folder, filepath.Join(folder, "set.xlsx"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(folder, "set-Mappings.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(rows) != n+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	i := 0
	for r := range linkedRecords(n) {
		i++
		row := rows[i]
		confidence := ""
		if r.Confidence != nil {
			confidence = fmt.Sprintf("%.2f", *r.Confidence)
		}
		want := []string{r.ID, r.Subject.ID, r.Subject.Label, r.Outcome.Object.ID, r.Outcome.Object.Label, string(r.Outcome.Relation), confidence}
		got := []string{row[0], row[2], row[3], row[4], row[5], row[7], row[9]}
		for k := range want { // line ends are the office's, as the reader has them
			want[k] = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(want[k])
			got[k] = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(got[k])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q and not %q", got, want)
		}
	}
}
