// Package account makes and checks the secrets by which people and programs are
// known: passwords, API keys and session tokens. It stores nothing, and what is
// stored of a secret does not give it away.
package account

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"crosswalk/internal/spec"
)

// Cost of a hash: RFC 9106's second recommendation, with less memory, so that a
// small machine can check some logins at once.
const (
	passes      = 3
	memoryKiB   = 19 * 1024
	threads     = 1
	hashBytes   = 32
	saltBytes   = 16
	secretBytes = 32
)

// Bounds of passwords, in characters.
const (
	MinPassword = 12
	MaxPassword = 200
)

// CheckPassword returns an error that names the field when a password cannot be
// one.
func CheckPassword(password string) error {
	if n := utf8.RuneCountInString(password); n < MinPassword || n > MaxPassword || !utf8.ValidString(password) {
		return spec.Errorf(spec.Invalid, "must have from %d to %d characters", MinPassword, MaxPassword).In("password")
	}
	return nil
}

// Hash returns what is stored of a secret: argon2id with its cost and a salt of
// its own.
func Hash(secret string) string {
	salt := random(saltBytes)
	sum := argon2.IDKey([]byte(secret), salt, passes, memoryKiB, threads, hashBytes)
	return fmt.Sprintf("argon2id$%d$%d$%d$%s$%s", passes, memoryKiB, threads, encode(salt), encode(sum))
}

// Matches reports whether a secret is the one that a hash is of. It takes as
// long for a wrong one.
func Matches(hash, secret string) bool {
	var t, m uint32
	var p uint8
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "argon2id" {
		return false
	}
	if _, err := fmt.Sscanf(strings.Join(parts[1:4], " "), "%d %d %d", &t, &m, &p); err != nil || t == 0 || p == 0 || m > 1<<20 || t > 16 {
		return false
	}
	salt, err := base64.RawURLEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	sum, err := base64.RawURLEncoding.DecodeString(parts[5])
	if err != nil || len(sum) == 0 {
		return false
	}
	got := argon2.IDKey([]byte(secret), salt, t, m, p, uint32(len(sum)))
	return subtle.ConstantTimeCompare(sum, got) == 1
}

// Nobody is a hash that no secret matches: checking against it takes as long as
// against a real one, so that who asks cannot tell whether a user is there.
var Nobody = Hash(encode(random(secretBytes)))

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return b
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// keyPrefix begins every API key, so that a scanner finds one that got out.
const keyPrefix = "cwk"

// NewKey makes an API key: the id under which its hash is kept, and the whole
// key, which is shown once.
func NewKey() (id, key string) {
	id = hex.EncodeToString(random(6))
	return id, keyPrefix + "_" + id + "_" + encode(random(secretBytes))
}

// KeyID returns the id in an API key; ok is false when it is none.
func KeyID(key string) (id string, ok bool) {
	parts := strings.SplitN(key, "_", 3)
	if len(parts) != 3 || parts[0] != keyPrefix || len(parts[1]) != 12 || len(parts[2]) < 40 || len(parts[2]) > 60 {
		return "", false
	}
	return parts[1], true
}

// NewToken makes the token of a session, or one against forged requests.
func NewToken() string { return encode(random(secretBytes)) }

// TokenHash is what is kept of a token. It has as much chance in it as the hash
// has room for, so nothing slower is needed.
func TokenHash(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

// Same compares two tokens without telling by the time it takes where they
// differ.
func Same(a, b string) bool {
	return a != "" && subtle.ConstantTimeCompare([]byte(TokenHash(a)), []byte(TokenHash(b))) == 1
}

var userShape = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{0,63}$`)

// CheckUser returns an error that names the field when a user cannot be called
// so.
func CheckUser(id string) error {
	if !userShape.MatchString(id) || id == "system" || id == "local" {
		return spec.Errorf(spec.Invalid, "must be lower-case letters, digits and . _ @ -, at most 64, and not system or local").In("id")
	}
	return nil
}

// MaxName bounds the name of a person, in characters.
const MaxName = 200

// CheckName returns an error that names the field when a name cannot stand in
// the record.
func CheckName(name string) error {
	if n := utf8.RuneCountInString(strings.TrimSpace(name)); n == 0 || n > MaxName {
		return spec.Errorf(spec.Invalid, "must have from 1 to %d characters", MaxName).In("name")
	}
	return nil
}
