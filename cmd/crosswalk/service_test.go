package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"crosswalk/internal/api"
	"crosswalk/internal/app"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// testEnv is an environment whose data lie in a folder of the test.
func testEnv(t testing.TB) *env {
	t.Helper()
	return &env{ctx: context.Background(), cli: &cli{Data: t.TempDir(), Format: "json"}, out: io.Discard, errOut: io.Discard, log: slog.New(slog.DiscardHandler)}
}

// service is a running service over the seed documents.
type service struct {
	url string
	app *app.App
}

// startService serves what crosswalk serve serves, on a port of its own.
func startService(t testing.TB) service {
	t.Helper()
	s := startUnready(t)
	if err := s.app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func startUnready(t testing.TB) service {
	t.Helper()
	return startIn(t, testEnv(t))
}

// startLogged serves with a log.
func startLogged(t testing.TB, log io.Writer) service {
	t.Helper()
	e := testEnv(t)
	e.log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s := startIn(t, e)
	if err := s.app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// lockedBuffer is a buffer that several goroutines may write to.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func startIn(t testing.TB, e *env) service {
	t.Helper()
	a, err := e.openAnswering()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	handler, err := newHandler(a, e, true)
	if err != nil {
		t.Fatal(err)
	}
	return service{url: serveHandler(t, handler), app: a}
}

// serveHandler serves on a port of its own, and returns the address.
func serveHandler(t testing.TB, handler http.Handler) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: handler, MaxHeaderBytes: api.MaxHeaderBytes}
	go server.Serve(api.Listener(listener))
	t.Cleanup(func() { server.Close() })
	return "http://" + listener.Addr().String()
}

// answer is a response, read whole.
type answer struct {
	status int
	kind   string // media type
	header http.Header
	body   []byte
}

func do(t testing.TB, method, url, contentType, body string, header ...string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	if host := req.Header.Get("Host"); host != "" { // net/http sends what stands here
		req.Host = host
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	read, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	return answer{res.StatusCode, kind, res.Header, read}
}

func get(t testing.TB, url string, header ...string) answer {
	t.Helper()
	return do(t, http.MethodGet, url, "", "", header...)
}

// into decodes a JSON answer.
func into[T any](t testing.TB, a answer) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(a.body, &v); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
	return v
}
