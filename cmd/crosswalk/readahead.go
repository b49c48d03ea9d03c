package main

import (
	"iter"
	"runtime"

	"crosswalk/internal/app"
)

// ahead is a document that is being read.
type ahead struct {
	reading *app.Reading
	err     error
	done    chan struct{}
}

// wait returns what was read, once it is.
func (r *ahead) wait() (*app.Reading, error) {
	<-r.done
	return r.reading, r.err
}

// readAhead reads documents on every core and hands them over in their order,
// so that the one who stores them need not wait for the reading. It is never
// more than two documents a core ahead.
func readAhead(a *app.App, documents []document) iter.Seq2[document, *ahead] {
	return func(yield func(document, *ahead) bool) {
		started := make([]*ahead, 0, len(documents))
		for i, d := range documents {
			for len(started) < min(len(documents), i+2*runtime.GOMAXPROCS(0)) {
				started = append(started, start(a, documents[len(started)]))
			}
			r := started[i]
			started[i] = nil // its text is free when it is stored
			if !yield(d, r) {
				return
			}
		}
	}
}

func start(a *app.App, d document) *ahead {
	r := &ahead{done: make(chan struct{})}
	go func() {
		defer close(r.done)
		raw, err := d.read()
		if err == nil {
			r.reading, err = a.Read(raw)
		}
		r.err = err
	}()
	return r
}
