package remote

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"crosswalk/internal/spec"
)

// Pauses between tries.
const (
	firstPause = 500 * time.Millisecond
	// longestPause bounds our own pauses and those that a service may ask for.
	// One that asks for more will not be back while anybody waits.
	longestPause = time.Minute
)

// ask asks for the vectors of texts until there is an answer, no hope of one,
// or no try or time left.
func (e *Embedder) ask(ctx context.Context, texts []string, tries int) ([]float32, error) {
	patient, cancel := context.WithTimeout(ctx, e.cfg.Limits.Patience)
	defer cancel()
	for try := 1; ; try++ {
		vectors, f := e.request(patient, texts)
		if f == nil {
			return vectors, nil
		}
		if ctx.Err() != nil || !f.again || try == tries || patient.Err() != nil {
			return nil, e.failed(ctx, f, try, "")
		}
		pause := max(e.backoff(try), f.after)
		deadline, _ := patient.Deadline()
		if f.after > longestPause || pause >= time.Until(deadline) {
			return nil, e.failed(ctx, f, try, fmt.Sprintf("; the next try would be in %v", pause.Round(time.Second)))
		}
		e.cfg.Log.Warn("embedding service failed; asking again", "host", e.address.Host, "reason", f.reason, "try", try, "pause", pause)
		if e.cfg.Wait(patient, pause) != nil {
			return nil, e.failed(ctx, f, try, "")
		}
	}
}

// failed is the error of an ask that ended with a failure.
func (e *Embedder) failed(ctx context.Context, f *failure, try int, more string) error {
	message := f.reason + more
	if try > 1 {
		message += fmt.Sprintf(" (after %d tries)", try)
	}
	err := spec.Errorf(spec.Unavailable, "embedding service %s: %s", e.address.Host, message)
	if ctx.Err() != nil {
		err.Message, err.Err = "embedding service "+e.address.Host, ctx.Err()
	}
	return err
}

// backoff returns the pause after a try: twice as long each time, of which a
// random part of up to half is left out, so that those who failed together do
// not come back together.
func (e *Embedder) backoff(try int) time.Duration {
	d := longestPause
	if shift := try - 1; shift < 10 { // more would overflow some day
		d = min(firstPause<<shift, longestPause)
	}
	return d - time.Duration(e.cfg.Random()*float64(d/2))
}

// retryAfter reads the header of that name: seconds, or a date; 0 when it says
// nothing.
func retryAfter(header string, now time.Time) time.Duration {
	const day = 24 * time.Hour
	header = strings.TrimSpace(header)
	if seconds, err := strconv.ParseUint(header, 10, 32); err == nil {
		return min(time.Duration(seconds)*time.Second, day)
	}
	if at, err := http.ParseTime(header); err == nil {
		return min(max(at.Sub(now), 0), day)
	}
	return 0
}
