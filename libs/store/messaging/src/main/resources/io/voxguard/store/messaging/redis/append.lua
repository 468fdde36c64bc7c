-- Appends an entry unless one with the same event id was appended within the window. Returns the id of the entry.
-- KEYS: stream, mark of the event. ARGV: window in ms, fields.
local before = redis.call('GET', KEYS[2])
if before then
  return before
end
local unpack = table.unpack or unpack
local id = redis.call('XADD', KEYS[1], '*', unpack(ARGV, 2))
redis.call('SET', KEYS[2], id, 'PX', ARGV[1])
return id
