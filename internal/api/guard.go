package api

import (
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"

	"github.com/labstack/echo/v4/middleware"

	"crosswalk/internal/account"
	"crosswalk/internal/app"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// SessionCookie carries the token of a login.
const SessionCookie = "crosswalk_session"

// CSRFHeader and CSRFField carry the token against forged requests, which a
// request with the cookie needs to change something.
const (
	CSRFHeader = "X-CSRF-Token"
	CSRFField  = "csrf"
)

// Attempts to show a secret, per address: so many at once, and then one in so
// much time. Nobody guesses a key; checking one costs, though.
const (
	attemptBurst = 10
	attemptEvery = 3 * time.Second
	checkBurst   = 50
	checkEvery   = 200 * time.Millisecond
)

// A Guard knows who asks, and who may what. A route that it was told nothing of
// is refused.
type Guard struct {
	app      *app.App
	local    bool // only this machine reaches the service
	needs    map[string]review.Role
	paths    map[string]bool                    // of needs
	attempts *middleware.RateLimiterMemoryStore // of passwords, and to make keys and users
	checks   *middleware.RateLimiterMemoryStore // of keys that were not right a moment ago
	origins  *http.CrossOriginProtection
}

// anyone needs no role: a probe, the login itself, what a login page loads.
const anyone review.Role = ""

// NewGuard makes a guard. local says that only this machine can reach the
// service: without accounts, whoever does is the one person, who may do
// everything; else everybody may read.
func NewGuard(a *app.App, local bool) *Guard {
	return &Guard{
		app: a, local: local, needs: map[string]review.Role{}, paths: map[string]bool{}, origins: http.NewCrossOriginProtection(),
		attempts: limiter(attemptEvery, attemptBurst), checks: limiter(checkEvery, checkBurst),
	}
}

func limiter(every time.Duration, burst int) *middleware.RateLimiterMemoryStore {
	return middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{Rate: rate.Every(every), Burst: burst, ExpiresIn: 10 * time.Minute})
}

// Needs says which role a route needs.
func (g *Guard) Needs(role review.Role, method string, paths ...string) {
	for _, p := range paths {
		g.needs[method+" "+p], g.paths[p] = role, true
	}
}

// Open says that a route is for anyone.
func (g *Guard) Open(method string, paths ...string) { g.Needs(anyone, method, paths...) }

// NeedOf returns the role that a route needs; ok is false when the guard was
// told nothing of it. The role is empty for one that is for anyone.
func (g *Guard) NeedOf(method, path string) (role review.Role, ok bool) {
	role, ok = g.needs[method+" "+path]
	return role, ok
}

const metaRole = "role"

// learn takes the roles of the API's operations from its document.
func (g *Guard) learn(document *huma.OpenAPI) {
	for path, item := range document.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op == nil {
				continue
			}
			role, ok := op.Metadata[metaRole].(review.Role)
			if !ok {
				role = review.Reader
			}
			g.Needs(role, op.Method, strings.NewReplacer("{", ":", "}", "").Replace(path))
			if role != anyone {
				op.Description = strings.TrimSpace(op.Description + " Needs the role " + string(role) + ".")
			}
		}
	}
}

// csrfKey holds the token of a login's forms in a request's context.
const csrfKey = "csrf"

// CSRF is the token that forms of the page that answers must carry; empty
// without accounts.
func CSRF(c echo.Context) string {
	token, _ := c.Get(csrfKey).(string)
	return token
}

// Middleware finds out who asks, and refuses what they may not do.
func (g *Guard) Middleware(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		need, known := g.NeedOf(c.Request().Method, c.Path())
		if err := g.origins.Check(c.Request()); err != nil { // a browser says where a request comes from
			return spec.Errorf(spec.Forbidden, "the request comes from a page of another site")
		}
		if c.Path() == "" || !known && g.paths[c.Path()] { // nothing is here, or not by this method: the router says so
			return next(c)
		}
		who, err := g.identify(c)
		if err != nil && !(known && need == anyone) {
			return err
		}
		switch {
		case err != nil: // anyone may look here, also who has a wrong key
			who = review.Actor{}
		case !known:
			if !who.Role.Valid() {
				return spec.Errorf(spec.Unauthenticated, "say who you are: with a key, or by logging in")
			}
			if c.Path() != "" && !isWildcard(c.Path()) {
				return spec.Errorf(spec.Forbidden, "nothing says who may do this")
			}
		case need != anyone && !who.Role.Valid():
			return spec.Errorf(spec.Unauthenticated, "say who you are: with a key, or by logging in")
		case need != anyone && !who.Role.May(need):
			return spec.Errorf(spec.Forbidden, "this needs the role %s; yours is %s", need, who.Role)
		}
		req := c.Request()
		c.SetRequest(req.WithContext(review.WithActor(req.Context(), who)))
		return next(c)
	}
}

