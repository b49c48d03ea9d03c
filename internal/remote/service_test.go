package remote

import (
	"bytes"
	"context"
	"encoding/json"
	"hash/fnv"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// question is a request as a service reads it.
type question struct {
	Model          string
	Input          []string
	EncodingFormat string `json:"encoding_format"`
	header         http.Header
	path           string
}

// service is an embedding service that answers as those of this shape do.
type service struct {
	*httptest.Server
	// instead answers a request in another way and says so; it counts from 1,
	// the probe left out.
	instead func(w http.ResponseWriter, r *http.Request, q question, count int) bool

	mu    sync.Mutex
	asked []question
}

const testDims = 3

// startService starts a service whose first request is the probe.
func startService(t testing.TB) *service {
	t.Helper()
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(s.handle))
	t.Cleanup(s.Close)
	return s
}

func (s *service) handle(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	q := question{header: r.Header, path: r.URL.Path}
	if err != nil || json.Unmarshal(body, &q) != nil || r.Method != http.MethodPost {
		http.Error(w, `{"error":{"message":"cannot read the request"}}`, http.StatusBadRequest)
		return
	}
	count := 0
	if len(q.Input) != 1 || q.Input[0] != probe {
		s.mu.Lock()
		s.asked = append(s.asked, q)
		count = len(s.asked)
		s.mu.Unlock()
	}
	if count > 0 && s.instead != nil && s.instead(w, r, q, count) {
		return
	}
	var rows []row
	for i, text := range q.Input {
		rows = append(rows, row{i, rawVector(text)})
	}
	answer(w, q.Model, rows)
}

// questions returns what the service was asked after the probe.
func (s *service) questions() []question {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]question(nil), s.asked...)
}

type row struct {
	Index     int       `json:"index"`
	Embedding []float64 `json:"embedding"`
}

func answer(w http.ResponseWriter, model string, rows []row) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{
		"object": "list", "model": model, "data": rows,
		"usage": map[string]int{"prompt_tokens": 8, "total_tokens": 8},
	})
}

// rawVector is what the service makes of a text, of no particular length.
func rawVector(text string) []float64 {
	h := fnv.New32a()
	io.WriteString(h, text)
	n := h.Sum32()
	return []float64{float64(n&0xff) + 1, -float64(n >> 8 & 0xff), float64(n>>16&0xff) / 7}
}

// vectorOf is what an embedder is to make of a text.
func vectorOf(text string) []float32 {
	v := make([]float32, testDims)
	if blank(text) {
		return v
	}
	for i, x := range rawVector(text) {
		v[i] = float32(x)
	}
	normalise(v)
	return v
}

func vectorsOf(texts ...string) []float32 {
	var out []float32
	for _, text := range texts {
		out = append(out, vectorOf(text)...)
	}
	return out
}

// pauses records what an embedder waits, and waits for nothing.
type pauses struct {
	mu  sync.Mutex
	all []time.Duration
}

func (p *pauses) wait(ctx context.Context, d time.Duration) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all = append(p.all, d)
	return ctx.Err()
}

func (s *service) config(p *pauses) Config {
	return Config{URL: s.URL, Model: "test/model:1", Key: "s3cret-key", Wait: p.wait, Random: func() float64 { return 0 }}
}

// connect returns an embedder that asks the service, and the pauses it makes.
func connect(t testing.TB, s *service, change ...func(*Config)) (*Embedder, *pauses) {
	t.Helper()
	p := &pauses{}
	cfg := s.config(p)
	for _, f := range change {
		f(&cfg)
	}
	e, err := New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return e, p
}

// logTo makes a configuration log into a buffer.
func logTo(b *bytes.Buffer) func(*Config) {
	return func(c *Config) {
		c.Log = slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
}
