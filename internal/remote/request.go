package remote

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
)

// A failure is why one request gave no vectors.
type failure struct {
	reason string
	again  bool          // another try may succeed
	after  time.Duration // what the service asks to wait; 0 when it does not say
}

// request makes one request for the vectors of texts.
func (e *Embedder) request(ctx context.Context, texts []string) ([]float32, *failure) {
	select {
	case e.slots <- struct{}{}:
		defer func() { <-e.slots }()
	case <-ctx.Done():
		return nil, &failure{reason: "too many requests are under way"}
	}
	ctx, cancel := context.WithTimeout(ctx, e.cfg.Timeout)
	defer cancel()
	req, err := e.newRequest(ctx, texts)
	if err != nil {
		return nil, &failure{reason: err.Error()}
	}
	res, err := e.client.Do(req)
	if err != nil {
		return nil, e.unreached(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, e.refused(res)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, e.cfg.Limits.AnswerBytes+1))
	if err != nil {
		return nil, e.unreached(err)
	}
	if int64(len(body)) > e.cfg.Limits.AnswerBytes {
		return nil, &failure{reason: fmt.Sprintf("the answer is over the limit of %d bytes", e.cfg.Limits.AnswerBytes)}
	}
	vectors, err := decodeAnswer(body, len(texts), e.dims)
	if err != nil {
		return nil, &failure{reason: e.quotable(err.Error())}
	}
	return vectors, nil
}

func (e *Embedder) newRequest(ctx context.Context, texts []string) (*http.Request, error) {
	body, err := json.Marshal(struct {
		Model    string   `json:"model"`
		Input    []string `json:"input"`
		Encoding string   `json:"encoding_format"`
	}{e.cfg.Model, texts, "float"})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.address.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "crosswalk")
	if e.cfg.Key != "" {
		req.Header.Set("Authorization", "Bearer "+string(e.cfg.Key))
	}
	return req, nil
}

// unreached says why there is no answer, or only part of one.
func (e *Embedder) unreached(err error) *failure {
	if errors.Is(err, context.DeadlineExceeded) {
		return &failure{reason: fmt.Sprintf("no answer within %v", e.cfg.Timeout), again: true}
	}
	var inner *url.Error
	if errors.As(err, &inner) { // its text begins with the whole address
		err = inner.Err
	}
	return &failure{reason: e.quotable(err.Error()), again: true}
}

// refusalBytes bounds what is read of an answer that is no success.
const refusalBytes = 64 << 10

// refused says why the service gave no vectors, in its own words.
func (e *Embedder) refused(res *http.Response) *failure {
	f := &failure{
		reason: fmt.Sprintf("%d %s", res.StatusCode, http.StatusText(res.StatusCode)),
		again:  res.StatusCode == http.StatusTooManyRequests || res.StatusCode >= http.StatusInternalServerError,
		after:  retryAfter(res.Header.Get("Retry-After"), e.cfg.Now()),
	}
	if res.StatusCode >= 300 && res.StatusCode < 400 {
		to := "elsewhere"
		if u, err := res.Location(); err == nil {
			to = "to " + u.Scheme + "://" + u.Host
		}
		f.reason += e.quotable(": it redirects " + to + ", which is not followed; configure the final address")
		return f
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, refusalBytes))
	if said := e.quotable(reasonOf(body)); err == nil && said != "" {
		f.reason += ": " + said
	}
	return f
}

// reasonOf finds what an error answer says, in the shapes that services use.
func reasonOf(body []byte) string {
	var fields map[string]any
	if json.Unmarshal(body, &fields) != nil {
		return string(body)
	}
	for _, name := range []string{"error", "message", "detail"} {
		value := fields[name]
		if inner, ok := value.(map[string]any); ok {
			value = inner["message"]
		}
		if text, ok := value.(string); ok && text != "" {
			return text
		}
	}
	return string(body)
}

// quotedRunes bounds what is quoted of others in an error.
const quotedRunes = 200

// quotable makes one short line of a text from elsewhere, without the key.
func (e *Embedder) quotable(text string) string {
	text = e.cfg.Key.hide(strings.ToValidUTF8(text, "?"))
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) })
	runes := []rune(strings.Join(words, " "))
	if len(runes) > quotedRunes {
		return string(runes[:quotedRunes]) + "…"
	}
	return string(runes)
}
