// Package condition compiles and evaluates the conditions of rules: the subset of CEL in docs/wire/rules.md.
//
// cel-go parses and type-checks; this package turns the checked tree into a plan. cel-go's own interpreter looks up a name at each
// use and allocates each number on the heap; here a name is resolved to a slot at compilation, and a value is a plain struct. The
// language has no loops, so every plan terminates. Tests compare the results of plans with those of cel-go's interpreter.
//
// Names are not declared: `<view>.<feature>` is any name that a condition reads, of a type known only at evaluation (CEL's dyn), and
// `call.…` are the five fields of the contract, with their types. Values of unexpected types behave as CEL's dyn: numbers compare
// across int and double, everything else fails or is unequal.
package condition
