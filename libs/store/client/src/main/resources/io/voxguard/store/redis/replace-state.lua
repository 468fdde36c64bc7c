-- Writes a state and the rows that follow from it if the stored state has the expected revision, its first 8 bytes. Touches its declared keys only, returns integers.
-- KEYS: state's key, keys of packed rows, keys of Feast's hashes.
-- ARGV: expected revision (empty: no state), number of values (state and packed rows), then each with its TTL in milliseconds; then for each hash its TTL in milliseconds
-- (0: as it is), the number of the fields' names and values, and these.
-- Returns 1 written, 0 another revision is stored.
if redis.call('GETRANGE', KEYS[1], 0, 7) ~= ARGV[1] then return 0 end
local values = tonumber(ARGV[2])
local at = 3 + 2 * values
-- hashes first: one that is not a hash ends the script before anything is written of the state
for i = values + 1, #KEYS do
  local count = tonumber(ARGV[at + 1])
  redis.call('HSET', KEYS[i], unpack(ARGV, at + 2, at + 1 + count))
  if ARGV[at] ~= '0' then redis.call('PEXPIRE', KEYS[i], ARGV[at]) end
  at = at + 2 + count
end
for i = 1, values do
  redis.call('SET', KEYS[i], ARGV[1 + 2 * i], 'PX', ARGV[2 + 2 * i])
end
return 1
