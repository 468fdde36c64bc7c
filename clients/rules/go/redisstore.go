package rules

import (
	"context"
	"errors"
	"net"
	"net/url"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

const (
	acknowledgementLives = 30 * time.Second
	// longestSilence is the time without a message after which a subscription is pinged.
	longestSilence = 10 * time.Second
)

// redisStore is a store on DragonflyDB, Redis or Valkey. It does not retry: the next poll is the retry.
type redisStore struct {
	client  *redis.Client
	keys    keys
	engine  string
	silence time.Duration
}

func newRedisStore(config Config) (*redisStore, error) {
	options, err := redis.ParseURL(config.Store)
	if err != nil {
		return nil, wrong("store", "redis://host:port", withoutPassword(config.Store))
	}
	options.DialTimeout = config.ConnectTimeout
	options.DialerRetries = 1
	options.ReadTimeout = config.CommandTimeout
	options.WriteTimeout = config.CommandTimeout
	options.PoolTimeout = config.CommandTimeout
	options.ContextTimeoutEnabled = true
	options.MaxRetries = -1
	options.PoolSize = 1
	// features of only one of the three servers are not used
	options.Protocol = 2
	options.DisableIdentity = true
	options.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return &redisStore{client: redis.NewClient(options), keys: keysOf(config.Set), engine: config.Engine, silence: longestSilence}, nil
}

func (s *redisStore) pointers(ctx context.Context, times int) ([]string, error) {
	pipeline := s.client.Pipeline()
	replies := make([]*redis.StringCmd, times)
	for i := range replies {
		replies[i] = pipeline.Get(ctx, s.keys.pointer)
	}
	// the error of the pipeline is that of its first failed reply, which may be a missing key: the replies are checked below
	_, _ = pipeline.Exec(ctx)
	lines := make([]string, times)
	for i, reply := range replies {
		line, err := reply.Result()
		if err != nil && !errors.Is(err, redis.Nil) {
			return nil, err
		}
		lines[i] = line
	}
	return lines, nil
}

// blob reads a range, so that a replaced blob is not read beyond the length in its pointer.
func (s *redisStore) blob(ctx context.Context, revision, longest int64) ([]byte, error) {
	blob, err := s.client.GetRange(ctx, s.keys.blob(revision), 0, longest-1).Bytes()
	if err != nil || len(blob) == 0 {
		return nil, err
	}
	return blob, nil
}

func (s *redisStore) acknowledge(ctx context.Context, value string, at time.Time) error {
	pipeline := s.client.Pipeline()
	pipeline.Set(ctx, s.keys.acknowledgement(s.engine), value, acknowledgementLives)
	pipeline.ZAdd(ctx, s.keys.engines, redis.Z{Score: float64(at.UnixMilli()), Member: s.engine})
	_, err := pipeline.Exec(ctx)
	return err
}

// listen uses its own connection: a subscribed one accepts no other commands.
func (s *redisStore) listen(ctx context.Context, heard func()) error {
	subscription := s.client.Subscribe(ctx, s.keys.channel)
	defer subscription.Close()
	// a blocked read does not end with its context
	defer context.AfterFunc(ctx, func() { subscription.Close() })()
	asked := false
	for {
		message, err := subscription.ReceiveTimeout(ctx, s.silence)
		switch {
		case isTimeout(err) && !asked:
			asked = true
			if err := subscription.Ping(ctx); err != nil {
				return err
			}
		case err != nil:
			return err
		default:
			asked = false
			if _, alive := message.(*redis.Pong); !alive {
				heard()
			}
		}
	}
}

func (s *redisStore) close() error { return s.client.Close() }

// withoutPassword returns a URL for use in errors.
func withoutPassword(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return "no URL"
	}
	return parsed.Redacted()
}

func isTimeout(err error) bool {
	var network net.Error
	return errors.As(err, &network) && network.Timeout()
}
