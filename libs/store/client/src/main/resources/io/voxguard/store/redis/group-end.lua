-- Removes a group for good.
-- KEYS: the log, the counts of the group. ARGV: group, lifetime of the counts in milliseconds.
redis.call('HSET', KEYS[2], 'ended', '1')
redis.call('PEXPIRE', KEYS[2], ARGV[2])
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('XGROUP', 'DESTROY', KEYS[1], ARGV[1]) end
return 1
