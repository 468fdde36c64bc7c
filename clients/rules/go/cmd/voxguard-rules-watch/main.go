// Command voxguard-rules-watch follows a set of detection rules and prints each change as a line of JSON, for inspecting and
// soak-testing a store.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"

	"voxguard.io/rules"
)

func main() {
	config, err := readFlags(os.Args[1:], os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "voxguard-rules-watch:", err)
		os.Exit(2)
	}
	// go-redis logs every failed dial; the follower logs the loss and return of the store once
	redis.SetLogger(&logging.VoidLogger{})
	config.Log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	if err := watch(config); err != nil {
		fmt.Fprintln(os.Stderr, "voxguard-rules-watch:", err)
		os.Exit(1)
	}
}

// watch follows until it receives a signal. It waits for a store that is down.
func watch(config rules.Config) error {
	asked, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	events := newEvents(os.Stdout)
	config.Applied, config.Refused = events.applied, events.refused
	follower, err := rules.Follow(config)
	if err != nil {
		return err
	}
	<-asked.Done()
	closed := follower.Close()
	events.end(follower.Tally(), follower.Current())
	return closed
}
