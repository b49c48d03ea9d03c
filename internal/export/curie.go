package export

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// Prefixes of Crosswalk's own ids, which are no CURIEs by themselves.
const (
	ofStatement = "xwst"
	ofMapping   = "xwmap"
	ofUser      = "xwuser"
	ofOddClass  = "xwclass" // a class whose issuer cannot be a prefix
	ofTerm      = "xw"      // properties of the extension columns
	ofORCID     = "orcid"
	onet        = "onet"
)

const ownSpace = "https://w3id.org/crosswalk/"

// expansions are the IRIs of the prefixes that do not depend on the mappings.
// An id of O*NET leads to the page of the occupation.
var expansions = map[string]string{
	"skos": "http://www.w3.org/2004/02/skos/core#", "semapv": "https://w3id.org/semapv/vocab/",
	"sssom": "https://w3id.org/sssom/", "xsd": "http://www.w3.org/2001/XMLSchema#",
	"owl": "http://www.w3.org/2002/07/owl#", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
	"rdfs": "http://www.w3.org/2000/01/rdf-schema#", "dcterms": "http://purl.org/dc/terms/",
	"linkml": "https://w3id.org/linkml/", "oboInOwl": "http://www.geneontology.org/formats/oboInOwl#",
	"pav": "http://purl.org/pav/", "prov": "http://www.w3.org/ns/prov#",
	ofORCID: "https://orcid.org/", onet: "https://www.onetonline.org/link/summary/",
	ofStatement: ownSpace + "statement/", ofMapping: ownSpace + "mapping/", ofUser: ownSpace + "user/",
	ofOddClass: ownSpace + "class/", ofTerm: ownSpace + "vocabulary/",
}

// expansion returns the IRI that a prefix stands for.
func expansion(prefix string) string {
	if iri, ok := expansions[prefix]; ok {
		return iri
	}
	return ownSpace + "class/" + prefix + "/"
}

// builtIn prefixes need not be declared in a file (SSSOM, IRI prefixes).
var builtIn = map[string]bool{
	"skos": true, "semapv": true, "sssom": true, "xsd": true, "owl": true, "rdf": true, "rdfs": true,
	"dcterms": true, "linkml": true, "oboInOwl": true, "pav": true, "prov": true,
}

var (
	prefixName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)
	orcidID    = regexp.MustCompile(`^orcid:\d{4}-\d{4}-\d{4}-\d{3}[\dX]$`)
)

// curieOf writes a side's id as a CURIE.
func curieOf(kind review.Kind, s review.Side) string {
	if s.ID == review.NoTerm {
		return s.ID
	}
	if kind == review.Statement && s.ClassID != s.ID {
		return ofStatement + ":" + escaped(s.ID)
	}
	if prefix, code, _ := strings.Cut(s.ID, ":"); code != "" && prefixName.MatchString(prefix) {
		return prefix + ":" + escaped(code)
	}
	return ofOddClass + ":" + escaped(s.ID)
}

// sideOf reads the id of a side from a CURIE; a class is its own class, a
// statement is of none that would be known.
func sideOf(curie, label string) review.Side {
	s := review.Side{Label: label, Text: review.Text{SourceIDs: []string{}}}
	prefix, rest, _ := strings.Cut(curie, ":")
	switch {
	case curie == review.NoTerm || rest == "":
		s.ID = curie
	case prefix == ofStatement:
		s.ID = unescaped(rest)
	case prefix == ofOddClass:
		s.ID = unescaped(rest)
		s.ClassID = s.ID
	default:
		s.ID = prefix + ":" + unescaped(rest)
		s.ClassID = s.ID
	}
	return s
}

// userCURIEs writes the ids of people: an ORCID as it is, others as users.
func userCURIEs(actors []review.Actor) []string {
	out := make([]string, len(actors))
	for i, a := range actors {
		if out[i] = ofUser + ":" + escaped(a.ID); orcidID.MatchString(a.ID) {
			out[i] = a.ID
		}
	}
	return out
}

// userOf is the reverse of userCURIEs for one.
func userOf(curie string) string {
	if id, own := strings.CutPrefix(curie, ofUser+":"); own && id != "" {
		return unescaped(id)
	}
	return curie
}

// escaped writes bytes that an IRI must not have, and |, which separates
// values, as %XX.
func escaped(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= ' ' || c == 0x7f || strings.IndexByte("%\"<>\\^`{|}", c) >= 0 {
			const digits = "0123456789ABCDEF"
			b.WriteString(string([]byte{'%', digits[c>>4], digits[c&15]}))
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// unescaped is the reverse of escaped. What is not escaped in that way stays as
// it is.
func unescaped(s string) string {
	if out, err := url.PathUnescape(s); err == nil && out != "" && utf8.ValidString(out) {
		return out
	}
	return s
}

// guessKind says what is mapped to what, where a file does not. Whoever looked
// for a class and found nothing looked for a code.
func guessKind(subject, object review.Side) review.Kind {
	switch isClass := subject.ClassID != ""; {
	case isClass && (spec.IssuerOf(object.ID) == onet || object.ID == review.NoTerm):
		return review.ClassCode
	case isClass && object.ClassID != "":
		return review.Class
	}
	return review.Statement
}
