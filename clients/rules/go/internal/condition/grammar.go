package condition

import (
	"fmt"
	"unicode/utf8"
)

// longest is the maximum length of a condition in code points.
const longest = 4096

const leastIntMagnitude = "9223372036854775808"

func setOf(members ...string) map[string]bool {
	set := make(map[string]bool, len(members))
	for _, member := range members {
		set[member] = true
	}
	return set
}

var (
	functionNames = setOf("size", "int", "double")
	methodNames   = setOf("startsWith", "endsWith", "contains", "size")
	reserved      = setOf("as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop",
		"namespace", "null", "package", "return", "true", "var", "void", "while")
	binaryOperators = setOf("==", "!=", "<", "<=", ">", ">=", "+", "*", "/", "%")
)

// grammar checks the subset of CEL that a condition may use, token by token, before cel-go parses it: docs/wire/rules-grammar.md.
// The publisher and every engine make the same checks, so no engine meets a construct that the others accept and it lacks.
type grammar struct {
	text       string
	tokens     []token
	depth      *nestingDepth
	at         int
	afterValue bool // the token before ended a value, so that an operator may follow
}

func checkGrammar(text string) error {
	if length := utf8.RuneCountInString(text); length == 0 || length > longest {
		return refusal(fmt.Sprintf("1 to %d characters", longest), fmt.Sprint(length))
	}
	tokens, err := scan(text)
	if err != nil {
		return err
	}
	g := &grammar{text: text, tokens: tokens, depth: newNestingDepth()}
	return g.run()
}

func (g *grammar) run() error {
	for ; g.tokens[g.at].kind != tokenEnd; g.at++ {
		if err := g.step(g.tokens[g.at]); err != nil {
			return err
		}
	}
	if !g.afterValue {
		return g.expected("a value", g.tokens[g.at])
	}
	if g.depth.isOpen() {
		return g.expected("a closing parenthesis", g.tokens[g.at])
	}
	if depth := g.depth.whole(); depth > maxDepth {
		return refusal(fmt.Sprintf("operators and parentheses nested at most %d deep", maxDepth), fmt.Sprint(depth))
	}
	return nil
}

func (g *grammar) step(t token) error {
	switch t.kind {
	case tokenWord:
		return g.word(t)
	case tokenSymbol:
		return g.symbol(t)
	}
	return g.literal(t)
}

func (g *grammar) literal(t token) error {
	if g.afterValue {
		return g.expected("an operator", t)
	}
	if t.kind == tokenInt && t.text == leastIntMagnitude && !g.isUnaryMinus(g.at-1) {
		return g.expected("an int of 64 bits", t)
	}
	g.afterValue = true
	return nil
}

func (g *grammar) isUnaryMinus(index int) bool {
	return index >= 0 && g.tokens[index].is("-") && (index == 0 || !endsValue(g.tokens[index-1]))
}

func endsValue(t token) bool {
	return t.isLiteral() || t.kind == tokenWord && !t.is("in") || t.is(")") || t.is("]")
}

func (g *grammar) word(t token) error {
	if t.is("in") {
		return g.list()
	}
	switch {
	case g.afterValue:
		return g.expected("an operator", t)
	case t.is("true"), t.is("false"):
		g.afterValue = true
	case g.tokens[g.at+1].is("("):
		if !functionNames[t.text] {
			return g.expected("size, int or double", t)
		}
	default:
		g.afterValue = true
		return g.name(t)
	}
	return nil
}

func (g *grammar) name(view token) error {
	if reserved[view.text] || !g.tokens[g.at+1].is(".") {
		return g.expected("view.feature", view)
	}
	feature := g.tokens[g.at+2]
	if feature.kind != tokenWord || reserved[feature.text] || g.tokens[g.at+3].is("(") {
		return g.expected("view.feature", feature)
	}
	if view.is("call") && callNames["call."+feature.text] == nil {
		return g.expected("call.call_id, call.caller, call.callee, call.trunk or call.started_at", feature)
	}
	g.at += 2
	return nil
}

func (g *grammar) symbol(t token) error {
	switch t.text {
	case ".":
		return g.method(t)
	case "(":
		if g.afterValue {
			return g.expected("an operator", t)
		}
		g.depth.open()
	case ")":
		return g.closing(t)
	case "-":
		if next := g.tokens[g.at+1]; !g.afterValue && (next.is("-") || next.is("!")) {
			return g.expected("a value after the sign", next)
		}
		g.depth.operator()
		g.afterValue = false
	case "!":
		if g.afterValue {
			return g.expected("an operator", t)
		}
		if next := g.tokens[g.at+1]; next.is("-") {
			return g.expected("a bool after !", next)
		}
		g.depth.operator()
	case "[", "]", ",":
		return g.expected("a list only after in, and no other value", t)
	default:
		return g.operator(t)
	}
	return nil
}

func (g *grammar) closing(t token) error {
	emptyArguments := g.at >= 3 && g.tokens[g.at-1].is("(") && g.tokens[g.at-2].is("size") && g.tokens[g.at-3].is(".")
	if !g.depth.isOpen() || !g.afterValue && !emptyArguments {
		return g.expected("a value", t)
	}
	g.depth.closeGroup()
	g.afterValue = true
	return nil
}

func (g *grammar) operator(t token) error {
	if !g.afterValue {
		return g.expected("a value", t)
	}
	switch {
	case t.text == "&&" || t.text == "||":
		g.depth.connective(t.text == "&&")
	case binaryOperators[t.text]:
		g.depth.operator()
	default:
		g.depth.choice(t.text == "?")
	}
	g.afterValue = false
	return nil
}

func (g *grammar) method(t token) error {
	if !g.afterValue {
		return g.expected("a value", t)
	}
	before := g.tokens[g.at-1]
	if before.kind != tokenString && !before.is(")") && (before.kind != tokenWord || before.is("true") || before.is("false")) {
		return g.expected("an operator", t)
	}
	method := g.tokens[g.at+1]
	if !methodNames[method.text] || !g.tokens[g.at+2].is("(") {
		return g.expected("startsWith(…), endsWith(…), contains(…) or size() after the dot", method)
	}
	g.depth.operator()
	g.at++
	g.afterValue = false
	return nil
}

// list reads a list, from `in` to the closing bracket.
func (g *grammar) list() error {
	if !g.afterValue {
		return g.expected("a value", g.tokens[g.at])
	}
	g.depth.operator()
	if g.at++; !g.tokens[g.at].is("[") {
		return g.expected("a list of literals after in", g.tokens[g.at])
	}
	if g.at++; g.tokens[g.at].is("]") {
		return nil
	}
	first, err := g.element()
	for err == nil && g.tokens[g.at].is(",") {
		g.at++
		var next token
		if next, err = g.element(); err == nil && next.kind != first.kind {
			err = g.expected("elements of one type in the list", next)
		}
	}
	if err == nil && !g.tokens[g.at].is("]") {
		err = g.expected("a comma or the list's end", g.tokens[g.at])
	}
	return err
}

func (g *grammar) element() (token, error) {
	negative := g.tokens[g.at].is("-")
	if negative {
		g.at++
	}
	literal := g.tokens[g.at]
	if !literal.isLiteral() || negative && literal.kind == tokenString {
		return literal, g.expected("a number or a string in the list", literal)
	}
	if !negative && literal.kind == tokenInt && literal.text == leastIntMagnitude {
		return literal, g.expected("an int of 64 bits", literal)
	}
	g.at++
	return literal, nil
}

func (g *grammar) expected(what string, got token) error {
	return refusalAt(g.text, what, got.text, got.at)
}
