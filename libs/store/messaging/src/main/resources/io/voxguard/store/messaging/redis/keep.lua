-- Sets the idle time of entries to 0 as long as they are this consumer's: others do not claim them.
-- KEYS: stream. ARGV: group, consumer, deliveries to add, ids. Returns the ids that are this consumer's.
local kept = {}
for i = 4, #ARGV do
  local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1)
  if #pending > 0 and pending[1][2] == ARGV[2] then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'RETRYCOUNT', pending[1][4] + ARGV[3], 'JUSTID')
    kept[#kept + 1] = ARGV[i]
  end
end
return kept
