package rules

import "strconv"

// keys are the keys of a set in the store, which share a slot by their hash tag.
type keys struct {
	tag     string
	pointer string
	engines string
	channel string
}

func keysOf(set string) keys {
	tag := "{rules:" + set + "}"
	return keys{tag: tag, pointer: tag + ":cur", engines: tag + ":engines", channel: "rules:" + set}
}

func (k keys) blob(revision int64) string { return k.tag + ":v:" + strconv.FormatInt(revision, 10) }

func (k keys) acknowledgement(engine string) string { return k.tag + ":ack:" + engine }

func checkSetName(name string) error {
	if !spelled(name, 1, 64, isSetCharacter) || name[0] < 'a' || name[0] > 'z' {
		return wrong("set", "1 to 64 of a-z 0-9 - _, beginning with a letter", name)
	}
	return nil
}

func checkEngineName(name string) error {
	if !spelled(name, 1, 128, isNameCharacter) {
		return wrong("engine", "1 to 128 of A-Z a-z 0-9 - _ . :", name)
	}
	return nil
}

// spelled returns whether a text has an allowed length and only allowed characters (ASCII, so a byte is a character).
func spelled(text string, shortest, longest int, allowed func(byte) bool) bool {
	if len(text) < shortest || len(text) > longest {
		return false
	}
	for i := range len(text) {
		if !allowed(text[i]) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isHexadecimal(c byte) bool { return isDigit(c) || c >= 'a' && c <= 'f' }

func isSetCharacter(c byte) bool { return isDigit(c) || c >= 'a' && c <= 'z' || c == '-' || c == '_' }

func isKeyCharacter(c byte) bool { return isSetCharacter(c) || c >= 'A' && c <= 'Z' || c == '.' }

func isNameCharacter(c byte) bool { return isKeyCharacter(c) || c == ':' }
