package document

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"crosswalk/internal/spec"
)

func texts(docs []Document) []string {
	var out []string
	for _, d := range docs {
		out = append(out, d.Part+"|"+d.Code+"|"+d.Title+"|"+d.Text)
	}
	return out
}

func TestTables(t *testing.T) {
	clerk := "# Clerk\n\nClass code: C1\nSalary: 40,000\n\n## Duties\n\nFiles.\nTypes.\n\n## Minimum qualifications\n\nA diploma\n"
	diver := "# Diver\n\nClass code: D1\n\n## Duties\n\nDives\n"
	tests := []struct {
		name, csv, columns string
		want               []string
	}{
		{"one class a row", "Job Code,Class Title,Annual Salary,Essential Functions,Min. Qualifications,Notes\nC1,Clerk,\"40,000\",\"Files.\nTypes.\",A diploma,x\nD1,Diver,,Dives,,\n", "",
			[]string{"row 2|C1|Clerk|" + clerk, "row 4|D1|Diver|" + diver}},
		{"semicolons, and lines above the headings", "Port of Dunes\n\nCode;Title;Duties\nD1;Diver;Dives\n", "", []string{"row 4|D1|Diver|" + diver}},
		{"tabs", "Code\tTitle\tDuties\nD1\tDiver\tDives\n", "", []string{"row 2|D1|Diver|" + diver}},
		{"stated columns", "Nr,What,Does\nD1,Diver,Dives\n", "Nr=code, what=title, Does=duties", []string{"row 2|D1|Diver|" + diver}},
		{"a column left out", "Code,Title,Duties,Skills\nD1,Diver,Dives,none of these\n", "Skills=", []string{"row 2|D1|Diver|" + diver}},
		{"one statement a row", "Code,Title,Kind,Statement\nC1,Clerk,Duty,Files\nC1,Clerk,Knowledge,filing\nD1,Diver,Task,Dives\nC1,Clerk,Duty,Types\n", "",
			[]string{"row 2|C1|Clerk|# Clerk\n\nClass code: C1\n\n## Duties\n\n- Files\n- Types\n\n## Knowledge of\n\nfiling\n", "row 4|D1|Diver|" + diver}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			columns, err := ParseColumns(tt.columns)
			if err != nil {
				t.Fatal(err)
			}
			docs, err := reader.Read(t.Context(), "a.csv", []byte(tt.csv), columns)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, texts(docs)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestWorkbook(t *testing.T) {
	docs, err := reader.Read(t.Context(), "a.xlsx", workbook(t, []string{"Notes"}, []string{"nothing"}), nil)
	if err == nil || !strings.Contains(err.Error(), "no header row found") {
		t.Errorf("%v %v", docs, err)
	}
	docs, err = reader.Read(t.Context(), "a.xlsx", workbook(t, []string{"Title", "Duties"}, []string{"Diver", "Dives"}), nil)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"row 2||Diver|# Diver\n\n## Duties\n\nDives\n"}, texts(docs)); d != "" {
		t.Error(d)
	}
	if docs[0].Format != Spreadsheet || docs[0].Warnings[0] != (spec.Warning{Message: "columns read: Title=title, Duties=duties"}) {
		t.Errorf("%+v", docs[0])
	}
}

func workbook(t testing.TB, rows ...[]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTablesRefused(t *testing.T) {
	for name, tt := range map[string]struct{ csv, columns, message string }{
		"no headings":          {"a,b\n1,2\n", "", "no header row found"},
		"a stated column lost": {"Code,Title,Duties\nD1,Diver,Dives\n", "Nr=code", "no header row found"},
		"no rows":              {"Code,Title,Duties\n", "", "no row with a title"},
		"too many rows":        {"Title,Duties\n" + strings.Repeat("a,b\n", MaxRows+headerWithin), "", "more than 5000 rows"},
		"a column lost twice":  {"Title,Duties,Notes,Notes\nDiver,Dives,a,b\n", "Notes=, Nr=code", "no header row found"},
		"not UTF-8":            {"Title,Duties\nDiver,Dives\nClerk,\xff\n", "", "line 3"},
	} {
		t.Run(name, func(t *testing.T) {
			columns, err := ParseColumns(tt.columns)
			if err != nil {
				t.Fatal(err)
			}
			if _, err = reader.Read(t.Context(), "a.csv", []byte(tt.csv), columns); err == nil || !strings.Contains(err.Error(), tt.message) {
				t.Error(err)
			}
		})
	}
	if _, err := ParseColumns("Nr=numbers"); spec.CodeOf(err) != spec.Invalid {
		t.Error(err)
	}
}

func TestStatedHeadings(t *testing.T) {
	columns, err := ParseColumns("Knowledge, Skills, and Abilities=knowledge, a=b=, Notes=")
	want := Columns{"Knowledge, Skills, and Abilities": ColumnKnowledge, "a=b": "", "Notes": ""}
	if diff := cmp.Diff(want, columns); err != nil || diff != "" {
		t.Error(err, diff)
	}
	docs, err := reader.Read(t.Context(), "a.csv", []byte("\"Ship's\nDiver\",Notes,Title,Duties,Notes\nx,y,\"Diver\n(Harbour)\",Dives,z\n"), Columns{"Notes": ""})
	if err != nil {
		t.Fatal(err)
	}
	if doc := docs[0]; doc.Title != "Diver (Harbour)" || !strings.HasPrefix(doc.Text, "# Diver (Harbour)\n") {
		t.Errorf("%q %q", doc.Title, doc.Text)
	}
	if _, err := ParseColumns("Notes=, Title"); err == nil {
		t.Error("a heading without a column is no mapping")
	}
}
