package document

import (
	"bytes"
	"unicode/utf8"

	"crosswalk/internal/spec"
)

// Limits on one text. Class specifications are a few dozen pages; what is far
// beyond that is something else.
const (
	MaxBytes     = 2 << 20
	MaxLineBytes = 64 << 10
)

// Decode checks that raw is text and returns it: the bytes as received, less a
// byte-order mark. Spans point into this text. Line ends stay as they are.
func Decode(raw []byte) (string, error) {
	if len(raw) > MaxBytes {
		return "", spec.Errorf(spec.TooLarge, "document is over the limit of %d bytes", MaxBytes)
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if len(bytes.TrimSpace(raw)) == 0 {
		return "", spec.Errorf(spec.Invalid, "document is empty")
	}
	line, lineStart := 1, 0
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return "", spec.Errorf(spec.Invalid, "not UTF-8: byte 0x%02x at column %d", raw[i], i-lineStart+1).At(line)
		case r == '\n':
			line, lineStart = line+1, i+1
		case r == 0:
			return "", spec.Errorf(spec.Invalid, "not a text document: control character 0x00 at column %d", i-lineStart+1).At(line)
		}
		if i-lineStart > MaxLineBytes {
			return "", spec.Errorf(spec.TooLarge, "line has more than %d bytes", MaxLineBytes).At(line)
		}
		i += size
	}
	return string(raw), nil
}
