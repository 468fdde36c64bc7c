-- Reads what was delivered to this consumer and is not acknowledged, without counting a delivery: its reply may have been lost.
-- KEYS: stream. ARGV: group, consumer, start, count. Returns the last id seen (or ''), deleted ones, {{id, deliveries, fields}}.
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], '+', ARGV[4], ARGV[2])
local deleted = 0
local last = ''
local entries = {}
for _, one in ipairs(pending) do
  last = one[1]
  local entry = redis.call('XRANGE', KEYS[1], last, last)
  if #entry == 0 then
    redis.call('XACK', KEYS[1], ARGV[1], last)
    deleted = deleted + 1
  else
    entries[#entries + 1] = {last, one[4], entry[1][2]}
  end
end
return {last, deleted, entries}
