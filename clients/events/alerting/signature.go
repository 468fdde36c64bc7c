package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	tolerance      = 5 * time.Minute
	minSecretBytes = 16
	secretPrefix   = "whsec_"
	signatureV1    = "v1,"
)

// verifier checks signatures as standardwebhooks.com specifies them: HMAC-SHA256 of "id.timestamp.body".
type verifier struct {
	secrets [][]byte
	now     func() time.Time
}

// newVerifier takes several secrets, so that one can be replaced while senders still use the other. A secret that begins with
// whsec_ is base64, any other is used as it is.
func newVerifier(texts []string) (*verifier, error) {
	v := &verifier{now: time.Now}
	for i, text := range texts {
		secret := []byte(text)
		if encoded, is := strings.CutPrefix(text, secretPrefix); is {
			var err error
			if secret, err = base64.StdEncoding.DecodeString(encoded); err != nil {
				return nil, fmt.Errorf("secret %d: expected base64 after %s", i+1, secretPrefix)
			}
		}
		if len(secret) < minSecretBytes {
			return nil, fmt.Errorf("secret %d: expected at least %d bytes, got %d", i+1, minSecretBytes, len(secret))
		}
		v.secrets = append(v.secrets, secret)
	}
	if len(v.secrets) == 0 {
		return nil, errors.New("expected at least one secret, got none")
	}
	return v, nil
}

// verify accepts a request that is signed by any of the secrets; the header may have several signatures.
func (v *verifier) verify(header http.Header, body []byte) error {
	id, timestamp := header.Get("Webhook-Id"), header.Get("Webhook-Timestamp")
	if id == "" {
		return errors.New("Webhook-Id: expected the message's id, got nothing")
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return errors.New("Webhook-Timestamp: expected seconds since 1970, got something else")
	}
	now := v.now()
	if sent := time.Unix(seconds, 0); sent.Before(now.Add(-tolerance)) || sent.After(now.Add(tolerance)) {
		return fmt.Errorf("Webhook-Timestamp: expected within %v of %d, got %d", tolerance, now.Unix(), seconds)
	}
	for _, secret := range v.secrets {
		expected := sign(secret, id, timestamp, body)
		for signature := range strings.FieldsSeq(header.Get("Webhook-Signature")) {
			encoded, isV1 := strings.CutPrefix(signature, signatureV1)
			given, err := base64.StdEncoding.DecodeString(encoded)
			if isV1 && err == nil && hmac.Equal(given, expected) { // constant time
				return nil
			}
		}
	}
	return errors.New("Webhook-Signature: expected a v1 signature by one of the secrets, got no such signature")
}

func sign(secret []byte, id, timestamp string, body []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	return mac.Sum(nil)
}
