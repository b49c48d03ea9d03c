package main

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// BenchmarkPages takes every page with an O*NET release imported: the median
// time that the service takes, the bytes that a first visit moves, compressed
// and with all that the page loads, and where there is a Chromium the time to
// its first paint.
func BenchmarkPages(b *testing.B) {
	s := startService(b)
	importONET(b, s.app)
	shared := 0
	for _, asset := range []string{"/static/site.css", "/static/site.js", "/static/icon.svg"} {
		shared += moved(b, s.url+asset)
	}
	for _, path := range append(pagePaths(b, s), "/matrix?issuer=onet&show=50", "/classes?issuer=onet", "/classes/us-ca-sf:2940/moves?scope=onet", "/compare?from=us-az:ACV80272&to=us-ca-sf:2940") {
		b.Run(strings.ReplaceAll(path, "/", "∕"), func(b *testing.B) {
			moved(b, s.url+path) // the first makes what is made once
			b.ResetTimer()
			size := 0
			median(b, func(int) { size = moved(b, s.url+path) })
			b.ReportMetric(float64(size+shared)/1000, "kB")
		})
	}
	b.Run("first paint", func(b *testing.B) {
		ctx := browser(b)
		var all []float64
		for range b.N {
			for _, path := range pagePaths(b, s) {
				page(b, ctx, chromedp.Navigate(s.url+path))
				painted := read(b, ctx, chromedp.Poll[float64](`(performance.getEntriesByName("first-contentful-paint")[0] || {}).startTime`))
				b.Logf("%4.0f ms %s", painted, path)
				all = append(all, painted)
			}
		}
		slices.Sort(all)
		b.ReportMetric(all[len(all)/2], "p50-ms")
		b.ReportMetric(all[len(all)-1], "worst-ms")
	})
}

// moved is how many bytes an address answers with, as a browser asks for it.
func moved(b *testing.B, address string) int {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, address, nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Accept", "text/html,*/*")
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		b.Fatalf("%s: status %d, %v", address, res.StatusCode, err)
	}
	return len(body)
}
