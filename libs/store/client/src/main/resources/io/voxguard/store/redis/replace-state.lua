-- Writes a state and the rows that follow from it if the stored state has the expected revision, its first 8 bytes. Touches its declared keys only, returns integers.
-- KEYS: state's key, rows' keys. ARGV: expected revision (empty: no state), then value and TTL in milliseconds for each key.
-- Returns 1 written, 0 another revision is stored.
if redis.call('GETRANGE', KEYS[1], 0, 7) ~= ARGV[1] then return 0 end
for i = 1, #KEYS do
  redis.call('SET', KEYS[i], ARGV[2 * i], 'PX', ARGV[2 * i + 1])
end
return 1
