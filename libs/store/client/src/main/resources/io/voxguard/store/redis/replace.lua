-- Puts a value in the place of the expected one.
-- KEYS: the key. ARGV: 1 if a value is expected, 0 if none is; the expected value; the new value.
-- Returns 1 replaced, 0 something else was there.
local now = redis.call('GET', KEYS[1])
if (ARGV[1] == '0' and not now) or (ARGV[1] == '1' and now == ARGV[2]) then
  redis.call('SET', KEYS[1], ARGV[3])
  return 1
end
return 0
