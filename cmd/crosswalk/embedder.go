package main

import (
	"context"
	"time"

	"crosswalk/internal/remote"
	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// embedderFlags say which service embeds texts for searches; the encoder does
// where no URL is given.
type embedderFlags struct {
	URL      string        `help:"Base address of an embedding service (OpenAI's /v1/embeddings); texts are sent there. Without it, the built-in encoder is used." placeholder:"URL"`
	Model    string        `help:"Model that the embedding service is to use." placeholder:"NAME"`
	Key      string        `help:"Key of the embedding service. Give it by the environment: other users see a command line." placeholder:"KEY"`
	Timeout  time.Duration `default:"60s" help:"Longest wait for one answer of the embedding service (${default})." placeholder:"DURATION"`
	Insecure bool          `help:"Allow plain http to an embedding service on another machine."`
}

func (f *embedderFlags) config() remote.Config {
	return remote.Config{URL: f.URL, Model: f.Model, Key: remote.Key(f.Key), Timeout: f.Timeout, Insecure: f.Insecure}
}

// Validate refuses what can never work before a command begins.
func (f *embedderFlags) Validate() error {
	if f.URL == "" {
		return nil
	}
	if f.Timeout <= 0 {
		return spec.Errorf(spec.Invalid, "must be above 0, not %v", f.Timeout).In("embedder-timeout")
	}
	return f.config().Check()
}

// probePatience is how long a start waits for the first vector of a service:
// until then nothing is answered.
const probePatience = 10 * time.Second

// embedder returns the service that the flags ask for, which is asked for one
// vector here; nil when they ask for none, and the encoder serves searches too.
func (e *env) embedder() (semantic.Embedder, error) {
	if e.cli.Embedder.URL == "" {
		return nil, nil
	}
	cfg := e.cli.Embedder.config()
	cfg.Log = e.log
	ctx, cancel := context.WithTimeout(e.ctx, probePatience)
	defer cancel()
	service, err := remote.New(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return service, nil
}
