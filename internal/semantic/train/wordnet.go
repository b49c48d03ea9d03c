package train

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// A synset of WordNet: words of one meaning.
type synset struct {
	words    []string
	gloss    string
	examples []string
	pointers []pointer
}

// A pointer leads from a synset to another.
type pointer struct{ symbol, to string }

// Pointers of WordNet that make pairs (wninput(5WN)).
const (
	hypernym   = "@"
	instanceOf = "@i"
	derivation = "+"
)

// At most so many words of a synset are used: those behind are rare.
const (
	glossWords   = 3
	synonymWords = 4
)

// addWordNet makes pairs of synonyms, of words with their glosses, of glosses
// with their examples, of words with the wider word and with those derived
// from them. Names of persons and places (instances) are left out.
func (d *data) addWordNet(dir string) (semantic.Input, error) {
	all := map[string]*synset{}
	var order []string
	hash := sha256.New()
	for _, file := range []struct{ name, part string }{{"data.noun", "n"}, {"data.verb", "v"}, {"data.adj", "a"}, {"data.adv", "r"}} {
		content, err := os.ReadFile(filepath.Join(dir, file.name))
		if err != nil {
			return semantic.Input{}, fmt.Errorf("WordNet: %w", err)
		}
		hash.Write(content)
		n := 0
		for line := range bytes.Lines(content) {
			if n++; bytes.HasPrefix(line, []byte("  ")) {
				continue // the licence
			}
			offset, s, err := parseSynset(strings.TrimRight(string(line), "\r\n "))
			if err != nil {
				return semantic.Input{}, spec.Errorf(spec.Invalid, "%s: %v", file.name, err).At(n)
			}
			all[file.part+offset] = s
			order = append(order, file.part+offset)
		}
	}
	var glosses, synonyms, examples, wider, derived [][2]int32
	for _, id := range order {
		s := all[id]
		if s.has(instanceOf) {
			continue
		}
		gloss := d.text(s.gloss, plain)
		for i, w := range s.words[:min(glossWords, len(s.words))] {
			glosses = append(glosses, [2]int32{d.text(w, title), gloss})
			for _, other := range s.words[i+1 : min(synonymWords, len(s.words))] {
				synonyms = append(synonyms, [2]int32{d.text(w, title), d.text(other, title)})
			}
		}
		for _, e := range s.examples {
			examples = append(examples, [2]int32{d.text(e, plain), gloss})
		}
		for _, p := range s.pointers {
			to, ok := all[p.to]
			if !ok {
				continue
			}
			pair := [2]int32{d.text(s.words[0], title), d.text(to.words[0], title)}
			switch p.symbol {
			case hypernym:
				wider = append(wider, pair)
			case derivation:
				derived = append(derived, pair)
			}
		}
	}
	d.addPairs("gloss", 2, soft, glosses)
	d.addPairs("synonym", 3, soft, synonyms)
	d.addPairs("example", 1, sharp, examples)
	d.addPairs("hypernym", 1, soft, wider)
	d.addPairs("derivation", 1, soft, derived)
	return semantic.Input{
		Name: "WordNet 3", Licence: "WordNet licence (Princeton University)", SHA256: hex.EncodeToString(hash.Sum(nil)),
	}, nil
}

func (s *synset) has(symbol string) bool {
	for _, p := range s.pointers {
		if p.symbol == symbol {
			return true
		}
	}
	return false
}

// parseSynset reads a line of a data file (wndb(5WN)): offset, file number,
// type, number of words in hexadecimal, words each with a number, number of
// pointers, pointers of four fields each, then a bar and the gloss.
func parseSynset(line string) (offset string, s *synset, err error) {
	head, gloss, ok := strings.Cut(line, " | ")
	f := strings.Fields(head)
	if !ok || len(f) < 6 {
		return "", nil, fmt.Errorf("no synset with a gloss")
	}
	words, err := strconv.ParseUint(f[3], 16, 8)
	if err != nil || words == 0 || len(f) < 5+2*int(words) {
		return "", nil, fmt.Errorf("%q words do not stand there", f[3])
	}
	s = &synset{}
	for i := range int(words) {
		word, _, _ := strings.Cut(f[4+2*i], "(") // "(p)": how an adjective stands
		s.words = append(s.words, strings.ReplaceAll(word, "_", " "))
	}
	rest := f[4+2*int(words):]
	pointers, err := strconv.Atoi(rest[0])
	if err != nil || pointers < 0 || len(rest) < 1+4*pointers {
		return "", nil, fmt.Errorf("%q pointers do not stand there", rest[0])
	}
	for i := range pointers {
		p := rest[1+4*i:]
		part := p[2]
		if part == "s" { // a satellite stands among the adjectives
			part = "a"
		}
		s.pointers = append(s.pointers, pointer{symbol: p[0], to: part + p[1]})
	}
	var meaning []string
	for part := range strings.SplitSeq(gloss, "; ") {
		if part = strings.TrimSpace(part); strings.HasPrefix(part, `"`) {
			s.examples = append(s.examples, strings.Trim(part, `"`))
		} else {
			meaning = append(meaning, part)
		}
	}
	s.gloss = strings.Join(meaning, "; ")
	return f[0], s, nil
}
