package eval

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"crosswalk/internal/spec"
)

// readBlocks reads a plain text that people write: blocks of "field: value"
// lines, separated by blank lines; lines that begin with "#" are comments. It
// calls begin with the number of a block's first line, then set with each
// field. Errors name the line.
func readBlocks(r io.Reader, begin func(line int), set func(field, value string) *spec.Error) error {
	lines := bufio.NewScanner(r)
	n, inBlock := 0, false
	for lines.Scan() {
		n++
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			inBlock = false
			continue
		}
		if strings.HasPrefix(line, "#") {
			continue
		}
		if !inBlock {
			begin(n)
			inBlock = true
		}
		field, value, ok := strings.Cut(line, ":")
		if !ok {
			return spec.Errorf(spec.Invalid, "want \"field: value\", got %q", line).At(n)
		}
		if err := set(field, strings.TrimSpace(value)); err != nil {
			return err.At(n)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("line %d: %w", n+1, err)
	}
	return nil
}
