package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/spec"
)

func TestTextsBecomeVectorsInTheirOrder(t *testing.T) {
	s := startService(t)
	s.instead = func(w http.ResponseWriter, _ *http.Request, q question, _ int) bool {
		var rows []row
		for i, text := range q.Input {
			rows = append(rows, row{i, rawVector(text)})
		}
		slices.Reverse(rows) // the index says which is which, not the place
		answer(w, q.Model, rows)
		return true
	}
	e, _ := connect(t, s)
	texts := []string{"sweeps floors", " \n", "scrubs “decks”", "", "polishes"}
	got, err := e.Embed(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(vectorsOf(texts...), got); d != "" {
		t.Errorf("vectors (-want +got)\n%s", d)
	}
	asked := s.questions()
	if len(asked) != 1 {
		t.Fatalf("%d requests", len(asked))
	}
	q := asked[0]
	if d := cmp.Diff([]string{texts[0], texts[2], texts[4]}, q.Input); d != "" {
		t.Errorf("asked for (-want +got)\n%s", d)
	}
	if q.Model != "test/model:1" || q.EncodingFormat != "float" || q.path != "/v1/embeddings" ||
		q.header.Get("Authorization") != "Bearer s3cret-key" || q.header.Get("Content-Type") != "application/json" {
		t.Errorf("request %+v", q)
	}
	if e.Dimensions() != testDims {
		t.Errorf("%d dimensions", e.Dimensions())
	}
}

func TestBlankTextsAreNotAskedFor(t *testing.T) {
	s := startService(t)
	e, _ := connect(t, s)
	for _, texts := range [][]string{nil, {""}, {" \t\n"}, {"", "\u00a0"}} {
		got, err := e.Embed(t.Context(), texts)
		if err != nil || len(got) != len(texts)*testDims || slices.ContainsFunc(got, func(f float32) bool { return f != 0 }) {
			t.Errorf("%q: %v, %v", texts, got, err)
		}
	}
	if n := len(s.questions()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestTheNameTellsModelsAndServicesApart(t *testing.T) {
	s, other := startService(t), startService(t)
	a, _ := connect(t, s)
	again, _ := connect(t, s, func(c *Config) { c.URL += "/v1/" })
	model, _ := connect(t, s, func(c *Config) { c.Model = "test/model:2" })
	elsewhere, _ := connect(t, other)
	if !regexp.MustCompile(`^remote-test-model-1-[0-9a-f]{8}$`).MatchString(a.Name()) {
		t.Errorf("name %q", a.Name())
	}
	if a.Name() != again.Name() {
		t.Errorf("one service, two names: %s, %s", a.Name(), again.Name())
	}
	if a.Name() == model.Name() || a.Name() == elsewhere.Name() {
		t.Errorf("one name %s for several", a.Name())
	}
	odd, _ := connect(t, s, func(c *Config) { c.Model = "../ü " + strings.Repeat("x", 200) })
	if !regexp.MustCompile(`^[A-Za-z0-9.-]{1,90}$`).MatchString(odd.Name()) {
		t.Errorf("name %q", odd.Name())
	}
}

func TestTextsGoInBatches(t *testing.T) {
	s := startService(t)
	e, _ := connect(t, s, func(c *Config) { c.Limits.BatchTexts, c.Limits.BatchBytes, c.Limits.InFlight = 3, 10, 1 })
	texts := []string{"a", "b", "c", "d", "12345", "123456", strings.Repeat("x", 50), "e"}
	got, err := e.Embed(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(vectorsOf(texts...), got); d != "" {
		t.Errorf("vectors (-want +got)\n%s", d)
	}
	var asked [][]string
	for _, q := range s.questions() {
		asked = append(asked, q.Input)
	}
	want := [][]string{{"a", "b", "c"}, {"d", "12345"}, {"123456"}, {texts[6]}, {"e"}}
	if d := cmp.Diff(want, asked); d != "" {
		t.Errorf("batches (-want +got)\n%s", d)
	}
}

func TestSoManyBatchesAtATime(t *testing.T) {
	const inFlight, calls, batchesPerCall = 3, 2, 6
	s := startService(t)
	var now, most atomic.Int64
	arrived, release := make(chan bool), make(chan bool)
	s.instead = func(http.ResponseWriter, *http.Request, question, int) bool {
		n := now.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		arrived <- true
		<-release
		now.Add(-1)
		return false
	}
	e, _ := connect(t, s, func(c *Config) { c.Limits.BatchTexts, c.Limits.InFlight = 1, inFlight })
	done := make(chan error)
	for call := range calls {
		go func() {
			var texts []string
			for i := range batchesPerCall {
				texts = append(texts, fmt.Sprint(call, " ", i))
			}
			got, err := e.Embed(t.Context(), texts)
			if err == nil && !slices.Equal(got, vectorsOf(texts...)) {
				err = errors.New("the vectors are not those of the texts")
			}
			done <- err
		}()
	}
	for range inFlight { // before any is answered
		<-arrived
	}
	for range calls*batchesPerCall - inFlight {
		release <- true
		<-arrived
	}
	close(release)
	for range calls {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if n := most.Load(); n != inFlight {
		t.Errorf("%d at a time, want %d", n, inFlight)
	}
}

func TestTheFirstErrorEndsACall(t *testing.T) {
	s := startService(t)
	s.instead = func(w http.ResponseWriter, _ *http.Request, q question, _ int) bool {
		if q.Input[0] == "b" {
			http.Error(w, "no", http.StatusBadRequest)
			return true
		}
		return false
	}
	e, _ := connect(t, s, func(c *Config) { c.Limits.BatchTexts, c.Limits.InFlight = 1, 1 })
	if _, err := e.Embed(t.Context(), strings.Split("abcdefgh", "")); err == nil || !strings.Contains(err.Error(), "400 Bad Request: no") {
		t.Errorf("error %v", err)
	}
	if n := len(s.questions()); n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
}

func TestSearchTextsAreRemembered(t *testing.T) {
	s := startService(t)
	e, _ := connect(t, s, func(c *Config) { c.Limits.Recent = 2 })
	for _, text := range []string{"a", "b", "a", "c", "a", "b"} { // c drives out b
		got, err := e.Embed(t.Context(), []string{text})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(vectorOf(text), got); d != "" {
			t.Errorf("%s (-want +got)\n%s", text, d)
		}
		clear(got) // the caller's own
	}
	var asked []string
	for _, q := range s.questions() {
		asked = append(asked, q.Input...)
	}
	if d := cmp.Diff([]string{"a", "b", "c", "b"}, asked); d != "" {
		t.Errorf("asked (-want +got)\n%s", d)
	}
}

func TestACallEndsWithItsContext(t *testing.T) {
	s := startService(t)
	arrived := make(chan bool, 8)
	s.instead = func(_ http.ResponseWriter, r *http.Request, _ question, _ int) bool {
		arrived <- true
		<-r.Context().Done()
		return true
	}
	e, p := connect(t, s, func(c *Config) { c.Limits.BatchTexts = 1 })
	for _, texts := range [][]string{{"a"}, {"a", "b"}} {
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			<-arrived
			cancel()
		}()
		_, err := e.Embed(ctx, texts)
		if !errors.Is(err, context.Canceled) || spec.CodeOf(err) != spec.Unavailable || !strings.Contains(err.Error(), e.address.Host) {
			t.Errorf("error %v", err)
		}
	}
	if len(p.all) != 0 {
		t.Errorf("pauses %v", p.all)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Embed(ended, []string{"c", "d"}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("asked elsewhere, with key %q", r.Header.Get("Authorization"))
	}))
	defer elsewhere.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		s := startService(t)
		s.instead = func(w http.ResponseWriter, r *http.Request, _ question, _ int) bool {
			http.Redirect(w, r, elsewhere.URL+"/v1/embeddings?secret=1", status)
			return true
		}
		e, p := connect(t, s)
		_, err := e.Embed(t.Context(), []string{"a", "b"})
		if err == nil || !strings.Contains(err.Error(), "it redirects to "+elsewhere.URL) || strings.Contains(err.Error(), "secret") || len(p.all) != 0 {
			t.Errorf("%d: %v, pauses %v", status, err, p.all)
		}
	}
}

// toService sends what is meant for any host to a test's service.
type toService struct{ *service }

func (s toService) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = "http", strings.TrimPrefix(s.URL, "http://")
	return http.DefaultTransport.RoundTrip(r)
}

func TestItIsSaidThatTextsLeaveTheMachine(t *testing.T) {
	s := startService(t)
	var far, near bytes.Buffer
	connect(t, s, logTo(&far), func(c *Config) { c.URL, c.Transport = "https://embed.example:8443/", toService{s} })
	if n := strings.Count(far.String(), "level=WARN"); n != 1 || !strings.Contains(far.String(), "leave this machine") || !strings.Contains(far.String(), "host=embed.example:8443") {
		t.Errorf("logged\n%s", &far)
	}
	connect(t, s, logTo(&near))
	if strings.Contains(near.String(), "WARN") || !strings.Contains(near.String(), "on this machine") {
		t.Errorf("logged\n%s", &near)
	}
	if strings.Contains(far.String()+near.String(), "s3cret") {
		t.Error("the key was logged")
	}
}

func TestAServiceThatIsNotThere(t *testing.T) {
	s := startService(t)
	s.Close()
	p := &pauses{}
	_, err := New(t.Context(), s.config(p))
	if spec.CodeOf(err) != spec.Unavailable || !strings.Contains(err.Error(), strings.TrimPrefix(s.URL, "http://")) || !strings.Contains(err.Error(), "after 5 tries") {
		t.Errorf("error %v", err)
	}
	if strings.Contains(err.Error(), "s3cret") {
		t.Errorf("the key is in %v", err)
	}
}
