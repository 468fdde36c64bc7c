package main

import (
	"context"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

const partitions = 4

func createTopic(client *kgo.Client, topic string) error {
	wanted := kmsg.NewCreateTopicsRequestTopic()
	wanted.Topic, wanted.NumPartitions, wanted.ReplicationFactor = topic, partitions, 1
	request := kmsg.NewPtrCreateTopicsRequest()
	request.TimeoutMillis = 10_000
	request.Topics = append(request.Topics, wanted)
	reply, err := request.RequestWith(context.Background(), client)
	if err != nil {
		return err
	}
	if err := kerr.ErrorForCode(reply.Topics[0].ErrorCode); err != nil && err != kerr.TopicAlreadyExists {
		return err
	}
	return nil
}

// readTopic reads what is sent to a topic from now on.
func readTopic(brokers, topic string, seen *Seen) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(brokers), kgo.ConsumeTopics(topic), kgo.MetadataMinAge(100*time.Millisecond), kgo.ConsumeResetOffset(kgo.NewOffset().AtEnd()),
		kgo.FetchMinBytes(1), kgo.FetchMaxWait(500*time.Millisecond))
	if err != nil {
		return err
	}
	if err := createTopic(client, topic); err != nil {
		return err
	}
	for {
		fetches := client.PollFetches(context.Background())
		if err := fetches.Err(); err != nil {
			return err
		}
		now := time.Now()
		for records := fetches.RecordIter(); !records.Done(); {
			if err := seen.arrived(records.Next().Value, now); err != nil {
				return err
			}
		}
	}
}
