// Package remote asks an embedding service over HTTP. It speaks the shape of
// OpenAI's /v1/embeddings, which Ollama, TEI, vLLM and llama.cpp serve.
package remote

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"crosswalk/internal/semantic"
)

// An Embedder embeds texts by asking a service. It is safe for concurrent use.
type Embedder struct {
	cfg     Config
	address *url.URL
	client  *http.Client
	slots   chan struct{} // one per request under way
	recent  *recent
	name    string
	dims    int
}

var (
	_ semantic.Keeper  = (*Embedder)(nil)
	_ semantic.Batcher = (*Embedder)(nil)
)

// probe is the text whose vector tells how long vectors are.
const probe = "crosswalk"

// New returns the embedder of a configuration after asking the service for
// the vector of one word. The error is Invalid when the configuration is
// wrong, and Unavailable when the service does not answer as it should.
func New(ctx context.Context, cfg Config) (*Embedder, error) {
	if err := cfg.Check(); err != nil {
		return nil, err
	}
	cfg = cfg.withDefaults()
	cfg.Key, cfg.Model = cfg.Key.trimmed(), strings.TrimSpace(cfg.Model)
	address, err := parseAddress(cfg.URL, cfg.Insecure)
	if err != nil {
		return nil, err
	}
	e := &Embedder{
		cfg: cfg, address: address, recent: newRecent(cfg.Limits.Recent),
		slots: make(chan struct{}, cfg.Limits.InFlight),
		client: &http.Client{Transport: cfg.Transport, CheckRedirect: func(*http.Request, []*http.Request) error {
			// The texts, and on some ways the key, would go where nobody said.
			return http.ErrUseLastResponse
		}},
	}
	if loopback(address.Hostname()) {
		cfg.Log.Info("texts of statements and searches go to an embedding service on this machine", "host", address.Host)
	} else {
		cfg.Log.Warn("texts of statements and searches leave this machine: they go to an embedding service", "host", address.Host)
	}
	vector, err := e.ask(ctx, []string{probe}, cfg.Limits.Tries)
	if err != nil {
		return nil, err
	}
	e.dims = len(vector)
	e.name = nameOf(address, cfg.Model, e.dims)
	return e, nil
}

// nameLength bounds the part of the name that is for people; names become
// names of folders.
const nameLength = 60

// nameOf names a model as one service has it: the same name elsewhere may be
// another model, or the same one cut to other dimensions.
func nameOf(address *url.URL, model string, dims int) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '.':
			return r
		}
		return '-'
	}, model)
	plain = plain[:min(len(plain), nameLength)]
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d", address, model, dims))
	return fmt.Sprintf("remote-%s-%x", plain, sum[:4])
}

// Name names the model and the service.
func (e *Embedder) Name() string { return e.name }

// Dimensions is the length of every vector, as the service's first answer was.
func (e *Embedder) Dimensions() int { return e.dims }

// Embed asks for the vectors of texts in batches. A single text is taken for a
// search, for which somebody waits: its vector may come from memory, and the
// service gets fewer tries. Blank texts get zeros. The error is Unavailable and
// names the service's host; it wraps that of ctx when that has ended.
func (e *Embedder) Embed(ctx context.Context, texts []string) ([]float32, error) {
	if len(texts) == 1 {
		return e.search(ctx, texts[0])
	}
	out := make([]float32, len(texts)*e.dims)
	err := e.EmbedBatches(ctx, texts, func(at []int, vectors []float32) error {
		for i, t := range at {
			copy(out[t*e.dims:], vectors[i*e.dims:(i+1)*e.dims])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// search returns the vector of a search text, which is the caller's own.
func (e *Embedder) search(ctx context.Context, text string) ([]float32, error) {
	if blank(text) {
		return make([]float32, e.dims), nil
	}
	if vector := e.recent.get(text); vector != nil {
		return slices.Clone(vector), nil
	}
	vector, err := e.ask(ctx, []string{text}, min(questionTries, e.cfg.Limits.Tries))
	if err != nil {
		return nil, err
	}
	e.recent.put(text, vector)
	return slices.Clone(vector), nil
}

// KeptIn returns what embeds statements and asks for each vector once.
func (e *Embedder) KeptIn(store semantic.VectorStore) *semantic.Kept {
	return &semantic.Kept{Embedder: e, Store: store, Log: e.cfg.Log}
}
