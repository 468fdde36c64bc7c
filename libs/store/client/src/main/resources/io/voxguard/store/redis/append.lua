-- Appends events to a log, except those whose identity has been seen within the window. The identity is remembered after the event is in the log: an append that
-- the store refuses (no memory, another type) is not taken for done.
-- KEYS: the log, then a key for the identity of each event. ARGV: the window in milliseconds, then the record of each event.
-- Returns for each event 1 appended, 0 seen before.
local appended = {}
for at = 2, #KEYS do
  if redis.call('EXISTS', KEYS[at]) == 1 then
    appended[at - 1] = 0
  else
    redis.call('XADD', KEYS[1], '*', 'record', ARGV[at])
    redis.call('SET', KEYS[at], '1', 'PX', ARGV[1])
    appended[at - 1] = 1
  end
end
return appended
