package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// What the tests of the linked formats and of the workbook share.

var linkedDate = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

var linkedSet = Set{
	ID: "https://example.org/sets/1", Title: "Codes & <classes>", Licence: "https://creativecommons.org/licenses/by/4.0/",
	Tool: "Crosswalk", Version: "1.2.3", Date: linkedDate, Attributions: []string{"O*NET 30.0", "State of Nowhere"},
}

// linkedNasty are labels that break careless writers.
var linkedNasty = []string{
	"=1+1", "+1", "@SUM(A1)", "-2", "tab\there", "line\nline", "carriage\rreturn", `quote " and \ back`, "a,b;c",
	"<script>alert(1)</script>&amp;", "]]>", "עברית \u202eRTL\u202c", "👩🏽\u200d🚒 emoji", " spaces ", "\u2028\u2029", "_x0041_", "_x005F_x0041_",
	"", "{\"@id\":\"x\"}", "@type", "é vs e\u0301",
}

// linkedControl has characters that JSON can escape and XML cannot say.
const linkedControl = "bell\x07 esc\x1b end\uFFFE"

var linkedRelations = []spec.Relation{spec.Exact, spec.Close, spec.Broad, spec.Narrow, spec.Related, spec.None}

// linkedRecord makes the i-th of a set: kinds, states, relations and labels take
// turns, each at a pace of its own.
func linkedRecord(i int) review.Record {
	label := func(k int) string { return linkedNasty[k%len(linkedNasty)] }
	kind := review.Kinds[i%3]
	var subject, object review.Side
	switch kind {
	case review.Statement:
		subject = review.Side{ID: fmt.Sprintf("st-%d", i/6), ClassID: fmt.Sprintf("us-nc:%d", i/60), Label: label(i / 6)}
		object = review.Side{ID: fmt.Sprintf("st-o%d", i/4), ClassID: fmt.Sprintf("onet:%d", i/40), Label: label(i + 5)}
	default:
		subject = linkedClass("us-nc", i/6, label(i/6))
		object = linkedClass("onet", i/4, label(i/4+7))
	}
	if i%17 == 0 {
		object = review.Side{ID: review.NoTerm}
	}
	subject.Text.Hash = review.HashOf(subject.Label)
	p := review.Proposal{ID: fmt.Sprintf("map-%016x", i), Kind: kind, Subject: subject, Object: object, Relation: linkedRelations[i/8%6],
		Parts: []spec.Part{}, Evidence: []review.Evidence{{Subject: label(i + 1), Object: label(i + 2), Likeness: 0.25, Shared: []string{"care", "plan"}}},
		Made: review.Made{By: review.Itself(), At: linkedDate.Add(-time.Hour), Justification: "semapv:CompositeMatching", Tool: "1.2.3"}}
	if i%3 != 0 {
		confidence := float64(i%101) / 100
		p.Confidence, p.Similarity = &confidence, &confidence
	}
	return review.NewRecord(p, linkedDecisions(&p, i))
}

func linkedClass(issuer string, code int, label string) review.Side {
	id := fmt.Sprintf("%s:%d.00", issuer, code)
	return review.Side{ID: id, ClassID: id, Label: label}
}

// linkedDecisions leads to another state for each remainder of i by 8.
func linkedDecisions(p *review.Proposal, i int) []review.Decision {
	ann := review.Actor{ID: "u-ann", Name: "Ann", Role: review.Reviewer}
	ben := review.Actor{ID: "u-ben", Role: review.Reviewer}
	kim := review.Actor{ID: "u-kim", Name: "Kim \"K\"", Role: review.Approver}
	p.Raters = 1
	var out []review.Decision
	say := func(by review.Actor, action review.Action, object *review.Side, comment string) {
		out = append(out, review.Decision{Seq: int64(i*10 + len(out)), MappingID: p.ID, Action: action, Object: object, By: by,
			Comment: comment, At: linkedDate.Add(time.Duration(len(out)) * time.Minute), Seen: review.Seen{Subject: p.Subject.Text, Object: p.Object.Text}})
	}
	switch i % 8 {
	case 1:
		p.Raters = 2
		say(ann, review.Accept, nil, "")
	case 2:
		p.Raters = 2
		say(ann, review.Accept, nil, "")
		say(ben, review.Reject, nil, "=no()")
	case 3:
		bulk := 0.9
		say(ann, review.Accept, nil, "")
		out[0].Bulk = &bulk
	case 4:
		say(ann, review.Reject, nil, "wrong\nfield")
	case 5:
		say(ann, review.Accept, nil, "fine")
		say(kim, review.Sign, nil, "")
	case 6:
		say(ann, review.Accept, nil, "")
		say(review.Itself(), review.Stale, nil, "")
	case 7:
		if i%16 == 7 {
			say(review.Itself(), review.Supersede, nil, "")
			break
		}
		other := linkedClass("onet", 900000+i, "changed to")
		if p.Kind == review.Statement {
			other = review.Side{ID: fmt.Sprintf("st-c%d", i), ClassID: "onet:1", Label: "changed to"}
		}
		say(ben, review.Change, &other, "")
	}
	return out
}

func linkedRecords(n int) Records {
	return func(yield func(review.Record, error) bool) {
		for i := range n {
			if !yield(linkedRecord(i), nil) {
				return
			}
		}
	}
}

func linkedWrite(t testing.TB, f Format, records Records) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := f.Write(&out, linkedSet, records); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A linkedRow is what a reader must be able to make out of an export.
type linkedRow struct{ ID, Subject, Relation, Object, State string }

