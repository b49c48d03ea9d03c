package eval

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"crosswalk/internal/match"
	"crosswalk/internal/onet"
)

func TestExplore(t *testing.T) {
	if os.Getenv("EXPLORE") == "" { t.Skip() }
	r, err := onet.Open(filepath.Join(testData(), ReleaseFile))
	if err != nil { t.Fatal(err) }
	links, err := ReadTaskLinks(r)
	if err != nil { t.Fatal(err) }
	c, err := match.BuiltinCorpus()
	if err != nil { t.Fatal(err) }
	fit, rep, err := links.Pairs(c)
	if err != nil { t.Fatal(err) }
	of := func(ps []LinkedPair, tr Truth) (out []LinkedPair) { for _, p := range ps { if p.Truth == tr { out = append(out, p) } }; return }
	for tr := range Truth(Truths) {
		f, rr := of(fit, tr), of(rep, tr)
		w := match.FitWeights(MetExamples(f))
		ws := match.FitWeights(MetExamples(fit))
		m, rl := Observe(&w, rr)
		m2, rl2 := Observe(&ws, rr)
		n := 0; for _, o := range m { if o.True { n++ } }
		nr := 0; for _, o := range rl { if o.True { nr++ } }
		fmt.Println(tr, len(f), len(rr), "base", float64(n)/float64(len(m)), float64(nr)/float64(len(m)), w, ws)
		fmt.Printf("own weights AP %.3f %.3f  joint %.3f %.3f\n", match.AveragePrecision(m), match.AveragePrecision(rl), match.AveragePrecision(m2), match.AveragePrecision(rl2))
		mf, rf := Observe(&ws, f)
		cm, cr := match.FitCurve(mf), match.FitCurve(rf)
		for s := 0.1; s < 1; s += 0.1 { fmt.Printf("  %.1f: %.3f %.3f\n", s, cm.At(s), cr.At(s)) }
	}
}
