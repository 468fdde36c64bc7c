-- Publishes a snapshot if the pointer is the expected one.
-- KEYS: pointer, new blob, former blob (the new one's key again if there is none).
-- ARGV: 1 if a pointer is expected, else 0; the expected pointer; the new pointer; the new blob; milliseconds that the former blob stays.
local now = redis.pcall('GET', KEYS[1])
if type(now) == 'table' then
  now = '' -- not a string
end
if (ARGV[1] == '0' and now) or (ARGV[1] == '1' and now ~= ARGV[2]) then
  return 0
end
redis.call('SET', KEYS[2], ARGV[4])
redis.call('SET', KEYS[1], ARGV[3])
if KEYS[3] ~= KEYS[2] then
  redis.call('PEXPIRE', KEYS[3], ARGV[5])
end
return 1
