-- Removes a consumer that has nothing pending: XGROUP DELCONSUMER would throw its pending entries away.
-- KEYS: stream. ARGV: group, consumer. Returns 1, or 0 if it has pending entries.
if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then
  return 0
end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
return 1
