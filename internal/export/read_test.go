package export

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

const foreignSSSOM = `#curie_map:
#  us-ct: https://example.org/ct/
#  onet: https://example.org/onet/
#  orcid: https://orcid.org/
#mapping_set_id: https://example.org/set
#mapping_tool: "matcher"   
#mapping_date: 2026-01-05
subject_id	subject_label	predicate_id	predicate_modifier	object_id	object_label	mapping_justification	author_id	author_label	reviewer_label	confidence	mapping_tool_version	comment	unknown
us-ct:1	Counselor	skos:broadMatch		onet:21-1.00	Counselors, all	semapv:LexicalMatching	orcid:0000-0002-1825-0097|orcid:2	Bob|"B" Two		0.5	0.4	sure	x
us-ct:1	Counselor	skos:exactMatch	Not	us-ct:2	"Nurse ""A"""	semapv:ManualMappingCuration	orcid:0000-0002-1825-0097		Rita	0.9		
us-ct:3	Clerk	skos:exactMatch		sssom:NoTermFound		semapv:ManualMappingCuration
`

func TestReadForeignSSSOM(t *testing.T) {
	text := strings.Replace(foreignSSSOM, "Rita\t0.9\t\t\n", "Rita\t0.9\t\tno\t\n", 1)
	text = strings.Replace(text, "ManualMappingCuration\n", "ManualMappingCuration\t\t\t\t\t\t\t\n", 1)
	got, err := collect(ReadSSSOM(strings.NewReader(text)))
	if err != nil || len(got) != 3 {
		t.Fatalf("%d records, %v", len(got), err)
	}
	day := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	code := got[0]
	if code.Kind != review.ClassCode || code.ID != review.IDOf(review.ClassCode, "us-ct:1", "onet:21-1.00") || code.Relation != spec.Broad ||
		*code.Confidence != 0.5 || code.Similarity != nil || code.Object.Label != "Counselors, all" || code.Subject.ClassID != "us-ct:1" ||
		code.Made.Tool != "matcher 0.4" || !code.Made.At.Equal(day) || code.Made.Justification != "semapv:LexicalMatching" ||
		code.Made.By != (review.Actor{ID: "orcid:0000-0002-1825-0097", Name: `Bob, "B" Two`, Role: review.Analyst}) ||
		code.Outcome.State != review.Proposed || len(code.Decisions) != 1 || code.Decisions[0].Action != review.Comment || code.Decisions[0].Comment != "sure" {
		t.Errorf("a code came as %+v", code)
	}
	rejected := got[1]
	if rejected.Kind != review.Class || rejected.Outcome.State != review.Rejected || rejected.Confidence != nil || rejected.Object.Label != `Nurse "A"` ||
		len(rejected.Decisions) != 1 || rejected.Decisions[0].By.ID != "Rita" || rejected.Decisions[0].Comment != "no" || !rejected.Decisions[0].At.Equal(day) {
		t.Errorf("a rejected mapping came as %+v", rejected)
	}
	if none := got[2]; none.Kind != review.ClassCode || none.Object.ID != review.NoTerm || none.Relation != spec.None || none.Made.By != review.Itself() {
		t.Errorf("nothing found came as %+v", none)
	}
}

func TestReadStatementsWithoutHistory(t *testing.T) {
	text := "subject_id\tpredicate_id\tobject_id\tmapping_justification\nxwst:st-1\tskos:closeMatch\txwst:st%20%7C2\tsemapv:LexicalMatching\n"
	got, err := collect(ReadSSSOM(strings.NewReader(text)))
	if err != nil || len(got) != 1 || got[0].Kind != review.Statement || got[0].Subject.ID != "st-1" || got[0].Object.ID != "st |2" || got[0].Object.ClassID != "" {
		t.Errorf("%+v, %v", got, err)
	}
}

const (
	sssomHead = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\trecord_id\n"
	sssomRow  = "a:1\tskos:closeMatch\tonet:2\tsemapv:LexicalMatching\t0.5\tx:1\n"
	csvHead   = "mapping_id,subject_id,object_id,relation,state,confidence,comment\n"
	csvRow    = "m1,us-ct:1,onet:2,closeMatch,proposed,0.5,\n"
)

