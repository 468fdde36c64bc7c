-- Moves an entry to the stream of dead letters, once: an entry that is not pending any more has been moved or handled.
-- KEYS: stream, dead letters. ARGV: group, id, fields. Returns 1, or 0 if it was not pending.
if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1) == 0 then
  return 0
end
local unpack = table.unpack or unpack
redis.call('XADD', KEYS[2], '*', unpack(ARGV, 3))
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
return 1
