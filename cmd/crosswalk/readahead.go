package main

import (
	"context"
	"iter"
	"runtime"

	"crosswalk/internal/app"
)

// ahead is a document that is being read.
type ahead struct {
	readings []*app.Reading
	err      error
	done     chan struct{}
}

// wait returns what was read, once it is.
func (r *ahead) wait() ([]*app.Reading, error) {
	<-r.done
	return r.readings, r.err
}

// readAhead reads documents on every core and hands them over in their order,
// so that the one who stores them need not wait for the reading. It is never
// more than two documents a core ahead.
func readAhead(ctx context.Context, a *app.App, documents []inputFile) iter.Seq2[inputFile, *ahead] {
	return func(yield func(inputFile, *ahead) bool) {
		started := make([]*ahead, 0, len(documents))
		defer func() { // who stops early may close what reads
			for _, r := range started {
				if r != nil {
					<-r.done
				}
			}
		}()
		for i, d := range documents {
			for len(started) < min(len(documents), i+2*runtime.GOMAXPROCS(0)) {
				started = append(started, start(ctx, a, documents[len(started)]))
			}
			r := started[i]
			started[i] = nil // its text is free when it is stored
			if !yield(d, r) {
				return
			}
		}
	}
}

func start(ctx context.Context, a *app.App, d inputFile) *ahead {
	r := &ahead{done: make(chan struct{})}
	go func() {
		defer close(r.done)
		raw, err := d.read()
		if err == nil {
			r.readings, err = a.Read(ctx, d.name, raw, d.origin)
		}
		r.err = err
	}()
	return r
}
