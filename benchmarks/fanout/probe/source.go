package main

import (
	"bufio"
	"fmt"
	"net"
	"slices"
	"strconv"
	"sync/atomic"
	"time"
)

// Source writes events to a stream of the store: many in one write, whose replies are read on the side.
type Source struct {
	connection net.Conn
	stream     string
	replies    atomic.Int64
	failure    atomic.Value
	buffer     []byte
	event      []byte
	written    int64
}

func openSource(store, stream string) (*Source, error) {
	connection, err := net.Dial("tcp", store)
	if err != nil {
		return nil, err
	}
	source := &Source{connection: connection, stream: stream}
	go source.readReplies()
	return source, nil
}

func (s *Source) readReplies() {
	replies := bufio.NewReaderSize(s.connection, 1<<16)
	for {
		if _, err := readReply(replies); err != nil {
			s.failure.Store(err)
			return
		}
		s.replies.Add(1)
	}
}

func (s *Source) append(run, number int, due time.Time) {
	s.event = appendEvent(s.event[:0], run, number, due)
	s.buffer = appendCommand(s.buffer, "XADD", s.stream, "*", "record", string(s.event))
	s.written++
}

func (s *Source) flush() error {
	_, err := s.connection.Write(s.buffer)
	s.buffer = s.buffer[:0]
	return err
}

// fill writes events as fast as the store takes them, and waits until it has them.
func (s *Source) fill(run, events int) error {
	for number := range events {
		s.append(run, number, time.Now())
		if len(s.buffer) > 1<<16 {
			if err := s.flush(); err != nil {
				return err
			}
		}
	}
	if err := s.flush(); err != nil {
		return err
	}
	return s.awaitReplies()
}

// pace writes each event when it is due, and returns by how much the 99th percentile was late, in ms.
func (s *Source) pace(run, events int, rate float64) (float64, error) {
	begun := time.Now()
	behind := make([]int64, 0, events)
	due := func(number int) time.Time { return begun.Add(time.Duration(float64(number) / rate * 1e9)) }
	for number := 0; number < events; {
		time.Sleep(max(time.Until(due(number)), 500*time.Microsecond))
		first, now := number, time.Now()
		for ; number < events && !due(number).After(now); number++ {
			s.append(run, number, due(number))
		}
		if err := s.flush(); err != nil {
			return 0, err
		}
		wrote := time.Now()
		for ; first < number; first++ {
			behind = append(behind, int64(wrote.Sub(due(first))))
		}
	}
	slices.Sort(behind)
	return percentileMs(behind, 0.99), s.awaitReplies()
}

func (s *Source) awaitReplies() error {
	for deadline := time.Now().Add(30 * time.Second); s.replies.Load() < s.written; time.Sleep(time.Millisecond) {
		if failure := s.failure.Load(); failure != nil {
			return fmt.Errorf("store: %v", failure)
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("store: %d of %d replies within 30 s", s.replies.Load(), s.written)
		}
	}
	return nil
}

func appendCommand(to []byte, words ...string) []byte {
	to = append(to, '*')
	to = append(strconv.AppendInt(to, int64(len(words)), 10), "\r\n"...)
	for _, word := range words {
		to = append(to, '$')
		to = append(strconv.AppendInt(to, int64(len(word)), 10), "\r\n"...)
		to = append(append(to, word...), "\r\n"...)
	}
	return to
}
