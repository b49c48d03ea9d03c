package train

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"crosswalk/internal/semantic"
)

// A learner moves the vectors of stems, and what the parts of words count.
type learner struct {
	vocabulary *vocabulary
	data       *data
	random     *rand.Rand
	tokens     [][]rowToken // by text

	rows  [][]float32
	first [][]float32 // Adam: running means of the gradients
	other [][]float32 // and of their squares
	parts [semantic.NumParts]float64
	pm    [semantic.NumParts]float64
	pv    [semantic.NumParts]float64
	step  int
}

type rowToken struct {
	row  int32
	part semantic.Part
}

// startParts is what parts of words count before training: what is done and
// to what carries a statement, what qualifies it counts less.
var startParts = [semantic.NumParts]float64{
	semantic.PartObject: 1, semantic.PartLightObject: 0.8, semantic.PartAction: 1.4, semantic.PartLightAction: 0.8,
	semantic.PartTail: 0.65, semantic.PartLightTail: 0.4, semantic.PartHead: 1.2, semantic.PartTitle: 1, semantic.PartTitleTail: 0.6,
	semantic.PartPlain: 1,
}

func newLearner(v *vocabulary, d *data, rows [][]float32, seed uint64) *learner {
	l := &learner{vocabulary: v, data: d, random: newRandom(seed, 2), rows: rows}
	l.first, l.other = make([][]float32, len(rows)), make([][]float32, len(rows))
	for i, w := range startParts {
		l.parts[i] = math.Log(w)
	}
	l.tokens = make([][]rowToken, len(d.tokens))
	for id, tokens := range d.tokens {
		for _, t := range tokens {
			if row, ok := v.row[t.stem]; ok {
				l.tokens[id] = append(l.tokens[id], rowToken{row, t.part})
			}
		}
	}
	return l
}

func (l *learner) partWeights() []float32 {
	out := make([]float32, semantic.NumParts)
	for i, p := range l.parts {
		out[i] = float32(math.Exp(p))
	}
	return out
}

// fit learns until the stopping half of what is held out has not been better
// for a while, and goes back to where it was best.
func (l *learner) fit(ctx context.Context, say func(string, ...any)) (steps int, err error) {
	best, worse := l.check(), 0
	bestRows, bestParts := cloneRows(l.rows), l.parts
	say("start vectors, stopping half")
	best.describe(say)
	total := 0.0
	for _, s := range l.data.sources {
		total += s.share
	}
	loss := 0.0
	for l.step < maxSteps && worse < patience {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		loss += l.learn(l.pick(total))
		if l.step%checkEvery != 0 {
			continue
		}
		m := l.check()
		say("step %d, mean loss %.3f", l.step, loss/checkEvery)
		m.describe(say)
		loss = 0
		if worse++; m.score() > best.score() {
			best, worse, steps = m, 0, l.step
			bestRows, bestParts = cloneRows(l.rows), l.parts
		}
	}
	l.rows, l.parts = bestRows, bestParts
	say("best after %d steps", steps)
	return steps, nil
}

func cloneRows(rows [][]float32) [][]float32 {
	out := make([][]float32, len(rows))
	for i, r := range rows {
		out[i] = slices.Clone(r)
	}
	return out
}

func (l *learner) check() measures {
	stems := l.vocabulary.stems
	file, err := semantic.WriteModel(semantic.Header{Dimensions: dimensions, Parts: l.partWeights()}, stems, l.rows)
	if err != nil {
		panic(err) // a header of numbers and words is always JSON
	}
	m, err := semantic.ReadModel(file)
	if err != nil {
		panic(err) // it was just written
	}
	return l.data.heldOut.measure(m, stopping)
}

// pick draws the source of the next batch.
func (l *learner) pick(total float64) *source {
	at := l.random.Float64() * total
	for _, s := range l.data.sources {
		if at -= s.share; at < 0 {
			return s
		}
	}
	return l.data.sources[len(l.data.sources)-1]
}

// A placed text is what a batch keeps of one side of a pair.
type placed struct {
	tokens []rowToken
	unit   []float32 // at length one
	length float32   // before that
	grad   []float32 // of the loss by unit, then by the sum of the stems
}

