-- Takes one event of a call into the calls in progress of a caller or a trunk. Events may be repeated, and may come in any order: the outcome is the same.
-- KEYS: calls in progress, calls that have ended. Both are sorted sets of call ids.
--   In progress, the score is twice the time of expiry, plus 1 if the call was answered: from it follows when the call started. Ended: when the end may be forgotten.
-- ARGV: event (0 started, 1 answered, 2 ended), call id, start, now; longest ringing, longest call, how long an end is remembered; most calls, most ends.
--   Times are Unix milliseconds by the caller's clock, durations milliseconds.
-- Returns the effect (0 nothing changed, 1 changed, 2 the call has ended or expired, 3 no room for another call), and how many calls are in progress.
local event, id, now = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[4])
local started = math.min(tonumber(ARGV[3]), now)
local ringing, duration = tonumber(ARGV[5]), tonumber(ARGV[6])
local slack = 3600000 -- keys outlive their entries, for clocks that are behind
local function integer(number) return string.format('%.0f', number) end

local last = now * 2 + 1 -- greatest score of a call that has expired
local expired = redis.call('ZCOUNT', KEYS[1], '-inf', integer(last))
local active = redis.call('ZCARD', KEYS[1]) - expired

-- a hundred at a time: no event has to wait for the removal of many
if expired > 0 then
  redis.call('ZREMRANGEBYRANK', KEYS[1], 0, math.min(expired, 100) - 1)
end

if event == 2 then
  local removed = 0
  local score = redis.call('ZSCORE', KEYS[1], id)
  if score then
    redis.call('ZREM', KEYS[1], id)
    if tonumber(score) > last then
      active = active - 1
      removed = 1
    end
  end
  local forget = math.min(started + duration, now + tonumber(ARGV[7]))
  if forget > now then
    local old = redis.call('ZCOUNT', KEYS[2], '-inf', ARGV[4])
    if old > 0 then redis.call('ZREMRANGEBYRANK', KEYS[2], 0, math.min(old, 100) - 1) end
    redis.call('ZADD', KEYS[2], integer(forget), id)
    local over = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[9])
    if over > 0 then redis.call('ZREMRANGEBYRANK', KEYS[2], 0, over - 1) end
    redis.call('PEXPIRE', KEYS[2], integer(tonumber(ARGV[7]) + slack))
  end
  return {removed, active}
end

local ended = redis.call('ZSCORE', KEYS[2], id)
if ended and tonumber(ended) > now then return {2, active} end
local old = tonumber(redis.call('ZSCORE', KEYS[1], id) or 0)
local known = old > last
if known then
  local answered = old % 2
  started = math.min(started, (old - answered) / 2 - (answered == 1 and duration or ringing))
  event = math.max(event, answered)
end
local score = (started + (event == 1 and duration or ringing)) * 2 + event
if score <= last then
  redis.call('ZREM', KEYS[1], id)
  return {2, known and active - 1 or active}
end
if score == old then return {0, active} end
if not known then
  if active >= tonumber(ARGV[8]) then return {3, active} end
  active = active + 1
end
redis.call('ZADD', KEYS[1], integer(score), id)
redis.call('PEXPIRE', KEYS[1], integer(duration + slack))
return {1, active}
