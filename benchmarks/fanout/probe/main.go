// Command probe loads a fan-out and sees what arrives: it writes events to the source stream, and reads a stream of the store, a Kafka topic and a webhook of its own.
//
// It takes one command per line on the standard input, and answers each with one line: see commands.go.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

func main() {
	store := flag.String("store", "127.0.0.1:6379", "address of the store")
	brokers := flag.String("brokers", "127.0.0.1:9092", "address of a Kafka broker")
	source := flag.String("source", "voxguard:detections", "stream that events are written to")
	stream := flag.String("stream", "bench:events", "stream that is read")
	topic := flag.String("topic", "bench.events", "topic that is read")
	webhook := flag.String("webhook", "127.0.0.1:0", "address that the webhook listens on: paths /ok, /fail and /slow")
	flag.Parse()

	arrivals := newArrivals()
	go func() { check(readStream(*store, *stream, arrivals.of("stream"))) }()
	go func() { check(readTopic(*brokers, *topic, arrivals.of("topic"))) }()
	address, err := serveWebhook(*webhook, arrivals.of("webhook"))
	check(err)
	writer, err := openSource(*store, *source)
	check(err)

	out := json.NewEncoder(os.Stdout)
	check(out.Encode(map[string]string{"webhook": "http://" + address}))
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		var command Command
		check(json.Unmarshal(in.Bytes(), &command))
		result, err := command.run(writer, arrivals)
		check(err)
		check(out.Encode(result))
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "probe:", err)
		os.Exit(1)
	}
}
