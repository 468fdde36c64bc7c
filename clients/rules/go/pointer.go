package rules

import (
	"strconv"
	"strings"
)

// format is the format that a blob declares and a signature covers.
const format = "voxguard.rules.v1"

// largestInteger is 2^53-1, the largest integer that every JSON reader keeps exactly.
const largestInteger = 1<<53 - 1

// Pointer names the published revision: the seven fields of docs/wire/rules.md. Immutable.
type Pointer struct {
	Revision    int64
	SHA256      string // of the blob, lower-case hexadecimal
	Bytes       int64  // length of the blob
	Count       int64  // rules in the blob
	PublishedAt int64  // Unix milliseconds
	KeyID       string // empty if unsigned
	Signature   string // base64; empty if unsigned
	line        string
}

// String returns the pointer as it was read.
func (p Pointer) String() string { return p.line }

// ParsePointer parses a stored pointer. On an error, the fields before the wrong one are set.
func ParsePointer(line string) (Pointer, error) {
	pointer := Pointer{line: line}
	fields := strings.Split(line, "|")
	if len(fields) != 7 {
		return pointer, wrong("pointer", "7 fields with bars between them", line)
	}
	var err error
	if pointer.Revision, err = decimal("pointer.revision", fields[0], 1); err != nil {
		return pointer, err
	}
	if pointer.SHA256 = fields[1]; !spelled(fields[1], 64, 64, isHexadecimal) {
		return pointer, wrong("pointer.sha256", "64 lower-case hexadecimal digits", fields[1])
	}
	if pointer.Bytes, err = decimal("pointer.bytes", fields[2], 1); err != nil {
		return pointer, err
	}
	if pointer.Count, err = decimal("pointer.count", fields[3], 0); err != nil {
		return pointer, err
	}
	if pointer.PublishedAt, err = decimal("pointer.published_at", fields[4], 0); err != nil {
		return pointer, err
	}
	if pointer.KeyID = fields[5]; !spelled(fields[5], 0, 64, isKeyCharacter) {
		return pointer, wrong("pointer.key_id", "0 to 64 of A-Z a-z 0-9 - _ .", fields[5])
	}
	if pointer.Signature = fields[6]; fields[6] != "" {
		if _, err := signatureBytes(fields[6]); err != nil {
			return pointer, err
		}
	}
	return pointer, nil
}

// sameRules returns whether a pointer names the same rules as another, published at another time, so that nothing has to be read.
// A pointer signed by another key is read again, since the saved file must stay valid without the former key.
func (p Pointer) sameRules(other Pointer) bool {
	p.PublishedAt, p.Signature, p.line = other.PublishedAt, other.Signature, other.line
	return p == other
}

// signed returns the text that the signature covers. It includes format and set, so that a pointer of another set is not accepted.
func (p Pointer) signed(set string) []byte {
	return []byte(format + "|" + set + "|" + p.line[:strings.LastIndexByte(p.line, '|')])
}

func decimal(field, text string, least int64) (int64, error) {
	expected := "digits without leading zeros, " + strconv.FormatInt(least, 10) + " to 2^53-1"
	if !spelled(text, 1, 16, isDigit) || len(text) > 1 && text[0] == '0' {
		return 0, wrong(field, expected, text)
	}
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < least || number > largestInteger {
		return 0, wrong(field, expected, text)
	}
	return number, nil
}
