// Package rules follows the detection rules that are published into a Redis-protocol store (DragonflyDB, Redis, Valkey),
// and evaluates them for a call. In: pointer and blob of one set, as specified in docs/wire/rules.md. Out: the current immutable
// RuleSet, always complete and never older than before, and the rules that fired for a call.
//
// A Follower polls the store once or twice a second. Evaluation does no I/O: Follower.Current is one atomic load.
package rules
