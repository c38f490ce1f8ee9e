/**
 * Counters of `counter.ts` as Redis runs them, each in one step. KEYS: the counter. ARGV: wanted, passed, now, then what the limit says.
 * Answers the granted, what is left (as text: Redis cuts numbers off at the point) and the wait. Each sets when Redis may forget it.
 */

const begin = `
local wanted, passed, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local function grant(left)
  local granted = math.max(0, math.min(wanted, math.floor(left)))
  return granted, left - granted
end
local function answer(granted, left, wait)
  return { granted, string.format('%.17g', left), string.format('%.17g', wait) }
end
`

/** ARGV: requests, per, burst. */
export const tokenBucket = `${begin}
local requests, per, burst = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local kept = redis.call('HMGET', KEYS[1], 'left', 'at')
local left, at = tonumber(kept[1] or burst), tonumber(kept[2] or now)
if now > at then
  left = left + (now - at) * requests / per
  at = now
end
local granted, rest = grant(math.min(left, burst) - passed)
redis.call('HSET', KEYS[1], 'left', string.format('%.17g', rest), 'at', string.format('%.17g', at))
redis.call('PEXPIRE', KEYS[1], math.ceil(math.max(0, burst - rest) * per / requests) + 60000)
local wait = 0
if rest < 1 then wait = math.max(1, (1 - rest) * per / requests) end
return answer(granted, rest, wait)
`

/** ARGV: requests, the length of a part, how many parts are counted. */
export const slidingWindow = `${begin}
local requests, width, parts = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local newest, counts, total = math.floor(now / width), {}, 0
local kept = redis.call('HGETALL', KEYS[1])
for i = 1, #kept, 2 do newest = math.max(newest, tonumber(kept[i])) end
for i = 1, #kept, 2 do
  local part, count = tonumber(kept[i]), tonumber(kept[i + 1])
  if part <= newest - parts then
    redis.call('HDEL', KEYS[1], kept[i])
  else
    counts[part] = count
    total = total + count
  end
end
-- What is given back is taken from the oldest parts, as counter.ts does.
for part = newest - parts + 1, newest do
  local taken = math.min(math.max(0, -passed), counts[part] or 0)
  if taken > 0 then
    counts[part] = counts[part] - taken
    total = total - taken
    passed = passed + taken
    redis.call('HSET', KEYS[1], string.format('%.0f', part), counts[part])
  end
end
passed = math.max(0, passed)
local granted, left = grant(requests - total - passed)
counts[newest] = (counts[newest] or 0) + passed + granted
redis.call('HSET', KEYS[1], string.format('%.0f', newest), counts[newest])
redis.call('PEXPIRE', KEYS[1], math.ceil(parts * width) + 60000)
local wait, missing = 0, 1 - left
if missing > 0 then
  local part = newest - parts + 1
  while part < newest do
    missing = missing - (counts[part] or 0)
    if missing <= 0 then break end
    part = part + 1
  end
  wait = math.max(1, (part + parts) * width - now)
end
return answer(granted, left, wait)
`

/** ARGV: requests, the end of the period. The key is of the period. */
export const quota = `${begin}
local requests, finish = tonumber(ARGV[4]), tonumber(ARGV[5])
local used = tonumber(redis.call('GET', KEYS[1]) or 0) + passed
local granted, left = grant(requests - used)
redis.call('SET', KEYS[1], string.format('%.0f', used + granted), 'PX', math.max(1, math.ceil(finish - now)) + 3600000)
local wait = 0
if left < 1 then wait = finish - now end
return answer(granted, left, wait)
`
