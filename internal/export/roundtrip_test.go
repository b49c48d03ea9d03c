package export

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

func TestWhatIsWrittenComesBack(t *testing.T) {
	for _, f := range formats {
		t.Run(f.Name, rapid.MakeCheck(func(t *rapid.T) {
			var records []review.Record
			for n := range rapid.IntRange(0, 3).Draw(t, "n") {
				records = append(records, drawRecord(t, n))
			}
			first := write(t, f.Format, records...)
			read, err := collect(f.read(strings.NewReader(first)))
			if err != nil {
				t.Fatalf("%v in\n%s", err, first)
			}
			if second := write(t, f.Format, read...); first != second {
				t.Fatalf("written\n%q\nread and written again\n%q", first, second)
			}
			for i := range read {
				if read[i].Outcome.State != records[i].Outcome.State || read[i].ID != records[i].ID || !read[i].Made.At.Equal(records[i].Made.At) {
					t.Fatalf("%+v came back as %+v", records[i], read[i])
				}
			}
		}))
	}
}

// Both formats hold the same, so one can be made from the other.
func TestFormatsHoldTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRecord(t, 1)
		bySSSOM, err := collect(ReadSSSOM(strings.NewReader(write(t, SSSOM, r))))
		if err != nil {
			t.Fatal(err)
		}
		byCSV, err := collect(ReadCSV(strings.NewReader(write(t, CSV, r))))
		if err != nil || !same(bySSSOM, byCSV) {
			t.Fatalf("%v\n%+v\n%+v", err, bySSSOM, byCSV)
		}
	})
}

func TestHarmlessIsUndone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := nasty.Draw(t, "text")
		safe := harmless(text)
		if harmful(safe) != text {
			t.Fatalf("%q became %q and then %q", text, safe, harmful(safe))
		}
		if safe != "" && strings.ContainsRune("=+-@\t\r", rune(safe[0])) {
			t.Fatalf("%q is a formula still", safe)
		}
	})
}

func TestEscapedIsUndone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := valid(nasty.Draw(t, "text"))
		if got := unescaped(escaped(text)); got != text {
			t.Fatalf("%q became %q", text, got)
		}
		if strings.ContainsAny(escaped(text), " |\t\n\"") {
			t.Fatalf("%q holds what no CURIE may", escaped(text))
		}
	})
}

// fuzz checks that whatever is read without an error is written and read the
// same.
func fuzz(f *testing.F, i int) {
	format := formats[i]
	p := codeProposal()
	f.Add(write(f, format.Format, review.NewRecord(p, []review.Decision{decide(p, 1, review.Accept, ann, nil), decide(p, 2, review.Sign, eve, nil)})))
	f.Add(write(f, format.Format))
	f.Add("#curie_map:\n#  a: https://a.org/\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\tpredicate_modifier\tcomment\na:1\tskos:closeMatch\tonet:2\tsemapv:LexicalMatching\tNot\t\"x\ny\"\n")
	f.Add("subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tauthor_id\na:%41\tskos:closeMatch\txwst:%zz\tsemapv:X\t0.5\torcid:1|b\\|c\n")
	f.Add("subject_id;object_id;relation;state\nus-ct:1;onet:2;exactMatch;rejected\n")
	f.Add("\ufeffsubject_id,object_id,relation,kind,subject\r\nst-1,st-2,none,statement,\"'=a\r\n\"\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		read, err := collect(format.read(strings.NewReader(text)))
		if err != nil {
			if code := spec.CodeOf(err); code != spec.Invalid && code != spec.TooLarge {
				t.Fatalf("%s: %v", code, err)
			}
			return
		}
		var out strings.Builder
		if err := format.Write(&out, sampleSet, all(read...)); err != nil {
			if spec.CodeOf(err) == spec.TooLarge {
				return
			}
			t.Fatal(err)
		}
		again, err := collect(format.read(strings.NewReader(out.String())))
		if err != nil || !same(read, again) {
			t.Fatalf("%v\n%q\n%+v\n%+v", err, out.String(), read, again)
		}
	})
}

func FuzzReadSSSOM(f *testing.F) { fuzz(f, 0) }
func FuzzReadCSV(f *testing.F)   { fuzz(f, 1) }
