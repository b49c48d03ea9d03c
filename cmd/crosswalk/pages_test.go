package main

import (
	"bytes"
	"net/http"
	"net/url"
	"testing"
)

func TestPagesAnswer(t *testing.T) {
	s := startService(t)
	source := into[struct {
		SourceIDs []string `json:"source_ids"`
	}](t, get(t, s.url+"/api/v1/classes/us-nc:19200")).SourceIDs[0]
	for path, want := range map[string][]string{
		"/":                             {"Human Services Practitioner", "Compare two classes"},
		"/search?q=community+resources": {"<mark>community</mark> <mark>resources</mark>", "matches are by words alone"},
		"/search":                       {"Write a few words"},
		"/search?q=zymurgy":             {"No statement holds these words"},
		"/classes/us-nc:19200":          {"Working knowledge of available community services", "rung 3"},
		"/classes/us-nc%3A19200":        {"Human Services Practitioner"},
		"/classes/us-ca-sf:2940":        {"4 years and more", "Mastery"},
		"/classes/onet:21-1093.00":      {"Anthropic Economic Index", "© 2026 EBSCOed"},
		"/compare":                      {"Choose a class"},
		"/compare?from=us-nc:19200&to=us-ct:1927SH": {"Gaps:", "<mark>contracts</mark> with providers", "The other way round"},
		"/sources/" + source:                        {"Public record of the State of North Carolina", "<mark id="},
		"/docs":                                     {"/api/v1/crosswalk", "problem-not_found"},
		"/static/site.css":                          {"--ink"},
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
	a := get(t, s.url+"/classes/us-xx:1", "Accept", "text/html")
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
