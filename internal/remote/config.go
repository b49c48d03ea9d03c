package remote

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"crosswalk/internal/spec"
)

// Config says which service is asked, and how. URL and Model must be set.
type Config struct {
	// URL is the service's base address, with or without the "/v1" at its end.
	URL string
	// Model is the name by which the service knows the model.
	Model string
	// Key is sent as a bearer token where there is one.
	Key Key
	// Timeout bounds one request; DefaultTimeout when zero.
	Timeout time.Duration
	// Insecure allows plain http to other machines.
	Insecure bool

	Limits Limits
	// Log is told what leaves the machine and of tries that failed; nobody when nil.
	Log *slog.Logger
	// Transport makes the requests; one like http.DefaultTransport when nil.
	Transport http.RoundTripper
	// Now, Wait and Random (from 0 to below 1) are those of time and
	// math/rand when nil. Wait returns early with the error of ctx.
	Now    func() time.Time
	Wait   func(ctx context.Context, d time.Duration) error
	Random func() float64
}

// DefaultTimeout leaves a service without an accelerator the time to load its
// model and to answer a full batch.
const DefaultTimeout = time.Minute

// Limits bound what is asked and what is taken; a zero stands for the default.
type Limits struct {
	BatchTexts  int           // texts of one request; 32, which is TEI's own bound
	BatchBytes  int           // bytes of the texts of one request, a single text aside; 64 KiB
	InFlight    int           // requests at a time; 4
	Tries       int           // requests for one batch; 5
	Patience    time.Duration // time for one batch with all its tries; five timeouts
	AnswerBytes int64         // bytes of an answer; 16 MiB
	Recent      int           // search texts whose vectors stay in memory; 1,000
}

// questionTries is how often a single text is asked for: somebody waits.
const questionTries = 2

// withDefaults fills in what was left out.
func (c Config) withDefaults() Config {
	or := func(n *int, standard int) {
		if *n <= 0 {
			*n = standard
		}
	}
	or(&c.Limits.BatchTexts, 32)
	or(&c.Limits.BatchBytes, 64<<10)
	or(&c.Limits.InFlight, 4)
	or(&c.Limits.Tries, 5)
	or(&c.Limits.Recent, 1000)
	if c.Limits.AnswerBytes <= 0 {
		c.Limits.AnswerBytes = 16 << 20
	}
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	if c.Limits.Patience <= 0 {
		c.Limits.Patience = 5 * c.Timeout
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Transport == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.MaxIdleConnsPerHost = c.Limits.InFlight
		c.Transport = t
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Wait == nil {
		c.Wait = wait
	}
	if c.Random == nil {
		c.Random = rand.Float64
	}
	return c
}

// Check reports what is wrong with the configuration, without asking anybody.
// The error is Invalid and names the flag.
func (c Config) Check() error {
	if _, err := parseAddress(c.URL, c.Insecure); err != nil {
		return err
	}
	if strings.TrimSpace(c.Model) == "" {
		return spec.Errorf(spec.Invalid, "name the model that the service is to use").In("embedder-model")
	}
	if c.Timeout < 0 {
		return spec.Errorf(spec.Invalid, "must be above 0, not %v", c.Timeout).In("embedder-timeout")
	}
	return c.Key.check()
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
