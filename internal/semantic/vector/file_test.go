package vector

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/spec"
)

// entries are three texts with a vector each, one of zeros.
func entries() []Entry {
	return []Entry{
		{HashOf("sweeps"), Round([]float32{0.6, -0.8, 0})},
		{HashOf("scrubs"), Round([]float32{0, 0, 1})},
		{HashOf("of the"), Round([]float32{0, 0, 0})},
	}
}

func file(t testing.TB, entries []Entry) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, "m-1", 3, entries); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// read returns what a file holds, and the first error.
func read(r io.Reader) (h Header, entries []Entry, err error) {
	h, all, err := Read(r)
	if err != nil {
		return h, nil, err
	}
	for e, err := range all {
		if err != nil {
			return h, entries, err
		}
		entries = append(entries, e)
	}
	return h, entries, nil
}

func TestAFileOfVectorsIsReadBack(t *testing.T) {
	for name, want := range map[string][]Entry{"some": entries(), "none": nil} {
		data := file(t, want)
		backwards := slices.Clone(want)
		slices.Reverse(backwards)
		if !bytes.Equal(data, file(t, backwards)) {
			t.Errorf("%s: the order of the entries changes the file", name)
		}
		h, got, err := read(iotest.OneByteReader(bytes.NewReader(data)))
		if err != nil || h.Model != "m-1" || h.Dimensions != 3 || h.Count != len(want) {
			t.Errorf("%s: header %+v, %v", name, h, err)
		}
		slices.SortFunc(want, func(a, b Entry) int { return bytes.Compare(a.Text[:], b.Text[:]) })
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got)\n%s", name, d)
		}
	}
}

func TestWhatIsNoWholeFileOfVectorsIsRefused(t *testing.T) {
	data := file(t, entries())
	head := bytes.IndexByte(data[len(fileMagic):], '\n') + len(fileMagic) + 1
	record := len(Hash{}) + scaleBytes + 3
	change := func(at int, f func(*byte)) []byte {
		out := slices.Clone(data)
		f(&out[at])
		return out
	}
	header := func(h string) []byte { return []byte(fileMagic + h + "\n") }
	// resummed gives a changed body its right checksum.
	resummed := func(f func(body []byte)) []byte {
		body := slices.Clone(data[head:])
		f(body)
		return fmt.Appendf(nil, "%s{\"model\":\"m-1\",\"dimensions\":3,\"count\":3,\"sha256\":\"%x\"}\n%s", fileMagic, sha256.Sum256(body), body)
	}
	for name, tt := range map[string]struct {
		data []byte
		says string
	}{
		"nothing":              {nil, "no file of vectors"},
		"another file":         {[]byte("SQLite format 3\x00, and much more of it"), "no file of vectors"},
		"another version":      {change(len(fileMagic)-2, func(b *byte) { *b = '2' }), "another version"},
		"only the magic":       {data[:len(fileMagic)], "the header has no end"},
		"a cut header":         {data[:head-1], "the header has no end"},
		"a header without end": {header(`{"model":"` + strings.Repeat("m", 1<<17)), "longer than 4096 bytes"},
		"a header of words":    {header("model m-1"), "its header"},
		"an unknown field":     {header(`{"model":"m","dimensions":3,"count":0,"sha256":"","texts":[]}`), "unknown field"},
		"two headers":          {header(`{"model":"m","dimensions":3}{}`), "more than one value"},
		"no model":             {header(`{"dimensions":3,"count":0,"sha256":""}`), "names no model"},
		"no dimensions":        {header(`{"model":"m","count":0,"sha256":""}`), "0 dimensions"},
		"too many dimensions":  {header(`{"model":"m","dimensions":65537,"count":0,"sha256":""}`), "65537 dimensions"},
		"less than no vectors": {header(`{"model":"m","dimensions":3,"count":-1,"sha256":""}`), "-1 vectors"},
		"more than there are":  {header(`{"model":"m","dimensions":3,"count":9000000000000000000,"sha256":""}`), "0 of 9000000000000000000"},
		"cut between vectors":  {data[:head+record], "1 of 3 vectors"},
		"cut in a vector":      {data[:len(data)-1], "2 of 3 vectors"},
		"longer":               {append(slices.Clone(data), 0), "more behind its 3 vectors"},
		"a bit of a text":      {change(head+record-8, func(b *byte) { *b ^= 1 }), "damaged"},
		"a bit of a vector":    {change(len(data)-1, func(b *byte) { *b ^= 1 }), "damaged"},
		"another checksum":     {bytes.Replace(data, []byte(`"sha256":"`), []byte(`"sha256":"0`), 1), "checksum"},
		"a text twice":         {resummed(func(b []byte) { copy(b[record:], b[:len(Hash{})]) }), "vector 2 is out of order"},
		"a vector too long":    {resummed(func(b []byte) { b[len(b)-record+len(Hash{})+3] = 0x40 }), "length"},
	} {
		if _, _, err := read(bytes.NewReader(tt.data)); spec.CodeOf(err) != spec.Invalid || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: error %v, want %q", name, err, tt.says)
		}
	}
	broken := errors.New("the disk is gone")
	for n := range len(data) {
		r := io.MultiReader(bytes.NewReader(data[:n]), iotest.ErrReader(broken))
		if _, _, err := read(r); !errors.Is(err, broken) || spec.CodeOf(err) != spec.Internal {
			t.Fatalf("after %d bytes: %v", n, err)
		}
	}
}

func TestWhatWouldNotBeReadIsNotWritten(t *testing.T) {
	for name, bad := range map[string][]Entry{
		"a text twice":   append(entries(), entries()[0]),
		"no vector":      {{Text: HashOf("sweeps")}},
		"another length": {{HashOf("sweeps"), Round([]float32{1})}},
	} {
		var out bytes.Buffer
		if err := Write(&out, "m-1", 3, bad); err == nil || out.Len() > 0 {
			t.Errorf("%s: %d bytes, %v", name, out.Len(), err)
		}
	}
}

func FuzzFile(f *testing.F) {
	f.Add(file(f, entries()))
	f.Add(file(f, nil))
	f.Add([]byte(fileMagic + `{"model":"m","dimensions":1,"count":1,"sha256":""}` + "\n" + strings.Repeat("x", 37)))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		h, got, err := read(bytes.NewReader(data))
		var e *spec.Error
		if errors.As(err, &e) && strings.Contains(e.Message, "checksum") {
			// Nearly every change breaks the checksum: with the right one, what
			// lies behind it is tried as well.
			sum := sha256.Sum256(data[len(data)-h.Count*(len(Hash{})+scaleBytes+h.Dimensions):])
			h.SHA256, err = hex.EncodeToString(sum[:]), nil
		}
		if err != nil {
			if spec.CodeOf(err) != spec.Invalid {
				t.Fatal(err)
			}
			return
		}
		var again bytes.Buffer
		if err := Write(&again, h.Model, h.Dimensions, got); err != nil {
			t.Fatal(err)
		}
		h2, got2, err := read(&again)
		if d := cmp.Diff(got, got2); err != nil || h2 != h || d != "" {
			t.Fatalf("written and read again: %+v, not %+v, %v\n%s", h2, h, err, d)
		}
	})
}
