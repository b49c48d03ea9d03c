package semantic

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crosswalk/internal/spec"
)

func builtin(t testing.TB) *Model {
	t.Helper()
	m, err := BuiltinModel()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func likeness(m *Model, a, b string) float64 {
	return Likeness(m.Views(Read(a, "").Words), m.Views(Read(b, "").Words))
}

func TestMeaningNeedsNoCommonWord(t *testing.T) {
	m := builtin(t)
	for _, c := range []struct{ asked, near, far string }{
		{"Elicit information through interviews", "Question clients to gather facts", "Repair diesel engines"},
		{"Maintain confidentiality of records", "Keep client files private", "Operate a forklift"},
		{"Instruct students in mathematics", "Teach pupils algebra", "Inspect bridges for damage"},
	} {
		if near, far := likeness(m, c.asked, c.near), likeness(m, c.asked, c.far); near < far+0.2 {
			t.Errorf("%q is %.2f like %q and %.2f like %q", c.asked, near, c.near, far, c.far)
		}
	}
}

func TestVectorsHaveLengthOneOrNone(t *testing.T) {
	m := builtin(t)
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringMatching(`([a-z]{1,9} ){0,12}`).Draw(rt, "text")
		v, err := m.Embed(t.Context(), []string{text})
		if err != nil {
			rt.Fatal(err)
		}
		length := math.Sqrt(float64(Dot(v, v)))
		if length != 0 && math.Abs(length-1) > 1e-3 {
			rt.Fatalf("%q has length %v", text, length)
		}
		if a := likeness(m, text, text); a > 1.001 || length > 0 && a < 0.7 {
			rt.Fatalf("%q is %v like itself", text, a)
		}
	})
}

func TestUnknownWordsAreLeftOut(t *testing.T) {
	m := builtin(t)
	text := "Repairs Qzxvy engines, qzxvy pumps and zzyzzx"
	if likeness(m, text, "Repairs engines and pumps") < 0.9 {
		t.Error("unknown words take part in the vector")
	}
	v := m.Views(Read("Qzxvy zzyzzx", "").Words)
	if Dot(v.Whole, v.Whole) != 0 {
		t.Error("nothing known, yet a vector")
	}
}

func TestEmbedStopsWithItsContext(t *testing.T) {
	m := builtin(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Embed(ctx, []string{"a"}); err == nil {
		t.Error("a cancelled context is not heard")
	}
}

func TestTitlePartsFindTheHead(t *testing.T) {
	for title, want := range map[string][]Part{
		"Business Enterprise Officer":   {PartTitle, PartTitle, PartHead},
		"Supervisor of Nurses":          {PartTitle, PartHead}, // "of" joins; it does not qualify
		"Director for Public Relations": {PartHead, PartTitleTail, PartTitleTail},
	} {
		if got := TitleParts(Read(title, spec.Knowledge).Words); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", title, got, want)
		}
	}
}

// small is a model file of three stems.
func small(t testing.TB) []byte {
	t.Helper()
	file, err := WriteModel(Header{Dimensions: 2, Parts: slices.Repeat([]float32{1}, NumParts)},
		[]string{"read", "book", "fish"}, [][]float32{{1, 0}, {0.6, 0.8}, {0, 0}})
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestModelFileRoundTrip(t *testing.T) {
	m, err := ReadModel(small(t))
	if err != nil {
		t.Fatal(err)
	}
	for stem, want := range map[string][]float32{"read": {1, 0}, "book": {0.6, 0.8}, "fish": {0, 0}, "bird": {0, 0}} {
		for i, v := range m.Vector(stem) {
			if math.Abs(float64(v-want[i])) > 0.005 {
				t.Errorf("%s: %v, want %v", stem, m.Vector(stem), want)
			}
		}
	}
	if m.Name() != "crosswalk-1-"+m.Header().Hash[:12] || m.Dimensions() != 2 || m.Knows("bird") || !m.Knows("fish") {
		t.Errorf("%s, %d", m.Name(), m.Dimensions())
	}
	if !bytes.Equal(small(t), small(t)) {
		t.Error("the same model gives two files")
	}
}

func TestADamagedModelFileIsRefused(t *testing.T) {
	file := small(t)
	for end := range file {
		if _, err := ReadModel(file[:end]); spec.CodeOf(err) != spec.Invalid {
			t.Fatalf("cut at %d: %v", end, err)
		}
	}
	flipped := slices.Clone(file)
	flipped[len(flipped)-1] ^= 1
	if _, err := ReadModel(flipped); err == nil || !strings.Contains(err.Error(), "do not match their hash") {
		t.Errorf("one bit flipped: %v", err)
	}
	for name, change := range map[string]func(h map[string]any){
		"format 9":         func(h map[string]any) { h["format"] = 9 },
		"stems of":         func(h map[string]any) { h["dimensions"] = 1 << 40 },
		"different stems":  func(h map[string]any) { h["stems"] = 2 },
		"parts of words":   func(h map[string]any) { h["parts"] = []float32{1} },
		"cannot unmarshal": func(h map[string]any) { h["stems"] = "three" },
		"-1 stems of":      func(h map[string]any) { h["stems"] = -1 },
	} {
		if _, err := ReadModel(withHeader(t, file, change)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want an error about %q, got %v", name, err)
		}
	}
}

// withHeader returns a model file with its header changed.
func withHeader(t testing.TB, file []byte, change func(h map[string]any)) []byte {
	t.Helper()
	rest := file[len(modelMagic):]
	size := int(binary.LittleEndian.Uint32(rest))
	var h map[string]any
	if err := json.Unmarshal(rest[4:4+size], &h); err != nil {
		t.Fatal(err)
	}
	change(h)
	head, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Concat([]byte(modelMagic), binary.LittleEndian.AppendUint32(nil, uint32(len(head))), head, rest[4+size:])
}

func FuzzReadModel(f *testing.F) {
	f.Add(small(f))
	f.Add([]byte(modelMagic))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := ReadModel(data)
		if err != nil {
			return
		}
		if _, err := m.Embed(t.Context(), []string{"read a book"}); err != nil {
			t.Error(err)
		}
	})
}

func BenchmarkEmbed(b *testing.B) {
	m := builtin(b)
	texts := []string{
		"Elicit information through interviews with clients and their families to determine eligibility",
		"Knowledge of community resources and services they provide",
		"Inspects, maintains and repairs diesel engines, pumps and hydraulic systems of heavy equipment using hand and power tools",
		"Ability to communicate effectively orally and in writing",
	}
	for b.Loop() {
		if _, err := m.Embed(b.Context(), texts); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(texts))/b.Elapsed().Seconds(), "statements/s")
}

func BenchmarkReadModel(b *testing.B) {
	for b.Loop() {
		if _, err := ReadModel(builtinModel); err != nil {
			b.Fatal(err)
		}
	}
}
