package kv

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/redis/go-redis/v9/maintnotifications"
)

const (
	defaultPrefix = "pilotent:"
	callTimeout   = 500 * time.Millisecond
	// checkInterval is how soon a subscription notices that its connection is dead.
	checkInterval = 3 * time.Second
)

// allow is the generic cell rate algorithm of [memory.Allow], in microseconds
// of the server's clock, since those of the replicas differ. It returns the
// wait, 0 when a token was taken. Lua would write a large number as 1.7e+15.
const allow = `
local now = redis.call('TIME')
now = now[1] * 1000000 + now[2]
local per, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now) + per
local wait = full - now - burst * per
if wait > 0 then return wait end
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
return 0`

type redisKV struct {
	client  *redis.Client
	prefix  string
	allow   *redis.Script
	closing context.Context // ends with Close, and the subscriptions with it
	close   context.CancelFunc
}

func openRedis(address string) (KV, error) {
	parsed, err := url.Parse(address)
	if err != nil {
		// The text of a url.Error repeats the address, and thus the password.
		if wrong, ok := errors.AsType[*url.Error](err); ok {
			err = wrong.Err
		}
		return nil, fmt.Errorf("read the Redis address: %w", err)
	}
	query := parsed.Query()
	prefix := defaultPrefix
	if query.Has("prefix") {
		prefix = query.Get("prefix")
		query.Del("prefix")
		parsed.RawQuery = query.Encode()
	}
	options, err := redis.ParseURL(parsed.String())
	if err != nil {
		return nil, fmt.Errorf("read the Redis address: %w", err)
	}
	options.DialTimeout, options.PoolTimeout = callTimeout, callTimeout
	options.ReadTimeout, options.WriteTimeout = callTimeout, callTimeout
	options.MaxRetries, options.DialerRetries = -1, 1
	options.ContextTimeoutEnabled = true
	options.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	// What go-redis prints on stderr it also returns, and our callers log it.
	logging.Disable()

	client := redis.NewClient(options)
	client.AddHook(bound{})
	closing, cancel := context.WithCancel(context.Background())
	return &redisKV{client: client, prefix: prefix, allow: redis.NewScript(allow), closing: closing, close: cancel}, nil
}

// bound gives every command its time: those of the options add up, for a
// connection to be free, dialled and greeted, and for the command itself.
type bound struct{}

func (bound) DialHook(next redis.DialHook) redis.DialHook { return next }

func (bound) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (bound) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		ctx, cancel := context.WithTimeout(ctx, callTimeout)
		defer cancel()
		return next(ctx, cmd)
	}
}

func (r *redisKV) value(key string) string { return r.prefix + "value:" + key }

// failed names what was attempted; redis.ErrClosed is ours under another name.
func failed(attempt string, err error) error {
	if errors.Is(err, redis.ErrClosed) {
		return ErrClosed
	}
	return fmt.Errorf("kv: %s: %w", attempt, err)
}

// found reads the answer to a command that answers nil for a key that is not there.
func found(attempt string, answer *redis.StringCmd) (string, bool, error) {
	value, err := answer.Result()
	switch {
	case errors.Is(err, redis.Nil):
		return "", false, nil
	case err != nil:
		return "", false, failed(attempt, err)
	}
	return value, true, nil
}

func (r *redisKV) Get(ctx context.Context, key string) (string, bool, error) {
	return found("get", r.client.Get(ctx, r.value(key)))
}

func (r *redisKV) Set(ctx context.Context, key, value string, ttl time.Duration) error {
	if err := checkTTL(ttl); err != nil {
		return err
	}
	if err := r.client.Set(ctx, r.value(key), value, ttl).Err(); err != nil {
		return failed("set", err)
	}
	return nil
}

func (r *redisKV) Take(ctx context.Context, key string) (string, bool, error) {
	return found("take", r.client.GetDel(ctx, r.value(key)))
}

func (r *redisKV) Once(ctx context.Context, key string, ttl time.Duration) (bool, error) {
	if err := checkTTL(ttl); err != nil {
		return false, err
	}
	first, err := r.client.SetNX(ctx, r.value(key), "", ttl).Result()
	if err != nil {
		return false, failed("once", err)
	}
	return first, nil
}

func (r *redisKV) Allow(ctx context.Context, key string, limit Limit) (bool, time.Duration, error) {
	if err := limit.check(); err != nil {
		return false, 0, err
	}
	wait, err := r.allow.Run(ctx, r.client, []string{r.prefix + "limit:" + key}, limit.Per.Microseconds(), limit.Burst).Int64()
	if err != nil {
		return false, 0, failed("allow", err)
	}
	return wait == 0, time.Duration(wait) * time.Microsecond, nil
}

func (r *redisKV) Publish(ctx context.Context, topic string) error {
	if err := r.client.Publish(ctx, r.prefix+"topic:"+topic, "").Err(); err != nil {
		return failed("publish", err)
	}
	return nil
}

func (r *redisKV) Subscribe(ctx context.Context, topic string) (<-chan struct{}, error) {
	if err := ctx.Err(); err != nil {
		return nil, failed("subscribe", err)
	}
	if r.closing.Err() != nil {
		return nil, ErrClosed
	}
	subscription := r.client.Subscribe(ctx, r.prefix+"topic:"+topic)
	// Without an answer it goes on all the same: the loop below connects when it can.
	_, _ = subscription.ReceiveTimeout(ctx, callTimeout)

	wake := make(chan struct{}, 1)
	messages := subscription.ChannelWithSubscriptions(redis.WithChannelHealthCheckInterval(checkInterval))
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(r.closing, cancel)
	go func() {
		defer close(wake)
		defer stop()
		defer cancel()
		defer func() { _ = subscription.Close() }()
		for {
			select {
			case <-ctx.Done():
				return
			// A subscription that is confirmed here was made anew: what was published meanwhile is lost.
			case <-messages:
				signal(wake)
			}
		}
	}()
	return wake, nil
}

func (r *redisKV) Ping(ctx context.Context) error {
	if err := r.client.Ping(ctx).Err(); err != nil {
		return failed("ping", err)
	}
	return nil
}

func (r *redisKV) Close() error {
	r.close()
	if err := r.client.Close(); err != nil {
		return failed("close", err)
	}
	return nil
}
