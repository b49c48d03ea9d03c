package remote

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/spec"
)

// failFirst makes a service fail so many requests with a status.
func failFirst(s *service, n, status int, header ...string) {
	s.instead = func(w http.ResponseWriter, _ *http.Request, _ question, count int) bool {
		if count > n {
			return false
		}
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		http.Error(w, `{"error":{"message":"loading\nmodel","type":"unavailable_error"}}`, status)
		return true
	}
}

var two = []string{"a", "b"}

func TestWhatMayPassIsTriedAgain(t *testing.T) {
	for _, status := range []int{429, 500, 502, 503, 504} {
		s := startService(t)
		failFirst(s, 3, status)
		var logged bytes.Buffer
		e, p := connect(t, s, logTo(&logged))
		got, err := e.Embed(t.Context(), two)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(vectorsOf(two...), got); d != "" {
			t.Errorf("%d (-want +got)\n%s", status, d)
		}
		if d := cmp.Diff([]time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second}, p.all); d != "" {
			t.Errorf("%d: pauses (-want +got)\n%s", status, d)
		}
		if !strings.Contains(logged.String(), "loading model") || strings.Contains(logged.String(), "s3cret") {
			t.Errorf("logged\n%s", &logged)
		}
	}
}

func TestTriesComeToAnEnd(t *testing.T) {
	s := startService(t)
	failFirst(s, 1000, 503)
	e, p := connect(t, s)
	_, err := e.Embed(t.Context(), two)
	want := fmt.Sprintf("embedding service %s: 503 Service Unavailable: loading model (after 5 tries)", e.address.Host)
	if spec.CodeOf(err) != spec.Unavailable || err.Error() != want || len(p.all) != 4 {
		t.Errorf("error %v, want %s; pauses %v", err, want, p.all)
	}
	// Somebody waits for a search.
	if _, err := e.Embed(t.Context(), two[:1]); err == nil || len(s.questions()) != 5+questionTries {
		t.Errorf("%d requests, %v", len(s.questions()), err)
	}
}

func TestPausesVaryAndAreBounded(t *testing.T) {
	e := &Embedder{cfg: Config{Random: func() float64 { return 0.999999 }}}
	if d := e.backoff(1); d < 250*time.Millisecond || d > 251*time.Millisecond {
		t.Errorf("shortest first pause %v", d)
	}
	e.cfg.Random = func() float64 { return 0 }
	for try, want := range map[int]time.Duration{1: 500 * time.Millisecond, 4: 4 * time.Second, 8: time.Minute, 10: time.Minute, 11: time.Minute, 1000: time.Minute} {
		if d := e.backoff(try); d != want {
			t.Errorf("pause after try %d: %v, want %v", try, d, want)
		}
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"7": 7 * time.Second, " 7 ": 7 * time.Second,
		"Fri, 02 Jan 2026 03:04:25 GMT": 20 * time.Second,
		// Sooner than our own pause, or nothing that can be read.
		"0": 500 * time.Millisecond, "Fri, 02 Jan 2026 03:04:00 GMT": 500 * time.Millisecond,
		"-5": 500 * time.Millisecond, "soon": 500 * time.Millisecond, "1.5": 500 * time.Millisecond,
	} {
		s := startService(t)
		failFirst(s, 1, 429, "Retry-After", header)
		e, p := connect(t, s, func(c *Config) { c.Now = func() time.Time { return now } })
		if _, err := e.Embed(t.Context(), two); err != nil {
			t.Errorf("%s: %v", header, err)
		}
		if d := cmp.Diff([]time.Duration{want}, p.all); d != "" {
			t.Errorf("%s: pauses (-want +got)\n%s", header, d)
		}
	}
	for header, says := range map[string]string{"3600": "1h0m0s", "99999999999": "loading model", "4000000000": "24h0m0s"} {
		s := startService(t)
		failFirst(s, 1, 429, "Retry-After", header)
		e, p := connect(t, s)
		_, err := e.Embed(t.Context(), two)
		if header == "99999999999" { // no number that makes sense
			if err != nil {
				t.Error(err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), says) || len(p.all) != 0 {
			t.Errorf("%s: %v; pauses %v", header, err, p.all)
		}
	}
}

func TestNobodyWaitsForATryThatComesTooLate(t *testing.T) {
	s := startService(t)
	failFirst(s, 1000, 503, "Retry-After", "50")
	e, p := connect(t, s)
	soon, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if _, err := e.Embed(soon, two); err == nil || !strings.Contains(err.Error(), "503") || !strings.Contains(err.Error(), "the next try would be in 50s") {
		t.Errorf("error %v", err)
	}
	e.cfg.Limits.Patience = 40 * time.Second
	if _, err := e.Embed(t.Context(), two); err == nil || !strings.Contains(err.Error(), "the next try would be in 50s") {
		t.Errorf("error %v", err)
	}
	if len(p.all) != 0 {
		t.Errorf("pauses %v", p.all)
	}
}

func TestAPauseEndsWithTheContext(t *testing.T) {
	s := startService(t)
	failFirst(s, 1000, 503)
	ctx, cancel := context.WithCancel(t.Context())
	e, _ := connect(t, s, func(c *Config) {
		c.Wait = func(waiting context.Context, _ time.Duration) error {
			cancel()
			<-waiting.Done()
			return waiting.Err()
		}
	})
	if _, err := e.Embed(ctx, two); err == nil || !strings.Contains(err.Error(), context.Canceled.Error()) {
		t.Errorf("error %v", err)
	}
	if err := wait(ctx, time.Hour); err == nil {
		t.Error("waited for nothing")
	}
	if err := wait(t.Context(), 0); err != nil {
		t.Error(err)
	}
}

func TestASlowAnswerIsTriedAgain(t *testing.T) {
	s := startService(t)
	s.instead = func(_ http.ResponseWriter, r *http.Request, _ question, _ int) bool {
		<-r.Context().Done()
		return true
	}
	e, p := connect(t, s)
	e.cfg.Timeout = 5 * time.Millisecond
	_, err := e.Embed(t.Context(), two)
	if spec.CodeOf(err) != spec.Unavailable || !strings.Contains(err.Error(), "no answer within 5ms (after 5 tries)") || len(p.all) != 4 {
		t.Errorf("error %v; pauses %v", err, p.all)
	}
}

func TestABrokenConnectionIsTriedAgain(t *testing.T) {
	s := startService(t)
	s.instead = func(w http.ResponseWriter, _ *http.Request, _ question, count int) bool {
		if count > 2 {
			return false
		}
		if count == 2 { // in the middle of the answer
			w.Header().Set("Content-Length", "1000")
			w.Write([]byte(`{"data":[`))
			w.(http.Flusher).Flush()
		}
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
		}
		c.Close()
		return true
	}
	e, p := connect(t, s)
	got, err := e.Embed(t.Context(), two)
	if d := cmp.Diff(vectorsOf(two...), got); err != nil || d != "" {
		t.Errorf("%v (-want +got)\n%s", err, d)
	}
	if len(p.all) != 2 {
		t.Errorf("pauses %v", p.all)
	}
}

