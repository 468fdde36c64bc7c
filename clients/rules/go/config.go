package rules

import (
	"log/slog"
	"maps"
	"time"
)

// Config is what a follower is told. Zero durations and bounds have the default that stands beside them.
type Config struct {
	Store      string     // redis://host:port, rediss:// with TLS
	Set        string     // the set's name
	Engine     string     // this engine's name in acknowledgements
	PublicKeys PublicKeys // none: signatures are not looked at
	StateDir   string     // where the last good set is kept; empty: nowhere

	PollInterval    time.Duration // 500 ms; a tenth of it at most is added by chance, so that engines do not ask all at once
	ConnectTimeout  time.Duration // 1 s
	CommandTimeout  time.Duration // 1 s, for one round trip
	ShutdownTimeout time.Duration // 3 s
	LongestBlob     int64         // 64 MiB

	// FlatOut leaves out the pause between polls, and Pipeline (1) reads the pointer that many times in one round trip, each
	// reply taken as a poll of its own: for soak tests.
	FlatOut  bool
	Pipeline int

	// Applied and Refused, where given, are called after each change, by the follower's goroutine (by Follow, for the file on the disk), and must not wait.
	Applied func(*RuleSet)
	Refused func(Refusal)
	Log     *slog.Logger // slog.Default(); go-redis has one of its own for dials that fail: redis.SetLogger
}

func (c Config) complete() (Config, error) {
	c.PublicKeys = maps.Clone(c.PublicKeys)
	c.PollInterval = either(c.PollInterval, 500*time.Millisecond)
	c.ConnectTimeout = either(c.ConnectTimeout, time.Second)
	c.CommandTimeout = either(c.CommandTimeout, time.Second)
	c.ShutdownTimeout = either(c.ShutdownTimeout, 3*time.Second)
	c.LongestBlob = either(c.LongestBlob, 64<<20)
	c.Pipeline = either(c.Pipeline, 1)
	c.Log = either(c.Log, slog.Default())
	if c.Applied == nil {
		c.Applied = func(*RuleSet) {}
	}
	if c.Refused == nil {
		c.Refused = func(Refusal) {}
	}
	return c, c.check()
}

func (c Config) check() error {
	if err := checkSetName(c.Set); err != nil {
		return err
	}
	if err := checkEngineName(c.Engine); err != nil {
		return err
	}
	for name, duration := range map[string]time.Duration{"poll interval": c.PollInterval, "connect timeout": c.ConnectTimeout,
		"command timeout": c.CommandTimeout, "shutdown timeout": c.ShutdownTimeout} {
		if duration < time.Millisecond || duration > time.Minute {
			return wrong(name, "1 ms to 1 min", duration)
		}
	}
	if c.LongestBlob < 1 || c.LongestBlob > 512<<20 {
		return wrong("longest blob", "1 to 536870912 bytes", c.LongestBlob)
	}
	if c.Pipeline < 1 || c.Pipeline > 100_000 {
		return wrong("pipeline", "1 to 100000", c.Pipeline)
	}
	return c.PublicKeys.check()
}

func either[T comparable](given, otherwise T) T {
	var zero T
	if given == zero {
		return otherwise
	}
	return given
}
