-- Creates a group that reads a log from an id on, unless it exists or has ended.
-- KEYS: the log, the counts of the group. ARGV: group, id before its first entry, lifetime of the counts in milliseconds.
-- Returns 1 if the group may be read, 0 if it has ended.
if redis.call('HGET', KEYS[2], 'ended') then return 0 end
local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], ARGV[2], 'MKSTREAM')
if type(made) == 'table' and made.err and not string.find(made.err, 'BUSYGROUP', 1, true) then return made end
redis.call('HSET', KEYS[2], 'begun', '1')
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return 1
