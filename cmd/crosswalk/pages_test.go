package main

import (
	"bytes"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"crosswalk/internal/app"
	"crosswalk/internal/ingest"
)

func TestPagesAnswer(t *testing.T) {
	s := startService(t)
	source := into[struct {
		SourceIDs []string `json:"source_ids"`
	}](t, get(t, s.url+"/api/v1/classes/us-nc:19200")).SourceIDs[0]
	for path, want := range map[string][]string{
		"/":                             {"Human Services Practitioner", "Compare two classes"},
		"/search?q=community+resources": {"<mark>community</mark> <mark>resources</mark>", `aria-current="true">Words and meaning`, "closeness in meaning"},
		"/search?q=finding+out+facts+qzxv&mode=semantic": {`aria-current="true">Meaning`},
		"/search":                    {"Write a few words"},
		"/search?q=zymurgy":          {"No statement matches these words"},
		"/classes/us-nc:19200":       {"Working knowledge of available community services", "rung 3"},
		"/classes/us-nc%3A19200":     {"Human Services Practitioner"},
		"/classes/us-ca-sf:2940":     {"4 years and more", "Mastery"},
		"/classes/onet:21-1093.00":   {"Anthropic Economic Index", "© 2026 EBSCOed"},
		"/classes/us-ct:1927SH":      {"OFFICE OF THE CHILD ADVOCATE", "Whose people could fill this class"},
		"/classes/us-nc:19200/moves": {"Where Human Services Practitioner can lead", "/compare?from=us-nc%3A19200&amp;to=us-ct%3A1927SH"},
		"/classes/us-nc:19200/moves?direction=from&level=Journey": {"Who could fill", "/compare?from=us-ct%3A1927SH&amp;to=us-nc%3A19200&amp;to_level=Journey", "direction=from&amp;level=Journey&amp;scope=classes&amp;format=csv"},
		"/classes/us-nc:19200/moves?scope=classes":                {`<option value="classes" selected>`, "Score 0.", "closeness in meaning of the titles", "scope=classes&amp;format=csv", "fitted to careful readers&#39; judgements"},
		"/groups?employers=us-az&employers=us-nc":                 {"Classes that may be the same job", `value="us-nc" checked`, "No two series or classes are alike enough"},
		"/duplicates": {"Statements that several classes make", "No statement is made by classes of two series"},
		"/allocate":   {"Place a job", `<option value="us-nc">`},
		"/allocate?employer=us-nc&title=Human+Services+Practitioner&text=Assesses+clients+and+develops+treatment+plans%0AAdvises+clients+on+community+resources%0AKeeps+case+records": {`<option value="us-nc" selected>`, "Suggested: Human Services Practitioner", "us-nc:19200", "Statements of the class that the job does not show"},
		"/compare": {"Choose a class"},
		"/compare?from=us-az:ACV80272&to=us-nc:19200&to_level=journey":                    {"to Human Services Practitioner, Journey", "Qualifications, shown and not compared", "What the words mean", "fitted to careful readers&#39; judgements"},
		"/compare?from=us-az:ACV80272&from_level=Mastery&to=us-nc:19200&to_level=Journey": {"us-az:ACV80272 has no level “Mastery”; it is compared at all its levels"},
		"/compare?from=us-nc:19200&to=us-ct:1927SH":                                       {"Gaps:", "<mark>contracts</mark> with providers", "The other way round"},
		"/sources/" + source: {"Public record of the State of North Carolina", "<mark id="},
		"/docs":              {"/api/v1/crosswalk", "problem-not_found"},
		"/static/site.css":   {"--ink"},
	} {
		a := get(t, s.url+path)
		if a.status != http.StatusOK {
			t.Errorf("%s: %d", path, a.status)
		}
		for _, w := range want {
			if !bytes.Contains(a.body, []byte(w)) {
				t.Errorf("%s does not show %q", path, w)
			}
		}
	}
	for path, wanted := range map[string]bool{"scope=classes": false, "scope=onet": true, "scope=all": true, "": false} {
		if got := bytes.Contains(get(t, s.url+"/classes/us-nc:19200/moves?"+path).body, []byte("onet:21-1093.00")); got != wanted {
			t.Errorf("moves %q show an occupation: %v", path, got)
		}
	}
	s = startCoding(t)
	for path, want := range map[string]string{
		"scope=onet":                "requirements this class covers",
		"scope=onet&direction=from": "requirements the people of each class cover",
	} {
		body := get(t, s.url+"/classes/us-nc:19200/moves?"+path).body
		for _, w := range []string{"The most alike first", want, "closeness in meaning of the titles"} {
			if !bytes.Contains(body, []byte(w)) {
				t.Errorf("moves %s do not show %q", path, w)
			}
		}
	}
	for _, link := range regexp.MustCompile(`<a href="([^"]+)"><code>`).FindAllSubmatch(get(t, s.url+"/docs").body, -1) {
		if path := html.UnescapeString(string(link[1])); get(t, s.url+path).status != http.StatusOK {
			t.Errorf("the example %s does not work", path)
		}
	}
	// What a visitor can mend is said on the page where it is mended.
	for path, want := range map[string]struct {
		status int
		says   string
	}{
		"/compare?from=us-az:ACV80272&to=us-nc:none":                     {404, "There is no class &#34;us-nc:none&#34;"},
		"/search?q=contracts&kind=magic":                                 {422, "There is no kind &#34;magic&#34;"},
		"/search?q=contracts&issuer=us-nc&cursor=x":                      {422, "Not a cursor"},
		"/classes/us-nc:19200/moves?level=Master":                        {422, "us-nc:19200 has no level"},
		"/classes/us-nc:19200/moves?level=Master&direction=from&cursor=": {422, "us-nc:19200 has no level"},
	} {
		a := get(t, s.url+path, "Accept", "text/html")
		if a.status != want.status || !bytes.Contains(a.body, []byte(want.says)) || !bytes.Contains(a.body, []byte(`<form class="`)) {
			t.Errorf("%s: %d, want %d and %q", path, a.status, want.status, want.says)
		}
	}
	a := get(t, s.url+"/classes/us-nc:19200/moves?scope=mine", "Accept", "text/html")
	if a.status != http.StatusUnprocessableEntity || !bytes.Contains(a.body, []byte("Must be all, classes or onet")) {
		t.Errorf("an unknown scope: %d %s", a.status, a.body)
	}
	a = get(t, s.url+"/classes/us-xx:1", "Accept", "text/html")
	if a.status != http.StatusNotFound || a.kind != "text/html" || !bytes.Contains(a.body, []byte("There is no class")) {
		t.Errorf("an unknown class: %d %s", a.status, a.kind)
	}
}

