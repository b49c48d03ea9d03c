package remote

import (
	"log/slog"
	"strings"

	"crosswalk/internal/spec"
)

// A Key opens a service. It prints as a placeholder, so that a configuration
// that is logged or printed does not give it away.
type Key string

const hiddenKey = "[key]"

// String returns a placeholder.
func (k Key) String() string {
	if k == "" {
		return ""
	}
	return hiddenKey
}

// GoString returns a placeholder.
func (k Key) GoString() string { return k.String() }

// LogValue returns a placeholder.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalText returns a placeholder.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// check refuses what cannot stand in a header; net/http would quote it in its
// error.
func (k Key) check() error {
	for _, r := range string(k.trimmed()) {
		if r <= ' ' || r > '~' {
			return spec.Errorf(spec.Invalid, "holds a character other than visible ASCII").In("embedder-key")
		}
	}
	return nil
}

// trimmed drops the line break that a file brings with it.
func (k Key) trimmed() Key { return Key(strings.TrimSpace(string(k))) }

// hide takes the key out of a text that came from elsewhere: some services
// quote a wrong one.
func (k Key) hide(text string) string {
	if k == "" {
		return text
	}
	return strings.ReplaceAll(text, string(k), hiddenKey)
}
