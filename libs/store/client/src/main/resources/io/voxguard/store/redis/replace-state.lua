-- Writes states and the rows that follow from them: each state with its rows, if the stored one has the expected revision, its first 8 bytes. Touches its declared
-- keys only, returns integers.
-- KEYS: for each state its key, keys of packed rows, keys of Feast's hashes.
-- ARGV: for each state the number of its packed rows, the number of its hashes, the expected revision (empty: no state), the TTL in milliseconds, the value, and bytes to
-- be appended: if there are any, the value takes the place of as many bytes at the start of the stored one. Then each row with its TTL in milliseconds; then for each
-- hash its TTL in milliseconds (0: as it is), the number of the fields' names and values, and these.
-- Returns for each state 1 written, 2 written in the place of a value of another type, 0 another revision is stored.
local unpack = table.unpack or unpack
local replies, count, key, arg = {}, 0, 1, 1

-- Writes fields into a hash, in the place of a value of another type; returns whether there was one.
local function write(hash, from, to)
  local reply = redis.pcall('HSET', hash, unpack(ARGV, from, to))
  if type(reply) ~= 'table' then return false end
  if not string.find(reply.err, 'WRONGTYPE', 1, true) then error(reply.err) end
  redis.call('DEL', hash)
  redis.call('HSET', hash, unpack(ARGV, from, to))
  return true
end

-- Writes the hashes from a key and an argument on, if they are to be written; returns the argument behind them, and whether any took the place of another type.
local function hashes(from, number, at, wanted)
  local replaced = false
  for i = from, from + number - 1 do
    local last = at + 1 + ARGV[at + 1]
    if wanted then
      replaced = write(KEYS[i], at + 2, last) or replaced
      if ARGV[at] ~= '0' then redis.call('PEXPIRE', KEYS[i], ARGV[at]) end
    end
    at = last + 1
  end
  return at, replaced
end

while key <= #KEYS do
  local state, rows, number, value = KEYS[key], key + ARGV[arg], tonumber(ARGV[arg + 1]), arg + 4
  local row, stored, reply = arg + 6, redis.pcall('GETRANGE', state, '0', '7'), 1
  -- GETRANGE fails for a value of another type only: no state, which is what a reader sees
  if type(stored) == 'table' then stored, reply = '', 2 end
  if stored ~= ARGV[arg + 2] then reply = 0 end
  arg = row + 2 * (rows - key)
  if number > 0 then
    -- hashes first: where the store takes no more, the state is not written either
    local replaced
    arg, replaced = hashes(rows + 1, number, arg, reply > 0)
    if replaced then reply = 2 end
  end
  if reply == 1 or reply == 2 then
    local ttl = ARGV[value - 1]
    if ARGV[value + 1] == '' then
      redis.call('SET', state, ARGV[value], 'PX', ttl)
    else
      redis.call('SETRANGE', state, '0', ARGV[value])
      redis.call('APPEND', state, ARGV[value + 1])
      redis.call('PEXPIRE', state, ttl)
    end
    for i = key + 1, rows do
      redis.call('SET', KEYS[i], ARGV[row], 'PX', ARGV[row + 1])
      row = row + 2
    end
  end
  count = count + 1
  replies[count] = reply
  key = rows + number + 1
end
return replies
