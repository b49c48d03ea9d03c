package eval

import (
	"runtime"
	"sync"
)

// inParallel calls f for every number below n.
func inParallel(n int, f func(i int)) {
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for part := range workers {
		wg.Go(func() {
			for i := part; i < n; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
}
