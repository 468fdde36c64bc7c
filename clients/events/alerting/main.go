// Command alerting receives detection events as webhooks and pages somebody about the callers that they name.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

type settings struct {
	listen, state, secretsEnv, pageURL string
	pageOn                             severity
	window, every                      time.Duration
	maxInFlight, maxCallers            int
}

func main() {
	set, err := readFlags(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err == nil {
		err = serve(set)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "alerting:", err)
		os.Exit(1)
	}
}

func readFlags(arguments []string) (settings, error) {
	set := settings{}
	flags := flag.NewFlagSet("alerting", flag.ContinueOnError)
	flags.StringVar(&set.listen, "listen", "127.0.0.1:8090", "address to listen on; TLS is left to a proxy in front")
	flags.StringVar(&set.state, "state", "alerting.db", "file with the events seen and the pages to send")
	flags.StringVar(&set.secretsEnv, "secrets-env", "ALERTS_SECRETS", "environment variable with the webhook secrets, separated by spaces")
	flags.StringVar(&set.pageURL, "page-url", "", "pages are POSTed here as JSON; without it, they are printed")
	pageOn := flags.String("page-on", "critical", "lowest severity that pages: info, warning or critical")
	flags.DurationVar(&set.window, "duplicates", 2*time.Hour, "time for which events are remembered, so that repeated ones are ignored")
	flags.DurationVar(&set.every, "page-every", 10*time.Minute, "shortest time between two pages about a caller")
	flags.IntVar(&set.maxInFlight, "max-in-flight", 64, "requests handled at the same time; more are answered 429")
	flags.IntVar(&set.maxCallers, "max-callers", 100_000, "callers remembered at the same time; events of more are answered 503")
	if err := flags.Parse(arguments); err != nil {
		return set, err
	}
	var err error
	if set.pageOn, err = parseSeverity(*pageOn); err != nil {
		return set, fmt.Errorf("page-on: %w", err)
	}
	if set.window < time.Minute || set.every < time.Second || set.maxInFlight < 1 || set.maxCallers < 1 {
		return set, errors.New("expected duplicates of at least 1m, page-every of at least 1s, max-in-flight and max-callers of at least 1")
	}
	return set, nil
}

func serve(set settings) error {
	verifier, err := newVerifier(strings.Fields(os.Getenv(set.secretsEnv)))
	if err != nil {
		return fmt.Errorf("%s: %w", set.secretsEnv, err)
	}
	alerts, err := openAlerts(set)
	if err != nil {
		return err
	}
	defer alerts.close()
	asked, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	pagerDone := make(chan struct{})
	go func() {
		defer close(pagerDone)
		newPager(alerts, set).run(asked)
	}()
	server := &http.Server{
		Handler:           newReceiver(verifier, alerts, set.maxInFlight),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 15 * time.Second, IdleTimeout: time.Minute,
	}
	listener, err := net.Listen("tcp", set.listen)
	if err != nil {
		return err
	}
	slog.Info("Listening", "address", listener.Addr().String())
	go func() {
		<-asked.Done()
		bounded, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		server.Shutdown(bounded)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	<-pagerDone
	return nil
}