func TestARefusalIsFinalAndShowsNoKey(t *testing.T) {
	for _, tt := range []struct {
		status int
		body   string
		says   string
	}{
		{401, `{"error":{"message":"Incorrect API key provided: s3cret-key."}}`, "401 Unauthorized: Incorrect API key provided: [key]."},
		{403, `{"detail":"not for s3cret-key"}`, "403 Forbidden: not for [key]"},
		{404, `{"error":"model \"x\" not found,\n try pulling it"}`, `404 Not Found: model "x" not found, try pulling it`},
		{400, `{"detail":[{"loc":["body"],"msg":"bad"}]}`, `400 Bad Request: {"detail":[{"loc":["body"],"msg":"bad"}]}`},
		{413, `{"message":"batch size 33 > maximum allowed batch size 32"}`, "413 Request Entity Too Large: batch size 33 > maximum"},
		{422, "<html>\x00\xff s3cret-key" + strings.Repeat("x", 5000), "422 Unprocessable Entity: <html> ? [key]xxx"},
		{408, "", "408 Request Timeout"},
		{204, "", "204 No Content"},
	} {
		s := startService(t)
		s.instead = func(w http.ResponseWriter, _ *http.Request, _ question, _ int) bool {
			w.WriteHeader(tt.status)
			w.Write([]byte(tt.body))
			return true
		}
		var logged bytes.Buffer
		e, p := connect(t, s, logTo(&logged))
		_, err := e.Embed(t.Context(), two)
		if spec.CodeOf(err) != spec.Unavailable || !strings.Contains(err.Error(), "embedding service "+e.address.Host+": "+tt.says) {
			t.Errorf("error %v, want %s", err, tt.says)
		}
		if len(err.Error()) > 400 || strings.Contains(err.Error()+logged.String(), "s3cret") {
			t.Errorf("error %v; logged\n%s", err, &logged)
		}
		if n := len(s.questions()); n != 1 || len(p.all) != 0 {
			t.Errorf("%d: %d requests, pauses %v", tt.status, n, p.all)
		}
	}
}
