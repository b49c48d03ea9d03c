package eval

import "testing"

// Whether two trees let the same people apply does not depend on their shape.
func TestSameWays(t *testing.T) {
	leaf := func(at int, kind string) requirement { return requirement{Kind: kind, At: [2]int{10 * at, 10*at + 9}} }
	all := func(n ...requirement) requirement { return requirement{All: n} }
	some := func(n ...requirement) requirement { return requirement{Any: n} }
	degree, diploma, two, six := leaf(1, "education"), leaf(2, "education"), leaf(3, "experience"), leaf(4, "experience")
	licence, skill, wide := leaf(5, "licence"), leaf(6, "other"), requirement{Kind: "experience", At: [2]int{30, 49}}
	for name, tt := range map[string]struct {
		label, reading requirement
		why            string
	}{
		"the same":                           {all(degree, two), all(two, degree), ""},
		"another shape":                      {some(all(degree, two), all(degree, six)), all(degree, some(two, six)), ""},
		"a longer way adds nothing":          {some(degree, all(degree, two)), all(degree), "missing"},
		"a choice read as two conditions":    {some(two, licence), all(two, licence), "other ways"},
		"two conditions read as a choice":    {all(degree, licence), some(degree, licence), "other ways"},
		"one is lost":                        {all(degree, two), all(degree), "missing"},
		"one is asked by nobody":             {all(degree), all(degree, licence), "not asked"},
		"two are read as one":                {all(degree, some(two, six)), all(degree, wide), ""},
		"a time and another are read as one": {all(two, six), all(wide), "merged"},
		"skills are not compared":            {all(degree, skill), all(degree), ""},
		"schooling of two wordings":          {some(degree, diploma), all(requirement{Kind: "education", At: [2]int{10, 29}}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			same, why := sameWays(&tt.label, &tt.reading)
			if why != tt.why || same != (tt.why == "") {
				t.Errorf("sameWays = %v, %q; want %q", same, why, tt.why)
			}
		})
	}
}
