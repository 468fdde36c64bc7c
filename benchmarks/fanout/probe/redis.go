package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"
)

// readReply reads a reply of the store (RESP 2): nil, string, int64 or []any. An error of the store is an error.
func readReply(from *bufio.Reader) (any, error) {
	line, err := from.ReadSlice('\n')
	if err != nil {
		return nil, err
	}
	if len(line) < 3 {
		return nil, fmt.Errorf("reply: got %q", line)
	}
	text := string(line[1 : len(line)-2])
	switch line[0] {
	case '+':
		return text, nil
	case '-':
		return nil, fmt.Errorf("store: %s", text)
	}
	count, err := strconv.ParseInt(text, 10, 64)
	if err != nil || line[0] == ':' {
		return count, err
	}
	if count < 0 {
		return nil, nil
	}
	if line[0] == '$' {
		bytes := make([]byte, count+2)
		_, err := io.ReadFull(from, bytes)
		return string(bytes[:count]), err
	}
	items := make([]any, count)
	for i := range items {
		if items[i], err = readReply(from); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// readStream reads what is appended to a stream from now on.
func readStream(store, stream string, seen *Seen) error {
	connection, err := net.Dial("tcp", store)
	if err != nil {
		return err
	}
	replies := bufio.NewReaderSize(connection, 1<<18)
	last := fmt.Sprintf("%d-0", time.Now().UnixMilli())
	for {
		if _, err := connection.Write(appendCommand(nil, "XREAD", "COUNT", "1000", "BLOCK", "1000", "STREAMS", stream, last)); err != nil {
			return err
		}
		reply, err := readReply(replies)
		if err != nil {
			return err
		}
		if reply == nil {
			continue
		}
		now := time.Now()
		for _, item := range reply.([]any)[0].([]any)[1].([]any) {
			entry := item.([]any)
			last = entry[0].(string)
			if err := seen.arrived([]byte(entry[1].([]any)[1].(string)), now); err != nil {
				return err
			}
		}
	}
}
