package condition

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind is the kind of a token, by the lexical half of docs/wire/rules-grammar.md.
type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenInt
	tokenDouble
	tokenString
	tokenWord
	tokenSymbol
)

// token is one token of a condition; at is the index of its first byte.
type token struct {
	kind tokenKind
	text string
	at   int
}

// is returns whether the token is this symbol or word.
func (t token) is(text string) bool {
	return (t.kind == tokenSymbol || t.kind == tokenWord) && t.text == text
}

func (t token) isLiteral() bool {
	return t.kind == tokenInt || t.kind == tokenDouble || t.kind == tokenString
}

var symbols = []string{
	"&&", "||", "==", "!=", "<=", ">=", "!", "<", ">", "+", "-", "*", "/", "%", "?", ":", ".", ",", "(", ")", "[", "]",
}

// minIntMagnitude is 2^63: an int only with a minus before it.
var minIntMagnitude = new(big.Int).Lsh(big.NewInt(1), 63)

// scanner splits a condition into tokens, in the same way in every engine.
type scanner struct {
	text   string
	at     int
	tokens []token
}

// scan returns the tokens of a condition; the last one is tokenEnd.
func scan(text string) ([]token, error) {
	s := &scanner{text: text}
	if err := s.checkCharacters(); err != nil {
		return nil, err
	}
	for s.skipBlanks(); s.at < len(text); s.skipBlanks() {
		if err := s.next(); err != nil {
			return nil, err
		}
	}
	return append(s.tokens, token{tokenEnd, "the end", s.at}), nil
}

func (s *scanner) checkCharacters() error {
	if !utf8.ValidString(s.text) {
		return refusal("Unicode text", "bytes that are not UTF-8")
	}
	for at, character := range s.text {
		if unicode.IsControl(character) && !strings.ContainsRune("\t\n\r", character) {
			return s.wrong("no control characters but tabs and line ends", fmt.Sprintf("%U", character), at)
		}
	}
	return nil
}

func (s *scanner) skipBlanks() {
	for s.at < len(s.text) {
		switch {
		case strings.IndexByte(" \t\n\r", s.text[s.at]) >= 0:
			s.at++
		case strings.HasPrefix(s.text[s.at:], "//"):
			if end := strings.IndexByte(s.text[s.at:], '\n'); end >= 0 {
				s.at += end
			} else {
				s.at = len(s.text)
			}
		default:
			return
		}
	}
}

func (s *scanner) next() error {
	switch c := s.peek(0); {
	case isDigit(c):
		return s.number()
	case isLetter(c):
		return s.word()
	case c == '\'' || c == '"':
		return s.quoted(c)
	}
	return s.symbol()
}

func (s *scanner) number() error {
	start := s.at
	s.skipDigits()
	leadingZero := s.text[start] == '0' && s.at > start+1
	kind := tokenInt
	if s.peek(0) == '.' && isDigit(s.peek(1)) {
		kind = tokenDouble
		s.at++
		s.skipDigits()
	}
	if s.skipExponent() {
		kind = tokenDouble
	}
	number, after := s.text[start:s.at], s.peek(0)
	if leadingZero || isLetter(after) || isDigit(after) || after == '.' {
		return s.wrong("a number such as 12, 0.5 or 1e6", strconv.Quote(number+string(rune(after))), start)
	}
	if err := s.checkRange(kind, number, start); err != nil {
		return err
	}
	s.tokens = append(s.tokens, token{kind, number, start})
	return nil
}

func (s *scanner) checkRange(kind tokenKind, number string, start int) error {
	if kind == tokenInt {
		value, _ := new(big.Int).SetString(number, 10)
		if value.Cmp(minIntMagnitude) > 0 {
			return s.wrong("an int of 64 bits", number, start)
		}
		return nil
	}
	value, err := strconv.ParseFloat(number, 64)
	digits, _, _ := strings.Cut(strings.ToLower(number), "e")
	vanished := value == 0 && strings.ContainsAny(digits, "123456789")
	if err != nil || math.IsInf(value, 0) || vanished {
		return s.wrong("a double between 5e-324 and 1.7976931348623157e308", number, start)
	}
	return nil
}

func (s *scanner) skipDigits() {
	for isDigit(s.peek(0)) {
		s.at++
	}
}

func (s *scanner) skipExponent() bool {
	if s.peek(0) != 'e' && s.peek(0) != 'E' {
		return false
	}
	sign := 0
	if s.peek(1) == '+' || s.peek(1) == '-' {
		sign = 1
	}
	if !isDigit(s.peek(1 + sign)) {
		return false
	}
	s.at += 1 + sign
	s.skipDigits()
	return true
}

func (s *scanner) word() error {
	start := s.at
	for isLetter(s.peek(0)) || isDigit(s.peek(0)) {
		s.at++
	}
	if s.peek(0) == '\'' || s.peek(0) == '"' {
		return s.wrong("a string without a prefix", s.text[start:s.at+1], start)
	}
	s.tokens = append(s.tokens, token{tokenWord, s.text[start:s.at], start})
	return nil
}

func (s *scanner) quoted(quote byte) error {
	start := s.at
	s.at++
	if s.peek(0) == quote && s.peek(1) == quote {
		return s.wrong("a string between single quotation marks", "one between triple marks", start)
	}
	for s.peek(0) != quote {
		switch s.peek(0) {
		case 0, '\n', '\r': // conditions contain no NUL: here it means the end
			return s.wrong("a string that ends on its line", "a line end or the end", start)
		case '\\':
			if err := s.escape(); err != nil {
				return err
			}
		default:
			s.at++
		}
	}
	s.at++
	s.tokens = append(s.tokens, token{tokenString, s.text[start:s.at], start})
	return nil
}

func (s *scanner) escape() error {
	digits := 0
	switch s.peek(1) {
	case '\\', '\'', '"', 'n', 'r', 't':
		s.at += 2
		return nil
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	}
	end := s.at + 2 + digits
	if digits == 0 || end > len(s.text) || strings.Trim(s.text[s.at+2:end], "0123456789abcdefABCDEF") != "" {
		return s.wrong(`an escape of \\ \' \" \n \r \t \u with 4 or \U with 8 hexadecimal digits`, "another", s.at)
	}
	codePoint, err := strconv.ParseUint(s.text[s.at+2:end], 16, 32)
	if err != nil || codePoint == 0 || codePoint > unicode.MaxRune || codePoint >= 0xD800 && codePoint <= 0xDFFF {
		return s.wrong(`an escape from \u0001 to \U0010FFFF, no surrogate`, s.text[s.at:end], s.at)
	}
	s.at = end
	return nil
}

func (s *scanner) symbol() error {
	for _, symbol := range symbols {
		if strings.HasPrefix(s.text[s.at:], symbol) {
			s.tokens = append(s.tokens, token{tokenSymbol, symbol, s.at})
			s.at += len(symbol)
			return nil
		}
	}
	character, _ := utf8.DecodeRuneInString(s.text[s.at:])
	return s.wrong("a condition", strconv.QuoteRune(character), s.at)
}

func (s *scanner) peek(ahead int) byte {
	if s.at+ahead < len(s.text) {
		return s.text[s.at+ahead]
	}
	return 0
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }

func (s *scanner) wrong(expected, got string, at int) error {
	return refusalAt(s.text, expected, got, at)
}

// refusalAt names a position by its character, from 1.
func refusalAt(text, expected, got string, at int) error {
	return refusal(expected, fmt.Sprintf("%s at character %d", got, utf8.RuneCountInString(text[:at])+1))
}
