package rules

import (
	"log/slog"
	"maps"
	"time"
)

// Config configures a follower. Zero durations and bounds mean the default given beside them.
type Config struct {
	Store      string     // redis://host:port, rediss:// with TLS
	Set        string     // name of the set
	Engine     string     // this engine's name in acknowledgements
	PublicKeys PublicKeys // empty: signatures are not checked
	StateDir   string     // directory of the last good set; empty: not saved

	PollInterval    time.Duration // 500 ms; up to a tenth is added at random, so that engines do not poll simultaneously
	ConnectTimeout  time.Duration // 1 s
	CommandTimeout  time.Duration // 1 s, for one round trip
	ShutdownTimeout time.Duration // 3 s
	LongestBlob     int64         // 64 MiB

	// FlatOut polls without pauses, and Pipeline (1) reads the pointer that many times per round trip, each reply counted as a
	// poll: for soak tests.
	FlatOut  bool
	Pipeline int

	// Applied and Refused, if set, are called after each change by the follower's goroutine (by Follow for the file on disk). They must not block.
	Applied func(*RuleSet)
	Refused func(Refusal)
	Log     *slog.Logger // slog.Default(); go-redis logs failed dials with its own: redis.SetLogger
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