// learn takes one batch and returns its loss.
func (l *learner) learn(s *source) float64 {
	l.step++
	pairs := s.sample(batchSize, l.random)
	pairs = slices.DeleteFunc(pairs, func(p [2]int32) bool { return len(l.tokens[p[0]]) == 0 || len(l.tokens[p[1]]) == 0 })
	if len(pairs) < 2 {
		return 0
	}
	sides := [2][]placed{make([]placed, len(pairs)), make([]placed, len(pairs))}
	for i, p := range pairs { // chance in a fixed order
		sides[0][i].tokens, sides[1][i].tokens = l.dropWords(l.tokens[p[0]]), l.dropWords(l.tokens[p[1]])
	}
	b := batch{pairs: pairs, left: sides[0], right: sides[1], temperature: float64(s.temperature)}
	l.addNear(&b, s.near)
	for _, side := range b.sides() {
		inBlocks(len(side), func(i int) { l.place(&side[i]) })
	}
	loss := b.contrast()
	l.descend(b.sides())
	return loss
}

// addNear draws a wrong answer for every pair whose right answer has any.
func (l *learner) addNear(b *batch, near map[int32][]int32) {
	for _, p := range b.pairs {
		if others := near[p[1]]; len(others) > 0 {
			id := others[l.random.IntN(len(others))]
			b.nearIDs = append(b.nearIDs, id)
			b.near = append(b.near, placed{tokens: l.dropWords(l.tokens[id])})
		}
	}
}

// dropWords leaves words out by chance, never all.
func (l *learner) dropWords(tokens []rowToken) []rowToken {
	if len(tokens) < 2 {
		return tokens
	}
	kept := make([]rowToken, 0, len(tokens))
	for _, t := range tokens {
		if l.random.Float64() >= wordDrop {
			kept = append(kept, t)
		}
	}
	if len(kept) == 0 {
		return tokens
	}
	return kept
}

func (l *learner) place(p *placed) {
	p.unit, p.grad = make([]float32, dimensions), make([]float32, dimensions)
	for _, t := range p.tokens {
		addTo(p.unit, l.rows[t.row], float32(math.Exp(l.parts[t.part])))
	}
	p.length = max(1e-6, float32(math.Sqrt(float64(semantic.Dot(p.unit, p.unit)))))
	scaleBy(p.unit, 1/p.length)
}

// throughLength turns the gradient by the unit vector into that by the sum it
// was made of.
func (p *placed) throughLength() {
	addTo(p.grad, p.unit, -semantic.Dot(p.grad, p.unit))
	scaleBy(p.grad, 1/p.length)
}

// Adam (Kingma and Ba 2015), for the rows that a batch touches.
const (
	adamFirst = 0.9
	adamOther = 0.999
	adamLeast = 1e-8
)

// cooling lowers the rates evenly to nothing at maxSteps.
func (l *learner) cooling() float64 { return 1 - float64(l.step)/(maxSteps+1) }

// descend moves the rows of a batch, and the parts, down the gradient.
func (l *learner) descend(sides [3][]placed) {
	gradients := map[int32][]float32{}
	var touched []int32
	var byPart [semantic.NumParts]float64
	for _, side := range sides {
		for i := range side {
			for _, t := range side[i].tokens {
				g, ok := gradients[t.row]
				if !ok {
					g = make([]float32, dimensions)
					gradients[t.row] = g
					touched = append(touched, t.row)
				}
				weight := math.Exp(l.parts[t.part])
				addTo(g, side[i].grad, float32(weight))
				byPart[t.part] += weight * float64(semantic.Dot(l.rows[t.row], side[i].grad))
			}
		}
	}
	unbias1, unbias2 := 1-math.Pow(adamFirst, float64(l.step)), 1-math.Pow(adamOther, float64(l.step))
	rate := rowRate * l.cooling() * math.Sqrt(unbias2) / unbias1
	inBlocks(len(touched), func(i int) {
		row := touched[i]
		if l.first[row] == nil {
			l.first[row], l.other[row] = make([]float32, dimensions), make([]float32, dimensions)
		}
		g, m, v, w := gradients[row], l.first[row], l.other[row], l.rows[row]
		for k, x := range g {
			m[k] = adamFirst*m[k] + (1-adamFirst)*x
			v[k] = adamOther*v[k] + (1-adamOther)*x*x
			w[k] -= float32(rate * float64(m[k]) / (math.Sqrt(float64(v[k])) + adamLeast))
		}
	})
	for k, g := range byPart {
		l.pm[k] = adamFirst*l.pm[k] + (1-adamFirst)*g
		l.pv[k] = adamOther*l.pv[k] + (1-adamOther)*g*g
		l.parts[k] -= partRate * l.cooling() * (l.pm[k] / unbias1) / (math.Sqrt(l.pv[k]/unbias2) + adamLeast)
	}
}
