package document

import (
	"fmt"
	"strings"
	"testing"

	"crosswalk/internal/spec"
)

const posting = `<h1>Harbour Master</h1><p>The port looks for a harbour master who plans the work of the crew.</p>
<h2>What you will do</h2><ul><li>Keep the log of <b>every vessel</b> that enters the harbour and leaves it again</li><li>Train new hands in the handling of ropes,
 lights and radios, and check what they have learned</li></ul>
<p><strong>Requirements</strong></p><p>Three years of experience with tugs.<br>A licence of the coast guard.</p>
<table><tr><td>Grade</td><td>7</td></tr><tr><td>Unit</td><td>Port</td></tr></table>
<p>The office stands beside the old fish market, and its rooms are heated from the boiler house of the market in winter.</p>`

const postingText = `# Harbour Master

The port looks for a harbour master who plans the work of the crew.

## What you will do

- Keep the log of every vessel that enters the harbour and leaves it again
- Train new hands in the handling of ropes, lights and radios, and check what they have learned

Requirements

Three years of experience with tugs.
A licence of the coast guard.
Grade: 7
Unit: Port

The office stands beside the old fish market, and its rooms are heated from the boiler house of the market in winter.
`

func TestWebPage(t *testing.T) {
	around := `<nav><a href="/">Home</a> <a href="/jobs">All jobs</a></nav><div class="cookie-banner">We use cookies. <button>Accept</button></div>`
	after := `<aside>Similar jobs: Diver</aside><footer>© Port</footer><script>var x = "<p>no text</p>"</script>`
	for name, page := range map[string]string{
		"main":     `<!doctype html><html><head><title>Harbour Master | Port of Dunes</title></head><body>` + around + `<main>` + posting + `</main>` + after + `</body></html>`,
		"article":  `<html><body>` + around + `<article>` + posting + `</article>` + after + `</body></html>`,
		"neither":  `<html><body>` + around + posting + after + `</body></html>`,
		"fragment": `<div>` + posting + `</div>`,
		"classes":  `<html><body><div class="no-sidebar">` + around + `<article class="job category-social-services">` + posting + `</article></div>` + after + `</body></html>`,
		"in math":  `<html><body>` + around + `<main>` + posting + `</main><div class="site-sidebar"><table><tr><td><math><tr>x</table></div></body></html>`,
		"unseen":   `<html><body><main>` + posting + `<p aria-hidden="false" style="display:none">Secret</p></main></body></html>`,
		"hidden":   `<html><body><main>` + posting + `<p hidden>Secret</p><p style="display: none">Secret</p></main></body></html>`,
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, "a.html", []byte(page))
			if doc.Format != WebPage || doc.Text != postingText {
				t.Errorf("%s\n%s", doc.Format, doc.Text)
			}
		})
	}
}

func TestWindowTitle(t *testing.T) {
	doc := read(t, "", []byte(`<html><head><title>Harbour Master | Port of Dunes</title></head><body><p>Keeps the log.</p></body></html>`))
	if doc.Window != "Harbour Master | Port of Dunes" || doc.Title != "" {
		t.Errorf("%+v", doc)
	}
}

func TestPostingInAPage(t *testing.T) {
	data := `{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"x"},{"@type":"JobPosting","title":"Harbour Master","hiringOrganization":{"@type":"Organization","name":"Port of Dunes"},
"baseSalary":{"@type":"MonetaryAmount","currency":"USD","value":{"@type":"QuantitativeValue","minValue":20.5,"maxValue":30,"unitText":"HOUR"}},
"description":"` + strings.ReplaceAll(strings.ReplaceAll(posting, "\n", ""), `"`, `\"`) + `","skills":["Ropes","Radios"],"experienceRequirements":{"@type":"OccupationalExperienceRequirements","monthsOfExperience":36}}]}`
	doc := read(t, "", []byte(`<html><body><p>Other text</p><script type="application/ld+json">`+data+`</script></body></html>`))
	for _, want := range []string{"# Harbour Master\n\nEmployer: Port of Dunes\nSalary: 20.50 - 30.00 per hour USD\n", "- Keep the log", "## Skills\n\n- Ropes\n- Radios\n", "## Experience\n\n36 months of experience\n"} {
		if !strings.Contains(doc.Text, want) {
			t.Errorf("lacks %q:\n%s", want, doc.Text)
		}
	}
	if doc.Title != "Harbour Master" || doc.Format != WebPage || strings.Contains(doc.Text, "Other text") {
		t.Errorf("%+v", doc)
	}
}

func TestDeepWebPage(t *testing.T) {
	if _, err := reader.Read(t.Context(), "", []byte("<html>"+strings.Repeat("<div>", 1000)), nil); spec.CodeOf(err) != spec.Invalid {
		t.Error(err)
	}
}

func TestWebPageOfManyElements(t *testing.T) {
	var b strings.Builder
	b.WriteString("<html><body>")
	for i := range 400 {
		fmt.Fprintf(&b, "<b id=%d><table><td></b></td></table>", i)
	}
	b.WriteString(strings.Repeat("<p>x", 5000))
	if _, err := reader.Read(t.Context(), "a.html", []byte(b.String()), nil); spec.CodeOf(err) != spec.TooLarge {
		t.Error(err)
	}
}
