package rules

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// sample is rules-sample.json: a pointer and a blob as an engine reads them.
type sample struct {
	Set        string `json:"set"`
	PublicKeys map[string]struct {
		Raw string `json:"raw"`
	} `json:"public_keys"`
	Pointer string `json:"pointer"`
	Blob    string `json:"blob"`
	keys    PublicKeys
}

func readSample(t *testing.T) sample {
	t.Helper()
	content, err := os.ReadFile(wire + "rules-sample.json")
	if err != nil {
		t.Fatal(err)
	}
	s := sample{keys: PublicKeys{}}
	if err := json.Unmarshal(content, &s); err != nil {
		t.Fatal(err)
	}
	for id, key := range s.PublicKeys {
		if err := s.keys.Add(id + "=" + key.Raw); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// take does all steps between a read and a swap.
func (s sample) take(line, blob string) (*RuleSet, error) {
	pointer, err := ParsePointer(line)
	if err == nil {
		err = s.keys.verify(s.Set, pointer)
	}
	if err == nil {
		err = checkBytes(pointer, []byte(blob))
	}
	if err != nil {
		return nil, err
	}
	return compile(s.Set, pointer, []byte(blob))
}

func TestSignedSampleIsAccepted(t *testing.T) {
	s := readSample(t)
	set, err := s.take(s.Pointer, s.Blob)
	if err != nil {
		t.Fatal(err)
	}
	if set.Revision() != 42 || set.Len() != 3 || set.Rule(0).ID != "partners" || set.Rule(0).Action != Allow ||
		set.Rule(1).Name != "Many calls to premium numbers — «IRSF»" || set.Rule(2).ValidTo.UnixMilli() != 4102444800000 {
		t.Errorf("got %+v", set.rules)
	}
	outcome := evaluate(t, set, map[string]any{"call.caller": "+14155550100", "caller_velocity.calls_1h": 101,
		"caller_geography.premium_ratio_24h": 0.75, "caller_geography.sequential_ratio_1h": 0.75}, someTime)
	if !slices.Equal(idsOf(outcome), []string{"irsf-1", "robocall-1"}) || outcome.Action(Allow) != Block {
		t.Errorf("got %v", idsOf(outcome))
	}
}

func TestEveryFlippedBitOfTheBlobIsRefused(t *testing.T) {
	s := readSample(t)
	for bit := range len(s.Blob) * 8 {
		if set, err := s.take(s.Pointer, flipped(s.Blob, bit)); err == nil {
			t.Errorf("bit %d: got %v", bit, set)
		}
	}
}

func TestEveryFlippedBitOfThePointerIsRefused(t *testing.T) {
	s := readSample(t)
	for bit := range len(s.Pointer) * 8 {
		if set, err := s.take(flipped(s.Pointer, bit), s.Blob); err == nil {
			t.Errorf("bit %d: got %v", bit, set)
		}
	}
}

func TestEveryFlippedBitOfTheSignatureIsRefused(t *testing.T) {
	s := readSample(t)
	fields := s.Pointer[:strings.LastIndexByte(s.Pointer, '|')+1]
	signature, err := base64.StdEncoding.DecodeString(s.Pointer[len(fields):])
	if err != nil {
		t.Fatal(err)
	}
	for bit := range len(signature) * 8 {
		text := base64.StdEncoding.EncodeToString([]byte(flipped(string(signature), bit)))
		if set, err := s.take(fields+text, s.Blob); err == nil {
			t.Errorf("bit %d: got %v", bit, set)
		}
	}
}

func TestSampleOfAnotherSetIsRefused(t *testing.T) {
	s := readSample(t)
	s.Set = "other"
	if set, err := s.take(s.Pointer, s.Blob); err == nil {
		t.Errorf("got %v", set)
	}
	s.keys = nil
	if _, err := s.take(s.Pointer, s.Blob); err == nil || !strings.HasPrefix(err.Error(), "blob.set:") {
		t.Errorf("unsigned: got %v", err)
	}
}

func flipped(text string, bit int) string {
	bytes := []byte(text)
	bytes[bit/8] ^= 1 << (bit % 8)
	return string(bytes)
}
