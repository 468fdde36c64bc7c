-- Takes one event of a call into the calls in progress of a caller or a trunk. Events may be repeated, and may come in any order: the outcome is the same.
-- KEYS: calls in progress, calls that have ended. Both are sorted sets of call ids.
--   In progress, the score is twice the time of expiry, plus 1 if the call was answered: from it follows when the call started. Ended: when the end may be forgotten.
-- ARGV: event (0 started, 1 answered, 2 ended), call id, start, now; longest ringing, longest call, how long an end is remembered; most calls, most ends.
--   Times are Unix milliseconds by the caller's clock, durations milliseconds.
-- Returns the effect (0 nothing changed, 1 changed, 2 the call has ended or expired, 3 no room for another call), and how many calls are in progress.
local event, id = tonumber(ARGV[1]), ARGV[2]
local now = tonumber(ARGV[4])
local started = math.min(tonumber(ARGV[3]), now)
local lifetime = {[0] = tonumber(ARGV[5]), [1] = tonumber(ARGV[6])}
local slack = 3600000 -- keys outlive their entries, for clocks that are behind
local expired = now * 2 + 1

local function integer(number) return string.format('%.0f', number) end

-- entries up to a score, a hundred of them: no event has to wait for the removal of many
local function removeOld(key, score)
  local old = redis.call('ZCOUNT', key, '-inf', integer(score))
  if old > 0 then redis.call('ZREMRANGEBYRANK', key, 0, math.min(old, 100) - 1) end
end

local function add()
  local ended = redis.call('ZSCORE', KEYS[2], id)
  if ended and tonumber(ended) > now then return 2 end
  local old = tonumber(redis.call('ZSCORE', KEYS[1], id) or 0)
  if old > expired then
    local answered = old % 2
    started = math.min(started, (old - answered) / 2 - lifetime[answered])
    event = math.max(event, answered)
  end
  local score = (started + lifetime[event]) * 2 + event
  if score <= expired then
    redis.call('ZREM', KEYS[1], id)
    return 2
  end
  if score == old then return 0 end
  if old <= expired and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[8]) then
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', integer(expired))
    if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[8]) then return 3 end
  end
  redis.call('ZADD', KEYS[1], integer(score), id)
  redis.call('PEXPIRE', KEYS[1], integer(lifetime[1] + slack))
  return 1
end

local function remove()
  local removed = redis.call('ZREM', KEYS[1], id)
  local forget = math.min(started + lifetime[1], now + tonumber(ARGV[7]))
  if forget > now then
    redis.call('ZADD', KEYS[2], integer(forget), id)
    local over = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[9])
    if over > 0 then redis.call('ZREMRANGEBYRANK', KEYS[2], 0, over - 1) end
    redis.call('PEXPIRE', KEYS[2], integer(tonumber(ARGV[7]) + slack))
  end
  return removed
end

removeOld(KEYS[2], now)
local effect
if event == 2 then effect = remove() else effect = add() end
removeOld(KEYS[1], expired)
return {effect, redis.call('ZCOUNT', KEYS[1], '(' .. integer(expired), '+inf')}
