package document

import (
	"strings"
	"testing"

	"crosswalk/internal/spec"
)

func TestDecodeRefusesWhatIsNoText(t *testing.T) {
	tests := []struct {
		name, raw string
		code      spec.Code
		message   string
	}{
		{"empty", "", spec.Invalid, "empty"},
		{"only white space", " \r\n\t", spec.Invalid, "empty"},
		{"only a byte-order mark", "\xef\xbb\xbf\n", spec.Invalid, "empty"},
		{"binary", "DUTIES\n\x00\x01", spec.Invalid, "line 2: not a text document: control character 0x00 at column 1"},
		{"Windows-1252", "DUTIES\nclient\x92s needs", spec.Invalid, "line 2: not UTF-8: byte 0x92 at column 7"},
		{"cut in a character", "caf\xc3", spec.Invalid, "line 1: not UTF-8"},
		{"one endless line", strings.Repeat("x", MaxLineBytes+2), spec.TooLarge, "line 1: line has more than"},
		{"too large", strings.Repeat("x\n", MaxBytes/2+1), spec.TooLarge, "limit"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Decode([]byte(tt.raw))
			if spec.CodeOf(err) != tt.code || !strings.Contains(err.Error(), tt.message) {
				t.Errorf("error %v, want %s with %q", err, tt.code, tt.message)
			}
		})
	}
}
