package app

import (
	"context"
	"crypto/sha256"
	"errors"

	lru "github.com/hashicorp/golang-lru/v2"

	"crosswalk/internal/semantic/encoder"
)

// keptLooks is the number of pairs whose log-odds are cached, at about 150 bytes each.
// Reading a pair again takes a few milliseconds.
const keptLooks = 1 << 16

// A looker runs the cross-encoder and caches its latest results, because the same two
// classes are compared again and again. It is safe for concurrent use.
type looker struct {
	model string // name of the cross-encoder
	kept  *lru.Cache[pairHash, [encoder.Grades]float32]
}

// A pairHash identifies a requirement and an offered text.
type pairHash [sha256.Size]byte

func newLooker(model string) (*looker, error) {
	kept, err := lru.New[pairHash, [encoder.Grades]float32](keptLooks)
	if err != nil {
		return nil, err
	}
	return &looker{model: model, kept: kept}, nil
}

// look returns the log-odds of each grade for each pair. Pairs not in the cache are read
// in one batch. The cross-encoder is loaded on first use.
func (l *looker) look(ctx context.Context, pairs []encoder.TextPair) ([][encoder.Grades]float32, error) {
	out := make([][encoder.Grades]float32, len(pairs))
	var unread []encoder.TextPair
	var at []int
	for i, p := range pairs {
		if odds, ok := l.kept.Get(hashOf(p)); ok {
			out[i] = odds
			continue
		}
		unread, at = append(unread, p), append(at, i)
	}
	if len(unread) == 0 {
		return out, nil
	}
	cross, err := encoder.BuiltinCross()
	if err != nil {
		return nil, err
	}
	if cross.Name() != l.model {
		return nil, errors.New("the judge was fitted to the cross-encoder " + l.model + ", not to " + cross.Name())
	}
	odds, err := cross.Odds(ctx, unread)
	if err != nil {
		return nil, err
	}
	for k, i := range at {
		out[i] = odds[k]
		l.kept.Add(hashOf(unread[k]), odds[k])
	}
	return out, nil
}

// hashOf hashes the two texts separately, so that moving a word from one to the other
// changes the hash.
func hashOf(p encoder.TextPair) pairHash {
	required, offered := sha256.Sum256([]byte(p.Required)), sha256.Sum256([]byte(p.Offered))
	return sha256.Sum256(append(required[:], offered[:]...))
}
