package semantic

import "context"

// An Embedder places texts in a space where those of one meaning lie close
// together.
type Embedder interface {
	// Name identifies the model and its version: vectors of two names do not
	// compare. It holds letters, digits, dots and hyphens only.
	Name() string
	// Dimensions is the length of every vector.
	Dimensions() int
	// Embed returns one vector per text, one after the other, each of length 1,
	// or all zeros when nothing of the text is known.
	Embed(ctx context.Context, texts []string) ([]float32, error)
}
