package remote

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"

	"crosswalk/internal/spec"
)

// endpoint is where every service of this shape answers.
const endpoint = "/v1/embeddings"

// parseAddress returns the address to post to, made from a base address.
// Plain http is for this machine only, unless insecure. What is refused is
// not quoted: it may hold a password.
func parseAddress(base string, insecure bool) (*url.URL, error) {
	bad := func(format string, args ...any) error {
		return spec.Errorf(spec.Invalid, format, args...).In("embedder-url")
	}
	u, err := url.Parse(strings.TrimSpace(base))
	if err != nil {
		var inner *url.Error
		if errors.As(err, &inner) {
			err = inner.Err
		}
		return nil, bad("is no address: %v", err)
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, bad("must begin with http:// or https://")
	case u.Hostname() == "":
		return nil, bad("names no host")
	case u.User != nil:
		return nil, bad("must hold no user and no password; a key goes into CROSSWALK_EMBEDDER_KEY")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, bad("must end with the path, without ? and #")
	case u.Scheme == "http" && !insecure && !loopback(u.Hostname()):
		return nil, bad("texts and key would go to %s unencrypted; use https, or allow it with --embedder-insecure", u.Host)
	}
	path := strings.TrimRight(u.Path, "/")
	path = strings.TrimSuffix(path, endpoint)
	path = strings.TrimSuffix(path, "/v1")
	return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host), Path: path + endpoint}, nil
}

// loopback reports whether a host is this machine.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
