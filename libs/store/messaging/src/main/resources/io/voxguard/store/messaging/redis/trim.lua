-- Removes old entries that every group has acknowledged, and keeps at least so many. Nothing is removed while no group exists.
-- KEYS: stream. ARGV: entries to keep, most to remove. Returns the number removed.
local excess = redis.call('XLEN', KEYS[1]) - ARGV[1]
if excess <= 0 then
  return 0
end
local function older(a, b)
  local ams, aseq = string.match(a, '(%d+)%-(%d+)')
  local bms, bseq = string.match(b, '(%d+)%-(%d+)')
  if #ams ~= #bms then return #ams < #bms end
  if ams ~= bms then return ams < bms end
  if #aseq ~= #bseq then return #aseq < #bseq end
  return aseq < bseq
end
local safe = nil
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local state = {}
  for i = 1, #group, 2 do
    state[group[i]] = group[i + 1]
  end
  local first = state['last-delivered-id']
  if state['pending'] > 0 then
    first = redis.call('XPENDING', KEYS[1], state['name'])[2]
  end
  if not safe or older(first, safe) then
    safe = first
  end
end
if not safe then
  return 0
end
local most = tonumber(ARGV[2])
if excess > most then
  excess = most
end
local old = redis.call('XRANGE', KEYS[1], '-', safe, 'COUNT', excess + 1)
if #old < 2 then
  return 0
end
return redis.call('XTRIM', KEYS[1], 'MINID', old[#old][1])