func TestUntrustedTextIsHarmless(t *testing.T) {
	s := startService(t)
	const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`
	for _, path := range []string{
		"/search?q=" + url.QueryEscape(evil), "/search?q=contracts&kind=" + url.QueryEscape(evil),
		"/compare?from=" + url.QueryEscape(evil) + "&to=us-nc:19200", "/classes/" + url.PathEscape(evil),
	} {
		a := get(t, s.url+path, "Accept", "text/html")
		if bytes.Contains(a.body, []byte("<script>alert")) || bytes.Contains(a.body, []byte("<img")) {
			t.Errorf("%s: %s", path, a.body)
		}
	}
}

// With more classes than a list can offer, ids are typed, and the chosen
// classes keep their levels.
func TestCompareAmongManyClasses(t *testing.T) {
	s := startService(t)
	for i := range app.MaxLimit {
		text := fmt.Sprintf("Sweeper %d\n\nClass Code: M%d\n\nDUTIES\n- Sweeps hangar %d.\n", i, i, i)
		if _, err := s.app.Ingest(t.Context(), "many.txt", []byte(text), ingest.Origin{Issuer: "us-tx"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.app.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][]string{
		"/":                                   {`<a href="/classes?issuer=us-tx">`, `<input id="from" name="from"`},
		"/you?class=us-tx:M7":                 {`<input id="class" name="class"`, "Lateral moves", "show=unclear#unclear"},
		"/you?class=us-tx:M7&show=lateral":    {"More moves", "show=lateral#lateral"},
		"/you?class=us-nc:19200&show=unclear": {"Nothing says how they stand to yours", "Sweeper"},
		"/compare?from=us-tx:M7&to=us-nc:19200&to_level=Journey": {"to Human Services Practitioner, Journey", `value="us-tx:M7"`, `<option value="Journey" selected>`},
	} {
		body := get(t, s.url+path).body
		for _, w := range want {
			if !bytes.Contains(body, []byte(w)) {
				t.Errorf("%s does not show %q", path, w)
			}
		}
	}
}

// TestPathsAndMatrixSayWhatTheAPISays checks the numbers of two pages against
// the answers over REST.
func TestPathsAndMatrixSayWhatTheAPISays(t *testing.T) {
	s := startService(t)
	const query = "/classes/us-nc:19200/paths?level=Contributing&years=0.5&degree=bachelor"
	page := string(get(t, s.url+query).body)
	answer := into[app.PathsAnswer](t, get(t, s.url+"/api/v1"+query+"&limit=5"))
	if len(answer.Items) == 0 {
		t.Fatal("no ways")
	}
	for _, p := range answer.Items {
		for _, want := range []string{p.To.Title, fmt.Sprintf("Cost %.2f years", p.Cost)} {
			if !strings.Contains(html.UnescapeString(page), want) {
				t.Errorf("the page of ways lacks %q", want)
			}
		}
	}
	page = string(get(t, s.url+"/classes/us-az:ACV80272/paths?to=us-ca-sf:2940&years=5&relevant=5&degree=bachelor").body)
	for _, want := range []string{"No way from Child Protective Service Specialist II", "Who applies all the same"} {
		if !strings.Contains(html.UnescapeString(page), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if a := get(t, s.url+"/classes/us-az:ACV80272/paths?years=many"); a.status != http.StatusUnprocessableEntity || !strings.Contains(string(a.body), "no number of years") {
		t.Errorf("years that are none: %d", a.status)
	}
	matrix := into[app.Matrix](t, get(t, s.url+"/api/v1/matrix?ids=us-az:ACV80272,us-nc:19200"))
	page = string(get(t, s.url+"/matrix?ids=us-az:ACV80272,us-nc:19200").body)
	for _, share := range []*float64{matrix.Coverage[0][1], matrix.Coverage[1][0]} {
		if want := fmt.Sprintf("%.2f %%", 100**share); !strings.Contains(page, want) {
			t.Errorf("the matrix lacks %s", want)
		}
	}
	if a := get(t, s.url+"/matrix?ids=us-az:none"); a.status != http.StatusNotFound || !strings.Contains(string(a.body), "There is no class") {
		t.Errorf("a class that is none: %d", a.status)
	}
}
