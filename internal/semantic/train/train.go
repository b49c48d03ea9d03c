// Package train makes the built-in model: it learns from open data which
// texts mean the same, and places stems so that those texts lie close
// together. The same inputs and seed give the same bytes.
//
// The method is contrastive learning of a bag-of-words embedding: the stems
// start where word vectors learned from running text and the latent semantic
// space of the release put them; batches of pairs that belong together then
// pull the two of a pair together and push it from the others of the batch
// (InfoNCE, van den Oord et al. 2018, both ways). docs/model.md tells what was
// tried.
package train

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"

	"crosswalk/internal/onet"
	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// Config says what to train on.
type Config struct {
	ONET     string // release: zip or folder; needed
	WordNet  string // folder with the files data.noun, data.verb, data.adj, data.adv; empty for none
	Vectors  string // word vectors: a text of word and numbers a line, or the JSON of wink-embeddings; empty for none
	Reworded string // tasks in old and new words, tab separated; empty for none
	Seed     uint64
	Progress io.Writer
}

// What the training is like. docs/model.md says what other values gave.
const (
	dimensions = 256
	maxStems   = 43_000 // keeps the file under 12 MB
	batchSize  = 512
	wordDrop   = 0.2 // share of the words of a text that a batch leaves out
	rowRate    = 5e-4
	partRate   = 5e-3

	maxSteps   = 1500
	checkEvery = 50 // steps between two looks at what is held out
	patience   = 8  // looks without a better one before it stops
)

// Run trains a model and returns its file.
func Run(ctx context.Context, cfg Config) ([]byte, error) {
	if cfg.ONET == "" {
		return nil, spec.Errorf(spec.Invalid, "an O*NET release is needed").In("onet")
	}
	say := func(format string, args ...any) { fmt.Fprintf(cfg.Progress, format+"\n", args...) }
	data, inputs, err := load(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := data.heldOut.check(); err != nil {
		return nil, err
	}
	for _, s := range data.sources {
		say("%-12s %7d pairs", s.name, s.size())
	}
	v := newVocabulary(data)
	say("%d stems, %d of them in the release", len(v.stems), v.inRelease)
	l := newLearner(v, data, startVectors(v, data), cfg.Seed)
	steps, err := l.fit(ctx, say)
	if err != nil {
		return nil, err
	}
	header := semantic.Header{
		Dimensions: dimensions, Parts: l.partWeights(),
		Trained: semantic.Training{
			Command: "crosswalk train", Seed: cfg.Seed, Steps: steps, Inputs: inputs,
			HeldOut: HeldOutRule, Measures: map[string]float64{},
		},
	}
	// What is measured is what is shipped: the model as its file gives it.
	file, err := semantic.WriteModel(header, v.stems, l.rows)
	if err != nil {
		return nil, err
	}
	model, err := semantic.ReadModel(file)
	if err != nil {
		return nil, err
	}
	m := data.heldOut.measure(model, final)
	m.describe(say)
	header.Trained.Measures = m.byName()
	return semantic.WriteModel(header, v.stems, l.rows)
}

// load reads all inputs.
func load(ctx context.Context, cfg Config) (*data, []semantic.Input, error) {
	release, err := onet.Open(cfg.ONET)
	if err != nil {
		return nil, nil, err
	}
	defer release.Close()
	d := newData()
	if err := d.addRelease(release); err != nil {
		return nil, nil, err
	}
	sum, err := release.Checksum()
	if err != nil {
		return nil, nil, err
	}
	version := release.Version()
	inputs := []semantic.Input{{
		Name: "O*NET " + version + " database", Licence: "CC BY 4.0", Attribution: onet.Attribution(version), SHA256: sum,
	}}
	for _, in := range []struct {
		path string
		add  func(path string) (semantic.Input, error)
	}{{cfg.Reworded, d.addReworded}, {cfg.WordNet, d.addWordNet}, {cfg.Vectors, d.addVectors}} {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		if in.path == "" {
			continue
		}
		input, err := in.add(in.path)
		if err != nil {
			return nil, nil, err
		}
		inputs = append(inputs, input)
	}
	return d, inputs, nil
}

// newRandom is the source of all chance in one part of the training.
func newRandom(seed, part uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, part)) }
