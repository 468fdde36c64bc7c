-- Takes, renews or releases a lease.
-- KEYS[1]: the lease. ARGV: token of the holder, lifetime in milliseconds; 0 releases it.
-- Returns 1 if the holder had or has it, 0 if another has it or it is free.
local holder = redis.call('GET', KEYS[1])
if ARGV[2] == '0' then
  if holder ~= ARGV[1] then return 0 end
  redis.call('DEL', KEYS[1])
  return 1
end
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
