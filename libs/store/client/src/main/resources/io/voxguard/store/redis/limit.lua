-- Checks rate limits by the generic cell rate algorithm, by the store's clock, in whole numbers below 2^53. Runs on Lua 5.1 and 5.4, touches its declared keys only.
-- A bucket is the time at which it is full again, for each of its windows: microseconds since 1970 and, behind a colon, the numerator of a fraction of one more
-- where there is one. Times never go back. A key that holds something else counts as a full bucket.
-- KEYS: the buckets of all checks. ARGV for each check: number of its buckets, 1 to take or 0 to look; for each of them 1 if it binds or 0 if its verdict is only
-- told, number of its windows; for each of those what the cost takes and what the whole burst takes (microseconds, numerator each), and the denominator.
-- Returns the store's time in microseconds, then for each check 1 admitted or 0, and for each of its buckets 1 passed or 0, and its times as they are now.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local reply, size = {now}, 1
local key, arg = 1, 1

-- Returns the time that stands at a position, now if it is past or there is none, and the position behind it.
local function read(stored, from, unit)
  local _, last, whole, part = string.find(stored, '^(%d+):?(%d*) ?', from)
  if not last then return now, 0, from end
  whole, part = tonumber(whole), tonumber(part) or 0
  if part >= unit then whole, part = whole + 1, 0 end
  if whole < now then return now, 0, last + 1 end
  return whole, part, last + 1
end

local function text(whole, part)
  return part == 0 and string.format('%.0f', whole) or string.format('%.0f:%.0f', whole, part)
end

-- The key goes when the bucket is full: a moment later at most, never before.
local function store(bucket, value, full)
  redis.call('SET', bucket, value, 'PXAT', string.format('%.0f', math.floor((full + 1) / 1000) + 1))
end

-- Nearly all checks are of one bucket with one window: decided here, without tables.
local function single()
  local stored, unit, take = redis.pcall('GET', KEYS[key]), tonumber(ARGV[arg + 8]), ARGV[arg + 1] == '1'
  local whole, part = now, 0
  if type(stored) == 'string' then whole, part = read(stored, 1, unit) end
  local after, rest, latest = whole + ARGV[arg + 4], part + ARGV[arg + 5], now + ARGV[arg + 6]
  if rest >= unit then after, rest = after + 1, rest - unit end
  local passes = after < latest or (after == latest and rest <= tonumber(ARGV[arg + 7]))
  if passes and take then
    store(KEYS[key], text(after, rest), after)
    whole, part = after, rest
  end
  reply[size + 1] = (passes or ARGV[arg + 2] == '0') and 1 or 0
  reply[size + 2] = passes and 1 or 0
  reply[size + 3], reply[size + 4] = whole, part
  size, key, arg = size + 4, key + 1, arg + 9
end

local function several()
  local last, take, admitted = key + tonumber(ARGV[arg]) - 1, ARGV[arg + 1] == '1', 1
  arg = arg + 2
  local buckets = {}
  for at = key, last do
    local stored, from = redis.pcall('GET', KEYS[at]), 1
    local bucket = {passes = 1, before = {}, after = {}, full = now}
    local binds, windows = ARGV[arg] == '1', tonumber(ARGV[arg + 1])
    arg = arg + 2
    for window = 1, 2 * windows, 2 do
      local whole, part, unit = now, 0, tonumber(ARGV[arg + 4])
      if type(stored) == 'string' then whole, part, from = read(stored, from, unit) end
      bucket.before[window], bucket.before[window + 1] = whole, part
      whole, part = whole + ARGV[arg], part + ARGV[arg + 1]
      if part >= unit then whole, part = whole + 1, part - unit end
      local latest = now + ARGV[arg + 2]
      if whole > latest or (whole == latest and part > tonumber(ARGV[arg + 3])) then bucket.passes = 0 end
      bucket.after[window], bucket.after[window + 1] = whole, part
      if whole > bucket.full then bucket.full = whole end
      arg = arg + 5
    end
    if binds and bucket.passes == 0 then admitted = 0 end
    buckets[at] = bucket
  end
  size = size + 1
  reply[size] = admitted
  for at = key, last do
    local bucket = buckets[at]
    local times = bucket.before
    if take and admitted == 1 and bucket.passes == 1 then
      times = bucket.after
      local texts = {}
      for window = 1, #times, 2 do texts[#texts + 1] = text(times[window], times[window + 1]) end
      store(KEYS[at], table.concat(texts, ' '), bucket.full)
    end
    size = size + 1
    reply[size] = bucket.passes
    for i = 1, #times do reply[size + i] = times[i] end
    size = size + #times
  end
  key = last + 1
end

while key <= #KEYS do
  if ARGV[arg] == '1' and ARGV[arg + 3] == '1' then single() else several() end
end
return reply
