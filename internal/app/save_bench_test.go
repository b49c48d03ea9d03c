package app

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"crosswalk/internal/ingest"
)

// dutiesOf is a document with n duties of its own; number tells it from others.
func dutiesOf(number, n int) string {
	verbs := []string{"Files", "Plans", "Inspects", "Repairs", "Audits", "Teaches", "Drives", "Counts"}
	things := []string{"vessels", "ledgers", "bridges", "engines", "permits", "classes", "buses", "ballots"}
	var b strings.Builder
	fmt.Fprintf(&b, "# Clerk of Office %d\n\n## Duties\n\n", number)
	for i := range n {
		k := number*n + i
		fmt.Fprintf(&b, "- %s the %s of district %d\n", verbs[k%8], things[k/8%8], k)
	}
	return b.String()
}

// BenchmarkSave stores one document in a catalog of many statements, and takes the
// time until it can be found.
func BenchmarkSave(b *testing.B) {
	const each = 100
	for _, statements := range []int{10_000, 34_000, 100_000} {
		b.Run(fmt.Sprint(statements), func(b *testing.B) {
			a, err := Open(b.Context(), Config{DataDir: b.TempDir(), Log: slog.New(slog.DiscardHandler), Now: time.Now, Version: "bench"})
			if err != nil {
				b.Fatal(err)
			}
			defer a.Close()
			save := func(number int) {
				if _, err := a.Ingest(b.Context(), "a.md", []byte(dutiesOf(number, each)), ingest.Origin{Issuer: "us-xx"}); err != nil {
					b.Fatal(err)
				}
			}
			number := 0
			for ; number < statements/each; number++ {
				save(number)
			}
			if err := a.Refresh(b.Context()); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				save(number)
				number++
				if err := a.Refresh(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
