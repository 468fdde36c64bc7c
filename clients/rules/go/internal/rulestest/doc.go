// Package rulestest has a publisher with a key and a real redis-server, for tests of followers.
package rulestest
