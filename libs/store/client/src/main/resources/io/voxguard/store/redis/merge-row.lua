-- Writes a packed row unless the stored one is as new or newer. Runs on Lua 5.1 and 5.4, touches its declared key only, returns integers.
-- KEYS: row's key. ARGV: row, its event time in Unix milliseconds, TTL in milliseconds.
-- Returns 1 written, 0 a newer one is stored, 2 one of the same time is stored.
local old = redis.call('GET', KEYS[1])
-- as all writers begin a row: schema_id (tag 13, 4 bytes), event_time_ms (tag 17, 8 bytes little-endian); anything else is not a row
if old and #old >= 14 and string.byte(old, 1) == 13 and string.byte(old, 6) == 17 then
  local negative = string.byte(old, 14) >= 128
  local time, factor = 0, 1.0
  for at = 7, 14 do
    local byte = string.byte(old, at)
    if negative then byte = 255 - byte end
    time = time + byte * factor
    factor = factor * 256
  end
  if negative then time = -time - 1 end
  local new = tonumber(ARGV[2])
  if time > new then return 0 end
  if time == new then return 2 end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return 1
