package semantic

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"crosswalk/internal/spec"
)

func TestTokensPointAtTheirWords(t *testing.T) {
	text := "The client’s follow-up (O*NET 30.1) isn't naïve."
	var got []string
	for _, tok := range Tokens(text) {
		got = append(got, tok.Word+"="+text[tok.Start:tok.End])
	}
	want := []string{"the=The", "client=client’s", "follow=follow", "up=up", "o=O", "net=NET", "30=30", "1=1", "isnt=isn't", "naive=naïve"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestStemsJoinTheFormsOfAWord(t *testing.T) {
	for _, words := range []string{
		"negotiate negotiates negotiating", "evaluate evaluation evaluating", "service services", "counsel counseling",
		"child children child's", "analysis analyses", "criterion criteria", "woman women", "behavior behaviour behaviours",
		"organize organise organising organization organisation", "analyze analyse analysed", "program programme programmes",
		"counselling counseling", "prioritise prioritizing", "licence license licences",
	} {
		stems := map[string]bool{}
		for _, w := range strings.Fields(words) {
			stems[Stem(w)] = true
		}
		if len(stems) != 1 {
			t.Errorf("%s: stems %v, want one", words, stems)
		}
	}
}

// words renders what is compared: actions in capitals, tail words in
// brackets, light words with a tilde.
func words(p Phrase) string {
	var out []string
	for _, w := range p.Words {
		s := w.Stem
		switch w.Role {
		case Action:
			s = strings.ToUpper(s)
		case Tail:
			s = "(" + s + ")"
		}
		if w.Light {
			s = "~" + s
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestRead(t *testing.T) {
	tests := []struct {
		name, text string
		kind       spec.Kind
		wantKind   spec.Kind
		degree     string
		words      string
	}{
		{"knowledge with degree", "Considerable knowledge of departmental programs, policies and procedures", "",
			spec.Knowledge, "considerable", "department program polici procedur"},
		{"two frame nouns", "Considerable knowledge and understanding of case work principles", "",
			spec.Knowledge, "considerable", "case ~work ~principl"},
		{"skill named last", "Considerable oral and written communication skills", "",
			spec.Skill, "considerable", "oral written communic"},
		{"ability with coordinated verbs", "Ability to develop, negotiate, modify and review contracts with providers", "",
			spec.Ability, "", "DEVELOP NEGOTI MODIFI REVIEW contract (provid)"},
		{"duty in the third person", "Develops and negotiates contracts", spec.Duty,
			"", "", "DEVELOP NEGOTI contract"},
		{"nouns in a row are no verbs", "interviews children, parents, service providers, and other sources to gather information", spec.Duty,
			"", "", "INTERVIEW child parent servic provid sourc GATHER (inform)"},
		{"supervision is a degree", "Ability to effectively convey information to clients and others, under close supervision", "",
			spec.Ability, "close supervision", "CONVEY ~effect inform (client)"},
		{"a learner", "Learning how to write effective court reports", spec.Behavior,
			"", "learning", "WRITE ~effect court report"},
		{"a learner of knowledge", "Is developing knowledge about how the court operates", spec.Behavior,
			spec.Knowledge, "learning", "court oper"},
		{"knowing as a verb", "Knows how to link and refer families to agency services", spec.Behavior,
			spec.Knowledge, "", "link refer famili (agenc) (servic)"},
		{"topic before a dash", "Client intake interviews — conduct using agency forms under a case manager's review", spec.Behavior,
			"", "supervision", "client intak interview CONDUCT ~(use) (agenc) (form)"},
		{"nothing but a frame", "Ability to", "", spec.Ability, "", ""},
		{"empty", "", "", "", "", ""},
		{"relative clause", "Knowledge of community resources that may be used by clients", "",
			spec.Knowledge, "", "communiti resourc ~(use) (client)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Read(tt.text, tt.kind)
			if p.Kind != tt.wantKind || p.Degree != tt.degree {
				t.Errorf("kind %q degree %q, want %q %q", p.Kind, p.Degree, tt.wantKind, tt.degree)
			}
			if got := words(p); got != tt.words {
				t.Errorf("words %q\n want %q", got, tt.words)
			}
		})
	}
}

func TestBritishSpellingLeavesOtherWordsAlone(t *testing.T) {
	for _, word := range []string{"analysis", "analyst", "specialist", "emphasis", "supervise", "advise", "exercise", "realistic", "organism", "promise", "center"} {
		if got := american(word); got != word {
			t.Errorf("%s became %s", word, got)
		}
	}
}

func TestSense(t *testing.T) {
	tests := []struct {
		text             string
		negated, passive bool
		numbers          string
	}{
		{"Supervises staff", false, false, ""},
		{"Does not supervise staff", true, false, ""},
		{"Is closely supervised by a manager", false, true, ""},
		{"Records including but not limited to leases", false, false, ""},
		{"Advises families that are not eligible for aid", false, false, ""},
		{"Resources that are provided by agencies", false, false, ""},
		{"Works with no supervision", false, false, ""},
		{"Types 60 words per minute; lifts 50 pounds", false, false, "60 50"},
		{"Five years of experience, one of them in the field", false, false, "5"},
		{"Lifts 20,000 pounds in 2.5 hours", false, false, "20000 2.5"},
		{"Lifts twenty-five pounds and types sixty words per minute", false, false, "25 60"},
		{"Ability to supervise staff is not required", true, false, ""},
		{"Never leaves children alone", true, false, ""},
	}
	for _, tt := range tests {
		s := Read(tt.text, spec.Duty).Sense
		if s.Negated != tt.negated || s.Passive != tt.passive || strings.Join(s.Numbers, " ") != tt.numbers {
			t.Errorf("%q: %+v", tt.text, s)
		}
	}
}

func TestIsBoilerplate(t *testing.T) {
	for text, want := range map[string]bool{
		"Performs related duties as required":                true,
		"Performs related work as required.":                 true,
		"Other duties as assigned":                           true,
		"May be required to perform other duties":            true,
		"Manages duties of staff":                            false,
		"Performs assessments as required":                   false,
		"Performs":                                           false,
		"Plans and implements special projects as assigned":  false,
		"Does related work as directed by supervisor":        true,
		"Performs other job related duties, as needed":       true,
		"Works in teams":                                     false,
		"Prioritizes work assignments and similar functions": false,
	} {
		if got := IsBoilerplate(text); got != want {
			t.Errorf("IsBoilerplate(%q) = %v", text, got)
		}
	}
}

func TestFrames(t *testing.T) {
	for text, want := range map[string]bool{
		"Considerable knowledge": true, "Knowledge of": true, "Ability to:": true, "Considerable": true,
		"Skill in": true, "": false, "Knowledge of law": false, "interpersonal skills": false,
	} {
		if got := IsFrame(text); got != want {
			t.Errorf("IsFrame(%q) = %v", text, got)
		}
	}
}

func TestVerbsAgree(t *testing.T) {
	verb := func(w string) Verb { return VerbOf(Stem(w)) }
	if !verb("teaches").Agrees(verb("train")) {
		t.Error("teaching and training do not agree")
	}
	if verb("teach").Agrees(verb("communicate")) {
		t.Error("teaching and communicating agree")
	}
	if m := verb("supervises").Mode; m != Lead {
		t.Errorf("mode of supervising is %v", m)
	}
	if v := verb("frobnicate"); !v.Agrees(v) || v.Agrees(verb("lead")) {
		t.Error("an unknown verb agrees with itself only")
	}
}

func TestReadKeepsItsPromisesForAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`((Ability to|knowledge|of|and|under|close|supervision|plans|,|;|—|as|required|learning) ?){0,12}`)).Draw(t, "text")
		p := Read(text, rapid.SampledFrom(append([]spec.Kind{""}, spec.Kinds...)).Draw(t, "kind"))
		for _, w := range p.Words {
			if w.Start < 0 || int(w.End) > len(text) || w.Start >= w.End {
				t.Fatalf("word %+v lies outside the text", w)
			}
			read := func(tok Token) bool {
				return tok.Start == int(w.Start) && tok.End == int(w.End) && Stem(tok.Word) == w.Stem
			}
			if !slices.ContainsFunc(Tokens(text), read) {
				t.Fatalf("word %q has stem %q, which is no token's", text[w.Start:w.End], w.Stem)
			}
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add("Ability to develop, negotiate and review contracts with providers, under close supervision")
	f.Add("Client intake interviews — conduct using agency forms; as required")
	f.Add("Is developing ability to and of and knowledge")
	f.Fuzz(func(t *testing.T, text string) {
		for _, w := range Read(text, spec.Duty).Words {
			if w.Start < 0 || int(w.End) > len(text) || w.Start >= w.End {
				t.Fatalf("word %+v lies outside the text", w)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Read("Provides consultative services to regional offices within department, social services agencies, courts and individuals in matters relating to child and foster care", spec.Duty)
	}
}
