package rules

import (
	"errors"
	"strings"
	"testing"
)

const (
	someDigest    = "3af8b75ec1743eaf788dcad25516049462e7790dff80bb0f05b389fd2478062a"
	someSignature = "2khSdYrAJKeNDEb+FuEpIEOrLcsA0Zncd0drIAxtZZL/YxY5cBsko4oR9OIORbtMRmAn+ipSc+drdVzo1EmYAg=="
)

var somePointer = [7]string{"42", someDigest, "720", "3", "1767225600123", "test-1", someSignature}

func TestPointerIsReadFieldByField(t *testing.T) {
	line := strings.Join(somePointer[:], "|")
	pointer, err := ParsePointer(line)
	if err != nil {
		t.Fatal(err)
	}
	expected := Pointer{Revision: 42, SHA256: someDigest, Bytes: 720, Count: 3, PublishedAt: 1767225600123, KeyID: "test-1",
		Signature: someSignature, line: line}
	if pointer != expected || pointer.String() != line {
		t.Errorf("got %+v", pointer)
	}
}

func TestUnsignedPointerAndLargestNumbersAreRead(t *testing.T) {
	pointer, err := ParsePointer("9007199254740991|" + someDigest + "|9007199254740991|0|0||")
	if err != nil || pointer.Revision != largestInteger || pointer.KeyID != "" || pointer.Signature != "" {
		t.Errorf("got %+v, %v", pointer, err)
	}
}

func TestMalformedPointerFieldIsNamed(t *testing.T) {
	names := [7]string{"revision", "sha256", "bytes", "count", "published_at", "key_id", "signature"}
	malformed := [7][]string{
		{"", "0", "042", "-1", "+1", "1.0", "1e3", " 1", "1 ", "x", "9007199254740992", "99999999999999999999", "٤٢"},
		{"", someDigest[1:], someDigest + "0", strings.ToUpper(someDigest), "g" + someDigest[1:], " " + someDigest[1:]},
		{"", "0", "0720", "-720", "720.0", "9007199254740992"},
		{"", "03", "-3", "x", "9007199254740992"},
		{"", "01", "-1", "2026-01-01", "9007199254740992"},
		{strings.Repeat("k", 65), "key 1", "key:1", "schlüssel", "key\n"},
		{"x", someSignature[:87], someSignature[:88] + "A", strings.TrimRight(someSignature, "="), "\n" + someSignature, someSignature + "\n",
			strings.Replace(someSignature, "+", "-", 1), strings.Replace(someSignature, "Ag==", "Ah==", 1), "AAAA"},
	}
	for place, texts := range malformed {
		for _, text := range texts {
			fields := somePointer
			fields[place] = text
			_, err := ParsePointer(strings.Join(fields[:], "|"))
			var wrong *FieldError
			if !errors.As(err, &wrong) || wrong.Field != "pointer."+names[place] || wrong.Expected == "" || wrong.Got == "" {
				t.Errorf("%s %q: got %v", names[place], text, err)
			}
		}
	}
}

func TestPointerWithoutSevenFieldsIsRefused(t *testing.T) {
	whole := strings.Join(somePointer[:], "|")
	for _, line := range []string{"", "42", strings.Join(somePointer[:6], "|"), whole + "|", "|" + whole} {
		if pointer, err := ParsePointer(line); err == nil {
			t.Errorf("%q: got %+v", line, pointer)
		}
	}
}

func TestRevisionOfAMalformedPointerIsRead(t *testing.T) {
	fields := somePointer
	fields[2] = "x"
	if pointer, err := ParsePointer(strings.Join(fields[:], "|")); err == nil || pointer.Revision != 42 {
		t.Errorf("got %+v, %v", pointer, err)
	}
}

func TestLongTextIsCutInErrors(t *testing.T) {
	_, err := ParsePointer(strings.Repeat("x", 1<<20))
	if err == nil || len(err.Error()) > 300 || !strings.Contains(err.Error(), "of 1048576 bytes") {
		t.Errorf("got %v", err)
	}
}
