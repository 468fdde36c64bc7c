-- Checks rate limits by the generic cell rate algorithm, by the store's clock, in whole numbers below 2^53. Runs on Lua 5.1 and 5.4, touches its declared keys only.
-- A bucket is the time at which it is full again, for each of its windows: microseconds since 1970 and a fraction of one more, numerator only. Times never go back.
-- KEYS: the buckets of all checks. ARGV for each check: number of its buckets, 1 to take or 0 to look; for each of them 1 if it binds or 0 if its verdict is only
-- told, number of its windows; for each of those what the cost takes and what the whole burst takes (microseconds, numerator each), and the denominator.
-- A key that holds something else counts as a full bucket.
-- Returns the store's time in microseconds, then for each check 1 admitted or 0, and for each of its buckets 1 passed or 0, and its times as they are now.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local reply = {now}
local key, arg = 1, 1
while key <= #KEYS do
  local last = key + tonumber(ARGV[arg]) - 1
  local take = ARGV[arg + 1] == '1'
  arg = arg + 2
  local admitted = 1
  local buckets = {}
  for at = key, last do
    local stored = redis.pcall('GET', KEYS[at])
    local numbers = type(stored) == 'string' and string.gmatch(stored, '%d+')
    local bucket = {passes = 1, before = {}, after = {}, full = now}
    local binds, windows = ARGV[arg] == '1', tonumber(ARGV[arg + 1])
    arg = arg + 2
    for window = 1, 2 * windows, 2 do
      local whole, part, unit = now, 0, tonumber(ARGV[arg + 4])
      if numbers then
        local since, fraction = tonumber(numbers() or 0), tonumber(numbers() or 0)
        if fraction >= unit then since, fraction = since + 1, 0 end
        if since >= now then whole, part = since, fraction end
      end
      bucket.before[window], bucket.before[window + 1] = whole, part
      whole, part = whole + tonumber(ARGV[arg]), part + tonumber(ARGV[arg + 1])
      if part >= unit then whole, part = whole + 1, part - unit end
      local latest = now + tonumber(ARGV[arg + 2])
      if whole > latest or (whole == latest and part > tonumber(ARGV[arg + 3])) then bucket.passes = 0 end
      bucket.after[window], bucket.after[window + 1] = whole, part
      if whole > bucket.full then bucket.full = whole end
      arg = arg + 5
    end
    if binds and bucket.passes == 0 then admitted = 0 end
    buckets[at] = bucket
  end
  reply[#reply + 1] = admitted
  for at = key, last do
    local bucket = buckets[at]
    local times = bucket.before
    if take and admitted == 1 and bucket.passes == 1 then
      times = bucket.after
      local texts = {}
      for i = 1, #times do texts[i] = string.format('%.0f', times[i]) end
      -- the key goes when the bucket is full: a moment later at most, never before
      local expiry = math.floor((bucket.full + 1) / 1000) + 1
      redis.call('SET', KEYS[at], table.concat(texts, ' '), 'PXAT', string.format('%.0f', expiry))
    end
    reply[#reply + 1] = bucket.passes
    for i = 1, #times do reply[#reply + 1] = times[i] end
  end
  key = last + 1
end
return reply