func TestReadersRefuse(t *testing.T) {
	long := strings.Repeat("x", MaxLine)
	cases := []struct {
		name, text string
		format     int
		code       spec.Code
		want       string // end of the message is free
	}{
		{"nothing", "", 0, spec.Invalid, "line 1: there is no row"},
		{"metadata alone", "#a: b\n#c: d\n", 0, spec.Invalid, "line 3: there is no row"},
		{"missing column", "#a: b\nsubject_id\tpredicate_id\tmapping_justification\n", 0, spec.Invalid, "object_id: line 2: there is no such column"},
		{"column twice", "subject_id\tsubject_id\n", 0, spec.Invalid, "subject_id: line 1: is there twice"},
		{"predicate", sssomHead + sssomRow + "a:1\towl:sameAs\tonet:3\tsemapv:X\t\t\n", 0, spec.Invalid, "predicate_id: line 3: must be skos:"},
		{"predicate none", sssomHead + "a:1\tskos:none\tonet:3\tsemapv:X\t\t\n", 0, spec.Invalid, "predicate_id: line 2: must be skos:"},
		{"unknown SKOS", sssomHead + "a:1\tskos:foo\tonet:3\tsemapv:X\t\t\n", 0, spec.Invalid, `predicate_id: line 2: no relation is called "foo"`},
		{"confidence", sssomHead + strings.Replace(sssomRow, "0.5", "1.01", 1), 0, spec.Invalid, "confidence: line 2: must be a number between 0 and 1"},
		{"no number", sssomHead + strings.Replace(sssomRow, "0.5", "NaN", 1), 0, spec.Invalid, "confidence: line 2: must be a number"},
		{"record twice", sssomHead + sssomRow + strings.Replace(sssomRow, "onet:2", "onet:3", 1), 0, spec.Invalid, `record_id: line 3: "x:1" is the id of line 2`},
		{"mapping twice", sssomHead + sssomRow + strings.Replace(sssomRow, "x:1", "x:2", 1), 0, spec.Invalid, "object_id: line 3: the same subject and object stand on line 2"},
		{"no subject", sssomHead + strings.Replace(sssomRow, "a:1", " ", 1), 0, spec.Invalid, "subject_id: line 2: is empty"},
		{"no justification", sssomHead + strings.Replace(sssomRow, "semapv:LexicalMatching", "", 1), 0, spec.Invalid, "mapping_justification: line 2: is empty"},
		{"prefix", "#curie_map:\n#  onet: https://x.org/\n" + sssomHead + sssomRow, 0, spec.Invalid, `subject_id: line 4: the prefix "a" is not in the curie_map`},
		{"modifier", "subject_id\tpredicate_id\tobject_id\tmapping_justification\tpredicate_modifier\na:1\tskos:closeMatch\tb:1\tsemapv:X\tMaybe\n", 0, spec.Invalid, "predicate_modifier: line 2: must be Not or empty"},
		{"date", "subject_id\tpredicate_id\tobject_id\tmapping_justification\tmapping_date\na:1\tskos:closeMatch\tb:1\tsemapv:X\t3/4/2026\n", 0, spec.Invalid, "mapping_date: line 2: must be a day"},
		{"cells", sssomHead + "a:1\tskos:closeMatch\n", 0, spec.Invalid, "line 2: has 2 cells; there are 6 columns"},
		{"not UTF-8", sssomHead + "\"\n\n\xff\"\tx\n", 0, spec.Invalid, "line 4: not UTF-8: byte 0xff"},
		{"metadata not UTF-8", "#a: b\n#c: \xff\n", 0, spec.Invalid, "line 2: not UTF-8"},
		{"long line", sssomHead + sssomRow + long + "x", 0, spec.Invalid, "line 3: is over 1048576 bytes long"},
		{"long row", sssomHead + "\"" + strings.Repeat("x\n", MaxLine), 0, spec.Invalid, "line 2: is over 1048576 bytes long"},
		{"long metadata", "#" + long, 0, spec.Invalid, "line 1: is over 1048576 bytes long"},
		{"much metadata", strings.Repeat("#a: b\n", maxHeader+1), 0, spec.TooLarge, "line 10001: there are over 10000 lines"},
		{"many columns", strings.Repeat("a\t", 300), 0, spec.TooLarge, "line 1: has over 256 columns"},
		{"open quote", sssomHead + "\"a:1\tskos", 0, spec.Invalid, "line 2: a quote is opened and never closed"},
		{"quote inside", sssomHead + "\"a\"b\"\tskos\n", 0, spec.Invalid, "line 2: something follows a closing quote"},
		{"no history", strings.Replace(sssomHead, "record_id", "history", 1) + strings.Replace(sssomRow, "x:1", "{}", 1), 0, spec.Invalid, "history: line 2: is a history of version 0"},
		{"cut history", strings.Replace(sssomHead, "record_id", "history", 1) + strings.Replace(sssomRow, "x:1", "{", 1), 0, spec.Invalid, "history: line 2: is no history, or one that was cut"},
		{"CSV relation", csvHead + strings.Replace(csvRow, "closeMatch", "like", 1), 1, spec.Invalid, `relation: line 2: no relation is called "like"`},
		{"CSV state", csvHead + strings.Replace(csvRow, "proposed", "accepted", 1), 1, spec.Invalid, `state: line 2: is "accepted", but this row has no history`},
		{"CSV confidence", csvHead + strings.Replace(csvRow, "0.5", "-1", 1), 1, spec.Invalid, "confidence: line 2: must be a number"},
		{"CSV twice", csvHead + csvRow + csvRow, 1, spec.Invalid, `mapping_id: line 3: "m1" is the id of line 2`},
		{"CSV object", csvHead + strings.Replace(csvRow, "onet:2", "", 1), 1, spec.Invalid, "object_id: line 2: is empty"},
		{"CSV columns", "subject_id,object_id\n", 1, spec.Invalid, "relation: line 1: there is no such column"},
		{"CSV kind", "subject_id,object_id,relation,kind\na:1,b:1,closeMatch,pair\n", 1, spec.Invalid, "kind: line 2: no kind"},
		{"long comment", csvHead + strings.TrimSuffix(csvRow, "\n") + strings.Repeat("x", review.MaxComment+1), 1, spec.TooLarge, "comment: line 2: is over 4000 characters"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := collect(formats[c.format].read(strings.NewReader(c.text)))
			if spec.CodeOf(err) != c.code || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got  %s %.200v\nwant %s %s", spec.CodeOf(err), err, c.code, c.want)
			}
		})
	}
	gone := errors.New("the network is gone")
	for _, f := range formats {
		_, err := collect(f.read(iotest.ErrReader(gone)))
		if !errors.Is(err, gone) {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}

// Somebody who edits a cell is told which, and is not overruled in silence.
func TestEditedCellsAreNoticed(t *testing.T) {
	p := codeProposal()
	r := review.NewRecord(p, []review.Decision{decide(p, 1, review.Accept, ann, func(d *review.Decision) { d.Comment = "fits" })})
	cases := []struct {
		format             int
		before, after, err string // no err where the change is none
	}{
		{0, "skos:closeMatch", "skos:exactMatch", `predicate_id: line 31: is "skos:exactMatch", but by the history of this row it is "skos:closeMatch"`},
		{0, "onet:21-1093.00\tSocial", "onet:21-1014.00\tSocial", "object_id: line 31: "},
		{0, "Social and Human Service Assistants\toccupation", "Others\toccupation", "object_label: line 31: "},
		{0, "\taccepted\t", "\trejected\t", "state: line 31: "},
		{0, "skos:closeMatch\t\t", "skos:closeMatch\tNot\t", "predicate_modifier: line 31: "},
		{0, "0.8125", "0.9", "confidence: line 31: "},
		{0, "0.8125", "0.81250000000001", ""},
		{1, "accepted", "signed", "state: line 2: "},
		{1, ",fits,", ",fits not,", "comment: line 2: "},
		{1, ",onet:21-1093.00,", ",onet:21-1014.00,", "object_id: line 2: "},
		{1, "\r\n2 | b\"", "\n2 | b\"", ""},
		{1, ",0.4,", ",0.400,", ""},
	}
	for _, c := range cases {
		f := formats[c.format]
		text := write(t, f.Format, r)
		edited := strings.Replace(text, c.before, c.after, 1)
		if edited == text {
			t.Fatalf("%q does not occur in\n%s", c.before, text)
		}
		if f.Name == "sssom" {
			lines := strings.Count(text[:strings.Index(text, "xwmap:map-")], "\n") + 1
			c.err = strings.Replace(c.err, "line 31", "line "+strconv.Itoa(lines), 1)
		}
		got, err := collect(f.read(strings.NewReader(edited)))
		if c.err == "" {
			if err != nil || write(t, f.Format, got...) != text {
				t.Errorf("%q for %q: %v", c.after, c.before, err)
			}
			continue
		}
		if spec.CodeOf(err) != spec.Invalid || !strings.HasPrefix(err.Error(), c.err) {
			t.Errorf("%q for %q: %v", c.after, c.before, err)
		}
	}
}

func TestCSVFromSpreadsheets(t *testing.T) {
	p := codeProposal()
	p.Subject.Label = "=cmd()"
	r := review.NewRecord(p, []review.Decision{decide(p, 1, review.Change, ann, func(d *review.Decision) { d.Object = &review.Side{ID: review.NoTerm} })})
	text := write(t, CSV, r)
	if !strings.Contains(text, ",'=cmd(),") {
		t.Errorf("a formula stands in %s", text)
	}
	row := sheet(t, text, ',', harmful)[0]
	for column, want := range map[string]string{
		"mapping_id": p.ID, "kind": "class_code", "subject_id": "us-ct:1927SH", "subject": "=cmd()", "object_id": review.NoTerm, "object": "",
		"relation": "closeMatch", "relation_in_words": "nothing fits", "state": "accepted", "confidence": "", "similarity": "",
		"raters": `Ann \| Lee`, "signed_by": "", "decided_at": "2026-02-01T09:00:00.000000001Z", "comment": "",
	} {
		if row[column] != want {
			t.Errorf("%s is %q, not %q", column, row[column], want)
		}
	}
	saved := "\ufeff" + strings.ReplaceAll(csvHead, ",", ";") + "m1;us-ct:1;us-nc:2;narrowMatch;rejected;;'-5\r\n\r\n"
	got, err := collect(ReadCSV(strings.NewReader(saved)))
	if err != nil || len(got) != 1 || got[0].Kind != review.Class || got[0].Outcome.State != review.Rejected || got[0].Decisions[0].Comment != "-5" {
		t.Errorf("%+v, %v", got, err)
	}
}
