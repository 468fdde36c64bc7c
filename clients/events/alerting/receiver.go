package main

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
)

const maxBodyBytes = 4 << 20

// newReceiver returns the webhook's handler. The sender drops what is answered 400, 401 or 413 and repeats what is answered 429 or 503:
//
//	202  the events are on disk: pages will be sent, also after a crash
//	400  malformed    401  not signed by one of the secrets, or not now    413  too large
//	429  too many requests at the same time    503  the events could not be kept
func newReceiver(verifier *verifier, alerts *alerts, maxInFlight int) http.Handler {
	free := make(chan struct{}, maxInFlight)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /", func(w http.ResponseWriter, r *http.Request) {
		select {
		case free <- struct{}{}:
			defer func() { <-free }()
			receive(w, r, verifier, alerts)
		default:
			w.Header().Set("Retry-After", "1")
			http.Error(w, "too many requests at the same time", http.StatusTooManyRequests)
		}
	})
	return mux
}

func receive(w http.ResponseWriter, r *http.Request, verifier *verifier, alerts *alerts) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		} else {
			http.Error(w, "the body was cut short", http.StatusServiceUnavailable)
		}
		return
	}
	if err := verifier.verify(r.Header, body); err != nil {
		slog.Warn("Refused a request", "from", r.RemoteAddr, "cause", err)
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	events, err := readEvents(r.Header, body)
	if err != nil {
		slog.Warn("Refused events", "id", r.Header.Get("Webhook-Id"), "cause", err)
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := alerts.accept(events); err != nil {
		slog.Error("Cannot keep events; the sender repeats them", "cause", err)
		w.Header().Set("Retry-After", "5")
		http.Error(w, "the events could not be kept", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}
