-- Acknowledges entries for a group, and counts each once by what became of it.
-- KEYS: the log, the counts of the group. ARGV: group, lifetime of the counts in milliseconds, then an id and the name of a count for each entry.
-- Returns how many were pending.
local acknowledged = 0
for at = 3, #ARGV, 2 do
  if redis.call('XACK', KEYS[1], ARGV[1], ARGV[at]) == 1 then
    redis.call('HINCRBY', KEYS[2], ARGV[at + 1], 1)
    acknowledged = acknowledged + 1
  end
end
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return acknowledged
