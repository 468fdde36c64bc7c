// Package condition compiles and evaluates the conditions of rules: the part of CEL that docs/wire/rules.md allows.
//
// cel-go parses and type-checks; what it has checked becomes a plan of this package. cel-go's own interpreter looks a name up at
// each use and puts each number on the heap; here a name is a slot since compilation, and a value is plain words. There are no
// loops in the language, so that a plan ends. That the plan gives what cel-go's interpreter gives is tested against it, condition
// by condition.
//
// Names are not declared anywhere: `<view>.<feature>` is whatever a condition reads, of a type that is known at evaluation alone
// (CEL's dyn), and `call.…` are the five of the contract, with their types. Values of other types than the rules were checked with
// give what CEL gives for dyn: numbers compare across int and double, everything else fails or is unequal.
package condition
