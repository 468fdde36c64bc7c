package rules

import (
	"strings"
	"testing"

	"voxguard.io/rules/internal/rulestest"
)

func testKeys() PublicKeys { return PublicKeys{rulestest.KeyID: rulestest.PublicKey()} }

func parsed(t *testing.T, line string) Pointer {
	t.Helper()
	pointer, err := ParsePointer(line)
	if err != nil {
		t.Fatal(err)
	}
	return pointer
}

func TestKeyIsReadFromItsFlag(t *testing.T) {
	keys := PublicKeys{}
	if err := keys.Add(rulestest.PublicKeyFlag()); err != nil || !keys[rulestest.KeyID].Equal(rulestest.PublicKey()) {
		t.Errorf("got %v, %v", keys, err)
	}
}

func TestWrongKeysAreRefused(t *testing.T) {
	flag := rulestest.PublicKeyFlag()
	for _, text := range []string{"", "test-2", "=" + flag[7:], "a b=" + flag[7:], "test-2=", "test-2=AAAA", "test-2=" + flag[7:len(flag)-1],
		strings.Repeat("k", 65) + "=" + flag[7:], flag + "\n"} {
		if err := (PublicKeys{}).Add(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
	keys := testKeys()
	if err := keys.Add(flag); err == nil {
		t.Error("a duplicate ID was accepted")
	}
}

func TestOnlyASignatureOfAKnownKeyOverTheseFieldsIsAccepted(t *testing.T) {
	publication := rulestest.Of("core", 7)
	signed, unsigned := publication.Pointer(), publication.Unsigned()
	if err := testKeys().verify("core", parsed(t, signed)); err != nil {
		t.Errorf("signed: %v", err)
	}
	if err := (PublicKeys{}).verify("core", parsed(t, unsigned)); err != nil {
		t.Errorf("no key known: %v", err)
	}
	refused := map[string]Pointer{
		"unsigned":         parsed(t, unsigned),
		"unknown key":      parsed(t, strings.Replace(signed, "|"+rulestest.KeyID+"|", "|test-2|", 1)),
		"other revision":   parsed(t, "8"+signed[1:]),
		"other set's name": parsed(t, rulestest.Signed("other", strings.TrimSuffix(unsigned, "||")+"|"+rulestest.KeyID)),
	}
	for what, pointer := range refused {
		if err := testKeys().verify("core", pointer); err == nil {
			t.Errorf("%s was accepted", what)
		}
	}
}