func isWildcard(path string) bool { return strings.HasSuffix(path, "*") }

// identify finds out who asks: by key, by login, or as the one person. Nobody
// is the zero actor.
func (g *Guard) identify(c echo.Context) (review.Actor, error) {
	req := c.Request()
	changes := req.Method != http.MethodGet && req.Method != http.MethodHead && req.Method != http.MethodOptions
	if key, ok := strings.CutPrefix(req.Header.Get("Authorization"), "Bearer "); ok {
		return g.app.ByKey(req.Context(), strings.TrimSpace(key), func() error { return allow(g.checks, address(c)) })
	}
	if !g.app.HasAccounts() {
		return g.onlyPerson(c)
	}
	cookie, err := c.Cookie(SessionCookie)
	if err != nil || cookie.Value == "" {
		return review.Actor{}, nil
	}
	who, csrf, err := g.app.BySession(req.Context(), cookie.Value)
	if spec.CodeOf(err) == spec.Unauthenticated {
		return review.Actor{}, nil
	}
	if err != nil {
		return who, err
	}
	if changes && !account.Same(csrf, givenToken(req)) {
		return who, spec.Errorf(spec.Forbidden, "the request lacks the token of the page it comes from; load the page again").In(CSRFField)
	}
	c.Set(csrfKey, csrf)
	return who, nil
}

func givenToken(r *http.Request) string {
	if token := r.Header.Get(CSRFHeader); token != "" {
		return token
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") || isUpload(r) {
		return r.PostFormValue(CSRFField)
	}
	return ""
}

// isUpload reports whether a request is a form of a page that has a file.
func isUpload(r *http.Request) bool {
	return isForm(r) && !strings.HasPrefix(r.URL.Path, Prefix+"/")
}

func isForm(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), formType)
}

// onlyPerson is who asks where there are no accounts. A name that is not this
// machine's is one that somebody else's page made up to get here.
func (g *Guard) onlyPerson(c echo.Context) (review.Actor, error) {
	if !g.local || !isLoopback(c.Request().Host) {
		return review.Actor{ID: "local", Role: review.Reader}, nil
	}
	return g.app.OnlyPerson(c.Request().Context())
}

// isLoopback reports whether a host, with or without a port, is this machine.
func isLoopback(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// Local reports whether only this machine reaches an address.
func Local(address net.Addr) bool { return isLoopback(address.String()) }

// address is where a request comes from. No header is asked: who sends it could
// write what they like.
func address(c echo.Context) string {
	if host, _, err := net.SplitHostPort(c.Request().RemoteAddr); err == nil {
		return host
	}
	return c.Request().RemoteAddr
}

// allow counts an attempt to show or make a secret, and refuses one too many.
func allow(attempts *middleware.RateLimiterMemoryStore, whose string) error {
	if ok, err := attempts.Allow(whose); err != nil || !ok {
		return spec.Errorf(spec.Busy, "too many attempts; wait some seconds")
	}
	return nil
}

// limited are the routes on which every request counts as an attempt.
var limited = map[string]bool{
	"POST /login": true, "POST " + Prefix + "/login": true,
	"POST " + Prefix + "/keys": true, "POST " + Prefix + "/users": true, "PATCH " + Prefix + "/users/:id": true,
}

// LimitAttempts slows down who tries secrets, or makes them. It stands behind
// Middleware.
func (g *Guard) LimitAttempts(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		route := c.Request().Method + " " + c.Path()
		if limited[route] {
			whose := review.ActorOf(c.Request().Context()).ID
			if whose == "" {
				whose = address(c)
			}
			if strings.HasSuffix(route, "/login") { // the form and the API try the same passwords
				route = "login"
			}
			if err := allow(g.attempts, route+" "+whose); err != nil {
				return err
			}
		}
		return next(c)
	}
}
