package rulestest

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// KeyID is the name of the tests' key.
const KeyID = "test-1"

var key = ed25519.NewKeyFromSeed([]byte("a seed that is known to everybody"[:32]))

// PublicKey is the key that signs publications.
func PublicKey() ed25519.PublicKey { return key.Public().(ed25519.PublicKey) }

// PublicKeyFlag returns the key in the form of the flag.
func PublicKeyFlag() string { return KeyID + "=" + base64.StdEncoding.EncodeToString(PublicKey()) }

// Rule has the fields that tests vary.
type Rule struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Owner     string `json:"owner"`
	Typology  string `json:"typology"`
	Action    string `json:"action"`
	Condition string `json:"condition"`
	Priority  int64  `json:"priority"`
	ValidFrom *int64 `json:"valid_from,omitempty"`
	ValidTo   *int64 `json:"valid_to,omitempty"`
}

// Publication is a revision as stored.
type Publication struct {
	Set         string
	Revision    int64
	PublishedAt int64
	Count       int
	Blob        []byte
}

// Of returns a publication of rules; omitted fields have defaults.
func Of(set string, revision int64, rules ...Rule) Publication {
	for i := range rules {
		rule := &rules[i]
		rule.ID = either(rule.ID, fmt.Sprintf("rule-%d", i))
		rule.Name, rule.Owner, rule.Typology = either(rule.Name, "A rule"), "fraud-desk", "wangiri"
		rule.Action, rule.Condition = either(rule.Action, "block"), either(rule.Condition, "true")
	}
	if rules == nil {
		rules = []Rule{}
	}
	blob, err := json.Marshal(map[string]any{"format": "voxguard.rules.v1", "set": set, "rules": rules})
	if err != nil {
		panic(err)
	}
	return Publication{Set: set, Revision: revision, PublishedAt: 1767225600000 + revision, Count: len(rules), Blob: blob}
}

// Unsigned returns the pointer without key and signature.
func (p Publication) Unsigned() string { return p.fields("") + "|" }

// Pointer returns the signed pointer.
func (p Publication) Pointer() string { return Signed(p.Set, p.fields(KeyID)) }

func (p Publication) fields(keyID string) string {
	sum := sha256.Sum256(p.Blob)
	return strings.Join([]string{fmt.Sprint(p.Revision), hex.EncodeToString(sum[:]), fmt.Sprint(len(p.Blob)), fmt.Sprint(p.Count),
		fmt.Sprint(p.PublishedAt), keyID}, "|")
}

// Signed signs any six fields, right or wrong.
func Signed(set, fields string) string {
	signature := ed25519.Sign(key, []byte("voxguard.rules.v1|"+set+"|"+fields))
	return fields + "|" + base64.StdEncoding.EncodeToString(signature)
}

func either(given, otherwise string) string {
	if given == "" {
		return otherwise
	}
	return given
}
