-- Writes a view's fields into an entity's hash unless what is stored of the view is as new or newer. Runs on Lua 5.1 and 5.4, touches its declared
-- key only, returns integers. The event time is written last: a write that the store cut short is made whole by its repetition.
-- KEYS: the hash. ARGV: field of the event time, the serialised event time, its seconds, its nanoseconds, TTL in milliseconds or 0, then fields and values.
-- Returns 1 written, 0 a newer one is stored, 2 one of the same time is stored.
-- google.protobuf.Timestamp: field 1 seconds, field 2 nanos, both varints; nil if it is not one
local function parse(bytes)
  local seconds, nanos, at = 0, 0, 1
  while at <= #bytes do
    local tag = string.byte(bytes, at)
    local value, complement, factor, length, more = 0, 0, 1.0, 0, true
    while more do
      at = at + 1
      length = length + 1
      local byte = string.byte(bytes, at)
      if not byte or length > 10 then return nil end
      more = byte >= 128
      if more then byte = byte - 128 end
      if length < 10 then
        value = value + byte * factor
        complement = complement + (127 - byte) * factor
        factor = factor * 128
      end
    end
    -- ten bytes: negative
    if length == 10 then value = -complement - 1 end
    if tag == 8 then seconds = value elseif tag == 16 then nanos = value else return nil end
    at = at + 1
  end
  return seconds, nanos
end

local old = redis.call('HGET', KEYS[1], ARGV[1])
if old then
  local seconds, nanos = parse(old)
  if seconds then
    local newSeconds, newNanos = tonumber(ARGV[3]), tonumber(ARGV[4])
    if seconds == newSeconds and nanos == newNanos then return 2 end
    if seconds > newSeconds or (seconds == newSeconds and nanos > newNanos) then return 0 end
  end
end
for from = 6, #ARGV, 1000 do
  redis.call('HSET', KEYS[1], unpack(ARGV, from, math.min(from + 999, #ARGV)))
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if ARGV[5] ~= '0' then redis.call('PEXPIRE', KEYS[1], ARGV[5]) end
return 1
