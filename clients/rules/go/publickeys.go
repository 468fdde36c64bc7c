package rules

import (
	"crypto/ed25519"
	"encoding/base64"
	"strings"
)

// PublicKeys are the Ed25519 keys whose signatures an engine accepts, by key_id. Without keys, signatures are not checked.
type PublicKeys map[string]ed25519.PublicKey

// Add reads a key from ID=BASE64, the 32 raw bytes of the key in base64.
func (k PublicKeys) Add(text string) error {
	id, encoded, _ := strings.Cut(text, "=")
	if !spelled(id, 1, 64, isKeyCharacter) {
		return wrong("public-key", "ID=BASE64 with an ID of 1 to 64 of A-Z a-z 0-9 - _ .", text)
	}
	raw, err := decodeBase64(encoded)
	if err != nil || len(raw) != ed25519.PublicKeySize {
		return wrong("public-key "+id, "32 bytes in base64 with padding", encoded)
	}
	if _, twice := k[id]; twice {
		return wrong("public-key "+id, "each ID once", text)
	}
	k[id] = raw
	return nil
}

// verify returns the reason for which a pointer is not accepted, or nil.
func (k PublicKeys) verify(set string, pointer Pointer) error {
	if len(k) == 0 {
		return nil
	}
	if pointer.Signature == "" {
		return wrong("pointer.signature", "a signature of a known key", "")
	}
	key, known := k[pointer.KeyID]
	if !known {
		return wrong("pointer.key_id", "the name of a known key", pointer.KeyID)
	}
	signature, err := signatureBytes(pointer.Signature)
	if err != nil {
		return err
	}
	if !ed25519.Verify(key, pointer.signed(set), signature) {
		return wrong("pointer.signature", "the signature of "+pointer.KeyID+" over these fields", pointer.Signature)
	}
	return nil
}

func (k PublicKeys) check() error {
	for id, key := range k {
		if !spelled(id, 1, 64, isKeyCharacter) {
			return wrong("public-key", "an ID of 1 to 64 of A-Z a-z 0-9 - _ .", id)
		}
		if len(key) != ed25519.PublicKeySize {
			return wrong("public-key "+id+" bytes", "32", len(key))
		}
	}
	return nil
}

func signatureBytes(text string) ([]byte, error) {
	signature, err := decodeBase64(text)
	if err != nil || len(signature) != ed25519.SignatureSize {
		return nil, wrong("pointer.signature", "64 bytes in base64 with padding", text)
	}
	return signature, nil
}

// decodeBase64 accepts exactly one text per value; Go's strict decoder still skips line ends.
func decodeBase64(text string) ([]byte, error) {
	if strings.ContainsAny(text, "\r\n") {
		return nil, base64.CorruptInputError(strings.IndexAny(text, "\r\n"))
	}
	return base64.StdEncoding.Strict().DecodeString(text)
}
