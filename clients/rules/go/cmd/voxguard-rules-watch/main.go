// Command voxguard-rules-watch follows a set of detection rules and prints each change as a line of JSON: to look at a store, and
// to soak it.
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
	// go-redis logs every dial that fails; that the store is lost and found is said once by the follower
	redis.SetLogger(&logging.VoidLogger{})
	config.Log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	if err := watch(config); err != nil {
		fmt.Fprintln(os.Stderr, "voxguard-rules-watch:", err)
		os.Exit(1)
	}
}

// watch follows until it is asked to end. A store that is down is waited for.
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
