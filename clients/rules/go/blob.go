package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// checkBytes checks a blob against the length and hash in the pointer.
func checkBytes(pointer Pointer, blob []byte) error {
	if int64(len(blob)) != pointer.Bytes {
		return wrong("blob bytes", strconv.FormatInt(pointer.Bytes, 10)+" as its pointer says", len(blob))
	}
	sum := sha256.Sum256(blob)
	if digest := hex.EncodeToString(sum[:]); digest != pointer.SHA256 {
		return wrong("blob sha256", pointer.SHA256+" as its pointer says", digest)
	}
	return nil
}

// parseBlob reads the rules of a checked blob, in the order of evaluation.
func parseBlob(set string, pointer Pointer, blob []byte) ([]Rule, error) {
	if !utf8.Valid(blob) {
		return nil, wrong("blob", "UTF-8", "bytes that are not")
	}
	var document fields
	if err := json.Unmarshal(blob, &document); err != nil || document == nil {
		return nil, wrong("blob", "a JSON object", string(blob))
	}
	if err := document.equals("format", format); err != nil {
		return nil, err
	}
	if err := document.equals("set", set); err != nil {
		return nil, err
	}
	var list []fields
	if err := json.Unmarshal(document["rules"], &list); err != nil || list == nil {
		return nil, wrong("blob.rules", "a list of objects", string(document["rules"]))
	}
	if int64(len(list)) != pointer.Count {
		return nil, wrong("blob rules", strconv.FormatInt(pointer.Count, 10)+" as its pointer says", len(list))
	}
	return parseRules(list)
}

func parseRules(list []fields) ([]Rule, error) {
	parsed := make([]Rule, len(list))
	ids := make(map[string]struct{}, len(list))
	for i, document := range list {
		rule, err := parseRule(i, document)
		if err != nil {
			return nil, err
		}
		if _, twice := ids[rule.ID]; twice {
			return nil, wrong("rule "+rule.ID+": id", "each id once in a set", rule.ID)
		}
		ids[rule.ID] = struct{}{}
		parsed[i] = rule
	}
	return parsed, nil
}

func (f fields) equals(name, expected string) error {
	text, err := f.text("blob", name)
	if err == nil && text != expected {
		return wrong("blob."+name, expected, text)
	}
	return err
}
