package onet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"crosswalk/internal/spec"
)

// DownloadPage is where releases are published.
const DownloadPage = "https://www.onetcenter.org/database.html"

// maxDownload bounds an archive that is fetched; releases have about 15 MB.
const maxDownload = 256 << 20

// IsURL reports whether a name is the address of an archive.
func IsURL(name string) bool {
	return strings.HasPrefix(name, "https://") || strings.HasPrefix(name, "http://")
}

// Fetch downloads an archive into a folder and returns its path. Progress is
// told the bytes received, and the size that the server states, -1 when it
// states none.
func Fetch(ctx context.Context, url, dir string, progress func(done, total int64)) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", spec.Errorf(spec.Invalid, "%s is no address: %v", url, err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", spec.Errorf(spec.Unavailable,
			"cannot fetch the release: %v; without a network, download the text release from %s and import the file", err, DownloadPage)
	}
	defer res.Body.Close()
	if err := checkResponse(res); err != nil {
		return "", fmt.Errorf("%s: %w", url, err)
	}
	path := filepath.Join(dir, "release.zip")
	f, err := os.Create(path)
	if err != nil {
		return "", err
	}
	n, err := io.Copy(f, &counter{r: io.LimitReader(res.Body, maxDownload+1), total: res.ContentLength, progress: progress})
	err = errors.Join(err, f.Close())
	switch {
	case err != nil:
		return "", fmt.Errorf("%s: %w", url, err)
	case n > maxDownload:
		return "", spec.Errorf(spec.TooLarge, "%s: more than %d MB", url, maxDownload>>20)
	case res.ContentLength >= 0 && n != res.ContentLength:
		return "", spec.Errorf(spec.Invalid, "%s: %d of %d bytes came", url, n, res.ContentLength)
	}
	return path, nil
}

func checkResponse(res *http.Response) error {
	if res.StatusCode != http.StatusOK {
		return spec.Errorf(spec.Unavailable, "the server answers %s", res.Status)
	}
	if res.ContentLength > maxDownload {
		return spec.Errorf(spec.TooLarge, "more than %d MB", maxDownload>>20)
	}
	kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	switch kind {
	case "application/zip", "application/x-zip-compressed", "application/octet-stream", "":
		return nil
	}
	return spec.Errorf(spec.Invalid, "the server sends %s, not a zip archive", kind)
}

// counter tells how much was read.
type counter struct {
	r           io.Reader
	done, total int64
	progress    func(done, total int64)
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.done += int64(n)
	c.progress(c.done, c.total)
	return n, err
}
