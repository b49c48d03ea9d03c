package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"crosswalk/internal/spec"
)

// embeddingService answers every text with one vector, to who has the key.
func embeddingService(t *testing.T, key string) string {
	t.Helper()
	url, _ := countingService(t, key)
	return url
}

// countingService counts the texts that it has been asked for as well.
func countingService(t *testing.T, key string) (string, *atomic.Int64) {
	t.Helper()
	var texts atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+key {
			http.Error(w, `{"error":{"message":"not the key: `+r.Header.Get("Authorization")+`"}}`, http.StatusUnauthorized)
			return
		}
		var q struct{ Input []string }
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil || r.URL.Path != "/v1/embeddings" {
			http.Error(w, "bad", http.StatusBadRequest)
			return
		}
		texts.Add(int64(len(q.Input)))
		var data []string
		for i := range q.Input {
			data = append(data, fmt.Sprintf(`{"object":"embedding","index":%d,"embedding":[0.6,-0.8]}`, i))
		}
		fmt.Fprintf(w, `{"object":"list","data":[%s],"model":"m"}`, strings.Join(data, ","))
	}))
	t.Cleanup(s.Close)
	return s.URL, &texts
}

func TestTheEmbedderIsTheOneThatIsConfigured(t *testing.T) {
	e := testEnv(t)
	if got, err := e.embedder(); err != nil || got != nil { // the encoder serves searches
		t.Errorf("without a service: %v, %v", got, err)
	}
	e.cli.Embedder = embedderFlags{URL: embeddingService(t, "s3cret"), Model: "m", Key: "s3cret"}
	got, err := e.embedder()
	if err != nil {
		t.Fatal(err)
	}
	vectors, err := got.Embed(context.Background(), []string{"a", "b"})
	if err != nil || len(vectors) != 4 || got.Dimensions() != 2 || !strings.HasPrefix(got.Name(), "remote-m-") {
		t.Errorf("%s: %v, %v", got.Name(), vectors, err)
	}
	var logged bytes.Buffer
	e.log = slog.New(slog.NewTextHandler(&logged, nil))
	e.cli.Embedder.Key = "wr0ng"
	if none, err := e.embedder(); none != nil || spec.CodeOf(err) != spec.Unavailable || !strings.Contains(err.Error(), "401 Unauthorized: not the key: Bearer [key]") {
		t.Errorf("with a wrong key: %v", err)
	}
	if !strings.Contains(logged.String(), "embedding service on this machine") || strings.Contains(logged.String(), "wr0ng") {
		t.Errorf("logged\n%s", &logged)
	}
}

// The encoder in the program answers searches as well as crosswalks, and another
// one is asked for by its file.
func TestTheEncoderIsTheOneThatIsConfigured(t *testing.T) {
	data := t.TempDir()
	code, out, errOut := command(t, "", "--data", data, "--format", "json", "search", "contracts")
	if code != 0 || !strings.Contains(out, `"model": "crosswalk-e`) && !strings.Contains(out, `"model":"crosswalk-e`) {
		t.Errorf("exit code %d, %s%s", code, out, errOut)
	}
	for _, tt := range []struct{ file, says string }{
		{filepath.Join(data, "none.bin"), "no such file"},
		{write(t, t.TempDir(), "other.bin", "no encoder"), "it does not begin as one"},
	} {
		for _, args := range [][]string{{"search", "contracts"}, {"similarity", "--batch", "-"}} {
			code, out, errOut := command(t, "", append([]string{"--data", data, "--model", tt.file}, args...)...)
			if code == 0 || !strings.Contains(out+errOut, tt.says) {
				t.Errorf("%s %v: exit code %d, %s%s", tt.file, args, code, out, errOut)
			}
		}
	}
}

