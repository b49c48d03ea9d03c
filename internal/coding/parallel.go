package coding

import "sync"

// workers is how many goroutines share long work.
const workers = 2

func inParallel(n int, f func(i int)) {
	var wg sync.WaitGroup
	for part := range workers {
		wg.Go(func() {
			for i := part; i < n; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
}
