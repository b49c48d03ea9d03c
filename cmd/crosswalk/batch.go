package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"crosswalk/internal/api"
	"crosswalk/internal/app"
	"crosswalk/internal/spec"
)

type similarityCommand struct {
	Batch string `required:"" help:"NDJSON file of pairs {\"a\":\"requirement\",\"b\":\"offered\"}, or - for standard input." placeholder:"FILE"`
}

func (c similarityCommand) Run(e *env) error {
	m, err := e.matcher()
	if err != nil {
		return err
	}
	return e.batch(c.Batch, func(in io.Reader, out *json.Encoder) error {
		return similarityBatch(e.ctx, m, in, out)
	})
}

// pairsAtOnce is how many pairs are compared together: the encoder reads texts
// faster by the batch.
const pairsAtOnce = 256

// similarityBatch answers in the order of the lines. A pair that cannot be
// compared is answered with the problem that there is, and does not keep the
// others from theirs.
func similarityBatch(ctx context.Context, m *app.Matcher, in io.Reader, out *json.Encoder) error {
	type refusal struct {
		Error *api.Problem `json:"error"`
	}
	failed := 0
	var pairs []app.Pair
	var refused []*refusal // per line; nil where there is a pair
	flush := func() error {
		judged, err := m.Similarity(ctx, pairs)
		if err != nil {
			return err
		}
		for _, r := range refused {
			if r != nil {
				err = out.Encode(r)
			} else {
				err = out.Encode(judged[0])
				judged = judged[1:]
			}
			if err != nil {
				return err
			}
		}
		pairs, refused = pairs[:0], refused[:0]
		return nil
	}
	err := eachLine(in, func(line []byte) error {
		var p app.Pair
		err := inWords(json.Unmarshal(line, &p))
		if err == nil && (p.A == "" || p.B == "") {
			err = errors.New("needs a and b, both not empty")
		}
		if err != nil {
			failed++
			refused = append(refused, &refusal{api.ProblemOf(spec.Errorf(spec.Invalid, "%v", err))})
		} else {
			pairs, refused = append(pairs, p), append(refused, nil)
		}
		if len(refused) < pairsAtOnce {
			return nil
		}
		return flush()
	})
	if flushed := flush(); err == nil {
		err = flushed
	}
	if err == nil && failed > 0 {
		noun := "pairs"
		if failed == 1 {
			noun = "pair"
		}
		return fmt.Errorf("%d %s could not be compared; the answer says why", failed, noun)
	}
	return err
}

type retrieveCommand struct {
	Corpus string `required:"" help:"NDJSON file of entries {\"id\":..,\"text\":..}." placeholder:"FILE"`
	Batch  string `required:"" help:"NDJSON file of queries of the same shape, or - for standard input." placeholder:"FILE"`
	As     string `default:"statement" enum:"title,statement" help:"What kind of text it is: title or statement."`
	Limit  count  `default:"10" help:"Hits per query at most."`
}

func (c retrieveCommand) Run(e *env) error {
	m, err := e.matcher()
	if err != nil {
		return err
	}
	corpus, err := os.Open(c.Corpus)
	if err != nil {
		return err
	}
	defer corpus.Close()
	var entries []app.Text
	err = ndjson(corpus, func(t batchText) error {
		if err := t.check(); err != nil {
			return err
		}
		entries = append(entries, app.Text{ID: t.ID, Text: *t.Text})
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: %w", c.Corpus, err)
	}
	retriever, err := m.NewRetriever(e.ctx, entries, app.TextKind(c.As))
	if err != nil {
		return err
	}
	type answer struct {
		ID   string            `json:"id"`
		Hits []app.RetrieveHit `json:"hits"`
	}
	return e.batch(c.Batch, func(in io.Reader, out *json.Encoder) error {
		return ndjson(in, func(q batchText) error {
			if err := q.check(); err != nil {
				return err
			}
			hits, err := retriever.Retrieve(e.ctx, *q.Text, int(c.Limit))
			if err != nil {
				return err
			}
			return out.Encode(answer{ID: q.ID, Hits: hits})
		})
	})
}

// batchText is a line of a corpus or of queries. Its text may be empty, and
// then nothing is like it, but it must be there.
type batchText struct {
	ID   string  `json:"id"`
	Text *string `json:"text"`
}

func (t batchText) check() error {
	if t.ID == "" || t.Text == nil {
		return errors.New("needs an id that is not empty, and a text")
	}
	return nil
}

// batch runs f over a file of lines, or standard input for "-", and writes
// its answers a line each, in order.
func (e *env) batch(name string, f func(in io.Reader, out *json.Encoder) error) error {
	in := e.in
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		defer file.Close()
		in = file
	}
	out := bufio.NewWriter(e.out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	err := f(in, enc)
	if flushed := out.Flush(); err == nil { // what was answered before an error is not lost
		return flushed
	}
	return fmt.Errorf("%s: %w", name, err)
}
