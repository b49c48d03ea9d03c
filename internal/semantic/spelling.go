package semantic

import (
	"strings"
	"sync"
	"sync/atomic"

	"github.com/kljensen/snowball/english"
)

// Stem returns the Snowball English stem of a lower-case word, spelt the
// American way, irregular plurals in the singular.
func Stem(word string) string {
	if stem, ok := stems.Load(word); ok {
		return stem.(string)
	}
	stem := stemOf(word)
	if len(word) <= maxKeptWord && stemsKept.Add(1) <= maxKeptStems {
		stems.Store(strings.Clone(word), stem)
	}
	return stem
}

// Stemming a word takes ten times as long as looking it up, and texts repeat
// their words: stems are kept, up to a bound that text from outside cannot
// exceed.
var (
	stems     sync.Map // word -> stem
	stemsKept atomic.Int64
)

const (
	maxKeptStems = 200_000
	maxKeptWord  = 40 // bytes
)

func stemOf(word string) string {
	if isName(word) {
		return word
	}
	if singular, ok := singulars[word]; ok {
		word = singular
	}
	return english.Stem(american(word), true)
}

// singulars are the plurals that no suffix rule finds.
var singulars = map[string]string{
	"children": "child", "men": "man", "women": "woman", "feet": "foot", "teeth": "tooth", "mice": "mouse",
	"lives": "life", "wives": "wife", "knives": "knife", "shelves": "shelf", "halves": "half",
	"analyses": "analysis", "crises": "crisis", "diagnoses": "diagnosis", "hypotheses": "hypothesis",
	"prognoses": "prognosis", "criteria": "criterion", "phenomena": "phenomenon", "curricula": "curriculum",
	"memoranda": "memorandum", "bacteria": "bacterium", "appendices": "appendix", "indices": "index",
}

// british lists beginnings of words that British English spells otherwise.
var british = [...]struct{ from, to string }{
	{"behaviour", "behavior"}, {"colour", "color"}, {"labour", "labor"}, {"favour", "favor"}, {"honour", "honor"},
	{"neighbour", "neighbor"}, {"harbour", "harbor"}, {"endeavour", "endeavor"}, {"humour", "humor"},
	{"centre", "center"}, {"theatre", "theater"}, {"fibre", "fiber"}, {"litre", "liter"}, {"metre", "meter"},
	{"programme", "program"}, {"licence", "license"}, {"defence", "defense"}, {"offence", "offense"}, {"practise", "practice"},
	{"catalogue", "catalog"}, {"judgement", "judgment"}, {"cheque", "check"}, {"tyre", "tire"}, {"storey", "story"},
	{"counsell", "counsel"}, {"travell", "travel"}, {"labell", "label"}, {"modell", "model"}, {"cancell", "cancel"},
	{"enrolment", "enrollment"}, {"fulfilment", "fulfillment"}, {"instalment", "installment"}, {"skilful", "skillful"},
	{"paediatric", "pediatric"}, {"gynaecolog", "gynecolog"}, {"anaesthe", "anesthe"}, {"orthopaedic", "orthopedic"},
	{"analys", "analyz"}, {"catalys", "catalyz"}, {"paralys", "paralyz"},
}

// iseVerbs are the beginnings of verbs in -ise that are -ize in America; many
// other verbs end in -ise everywhere ("advise", "supervise").
var iseVerbs = strings.Fields(`
	agonis apologis authoris capitalis categoris centralis characteris civilis computeris criticis customis digitis
	economis emphasis equalis familiaris finalis formalis generalis harmonis hospitalis immunis individualis initialis
	institutionalis internalis itemis jeopardis legalis localis maximis mechanis minimis mobilis modernis monetis
	neutralis normalis optimis organis penalis personalis popularis prioritis privatis professionalis publicis
	randomis rationalis realis recognis regularis reorganis revitalis sanitis scrutinis sensitis socialis specialis stabilis
	standardis sterilis subsidis summaris symbolis sympathis synchronis synthesis systematis utilis vandalis
	victimis visualis`)

// american spells a word the American way.
func american(word string) string {
	if len(word) < 5 {
		return word
	}
	for _, b := range british {
		rest, ok := strings.CutPrefix(word, b.from)
		if !ok || strings.HasSuffix(b.from, "ys") && !verbEnding(rest) {
			continue
		}
		return b.to + rest
	}
	if !strings.Contains(word, "is") {
		return word
	}
	for _, stem := range iseVerbs {
		if rest, ok := strings.CutPrefix(word, stem); ok && verbEnding(rest) {
			return strings.TrimSuffix(stem, "s") + "z" + rest
		}
	}
	return word
}

// verbEnding reports whether rest inflects a verb in -ise or -yse, so that
// "analyst" and "analysis", "specialist" and "emphasis" keep their letters.
func verbEnding(rest string) bool {
	switch rest {
	case "e", "es", "ed", "er", "ers", "ing", "ation", "ations":
		return true
	}
	return false
}

// isName reports whether a word is a name that has no other forms: one in
// capitals, or with a sign ("node.js" is no plural).
func isName(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool {
		return 'A' <= r && r <= 'Z' || r == '.' || r == '+' || r == '#' || r == '&'
	})
}
