package remote

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/spec"
)

func TestBadAnswersAreRefused(t *testing.T) {
	good := `{"index":0,"embedding":[1,2,3]}`
	for name, tt := range map[string]struct{ data, says string }{
		"too few":            {good, "1 vectors for 2 texts"},
		"too many":           {good + "," + good + "," + good, "3 vectors for 2 texts"},
		"an index twice":     {good + "," + good, "index 0 twice"},
		"an index too high":  {good + `,{"index":2,"embedding":[1,2,3]}`, "index 2; there are 2"},
		"an index below 0":   {good + `,{"index":-1,"embedding":[1,2,3]}`, "index -1"},
		"no index":           {good + `,{"embedding":[1,2,3]}`, "entry 1 of the answer has no index"},
		"other dimensions":   {good + `,{"index":1,"embedding":[1,2]}`, "2 dimensions, not 3"},
		"more dimensions":    {good + `,{"index":1,"embedding":[1,2,3,4]}`, "4 dimensions, not 3"},
		"no numbers":         {good + `,{"index":1,"embedding":[ ]}`, "vector 1 of the answer: it is empty"},
		"no vector":          {good + `,{"index":1}`, "no list"},
		"NaN":                {good + `,{"index":1,"embedding":[1,NaN,3]}`, "not of the shape"},
		"null for NaN":       {good + `,{"index":1,"embedding":[1,null,3]}`, `number 1: "null" is no finite number`},
		"out of range":       {good + `,{"index":1,"embedding":[1,1e39,3]}`, "no finite number"},
		"a word":             {good + `,{"index":1,"embedding":[1,"inf",3]}`, "no finite number"},
		"tokens, not pooled": {good + `,{"index":1,"embedding":[[1,2,3]]}`, "no finite number"},
		"base64":             {good + `,{"index":1,"embedding":"AACAPw=="}`, "no list"},
	} {
		t.Run(name, func(t *testing.T) {
			s := startService(t)
			s.instead = func(w http.ResponseWriter, _ *http.Request, _ question, _ int) bool {
				fmt.Fprintf(w, `{"object":"list","data":[%s]}`, tt.data)
				return true
			}
			e, p := connect(t, s)
			_, err := e.Embed(t.Context(), two)
			if spec.CodeOf(err) != spec.Unavailable || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), e.address.Host) {
				t.Errorf("error %v, want %s", err, tt.says)
			}
			if len(p.all) != 0 {
				t.Errorf("tried again, after %v", p.all)
			}
		})
	}
}

func TestAnAnswerThatIsTooLargeIsNotRead(t *testing.T) {
	s := startService(t)
	s.instead = func(w http.ResponseWriter, _ *http.Request, _ question, _ int) bool {
		w.Write([]byte(`{"data":[` + strings.Repeat(" ", 5000) + `]}`))
		return true
	}
	e, p := connect(t, s, func(c *Config) { c.Limits.AnswerBytes = 4000 })
	if _, err := e.Embed(t.Context(), two); err == nil || !strings.Contains(err.Error(), "over the limit of 4000 bytes") || len(p.all) != 0 {
		t.Errorf("error %v; pauses %v", err, p.all)
	}
}

func TestVectorsGetLengthOne(t *testing.T) {
	got, err := decodeAnswer([]byte(`{"data":[{"index":1,"embedding":[0, -0.0]},{"index":0,"embedding":[ 3e38,
		4e38 ]}]}`), 2, 2)
	if err == nil {
		t.Errorf("4e38 is no float32, and became %v", got)
	}
	got, err = decodeAnswer([]byte(`{"data":[{"index":1,"embedding":[0, 0.0]},{"index":0,"embedding":[ 1.5e38,
		2e38 ]},{"index":2,"embedding":[0,-1e-45]}]}`), 3, 0)
	if d := cmp.Diff([]float32{0.6, 0.8, 0, 0, 0, -1}, got); err != nil || d != "" {
		t.Errorf("%v (-want +got)\n%s", err, d)
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"data":[{"index":1,"embedding":[0,0.5]},{"index":0,"embedding":[3e38,-1e-45]}],"model":"m","usage":{"total_tokens":1}}`), 2, 2)
	f.Add([]byte(`{"data":[{"index":0,"embedding":[1,null]}]}`), 1, 0)
	f.Add([]byte(`{"data":[{"index":0,"embedding":[[1,2],"3"]}]}`), 1, 3)
	f.Add([]byte(`{"Data":[{"INDEX":0,"embedding":[1],"embedding":[2,3]}]}`), 1, 0)
	f.Add([]byte(`{"data":[]}`), 0, 0)
	f.Fuzz(func(t *testing.T, body []byte, count, dims int) {
		count, dims = count&15, dims&15
		got, err := decodeAnswer(body, count, dims)
		if err != nil {
			if got != nil {
				t.Fatalf("vectors %v with error %v", got, err)
			}
			return
		}
		if !json.Valid(body) {
			t.Fatal("it is no JSON")
		}
		if dims == 0 && count > 0 {
			dims = len(got) / count
			if dims == 0 {
				t.Fatal("vectors without numbers")
			}
		}
		if len(got) != count*dims {
			t.Fatalf("%d numbers for %d texts of %d dimensions", len(got), count, dims)
		}
		for i := range count {
			var sum float64
			for _, x := range got[i*dims : (i+1)*dims] {
				sum += float64(x) * float64(x)
			}
			if math.IsNaN(sum) || sum != 0 && math.Abs(sum-1) > 1e-5 {
				t.Fatalf("vector %d has length %g", i, math.Sqrt(sum))
			}
		}
	})
}
