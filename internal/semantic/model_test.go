package semantic

import (
	"testing"
)

func TestTrial(t *testing.T) {
	m, err := BuiltinModel()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range [][2]string{
		{"Elicit information through interviews", "Client intake interviews — conduct using agency forms"},
		{"Elicit information through interviews", "Repair diesel engines"},
		{"Teach communication", "Communicating with clients"},
		{"Supervises child protective workers", "Provides child protective services"},
	} {
		a, b := m.Views(Read(p[0], "").Words), m.Views(Read(p[1], "").Words)
		t.Log(p, Likeness(a, b), Dot(a.Whole, b.Whole), Dot(a.Action, b.Action), Dot(a.Object, b.Object))
	}
}

func BenchmarkEmbed(b *testing.B) {
	m, _ := BuiltinModel()
	texts := []string{"Elicit information through interviews with clients and their families to determine eligibility", "Repair diesel engines using hand tools"}
	for b.Loop() {
		m.Embed(b.Context(), texts)
	}
	b.ReportMetric(float64(b.N*2)/b.Elapsed().Seconds(), "statements/s")
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		ReadModel(builtinModel)
	}
}
