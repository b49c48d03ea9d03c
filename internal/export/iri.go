package export

import (
	"cmp"
	"crypto/sha1"
	"encoding/hex"
	"net/url"
	"strings"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// Where the names of the linked formats begin.
const (
	iriBase  = "https://w3id.org/crosswalk/"
	iriTerms = iriBase + "terms/" // words that no public vocabulary has
	iriSKOS  = "http://www.w3.org/2004/02/skos/core#"
	iriSSSOM = "https://w3id.org/sssom/"
)

// iriNoTerm stands for the object of a mapping that says that nothing fits.
const iriNoTerm = iriSSSOM + "NoTermFound"

// iriOfClass names a class: issuer and code are two steps of the path.
func iriOfClass(id string) string {
	issuer, code, found := strings.Cut(id, ":")
	if !found {
		return iriBase + "class/" + url.PathEscape(id)
	}
	return iriBase + "class/" + url.PathEscape(issuer) + "/" + url.PathEscape(code)
}

// iriOfSide names a side of a mapping of the given kind. A side that is its own
// class is one, whatever the kind.
func iriOfSide(kind review.Kind, s *review.Side) string {
	switch {
	case s.ID == review.NoTerm:
		return iriNoTerm
	case iriIsClass(kind, s):
		return iriOfClass(s.ID)
	}
	return iriBase + "statement/" + url.PathEscape(s.ID)
}

func iriIsClass(kind review.Kind, s *review.Side) bool {
	return kind != review.Statement || s.ID == s.ClassID
}

// iriClassOf returns the id of the class that a side is or is of; empty for
// none.
func iriClassOf(kind review.Kind, s *review.Side) string {
	if iriIsClass(kind, s) && s.ID != review.NoTerm {
		return s.ID
	}
	return s.ClassID
}

// iriCode returns the issuer's code of a side that is a class; empty for others.
func iriCode(kind review.Kind, s *review.Side) string {
	if !iriIsClass(kind, s) {
		return ""
	}
	_, code, _ := strings.Cut(s.ID, ":")
	return code
}

func iriOfMapping(id string) string { return iriBase + "mapping/" + url.PathEscape(id) }

// iriOfIssuer is not the issuer's own IRI, which nobody has told.
func iriOfIssuer(issuer string) string { return iriBase + "issuer/" + url.PathEscape(issuer) }

func iriOfActor(a *review.Actor) string { return iriBase + "actor/" + url.PathEscape(a.ID) }

// iriOfSet names the set. What is no IRI becomes the end of one; a set without
// an id is named by its title.
func iriOfSet(set *Set) string {
	if u, err := url.Parse(set.ID); err == nil && u.IsAbs() && !strings.ContainsAny(set.ID, iriNever) {
		return set.ID
	}
	return iriBase + "set/" + url.PathEscape(cmp.Or(set.ID, set.Title))
}

// iriNever has what stands in no IRI.
const iriNever = " <>\"{}|\\^`"

// iriOfRelation returns the SKOS property of a relation; empty for none.
func iriOfRelation(r spec.Relation) string {
	switch r {
	case spec.Exact, spec.Close, spec.Broad, spec.Narrow, spec.Related:
		return iriSKOS + string(r)
	}
	return ""
}

// iriIs reports whether text is an IRI of the web rather than a name.
func iriIs(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && !strings.ContainsAny(text, iriNever)
}

// iriUUID derives a UUID from an IRI (RFC 9562, version 5, in the name space of
// URLs): the same IRI has the same one everywhere.
func iriUUID(iri string) string {
	space, _ := hex.DecodeString("6ba7b8119dad11d180b400c04fd430c8")
	h := sha1.Sum(append(space, iri...))
	h[6] = h[6]&0x0f | 0x50
	h[8] = h[8]&0x3f | 0x80
	x := hex.EncodeToString(h[:16])
	return x[:8] + "-" + x[8:12] + "-" + x[12:16] + "-" + x[16:20] + "-" + x[20:]
}

// stands reports whether people hold a mapping to be right: only such ones are
// asserted, the others are told about.
func stands(r *review.Record) bool {
	return r.Outcome.State == review.Accepted || r.Outcome.State == review.Signed
}
