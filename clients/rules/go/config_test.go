package rules

import (
	"strings"
	"testing"
	"time"
)

func TestWrongConfigurationIsNamed(t *testing.T) {
	right := Config{Store: "redis://127.0.0.1:1", Set: "core", Engine: "edge-1"}
	for named, change := range map[string]func(*Config){
		"store":             func(c *Config) { c.Store = "http://127.0.0.1" },
		"set":               func(c *Config) { c.Set = "Core" },
		"engine":            func(c *Config) { c.Engine = "edge|1" },
		"poll interval":     func(c *Config) { c.PollInterval = time.Hour },
		"connect timeout":   func(c *Config) { c.ConnectTimeout = -1 },
		"command timeout":   func(c *Config) { c.CommandTimeout = time.Microsecond },
		"shutdown timeout":  func(c *Config) { c.ShutdownTimeout = time.Hour },
		"longest blob":      func(c *Config) { c.LongestBlob = -1 },
		"pipeline":          func(c *Config) { c.Pipeline = -1 },
		"public-key":        func(c *Config) { c.PublicKeys = PublicKeys{"": make([]byte, 32)} },
		"public-key a byte": func(c *Config) { c.PublicKeys = PublicKeys{"a": make([]byte, 31)} },
	} {
		config := right
		change(&config)
		if follower, err := Follow(config); err == nil || !strings.HasPrefix(err.Error(), named) {
			t.Errorf("%s: got %v, %v", named, follower, err)
		}
	}
}

func TestNamesOfSetsAndEnginesAreChecked(t *testing.T) {
	for _, name := range []string{"a", "core", "a-1_b", strings.Repeat("a", 64)} {
		if err := checkSetName(name); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{"", "1a", "-a", "A", "a b", "ä", "a}", strings.Repeat("a", 65)} {
		if checkSetName(name) == nil {
			t.Errorf("set %q was taken", name)
		}
	}
	if err := checkEngineName("Edge-1_a.b:c" + strings.Repeat("x", 116)); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"", "a b", "a|b", "a\n", strings.Repeat("a", 129)} {
		if checkEngineName(name) == nil {
			t.Errorf("engine %q was taken", name)
		}
	}
}

func TestKeysShareTheSetsSlot(t *testing.T) {
	k := keysOf("core")
	got := []string{k.pointer, k.blob(42), k.acknowledgement("edge-1"), k.engines, k.channel}
	if strings.Join(got, " ") != "{rules:core}:cur {rules:core}:v:42 {rules:core}:ack:edge-1 {rules:core}:engines rules:core" {
		t.Errorf("got %v", got)
	}
}
