package web

import (
	"html"
	"regexp"
	"strings"
	"testing"
)

func TestChangedWordsAreMarked(t *testing.T) {
	for name, tt := range map[string]struct{ was, is, old, new string }{
		"a word for another":  {"Interview children about abuse.", "Interview minors about abuse.", "Interview <del>children</del> about abuse.", "Interview <ins>minors</ins> about abuse."},
		"words that are new":  {"Refer families.", "Refer families to services.", "Refer families.", "Refer families <ins>to services</ins>."},
		"words that are gone": {"Works, as told, alone", "Works alone", "Works<del>, as told,</del> alone", "Works alone"},
		"the same":            {"Files letters", "Files letters", "Files letters", "Files letters"},
		"all is new":          {"", "Files letters", "", "<ins>Files letters</ins>"},
		"hostile":             {"<script>a</script>", "<script>b</script>", "&lt;script&gt;<del>a</del>&lt;/script&gt;", "&lt;script&gt;<ins>b</ins>&lt;/script&gt;"},
	} {
		if got := rewordedOf(tt.was, tt.is); string(got.Old) != tt.old || string(got.New) != tt.new {
			t.Errorf("%s: %s | %s", name, got.Old, got.New)
		}
	}
}

var tags = regexp.MustCompile(`</?(del|ins)>`)

// FuzzRewordedKeepsTheText: without its marks each side reads as it did, and
// without what is marked both read the same.
func FuzzRewordedKeepsTheText(f *testing.F) {
	f.Add("Interview children and parents.", "Interview minors and their parents.")
	f.Add("<b>&amp;", "\xff'’ é\u0301 1,5")
	f.Fuzz(func(t *testing.T, was, is string) {
		was, is = strings.ToValidUTF8(strings.ReplaceAll(was, "\x00", ""), "?"), strings.ToValidUTF8(strings.ReplaceAll(is, "\x00", ""), "?")
		r := rewordedOf(was, is)
		if got := html.UnescapeString(tags.ReplaceAllString(string(r.Old), "")); got != was {
			t.Errorf("%q became %q", was, got)
		}
		if got := html.UnescapeString(tags.ReplaceAllString(string(r.New), "")); got != is {
			t.Errorf("%q became %q", is, got)
		}
		kept := func(s string, element string) string {
			return strings.Join(strings.Fields(regexp.MustCompile("(?s)<"+element+">.*?</"+element+">").ReplaceAllString(s, "")), "")
		}
		if a, b := kept(string(r.Old), "del"), kept(string(r.New), "ins"); a != b {
			t.Errorf("what stays differs: %q and %q", a, b)
		}
	})
}
