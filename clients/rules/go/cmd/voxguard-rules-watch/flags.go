package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"voxguard.io/rules"
)

func readFlags(arguments []string, usage io.Writer) (rules.Config, error) {
	config := rules.Config{PublicKeys: rules.PublicKeys{}}
	flags := flag.NewFlagSet("voxguard-rules-watch", flag.ContinueOnError)
	flags.SetOutput(usage)
	flags.StringVar(&config.Store, "store", "", "redis://host:port of the store; required")
	flags.StringVar(&config.Set, "set", "", "name of the set; needed")
	flags.StringVar(&config.Engine, "engine", "", "name under which the engine acknowledges; required")
	flags.Func("public-key", "ID=BASE64 of a key's 32 raw bytes; may be repeated", config.PublicKeys.Add)
	milliseconds := flags.Int64("poll-ms", 500, "milliseconds between polls")
	flags.StringVar(&config.StateDir, "state-dir", "", "directory of the last good set; empty: not saved")
	flags.BoolVar(&config.FlatOut, "flat-out", false, "no pause between polls")
	flags.IntVar(&config.Pipeline, "pipeline", 1, "reads of the pointer per round trip, each counted as a poll")
	if err := flags.Parse(arguments); err != nil {
		return config, err
	}
	if flags.NArg() > 0 {
		return config, fmt.Errorf("arguments: expected only flags, got %q", strings.Join(flags.Args(), " "))
	}
	if config.Store == "" || config.Set == "" || config.Engine == "" {
		return config, errors.New("flags: expected --store, --set and --engine, got fewer")
	}
	if *milliseconds < 1 || *milliseconds > 60_000 {
		return config, fmt.Errorf("poll-ms: expected 1 to 60000, got %d", *milliseconds)
	}
	if config.Pipeline < 1 {
		return config, fmt.Errorf("pipeline: expected 1 or more, got %d", config.Pipeline)
	}
	config.PollInterval = time.Duration(*milliseconds) * time.Millisecond
	return config, nil
}