func linkedRowOf(r *review.Record) linkedRow {
	return linkedRow{r.ID, r.Subject.ID, string(r.Outcome.Relation), r.Outcome.Object.ID, string(r.Outcome.State)}
}

func linkedRows(t *testing.T, records Records) []linkedRow {
	var rows []linkedRow
	for r, err := range records {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, linkedRowOf(&r))
	}
	return rows
}

// linkedIRI names a side as the public description of the formats has it.
func linkedIRI(id string) string {
	if id == review.NoTerm {
		return "https://w3id.org/sssom/NoTermFound"
	}
	if issuer, code, found := strings.Cut(id, ":"); found {
		return "https://w3id.org/crosswalk/class/" + issuer + "/" + code
	}
	return "https://w3id.org/crosswalk/statement/" + id
}

// linkedAsserted reports whether a format may state the relation as a fact.
func linkedAsserted(r *review.Record) bool {
	return (r.Outcome.State == "accepted" || r.Outcome.State == "signed") && r.Outcome.Relation != "none" && r.Outcome.Object.ID != review.NoTerm
}

var linkedFormats = []Format{XLSX, JSONLD, CASE, CTDL}

func TestEveryStateIsTested(t *testing.T) {
	var states []review.State
	for r := range linkedRecords(40) {
		states = append(states, r.Outcome.State)
	}
	for _, s := range review.States {
		if !slices.Contains(states, s) {
			t.Errorf("no record is %s", s)
		}
	}
}

func TestSameMappingsGiveTheSameBytes(t *testing.T) {
	for _, f := range linkedFormats {
		first := linkedWrite(t, f, linkedRecords(60))
		for range 5 {
			if !bytes.Equal(first, linkedWrite(t, f, linkedRecords(60))) {
				t.Errorf("%s differs from time to time", f.Name)
				break
			}
		}
	}
}

// linkedBroken ends with an error after some records of some turn.
func linkedBroken(turn, after int, broken error) Records {
	turns := 0
	return func(yield func(review.Record, error) bool) {
		turns++
		i := 0
		for r := range linkedRecords(30) {
			if i++; turns == turn && i > after {
				yield(review.Record{}, broken)
				return
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

func TestAnErrorLeavesNothingThatLooksWhole(t *testing.T) {
	broken := errors.New("the store is gone")
	turns := map[string]int{"xlsx": 1, "jsonld": 1, "case": 4, "ctdl": 2}
	for _, f := range linkedFormats {
		for turn := 1; turn <= turns[f.Name]; turn++ {
			for _, after := range []int{0, 1, 29} {
				var out bytes.Buffer
				if err := f.Write(&out, linkedSet, linkedBroken(turn, after, broken)); !errors.Is(err, broken) {
					t.Errorf("%s: error %v", f.Name, err)
				}
				if f.Name == "xlsx" && out.Len() > 0 || json.Valid(out.Bytes()) {
					t.Errorf("%s: what is written looks whole", f.Name)
				}
			}
		}
	}
}

// A linkedFull is a disk that fills up.
type linkedFull struct{ left int }

func (w *linkedFull) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestAFullDiskIsAnError(t *testing.T) {
	for _, f := range linkedFormats {
		size := len(linkedWrite(t, f, linkedRecords(60)))
		for _, left := range []int{0, 1, size / 2, size - 1} {
			if err := f.Write(&linkedFull{left}, linkedSet, linkedRecords(60)); err == nil {
				t.Errorf("%s: no error with room for %d of %d bytes", f.Name, left, size)
			}
		}
	}
}

func TestAnEmptySetIsWritten(t *testing.T) {
	for _, f := range linkedFormats {
		out := linkedWrite(t, f, linkedRecords(0))
		if f.Name != "xlsx" && !json.Valid(out) {
			t.Errorf("%s: not JSON", f.Name)
		}
	}
}

// linkedBench writes 100,000 mappings and reports the most memory in use.
func linkedBench(b *testing.B, f Format) {
	b.ReportAllocs()
	var most atomic.Uint64
	done := make(chan struct{})
	go func() {
		var m runtime.MemStats
		for {
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
				runtime.ReadMemStats(&m)
				most.Store(max(most.Load(), m.HeapInuse))
			}
		}
	}()
	size := int64(0)
	for b.Loop() {
		var out linkedCounter
		if err := f.Write(&out, linkedSet, linkedRecords(100_000)); err != nil {
			b.Fatal(err)
		}
		size = int64(out)
	}
	close(done)
	b.ReportMetric(float64(most.Load())/1e6, "peak-MB")
	b.ReportMetric(float64(size)/1e6, "file-MB")
}

type linkedCounter int64

func (c *linkedCounter) Write(p []byte) (int, error) {
	*c += linkedCounter(len(p))
	return len(p), nil
}

func BenchmarkXLSX100k(b *testing.B)   { linkedBench(b, XLSX) }
func BenchmarkJSONLD100k(b *testing.B) { linkedBench(b, JSONLD) }
func BenchmarkCASE100k(b *testing.B)   { linkedBench(b, CASE) }
func BenchmarkCTDL100k(b *testing.B)   { linkedBench(b, CTDL) }

func TestEveryRelationIsAsserted(t *testing.T) {
	said := map[spec.Relation]bool{}
	for r := range linkedRecords(400) {
		if linkedAsserted(&r) {
			said[r.Outcome.Relation] = true
		}
	}
	if len(said) != 5 {
		t.Errorf("only %v", said)
	}
}
