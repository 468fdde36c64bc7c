// Package rulestest is the other side of a follower, for tests: a publisher with a key, and a real redis-server.
package rulestest
