-- One more; the first starts the clock. KEYS[1]: the counter. ARGV[1]: milliseconds.
local count = redis.call('INCR', KEYS[1])
if count == 1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
return count
