package remote

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crosswalk/internal/spec"
)

func TestTheAddressIsMadeFromTheBase(t *testing.T) {
	for base, want := range map[string]string{
		"http://localhost:11434":                      "http://localhost:11434/v1/embeddings",
		" http://127.0.0.1:8080/\n":                   "http://127.0.0.1:8080/v1/embeddings",
		"http://[::1]:8080/v1":                        "http://[::1]:8080/v1/embeddings",
		"http://127.9.9.9":                            "http://127.9.9.9/v1/embeddings",
		"https://API.example.com/v1/":                 "https://api.example.com/v1/embeddings",
		"https://example.com/a%20b/v1/embeddings":     "https://example.com/a%20b/v1/embeddings",
		"https://example.com/deployments/v1x":         "https://example.com/deployments/v1x/v1/embeddings",
		"HTTPS://example.com:8443/v1/embeddings/":     "https://example.com:8443/v1/embeddings",
		"https://[2001:db8::1]:8443/team/v1/":         "https://[2001:db8::1]:8443/team/v1/embeddings",
		"https://localhost.example.com/v1/embeddings": "https://localhost.example.com/v1/embeddings",
	} {
		u, err := parseAddress(base, false)
		if err != nil || u.String() != want {
			t.Errorf("%q: %v, %v; want %s", base, u, err, want)
		}
	}
}

func TestAWrongConfigurationNamesTheFlag(t *testing.T) {
	good := Config{URL: "https://example.com", Model: "m"}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for _, tt := range []struct {
		change      func(*Config)
		field, says string
	}{
		{func(c *Config) { c.URL = "" }, "embedder-url", "must begin with http"},
		{func(c *Config) { c.URL = "localhost:11434" }, "embedder-url", "must begin with http"},
		{func(c *Config) { c.URL = "ftp://example.com" }, "embedder-url", "must begin with http"},
		{func(c *Config) { c.URL = "http:///v1" }, "embedder-url", "names no host"},
		{func(c *Config) { c.URL = "https://:443" }, "embedder-url", "names no host"},
		{func(c *Config) { c.URL = "https://me:pa55@example.com" }, "embedder-url", "no password"},
		{func(c *Config) { c.URL = "https://me:pa55@exa mple.com" }, "embedder-url", "no address"},
		{func(c *Config) { c.URL = "https://me:pa55@example.com:port" }, "embedder-url", "no address"},
		{func(c *Config) { c.URL = "https://example.com/?key=pa55" }, "embedder-url", "without ?"},
		{func(c *Config) { c.URL = "https://example.com/#pa55" }, "embedder-url", "without ?"},
		{func(c *Config) { c.URL = "http://example.com" }, "embedder-url", "example.com unencrypted; use https"},
		{func(c *Config) { c.URL = "http://localhost.example.com" }, "embedder-url", "unencrypted"},
		{func(c *Config) { c.URL = "http://10.0.0.1" }, "embedder-url", "unencrypted"},
		{func(c *Config) { c.Model = " " }, "embedder-model", "name the model"},
		{func(c *Config) { c.Timeout = -1 }, "embedder-timeout", "above 0"},
		{func(c *Config) { c.Key = "pa55\nX-Other: 1" }, "embedder-key", "visible ASCII"},
	} {
		c := good
		tt.change(&c)
		err := c.Check()
		var e *spec.Error
		if !errors.As(err, &e) || e.Code != spec.Invalid || e.Field != tt.field || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%+v: %v, want %s: %s", c, err, tt.field, tt.says)
		}
		if strings.Contains(fmt.Sprint(err), "pa55") {
			t.Errorf("a secret is in %v", err)
		}
		if _, made := New(t.Context(), c); fmt.Sprint(made) != fmt.Sprint(err) {
			t.Errorf("New says %v, Check says %v", made, err)
		}
	}
	insecure := Config{URL: "http://example.com", Model: "m", Key: "line\n", Insecure: true}
	if err := insecure.Check(); err != nil {
		t.Error(err)
	}
}

func TestAKeyDoesNotPrint(t *testing.T) {
	c := Config{Key: "pa55word"}
	asJSON, err := json.Marshal(map[string]Key{"key": c.Key})
	if err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("x", "key", c.Key, "config", struct{ Key Key }{c.Key})
	for _, s := range []string{fmt.Sprint(c.Key), fmt.Sprintf("%v %+v %#v %s %q", c, c, c, c.Key, c.Key), string(asJSON), logged.String()} {
		if strings.Contains(s, "pa55") || !strings.Contains(s, hiddenKey) {
			t.Errorf("printed %s", s)
		}
	}
	if s := fmt.Sprint(Key("")); s != "" {
		t.Errorf("no key prints as %q", s)
	}
}

// TestBatchesHoldTheirLimits: every text that is not blank is in one batch, in
// order, and no batch is over a limit unless by one text alone.
func TestBatchesHoldTheirLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOf(rapid.StringMatching(`[ a]{0,12}`)).Draw(t, "texts")
		maxTexts, maxBytes := rapid.IntRange(1, 5).Draw(t, "texts of a batch"), rapid.IntRange(1, 20).Draw(t, "bytes of a batch")
		var got, want []int
		for _, b := range batches(texts, maxTexts, maxBytes) {
			size := 0
			for _, i := range b {
				size += len(texts[i])
			}
			if len(b) == 0 || len(b) > maxTexts || size > maxBytes && len(b) > 1 {
				t.Fatalf("batch %v of %d bytes", b, size)
			}
			got = append(got, b...)
		}
		for i, text := range texts {
			if strings.TrimSpace(text) != "" {
				want = append(want, i)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("batches hold %v, want %v", got, want)
		}
	})
}
