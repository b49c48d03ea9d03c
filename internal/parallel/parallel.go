// Package parallel shares work among the processors.
package parallel

import (
	"runtime"
	"sync"
)

// For calls f for every number below n.
func For(n int, f func(i int)) {
	var wg sync.WaitGroup
	workers := min(n, runtime.GOMAXPROCS(0))
	for part := range workers {
		wg.Go(func() {
			for i := part; i < n; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
}
