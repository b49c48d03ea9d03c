package semantic

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// places renders the words of a text with what each of them stands in, where
// that is not the word itself.
func places(text string) string {
	var out []string
	for _, tok := range Tokens(text) {
		if at := text[tok.Start:tok.End]; at != tok.Word {
			out = append(out, tok.Word+"="+at)
		} else {
			out = append(out, tok.Word)
		}
	}
	return strings.Join(out, " ")
}

func TestNamesWithSignsAreOneWord(t *testing.T) {
	for text, want := range map[string]string{
		"C++, C# and F#":              "c++=C++ c#=C# and f#=F#",
		"C/C++":                       "c=C c++=C++",
		"C++17":                       "c++=C++ 17",
		"uses R.":                     "uses r=R",
		".NET":                        ".net=.NET",
		"(.NET, ASP.NET)":             ".net=.NET asp.net=ASP.NET",
		"asp.net or Node.js.":         "asp.net or node.js=Node.js",
		"the safety net. Net pay":     "the safety net net=Net pay",
		"CompTIA A+":                  "comptia=CompTIA a+=A+",
		"A + B = C":                   "a=A b=B c=C",
		"R&D, Q&A":                    "r&d=R&D q&a=Q&A",
		"AT&T":                        "at=AT t=T",
		"item #5":                     "item 5",
		"grade 3.5":                   "grade 3 5",
		"...":                         "",
		"main.json":                   "main json",
		"state.network":               "state network",
		"Class A.Must drive":          "class=Class a=A must=Must drive",
		"a net.":                      "a net",
		"Planning++":                  "planning++=Planning++",
		"1#2":                         "1 2",
		"follow-up/intake and/or C&C": "follow up intake and or c&c=C&C",
	} {
		if d := cmp.Diff(want, places(text)); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
}

func TestDotsJoinSingleLetters(t *testing.T) {
	for text, want := range map[string]string{
		"Ph.D. or M.Ed. degree":       "phd=Ph.D. or med=M.Ed. degree",
		"B.S. in law; J.D":            "bs=B.S. in law jd=J.D",
		"A.S. degree":                 "AS=A.S. degree",
		"M.D. or D.O.":                "md=M.D. or DO=D.O.",
		"Pharm.D.":                    "pharmd=Pharm.D.",
		"42 C.F.R. and U.S.C.":        "42 cfr=C.F.R. and usc=U.S.C.",
		"at 8 A.M., e.g., i.e. not":   "at 8 am=A.M. eg=e.g. ie=i.e. not",
		"J. R. Smith":                 "j=J r=R smith=Smith",
		"Vitamin C. Iron":             "vitamin=Vitamin c=C iron=Iron",
		"Laws of the U.S. Plans work": "laws=Laws of the united=U. states=S. plans=Plans work",
		"section 3.a.1":               "section 3 a 1",
		"www.state.nc.us":             "www state nc us",
		"the end.A new one":           "the end a=A new one",
		"R.N.'s work":                 "registered=R. nurse=N. s work",
		"Dr. Ed. Min.":                "dr=Dr ed=Ed min=Min",
	} {
		if d := cmp.Diff(want, places(text)); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
}

func TestAcronymsAreTheWordsTheyStandFor(t *testing.T) {
	same := func(texts ...string) {
		t.Helper()
		want := strings.Join(Stems(texts[0]), " ")
		for _, text := range texts[1:] {
			if got := strings.Join(Stems(text), " "); got != want {
				t.Errorf("%q has the stems %q, want %q as %q", text, got, want, texts[0])
			}
		}
	}
	same("information technology", "IT", "I.T.", "(IT)", "IT’s")
	same("Information Technology Specialist", "IT Specialist", "IT SPECIALIST")
	same("registered nurses", "R.N.", "RN", "rn", "RNs", "R.N", "RN's")
	same("United States", "US", "U.S.", "USA", "U.S.A.", "u.s.")
	same("human resources policies", "HR policies", "hr policies")
	same("geographic information systems", "GIS", "gis")
	same("heating, ventilating, and air-conditioning", "HVAC", "hvac")
	same("cardiopulmonary resuscitation", "CPR")
	same("Ph.D.", "PhD", "phd", "Ph.D")
	same("commercial driver's license", "CDL")
}

func TestCapitalsTellNamesFromCommonWords(t *testing.T) {
	for text, want := range map[string]string{
		// The name.
		"IT":                             "inform technolog",
		"Knowledge of IT":                "knowledg inform technolog",
		"Manages IT and HR staff":        "manag inform technolog human resourc staff",
		"Knowledge of HVAC, IT, and GPS": "knowledg heat ventil air condit inform technolog gps",
		"IT-related":                     "inform technolog relat",
		"NOTE: manages IT staff":         "note manag inform technolog staff",
		"US history":                     "unit state histori",
		"Follows US EPA rules":           "follow unit state epa rule",
		"HIV/AIDS":                       "hiv AIDS",
		"Knowledge of AIDS":              "knowledg AIDS",
		"AIDS":                           "AIDS",
		"US MARSHAL":                     "unit state marshal",
		// The common word.
		"it":                              "",
		"us":                              "",
		"aids":                            "aid",
		"Aids residents":                  "aid resid",
		"It is required":                  "requir",
		"IT IS REQUIRED":                  "requir",
		"PLEASE NOTE: IT IS NOT required": "pleas note requir",
		"MAKE IT WORK":                    "make work",
		"IT'S REQUIRED":                   "requir",
		"CONTACT US":                      "contact",
		"TEACHING AIDS":                   "teach aid",
		"works 40 hr per week":            "work 40 hr week",
		"miles per hr":                    "mile hr",
		"IN A HURRY OR NOT, I AM":         "hurri",
		"Maintain A and B in I or OR":     "maintain b",
	} {
		if got := strings.Join(Stems(text), " "); got != want {
			t.Errorf("%q: stems %q, want %q", text, got, want)
		}
	}
}

func TestInvisibleAndCompatibleCharactersFold(t *testing.T) {
	for text, want := range map[string]string{
		"e\ufb03ciency of sta\ufb00":                  "efficiency=e\ufb03ciency of staff=sta\ufb00",
		"Help\u200bing to re\u200buse":                "helping=Help\u200bing to reuse=re\u200buse",
		"Recon\u00adciles fees\u00ad, a":              "reconciles=Recon\u00adciles fees a",
		"r\u00e9sum\u00e9 re\u0301sume\u0301":         "resume=r\u00e9sum\u00e9 resume=re\u0301sume\u0301",
		"\uff29\uff34 \uff43\uff4c\uff45\uff52\uff4b": "information=\uff29 technology=\uff34 clerk=\uff43\uff4c\uff45\uff52\uff4b",
		"Clerk \u2161":                                "clerk=Clerk ii=\u2161",
		"Stra\u00dfe, \u0141\u00f3d\u017a":            "strasse=Stra\u00dfe lodz=\u0141\u00f3d\u017a",
		"\u200bword\u200b \u200b":                     "word",
		"client\u2019s client\u02bcs":                 "client=client\u2019s client=client\u02bcs",
		"I\u00adT sta\ufb00":                          "information=I\u00ad technology=T staff=sta\ufb00",
		"\u0301 \u0301a":                              "a",
		"\ud55c\uad6d":                                "\ud55c\uad6d",
		"child\u00a0support":                          "child support",
	} {
		if d := cmp.Diff(want, places(text)); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
}

func TestPlacesOfWordsThatTouchAreOne(t *testing.T) {
	text := "Leads IT staff"
	got := Places(text, Stems("information technology"))
	if len(got) != 1 || text[got[0].Start:got[0].End] != "IT" {
		t.Errorf("places %v", got)
	}
}

func FuzzTokens(f *testing.F) {
	for _, text := range []string{
		"The client’s follow-up (O*NET 30.1) isn't naïve.", "C++17, C#, .NET, ASP.NET and Node.js; R&D", "R.N., Ph.D., U.S. and I\u00adT's",
		"IT SPECIALIST; HIV/AIDS and US", "e\ufb03ciency re\u0301sume\u0301 Help\u200bing", "\uff29\uff34\u2161\u0301", "\xff.net\xc3",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, tok := range Tokens(text) {
			if tok.Start < last || tok.End <= tok.Start || tok.End > len(text) {
				t.Fatalf("%+v lies outside the text, or in the word before it", tok)
			}
			for _, at := range []int{tok.Start, tok.End} {
				if at < len(text) && utf8.ValidString(text) && !utf8.RuneStart(text[at]) {
					t.Fatalf("%+v parts a character", tok)
				}
			}
			if tok.Word == "" || strings.ContainsFunc(tok.Word, isInvisible) {
				t.Fatalf("%+v is no plain word", tok)
			}
			last = tok.End
		}
	})
}

func BenchmarkTokens(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Tokens("Provides consultative services to regional offices within department, social services agencies, courts and individuals in matters relating to child and foster care")
	}
}

func TestAcronymsThatLookLikeWordsAreSpelledOut(t *testing.T) {
	for text, want := range map[string]string{
		"Supports IT staff": "Supports information technology staff", "US law": "united states law", "Do it for us": "Do it for us", "USE OF IT IS REQUIRED": "USE OF IT IS REQUIRED", "": "",
	} {
		if got := SpellOut(text); got != want {
			t.Errorf("%q is spelled %q, want %q", text, got, want)
		}
	}
}
