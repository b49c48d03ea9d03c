package encoder

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"crosswalk/internal/semantic/vector"
)

// reference is what the training program computes with floats of 32 bits
// (training/make.py writes it beside the model).
type reference struct {
	Model   string
	Texts   []string
	Tokens  [][]int32
	Vectors [][]float32
	Odds    [][Grades]float32 // of each text as an offer for the first
}

func builtinEncoder(t testing.TB) *Encoder {
	t.Helper()
	e, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func readReference(t testing.TB) reference {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "reference.json"))
	if err != nil {
		t.Fatal(err)
	}
	var r reference
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// Rounding to eight bits may cost so much of a vector and of a log-odds.
const (
	leastCosine = 0.99
	oddsApart   = 0.35
)

func TestVectorsAgreeWithTheReference(t *testing.T) {
	e, want := builtinEncoder(t), readReference(t)
	if e.Name() != want.Model {
		t.Fatalf("the reference is of %s, the encoder is %s", want.Model, e.Name())
	}
	got, err := e.Embed(t.Context(), want.Texts)
	if err != nil {
		t.Fatal(err)
	}
	dims := e.Dimensions()
	required, _ := e.Head().Sides(vector.Round(got[:dims]))
	for i, text := range want.Texts {
		if tokens := e.vocabulary.tokens(text, e.header.Shape.Positions); !slices.Equal(tokens, want.Tokens[i]) {
			t.Errorf("%q: tokens %v, want %v", text, tokens, want.Tokens[i])
		}
		v := got[i*dims : (i+1)*dims]
		cosine := 0.0
		for k := range v {
			cosine += float64(v[k]) * float64(want.Vectors[i][k])
		}
		if cosine < leastCosine {
			t.Errorf("%q: cosine with the reference %.4f", text, cosine)
		}
		_, offered := e.Head().Sides(vector.Round(v))
		var odds [1][Grades]float32
		e.Head().Odds(&required, [][Narrow]int8{offered}, []int32{0}, []float32{vector.Dot(vector.Round(got[:dims]), vector.Round(v))}, odds[:])
		for g, o := range odds[0] {
			if math.Abs(float64(o-want.Odds[i][g])) > oddsApart {
				t.Errorf("%q: log-odds %v, want %v", text, odds[0], want.Odds[i])
				break
			}
		}
	}
}

// kernels are the instruction sets that this processor has.
func kernels() []kernel {
	var out []kernel
	for k := portable; k <= fastest(); k++ {
		out = append(out, k)
	}
	return out
}

func TestEveryInstructionSetGivesTheSameBits(t *testing.T) {
	texts := []string{"Inspects bridges", strings.Repeat("plans, organizes and directs the work of others; ", 30), "", "Uses C++ at 40 words per minute — résumé"}
	var want []float32
	for _, k := range kernels() {
		e, err := read(builtin, k)
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.Embed(t.Context(), texts)
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = got
		}
		if !slices.Equal(got, want) {
			t.Errorf("kernel %d gives other vectors than kernel %d", k, portable)
		}
	}
}

func TestAVectorDoesNotDependOnItsBatch(t *testing.T) {
	e := builtinEncoder(t)
	words := rapid.SampledFrom(strings.Fields("Plans supervises budgets clerks and of the county — résumé C++ 40 knowledge"))
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.Map(rapid.SliceOfN(words, 0, 30), func(w []string) string { return strings.Join(w, " ") }), 1, 20).Draw(t, "texts")
		together, err := e.Embed(context.Background(), texts)
		if err != nil {
			t.Fatal(err)
		}
		i := rapid.IntRange(0, len(texts)-1).Draw(t, "one")
		alone, err := e.Embed(context.Background(), texts[i:i+1])
		if err != nil {
			t.Fatal(err)
		}
		dims, length := e.Dimensions(), 0.0
		if !slices.Equal(alone, together[i*dims:(i+1)*dims]) {
			t.Fatalf("%q has another vector among others", texts[i])
		}
		for _, x := range alone {
			length += float64(x) * float64(x)
		}
		if math.Abs(length-1) > 1e-4 {
			t.Fatalf("length %v", length)
		}
	})
}

func TestEmbeddingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := builtinEncoder(t).Embed(ctx, []string{"Inspects bridges"}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// withHeader returns a file of the program with another header.
func withHeader[H any](t testing.TB, file []byte, magic string, change func(h *H)) []byte {
	t.Helper()
	var h H
	payload, err := splitFile(file, magic, &h)
	if err != nil {
		t.Fatal(err)
	}
	change(&h)
	head, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Concat([]byte(magic), binary.LittleEndian.AppendUint32(nil, uint32(len(head))), head, payload)
}

// damaged returns a file with one byte changed.
func damaged(file []byte, at int, value byte) []byte {
	if len(file) == 0 {
		return file
	}
	file = bytes.Clone(file)
	file[((at%len(file))+len(file))%len(file)] = value
	return file
}

// front returns the beginning of a file: its header and something more.
func front(file []byte, magic string) []byte {
	return file[:len(magic)+4+int(binary.LittleEndian.Uint32(file[len(magic):]))+5000]
}

func TestADamagedFileIsRefusedWithItsFault(t *testing.T) {
	flipped := bytes.Clone(builtin)
	flipped[len(flipped)-1] ^= 1
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"another file":      {[]byte("crosswalk model\n"), "does not begin as one"},
		"cut in the header": {builtin[:len(fileMagic)+40], "header is cut"},
		"cut behind it":     {builtin[:len(builtin)-1], "do not match their hash"},
		"a flipped bit":     {flipped, "do not match their hash"},
		"another format":    {withHeader(t, builtin, fileMagic, func(h *Header) { h.Format = 99 }), "format 99"},
		"no layers":         {withHeader(t, builtin, fileMagic, func(h *Header) { h.Shape.Layers = 0 }), "out of range"},
		"an odd width":      {withHeader(t, builtin, fileMagic, func(h *Header) { h.Shape.Hidden = 100; h.Shape.Output = 96 }), "does not divide"},
		"fewer layers":      {withHeader(t, builtin, fileMagic, func(h *Header) { h.Shape.Layers = 5 }), "tensors do not fit"},
		"more words":        {withHeader(t, builtin, fileMagic, func(h *Header) { h.Shape.Pieces++ }), "tensors do not fit"},
		"another head":      {withHeader(t, builtin, fileMagic, func(h *Header) { h.Head = &HeadShape{Narrow: 8, Inner: 8} }), "a head of 8"},
	} {
		if _, err := Read(tt.data); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

func TestAJudgeIsPutIntoAFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "model.bin")
	if err := os.WriteFile(name, builtin, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := PutJudge(name, map[string]float64{"met": 0.7}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	e, err := Read(data)
	if err != nil || e.Name() != builtinEncoder(t).Name() || !strings.Contains(string(e.Header().Judge), "0.7") {
		t.Errorf("%v, %s", err, e.Header().Judge)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(fileMagic), 0, byte(0))
	f.Add([]byte(fileMagic+"\x02\x00\x00\x00{}"), 3, byte(9))
	f.Add(front(builtin, fileMagic), 60, byte('9'))
	f.Fuzz(func(t *testing.T, data []byte, at int, value byte) {
		data = damaged(data, at, value)
		if e, err := Read(data); err == nil && e.Dimensions() < 1 {
			t.Fatal("a model without dimensions")
		}
	})
}

func FuzzTokens(f *testing.F) {
	e := builtinEncoder(f)
	f.Add("Supports IT staff \ufb03 \u200b\u00ad résumé 漢字 C++")
	f.Add(strings.Repeat("a", 500))
	f.Fuzz(func(t *testing.T, text string) {
		tokens := e.vocabulary.tokens(text, e.header.Shape.Positions)
		if n := len(tokens); n < 2 || n > e.header.Shape.Positions || tokens[0] != e.vocabulary.begin || tokens[n-1] != e.vocabulary.end {
			t.Fatalf("%d tokens: %v", n, tokens)
		}
		for _, id := range tokens {
			if id < 0 || int(id) >= e.header.Shape.Pieces {
				t.Fatalf("token %d", id)
			}
		}
	})
}

// statementsOf20Words are different, as statements are.
func statementsOf20Words(n int) []string {
	words := strings.Fields("prepares and maintains records of clients who were served by the county department of social services each month during year")
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("%s %d", strings.Join(words[:19], " "), i)
	}
	return out
}

// BenchmarkEmbed reports statements of 20 words a second, by instruction set;
// run it with -cpu 1 for those of a core.
func BenchmarkEmbed(b *testing.B) {
	texts := statementsOf20Words(256)
	for _, k := range kernels() {
		b.Run([]string{"portable", "avx2", "avx512", "amx"}[k], func(b *testing.B) {
			e, err := read(builtin, k)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := e.Embed(b.Context(), texts); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(texts)*b.N)/b.Elapsed().Seconds(), "statements/s")
		})
	}
}

func BenchmarkQuery(b *testing.B) {
	e := builtinEncoder(b)
	for b.Loop() {
		if _, err := e.Embed(b.Context(), []string{"who negotiates contracts with providers"}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadEncoder(b *testing.B) {
	for b.Loop() {
		if _, err := Read(builtin); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOdds judges one requirement against a hundred offers.
func BenchmarkOdds(b *testing.B) {
	h := builtinEncoder(b).Head()
	offered, at, cosines, odds := make([][Narrow]int8, 100), make([]int32, 100), make([]float32, 100), make([][Grades]float32, 100)
	for i := range at {
		at[i] = int32(i)
	}
	var required [Narrow]int8
	begun := time.Now()
	for b.Loop() {
		h.Odds(&required, offered, at, cosines, odds)
	}
	b.ReportMetric(float64(time.Since(begun).Nanoseconds())/float64(100*b.N), "ns/pair")
}
