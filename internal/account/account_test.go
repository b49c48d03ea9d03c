package account

import (
	"strings"
	"testing"
)

func TestASecretMatchesItsHashOnly(t *testing.T) {
	hash := Hash("correct horse battery")
	if !Matches(hash, "correct horse battery") {
		t.Error("the secret does not match")
	}
	if again := Hash("correct horse battery"); again == hash {
		t.Error("two hashes of one secret are the same: there is no salt")
	}
	for name, tt := range map[string]struct{ hash, secret string }{
		"another secret":    {hash, "correct horse batterz"},
		"an empty one":      {hash, ""},
		"nobody":            {Nobody, ""},
		"no hash":           {"", ""},
		"another method":    {strings.Replace(hash, "argon2id", "plain", 1), "correct horse battery"},
		"a cost of nothing": {strings.Replace(hash, "$3$", "$0$", 1), "correct horse battery"},
		"too high a cost":   {strings.Replace(hash, "$19456$", "$99999999$", 1), "correct horse battery"},
		"a cut hash":        {hash[:len(hash)-5], "correct horse battery"},
		"an empty sum":      {hash[:strings.LastIndexByte(hash, '$')+1], "correct horse battery"},
	} {
		if Matches(tt.hash, tt.secret) {
			t.Errorf("%s matches", name)
		}
	}
}

func TestKeysNameTheirIDs(t *testing.T) {
	id, key := NewKey()
	if got, ok := KeyID(key); !ok || got != id {
		t.Errorf("%q of %q: %q, %v", id, key, got, ok)
	}
	if _, other := NewKey(); other == key {
		t.Error("two keys are the same")
	}
	for _, wrong := range []string{"", "cwk", "cwk__", "cwk_0_1", "xxx" + key[3:], key[:20], key + strings.Repeat("A", 40)} {
		if _, ok := KeyID(wrong); ok {
			t.Errorf("%q passes for a key", wrong)
		}
	}
}

func TestTokensAreCompared(t *testing.T) {
	token := NewToken()
	if !Same(token, token) || Same(token, NewToken()) || Same("", "") || Same(token, "") {
		t.Error("tokens are compared wrongly")
	}
}

func TestWhatUsersNamesAndPasswordsMayBe(t *testing.T) {
	for id, want := range map[string]bool{"ada": true, "ada.byron@example.org": true, "": false, "Ada": false, "system": false, "local": false, "a b": false, strings.Repeat("a", 65): false} {
		if got := CheckUser(id) == nil; got != want {
			t.Errorf("user %q: %v", id, got)
		}
	}
	for name, want := range map[string]bool{"Ada Byron": true, "  ": false, strings.Repeat("é", MaxName): true, strings.Repeat("é", MaxName+1): false} {
		if got := CheckName(name) == nil; got != want {
			t.Errorf("name %.20q: %v", name, got)
		}
	}
	for password, want := range map[string]bool{"twelve chars": true, "eleven char": false, strings.Repeat("x", MaxPassword+1): false, "not UTF-8 \xff\xff\xff": false} {
		if got := CheckPassword(password) == nil; got != want {
			t.Errorf("password %.20q: %v", password, got)
		}
	}
}
