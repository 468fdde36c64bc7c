package main

import (
	"net"
	"time"

	"github.com/valyala/fasthttp"
)

const slowness = 2 * time.Second

// serveWebhook serves a webhook, and returns its address. /fail answers 500, and what it gets has not arrived; /slow takes its time.
func serveWebhook(address string, seen *Seen) (string, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return "", err
	}
	server := &fasthttp.Server{NoDefaultServerHeader: true, NoDefaultDate: true, MaxRequestBodySize: 16 << 20, Handler: func(request *fasthttp.RequestCtx) {
		switch string(request.Path()) {
		case "/fail":
			request.SetStatusCode(fasthttp.StatusInternalServerError)
			return
		case "/slow":
			time.Sleep(slowness)
		}
		if err := seen.arrived(request.PostBody(), time.Now()); err != nil {
			request.Error(err.Error(), fasthttp.StatusBadRequest)
			return
		}
		request.SetStatusCode(fasthttp.StatusNoContent)
	}}
	go func() { check(server.Serve(listener)) }()
	return listener.Addr().String(), nil
}
