package eval

import (
	"fmt"
	"hash/fnv"
	"os"
	"strings"
	"testing"

	"crosswalk/internal/app"
	"crosswalk/internal/crosswalk"
	"slices"
)

func chosenOn(c Case) bool {
	h := fnv.New32a()
	h.Write([]byte(c.String()))
	return h.Sum32()%2 == 0
}

func TestSweep(t *testing.T) {
	if os.Getenv("EXPLORE") == "" {
		t.Skip()
	}
	cases, _ := ParseCases(strings.NewReader(relevanceCases))
	pairs, _ := ParsePairs(strings.NewReader(similarityPairs))
	m, _ := app.NewMatcher()
	for _, l := range metLabels {
		var s, cf []float64
		for _, p := range pairs {
			if p.Met == l {
				j := m.Similarity(p.Pair)
				s = append(s, j.Similarity)
				cf = append(cf, *j.Confidence)
			}
		}
		slices.Sort(s)
		slices.Sort(cf)
		fmt.Printf("%s sim q10 %.2f q25 %.2f q50 %.2f q75 %.2f q90 %.2f conf q50 %.2f\n", l, s[len(s)/10], s[len(s)/4], s[len(s)/2], s[len(s)*3/4], s[len(s)*9/10], cf[len(cf)/2])
	}
	sw := os.Getenv("SWEEP")
	apart := map[int]bool{}
	tms, tps := []float64{0.5, 0.3, 0.2, 0.15}, []float64{0.3, 0.2, 0.15, 0.12, 0.1, 0.08, 0.06}
	if sw != "" {
		var a, b float64
		fmt.Sscanf(sw, "%f,%f", &a, &b)
		tms, tps = []float64{a}, []float64{b}
	}
	for _, tm := range tms {
		for _, tp := range tps {
			crosswalk.DefaultThresholds = crosswalk.Thresholds{Met: tm, Partial: tp}
			a := seedApp(t)
			made := map[app.CrosswalkRequest]*crosswalk.Crosswalk{}
			var half [2]tally
			var kinds [4]tally // find, leave x (apart or not) on chosen half
			for _, c := range cases {
				if c.OneWay {
					continue
				}
				if _, ok := apart[c.Line]; !ok {
					v, err := c.Check(t.Context(), a)
					if err != nil {
						t.Fatal(err)
					}
					apart[c.Line] = v.SharesStem
				}
				x := made[c.Request]
				if x == nil {
					x, _ = a.Crosswalk(t.Context(), c.Request)
					made[c.Request] = x
				}
				why := ""
				var rr crosswalk.Requirement
				for _, r := range x.Requirements {
					if quotes(r.Statement.Text, c.Requirement) && why == "" {
						why = c.check(r)
						rr = r
					}
				}
				i := 1
				if chosenOn(c) {
					i = 0
				}
				half[i].add(why == "")
				if i == 0 {
					k := 0
					if c.Negative() {
						k = 2
					}
					if apart[c.Line] {
						k++
					}
					kinds[k].add(why == "")
					if sw != "" && why != "" {
						fmt.Println(c, "\n     ", why)
						for _, e := range append(rr.Evidence, rr.Nearest...) {
							fmt.Printf("        %.2f %.2f %s %v\n", e.Similarity, *e.Confidence, e.Statement.Text[:min(90, len(e.Statement.Text))], e.Parts)
						}
					}
				}
			}
			var sim tally
			for _, p := range pairs {
				sim.add(label(m.Similarity(p.Pair).Status) == p.Met)
			}
			fmt.Printf("%.2f %.2f chosen %v  apart: find %v leave %v  shared: find %v leave %v   (other %v sim %v)\n", tm, tp, half[0], kinds[0], kinds[2], kinds[1], kinds[3], half[1], sim)
			a.Close()
		}
	}
}
