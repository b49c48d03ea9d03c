package train

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"crosswalk/internal/semantic"
)

// A vocabulary is the stems that get a vector: those of the release, then the
// most frequent of the word vectors.
type vocabulary struct {
	stems     []string
	row       map[string]int32
	texts     []int32 // release texts that hold the stem
	inRelease int
	released  int // texts of the release
}

func newVocabulary(d *data) *vocabulary {
	v := &vocabulary{row: map[string]int32{}}
	counts := map[string]int32{}
	for id, tokens := range d.tokens {
		if !d.inRelease[id] {
			continue
		}
		v.released++
		for i, t := range tokens {
			if !slices.ContainsFunc(tokens[:i], func(u token) bool { return u.stem == t.stem }) {
				counts[t.stem]++
			}
		}
	}
	for stem := range counts {
		v.stems = append(v.stems, stem)
	}
	slices.SortFunc(v.stems, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	v.stems = v.stems[:min(len(v.stems), maxStems)]
	v.inRelease = len(v.stems)
	for _, stem := range d.words.stems {
		if len(v.stems) == maxStems {
			break
		}
		if counts[stem] == 0 {
			v.stems = append(v.stems, stem)
		}
	}
	v.texts = make([]int32, len(v.stems))
	for i, stem := range v.stems {
		v.row[stem], v.texts[i] = int32(i), counts[stem]
	}
	return v
}

// rarity is the inverse document frequency of a stem in the release, as BM25
// has it, at most mostRare.
func (v *vocabulary) rarity(row int32) float64 {
	n, df := float64(v.released), float64(v.texts[row])
	return min(mostRare, math.Log(1+(n-df+0.5)/(df+0.5)))
}

const (
	mostRare = 9
	// A stem's vector is at first as long as its rarity to this power.
	rarityPower = 0.7
	// The latent space counts less than the word vectors: it has seen less text.
	latentShare = 0.7
)

// startVectors puts word vectors and latent space side by side.
func startVectors(v *vocabulary, d *data) [][]float32 {
	rows := make([][]float32, len(v.stems))
	for i := range rows {
		rows[i] = make([]float32, dimensions)
	}
	fromWords := d.words.centred(v)
	latent := latentSpace(v, d, dimensions-d.words.size)
	for i, row := range rows {
		copy(row, fromWords[i])
		addTo(row[d.words.size:], latent[i], latentShare)
		toLength(row, math.Pow(v.rarity(int32(i))/mostRare, rarityPower))
	}
	return rows
}

// commonDirections of word vectors say how frequent a word is, not what it
// means (Mu and Viswanath 2018), and are taken out.
const commonDirections = 2

// centred returns the word vectors of a vocabulary without what all have in
// common, each of length one; zeros where there is none.
func (w *wordVectors) centred(v *vocabulary) [][]float32 {
	out := make([][]float32, len(v.stems))
	mean, n := make([]float32, w.size), 0
	for i, stem := range v.stems {
		out[i] = make([]float32, w.size)
		if vector, ok := w.of[stem]; ok {
			copy(out[i], vector)
			addTo(mean, vector, 1)
			n++
		}
	}
	if n == 0 {
		return out
	}
	scaleBy(mean, 1/float32(n))
	for i, stem := range v.stems {
		if _, ok := w.of[stem]; ok {
			addTo(out[i], mean, -1)
		}
	}
	for range commonDirections {
		direction := mainDirection(out, w.size)
		for _, row := range out {
			addTo(row, direction, -semantic.Dot(row, direction))
		}
	}
	for _, row := range out {
		toLength(row, 1)
	}
	return out
}

// powerRounds of multiplication find a main direction.
const powerRounds = 50

// mainDirection is the direction in which rows differ most.
func mainDirection(rows [][]float32, size int) []float32 {
	direction := make([]float32, size)
	for i := range direction {
		direction[i] = 1 / float32(i+1) // any start that is not orthogonal to it
	}
	for range powerRounds {
		next := make([]float32, size)
		for _, row := range rows {
			addTo(next, row, semantic.Dot(row, direction))
		}
		toLength(next, 1)
		direction = next
	}
	return direction
}

// latentRounds of orthogonal iteration find the latent space.
const latentRounds = 8

// latentSpace places the stems of the release in its latent semantic space
// (Deerwester et al. 1990): stems lie close when the same texts and the same
// occupations use them, each stem at length one.
func latentSpace(v *vocabulary, d *data, size int) [][]float32 {
	out := make([][]float32, len(v.stems))
	for i := range out {
		out[i] = make([]float32, max(size, 0))
	}
	if size <= 0 {
		return out
	}
	texts := latentTexts(v, d)
	byStem := texts.transposed(v.inRelease)
	size = min(size, v.inRelease)
	random := newRandom(0, 1) // of no consequence: any start finds the same space
	q := make([][]float32, size)
	for i := range q {
		q[i] = make([]float32, v.inRelease)
		for j := range q[i] {
			q[i][j] = float32(random.NormFloat64())
		}
	}
	orthonormal(q)
	multiplied := make([][]float32, size)
	for round := range latentRounds {
		inBlocks(size, func(i int) { multiplied[i] = byStem.times(texts.times(q[i])) })
		if round < latentRounds-1 {
			q, multiplied = multiplied, make([][]float32, size)
			orthonormal(q)
		}
	}
	// Rows of q times a square root of qᵀ M Mᵀ q have the inner products of
	// the rows of M in the space: no eigenvectors are needed.
	t := make([][]float64, size)
	inBlocks(size, func(i int) {
		t[i] = make([]float64, size)
		for j := range size {
			t[i][j] = float64(semantic.Dot(q[i], multiplied[j]))
		}
	})
	root := cholesky(t)
	inBlocks(v.inRelease, func(row int) {
		for i := range size {
			for j := 0; j <= i; j++ {
				out[row][j] += q[i][row] * float32(root[i][j])
			}
		}
		toLength(out[row], 1)
	})
	return out
}

// latentTexts are the texts of the release, and for each occupation all that
// is said of it, as rows of length one.
func latentTexts(v *vocabulary, d *data) sparse {
	var rows sparse
	add := func(counts map[int32]int) {
		var row []entry
		var values []float64
		square := 0.0
		for _, stem := range slices.Sorted(maps.Keys(counts)) { // a sum of floats depends on its order
			value := v.rarity(stem) * (1 + math.Log(float64(counts[stem])))
			row, values = append(row, entry{column: stem}), append(values, value)
			square += value * value
		}
		for i := range row {
			row[i].value = float32(values[i]) / float32(math.Sqrt(square))
		}
		rows = append(rows, row)
	}
	count := func(counts map[int32]int, id int32) {
		seen := map[int32]bool{}
		for _, t := range d.tokens[id] {
			if row, ok := v.row[t.stem]; ok && !seen[row] {
				seen[row] = true
				counts[row]++
			}
		}
	}
	said := map[int32]map[int32]int{} // title -> what is said under it
	for id := range d.tokens {
		if d.inRelease[id] {
			counts := map[int32]int{}
			count(counts, int32(id))
			for stem := range counts {
				counts[stem] = 1
			}
			add(counts)
		}
	}
	under := func(title, text int32) {
		if said[title] == nil {
			said[title] = map[int32]int{}
		}
		count(said[title], text)
	}
	for _, s := range d.sources {
		for _, p := range s.pairs {
			switch s.name {
			case "title-task", "description":
				under(p[0], p[1])
			case "titles":
				under(p[1], p[0])
			}
		}
	}
	for id := range d.tokens {
		if counts := said[int32(id)]; counts != nil {
			add(counts)
		}
	}
	return rows
}
