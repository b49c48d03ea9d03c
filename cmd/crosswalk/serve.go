package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/labstack/echo-contrib/echoprometheus"
	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/sync/errgroup"

	"crosswalk/internal/api"
	"crosswalk/internal/app"
	"crosswalk/internal/spec"
	"crosswalk/web"
)

type serveCommand struct {
	Addr string `default:"127.0.0.1:8080" help:"Address to listen on, HOST:PORT (${default})." placeholder:"HOST:PORT"`
}

// Times of the server.
const (
	followEvery   = time.Second
	shutdownGrace = 10 * time.Second
)

// garbagePercent is how far the heap may grow beyond its live data before Go collects
// garbage. A service's live data hardly changes, and an answer makes a few megabytes
// of garbage: Go's default of 100 would double the memory and save about a tenth of a
// second of collection per second under load.
const garbagePercent = 20

// Run listens at once and answers 503 until the index is there. It ends
// cleanly on SIGINT and SIGTERM: requests under way are finished.
func (s serveCommand) Run(e *env) error {
	listener, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	debug.SetGCPercent(garbagePercent)
	e.early = true
	a, err := e.openAnswering()
	if err != nil {
		if e.ctx.Err() != nil { // told to stop before it had begun
			return nil
		}
		return err
	}
	defer a.Close()
	handler, err := newHandler(a, e, api.Local(listener.Addr()))
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           handler,
		MaxHeaderBytes:    api.MaxHeaderBytes,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
	}
	fmt.Fprintf(e.errOut, "crosswalk %s serves http://%s (data in %s)\n", version, listener.Addr(), e.cli.Data)

	group, ctx := errgroup.WithContext(e.ctx)
	group.Go(func() error {
		if err := server.Serve(api.Listener(listener)); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error {
		switch err := a.Start(ctx); {
		case spec.CodeOf(err) == spec.Unavailable && ctx.Err() == nil:
			// An embedding service that is silent now may answer in a while.
			e.log.Error("not ready yet; it is tried again", "error", err)
		case err != nil:
			return ignoreCanceled(err)
		default:
			e.log.Info("ready")
		}
		a.Follow(ctx, followEvery)
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
		defer cancel()
		return server.Shutdown(grace)
	})
	return group.Wait()
}

func ignoreCanceled(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// newHandler answers everything that the service answers. local says that only
// this machine reaches it.
func newHandler(a *app.App, e *env, local bool) (http.Handler, error) {
	router, err := newRouter(a, e, local)
	if err != nil {
		return nil, err
	}
	return api.HeadAsGet(router), nil
}

// newRouter puts pages, API and operations together.
func newRouter(a *app.App, e *env, local bool) (*echo.Echo, error) {
	router := echo.New()
	router.Pre(api.DecodedPaths)
	router.Use(api.Middleware(e.log)...)
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	router.Use(echoprometheus.NewMiddlewareWithConfig(echoprometheus.MiddlewareConfig{
		Namespace: "crosswalk", Registerer: metrics,
		// A client can send any host and any path: neither may make a series.
		DoNotUseRequestPathFor404: true,
		LabelFuncs:                map[string]echoprometheus.LabelValueFunc{"host": func(echo.Context, error) string { return "" }},
	}))
	router.GET("/metrics", echoprometheus.NewHandlerWithConfig(echoprometheus.HandlerConfig{Gatherer: metrics}))
	guard := api.NewGuard(a, local)
	guard.Open(http.MethodGet, "/metrics")
	router.Use(guard.Middleware, guard.LimitAttempts)
	document := api.Register(router, a, guard, version)
	pages, err := web.Register(router, a, guard, document)
	if err != nil {
		return nil, err
	}
	router.HTTPErrorHandler = api.ErrorHandler(pages.Problem)
	return router, nil
}

// healthcheckCommand lets a container ask its own service.
type healthcheckCommand struct {
	URL string `default:"http://127.0.0.1:8080/readyz" help:"Readiness address."`
}

func (h healthcheckCommand) Run(e *env) error {
	ctx, cancel := context.WithTimeout(e.ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.URL, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", h.URL, res.Status)
	}
	return nil
}
