// Package rules follows the detection rules that are published into a Redis-protocol store (DragonflyDB, Redis, Valkey),
// and evaluates them for a call. In: pointer and blob of one set, as docs/wire/rules.md lays them out. Out: one immutable
// RuleSet at a time, never half of one and never an older one, and what fired for a call.
//
// A Follower asks the store by itself, once or twice a second. Evaluation asks nothing: Follower.Current is one atomic load.
package rules
