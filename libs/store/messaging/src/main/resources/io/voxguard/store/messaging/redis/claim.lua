-- Claims entries that no living consumer works on, counts the delivery, and acknowledges those that were deleted meanwhile.
-- KEYS: stream. ARGV: group, consumer, least idle time in ms, cursor, count. Returns cursor, deleted ones, {{id, deliveries, fields}}.
local found = redis.call('XAUTOCLAIM', KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], 'COUNT', ARGV[5], 'JUSTID')
local deleted = found[3] and #found[3] or 0
local entries = {}
for _, id in ipairs(found[2]) do
  local entry = redis.call('XRANGE', KEYS[1], id, id)
  if #entry == 0 then
    redis.call('XACK', KEYS[1], ARGV[1], id)
    deleted = deleted + 1
  else
    local pending = redis.call('XPENDING', KEYS[1], ARGV[1], id, id, 1)
    local deliveries = pending[1][4] + 1
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, id, 'RETRYCOUNT', deliveries, 'JUSTID')
    entries[#entries + 1] = {id, deliveries, entry[1][2]}
  end
end
return {found[1], deleted, entries}