func TestEmbedderFlags(t *testing.T) {
	t.Setenv("CROSSWALK_EMBEDDER_KEY", "s3cret")
	code, help, _ := command(t, "", "--help")
	for _, want := range []string{"--embedder-url=URL", "--embedder-model=NAME", "--embedder-key=KEY", "--embedder-timeout=DURATION", "--embedder-insecure", "$CROSSWALK_EMBEDDER_KEY", "60s"} {
		if code != 0 || !strings.Contains(help, want) {
			t.Errorf("exit code %d, no %s in\n%s", code, want, help)
		}
	}
	if strings.Contains(help, "s3cret") {
		t.Errorf("the key is in\n%s", help)
	}
	for args, says := range map[string]string{
		"--embedder-url localhost:11434 --embedder-model m":                              "embedder-url: must begin with http",
		"--embedder-url http://localhost:11434":                                          "embedder-model: name the model",
		"--embedder-url http://embed.example --embedder-model m":                         "use https, or allow it with --embedder-insecure",
		"--embedder-url http://localhost:11434 --embedder-model m --embedder-timeout 0s": "embedder-timeout: must be above 0",
		"--embedder-url https://embed.example --embedder-model m --embedder-timeout x":   "embedder-timeout",
	} {
		code, _, errOut := command(t, "", append(strings.Fields(args), "version")...)
		if code != exitWrongUse || !strings.Contains(errOut, says) || strings.Contains(errOut, "s3cret") {
			t.Errorf("%s: exit code %d, %s", args, code, errOut)
		}
	}
	t.Setenv("CROSSWALK_EMBEDDER_URL", "http://embed.example")
	if code, _, errOut := command(t, "", "version"); code != exitWrongUse || !strings.Contains(errOut, "embedder-url: ") {
		t.Errorf("from the environment: exit code %d, %s", code, errOut)
	}
	t.Setenv("CROSSWALK_EMBEDDER_INSECURE", "true")
	t.Setenv("CROSSWALK_EMBEDDER_MODEL", "m")
	if code, _, errOut := command(t, "", "version"); code != 0 {
		t.Errorf("from the environment: exit code %d, %s", code, errOut)
	}
}

func TestAServiceIsAskedForAStatementOnceAndOnlyByWhoAnswers(t *testing.T) {
	url, texts := countingService(t, "s3cret")
	data := t.TempDir()
	t.Setenv("CROSSWALK_DATA", data)
	t.Setenv("CROSSWALK_EMBEDDER_URL", url)
	t.Setenv("CROSSWALK_EMBEDDER_MODEL", "m")
	t.Setenv("CROSSWALK_EMBEDDER_KEY", "s3cret")
	ok := func(args ...string) string {
		t.Helper()
		code, out, errOut := command(t, "", args...)
		if code != 0 {
			t.Fatalf("%v: exit code %d, %s", args, code, errOut)
		}
		return out
	}
	if out := ok("search", "contracts", "--format", "json"); !strings.Contains(out, `"answered": "hybrid"`) || !strings.Contains(out, `"model": "remote-m-`) {
		t.Errorf("answer\n%.300s", out)
	}
	if n := texts.Load(); n < 500 {
		t.Errorf("asked for %d texts", n)
	}
	if err := os.RemoveAll(filepath.Join(data, "index")); err != nil {
		t.Fatal(err)
	}
	texts.Store(0)
	ok("search", "contracts")
	if n := texts.Load(); n != 2 { // one at the start, and the search
		t.Errorf("asked for %d texts when the index is built again", n)
	}
	texts.Store(0)
	backup := filepath.Join(t.TempDir(), "backup.db")
	ok("backup", backup)
	ok("restore", backup)
	ok("withdraw", "us-nc:19200")
	if n := texts.Load(); n != 0 {
		t.Errorf("asked for %d texts by commands that answer nothing", n)
	}
	t.Setenv("CROSSWALK_EMBEDDER_KEY", "wr0ng")
	if code, _, errOut := command(t, "", "search", "contracts"); code != exitFailed || !strings.Contains(errOut, "embedding service 127.0.0.1") || strings.Contains(errOut, "wr0ng") {
		t.Errorf("with a wrong key: exit code %d, %s", code, errOut)
	}
}

func TestVectorsAreCarriedToAnotherCatalog(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	file := filepath.Join(t.TempDir(), "onet.vectors")
	for _, tt := range []struct {
		args string
		code int
		says string
	}{
		{"--data " + first + " vectors export " + file, exitFailed, "there is no catalog"},
		{"--data " + first + " search contracts", 0, ""},
		{"--data " + first + " vectors export " + file + " --issuer us-xx", exitWrongUse, "issuer: there is no issuer"},
		{"--data " + first + " vectors export " + file + " --issuer us-nc --source src-1", exitWrongUse, "can't be used together"},
		{"--data " + second + " vectors import " + file, exitFailed, "no such file"}, // what failed has left none
		{"--data " + first + " vectors export " + file, 0, "vectors of the model crosswalk-e"},
		{"--data " + second + " vectors import " + file, 0, " of them new"},
		{"--data " + second + " vectors import " + file, 0, ", 0 of them new"},
		{"--data " + second + " vectors import " + write(t, t.TempDir(), "cut.vectors", "crosswalk vectors 1\n"), exitFailed, "cut.vectors: it is cut"},
	} {
		code, out, errOut := command(t, "", strings.Fields(tt.args)...)
		if code != tt.code || !strings.Contains(out+errOut, tt.says) {
			t.Errorf("%s: exit code %d, %s%s", tt.args, code, out, errOut)
		}
	}
}
