package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"crosswalk/internal/spec"
)

// Limits on requests.
const (
	// RequestTimeout bounds the work on one answer.
	RequestTimeout = 20 * time.Second
	// BulkTimeout bounds that of a thousand class specifications; serve writes
	// no answer for longer than a minute.
	BulkTimeout = 50 * time.Second
	// MaxHeaderBytes bounds request line and headers; net/http adds 4 KiB.
	MaxHeaderBytes = 32 << 10
)

type logKey struct{}

// report logs what an answer must not tell, and returns the problem to
// answer with.
func report(ctx context.Context, err error) error {
	p := ProblemOf(err)
	if p.Status >= http.StatusInternalServerError && p.Status != http.StatusServiceUnavailable {
		if log, ok := ctx.Value(logKey{}).(*slog.Logger); ok {
			log.Error("request failed", "error", err)
		}
	}
	return p
}

// Middleware returns what every request passes through: request id, access
// log, recovery, limits and security headers.
func Middleware(log *slog.Logger) []echo.MiddlewareFunc {
	return []echo.MiddlewareFunc{
		boundRequestID,
		middleware.RequestIDWithConfig(middleware.RequestIDConfig{TargetHeader: echo.HeaderXRequestID}),
		accessLog(log),
		middleware.RecoverWithConfig(middleware.RecoverConfig{
			LogErrorFunc: func(c echo.Context, err error, stack []byte) error {
				requestLog(c).Error("panic", "error", err, "stack", string(stack))
				return err
			},
		}),
		limitBody,
		limitTime,
		secure,
		strictQuery,
		strictBody,
		middleware.GzipWithConfig(middleware.GzipConfig{MinLength: 1024}),
	}
}

// limitTime bounds the work on one answer.
func limitTime(next echo.HandlerFunc) echo.HandlerFunc {
	usual, bulk := middleware.ContextTimeout(RequestTimeout)(next), middleware.ContextTimeout(BulkTimeout)(next)
	return func(c echo.Context) error {
		if c.Request().URL.Path == bulkPath {
			return bulk(c)
		}
		return usual(c)
	}
}

// limitBody refuses a body over the path's limit.
func limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	limited := map[int64]echo.HandlerFunc{}
	for _, limit := range []int64{maxBody, maxBulkBody, maxFileBody} {
		limited[limit] = middleware.BodyLimit(fmt.Sprint(limit, "B"))(next)
	}
	return func(c echo.Context) error { return limited[bodyLimit(c.Request().URL.Path)](c) }
}

// maxRequestID bounds a request id that a client chooses, in bytes.
const maxRequestID = 100

// boundRequestID drops a client's request id that is too long for a log line
// or has other than visible ASCII; another one is made then.
func boundRequestID(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Request().Header
		id := h.Get(echo.HeaderXRequestID)
		invisible := func(r rune) bool { return r <= ' ' || r > '~' }
		if len(id) > maxRequestID || strings.ContainsFunc(id, invisible) {
			h.Del(echo.HeaderXRequestID)
		}
		return next(c)
	}
}

// DecodedPaths routes by the decoded path, so that a class id works raw and
// percent-encoded ("us-nc:19200", "us-nc%3A19200").
func DecodedPaths(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Request().URL.RawPath = ""
		return next(c)
	}
}

// HeadAsGet answers HEAD as GET; net/http leaves the body out.
func HeadAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = r.WithContext(r.Context()) // a copy: the server still sees HEAD
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// strictBody refuses a body that is not UTF-8: JSON's decoder would replace
// what is wrong in silence. A form may hold a file of any format; who reads its
// parts says better what is wrong, with the line.
func strictBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		req := c.Request()
		if req.Body == nil || req.Body == http.NoBody || isForm(req) {
			return next(c)
		}
		body, err := io.ReadAll(req.Body) // BodyLimit bounds it
		if err != nil {
			return err
		}
		if !utf8.Valid(body) {
			return spec.Errorf(spec.Invalid, "the body is not UTF-8").In("body")
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
		return next(c)
	}
}

// repeatable are the parameters that are lists, given once for each of theirs.
var repeatable = []string{"knows", "has", "id", "employers"}

// strictQuery refuses a query that cannot be read, and a parameter that is
// there twice: what is wrong would be dropped in silence, and the answer would
// look right.
func strictQuery(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		values, err := url.ParseQuery(c.Request().URL.RawQuery)
		if err != nil {
			return spec.Errorf(spec.Invalid, "the query cannot be read: %v", err)
		}
		for name, given := range values {
			if bad := func(s string) bool { return !utf8.ValidString(s) || strings.ContainsRune(s, 0) }; bad(name) || slices.ContainsFunc(given, bad) {
				return spec.Errorf(spec.Invalid, "is not UTF-8 text").In(strings.ToValidUTF8(name, "?"))
			}
			if len(given) > 1 && !slices.Contains(repeatable, name) {
				return spec.Errorf(spec.Invalid, "is there %d times; give it once", len(given)).In(name)
			}
		}
		return next(c)
	}
}

func requestLog(c echo.Context) *slog.Logger {
	if log, ok := c.Request().Context().Value(logKey{}).(*slog.Logger); ok {
		return log
	}
	return slog.New(slog.DiscardHandler)
}

// accessLog writes one line a request, and hands a logger that knows the
// request id down with the context.
func accessLog(log *slog.Logger) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			begun := time.Now()
			l := log.With("request_id", c.Response().Header().Get(echo.HeaderXRequestID))
			req := c.Request()
			c.SetRequest(req.WithContext(context.WithValue(req.Context(), logKey{}, l)))
			if err := next(c); err != nil {
				c.Error(err)
			}
			l.Info("request", "method", req.Method, "path", req.URL.Path, "status", c.Response().Status,
				"bytes", c.Response().Size, "took", time.Since(begun))
			return nil
		}
	}
}

// secure sets the headers that keep a page to itself: nothing is loaded from
// elsewhere, nothing inline runs, nobody frames it.
func secure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "+
			"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		return next(c)
	}
}

// ErrorHandler answers errors that no operation has answered: unknown routes,
// limits, panics. Pages handles those of a browser's page; it may be nil.
func ErrorHandler(pages func(c echo.Context, p *Problem) error) echo.HTTPErrorHandler {
	return func(err error, c echo.Context) {
		if c.Response().Committed {
			return
		}
		p := problemOfEcho(err)
		if p.Status >= http.StatusInternalServerError {
			requestLog(c).Error("request failed", "error", err)
		}
		if pages != nil && wantsPage(c.Request()) {
			if err := pages(c, p); err == nil {
				return
			}
		}
		p.write(c.Response())
	}
}

// wantsPage reports whether a browser asks for a page.
func wantsPage(r *http.Request) bool {
	return !strings.HasPrefix(r.URL.Path, "/api/") && strings.Contains(r.Header.Get("Accept"), "text/html")
}

func problemOfEcho(err error) *Problem {
	var e *echo.HTTPError
	if !errors.As(err, &e) {
		return ProblemOf(err)
	}
	detail := http.StatusText(e.Code)
	switch e.Code {
	case http.StatusNotFound:
		detail = "there is nothing at this path"
	case http.StatusMethodNotAllowed:
		detail = "this path does not take this method"
	case http.StatusRequestEntityTooLarge:
		detail = "the body is over the limit of this path: 4 MiB, or 16 MiB for " + bulkPath
	}
	if e.Code >= http.StatusInternalServerError && e.Code != http.StatusServiceUnavailable {
		return ProblemOf(err)
	}
	return newProblem(e.Code, codeOfStatus(e.Code), detail)
}
