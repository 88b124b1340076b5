import { RedisScript } from './redis-script.js';

/**
 * Presence in Redis. KEYS[1] is the cluster's prefix P, ARGV[1] the node that asks, ARGV[2] its epoch.
 *
 * P:since          when all of this began: the start of the cluster, or Redis was emptied
 * P:nodes          sorted set: node -> when its lease ends, in ms of Redis's clock
 * P:epochs         hash: node -> the epoch in which it last took its lease
 * P:node:NODE      hash: device -> user
 * P:user:USER      hash: 'u' -> the user as JSON, 's' -> status, 'd:DEVICE' -> "status node"
 * P:device:DEVICE  set: the rooms that it is in
 * P:count:ROOM     hash: USER -> devices in the room, 'k:USER' -> the name key they are listed by
 * P:reaped:NODE    there for an hour once others have begun to see off the node's devices
 * P:here:ROOM      sorted set, all scores 0: "namekey\0user", which sorts by name key
 *
 * Nothing here has a time to live of its own: what a node entered goes with its lease, by `reap`. A
 * node whose lease is gone (Redis was emptied, or others took it for dead) has to enter all of its
 * devices again, so everything is refused until it has one.
 *
 * A node that has lost Redis takes its lease in a new epoch, and only then says what it has. What it
 * said before may still come, from a connection that it has given up, when a Redis that was stopped goes
 * on: it is of an old epoch, and refused (fencing tokens: M. Kleppmann, "Designing Data-Intensive
 * Applications", 2017, chapter 8).
 */
const PRELUDE = `
local P, NODE, EPOCH = KEYS[1], ARGV[1], table.remove(ARGV, 2)
local function now()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
local function status(user)
  return redis.call('HGET', P .. ':user:' .. user, 's') or 'offline'
end
local function restate(user)
  local key = P .. ':user:' .. user
  local fields, state, elsewhere = redis.call('HGETALL', key), 'offline', '0'
  for i = 1, #fields, 2 do
    if string.sub(fields[i], 1, 2) == 'd:' then
      local one, node = string.match(fields[i + 1], '^(%a+) (.*)$')
      if one == 'online' or state == 'offline' then state = one end
      if node ~= NODE then elsewhere = '1' end
    end
  end
  if state == 'offline' then redis.call('DEL', key) else redis.call('HSET', key, 's', state) end
  return state, elsewhere
end
local function enter(device, user, namekey, room)
  if redis.call('SADD', P .. ':device:' .. device, room) == 0 then return 0 end
  local count = P .. ':count:' .. room
  if redis.call('HINCRBY', count, user, 1) > 1 then return 0 end
  redis.call('HSET', count, 'k:' .. user, namekey)
  redis.call('ZADD', P .. ':here:' .. room, 0, namekey .. '\\0' .. user)
  return 1
end
local function leave(device, user, room)
  if redis.call('SREM', P .. ':device:' .. device, room) == 0 then return 0 end
  local count = P .. ':count:' .. room
  if redis.call('HINCRBY', count, user, -1) > 0 then return 0 end
  local namekey = redis.call('HGET', count, 'k:' .. user) or ''
  redis.call('HDEL', count, user, 'k:' .. user)
  redis.call('ZREM', P .. ':here:' .. room, namekey .. '\\0' .. user)
  return 1
end
local function remove(node, device, user)
  local left = {}
  for _, room in ipairs(redis.call('SMEMBERS', P .. ':device:' .. device)) do
    if leave(device, user, room) == 1 then left[#left + 1] = room end
  end
  redis.call('HDEL', P .. ':node:' .. node, device)
  redis.call('HDEL', P .. ':user:' .. user, 'd:' .. device)
  return left
end
local function isAt(device, user)
  return redis.call('HEXISTS', P .. ':user:' .. user, 'd:' .. device) == 1
end
`;

/** Refuses a node that has no lease in this epoch. */
const WITH_LEASE = `
if redis.call('HGET', P .. ':epochs', NODE) ~= EPOCH then return redis.error_reply('NOLEASE') end
`;

/** The arguments are those that follow the epoch; the node stays the first. */
const script = (body: string): RedisScript => new RedisScript(PRELUDE + body);
const change = (body: string): RedisScript => script(WITH_LEASE + body);
/** A node without a lease may be looking at a Redis that was emptied: it is told nothing. */
const read = change;

/** Each as one step. The arguments after the node are in the order of each one's first line. */
export const PRESENCE_SCRIPTS = {
  /**
   * Renews the node's lease and the cluster's claim to the prefix: `[lease, age]`.
   * - `lease`: `held`, `new` (there was none), `reaped` (others have taken the node for dead), `foreign`
   *   (another cluster has the prefix), or `late` (the node has gone on to another epoch).
   * - `age`: for how long Redis has had what it has, in ms.
   */
  renew: script(`
    local cluster, leaseMs, claimMs = ARGV[2], ARGV[3], ARGV[4]
    local holder = redis.call('GET', P .. ':cluster')
    if holder and holder ~= cluster then return { 'foreign', 0 } end
    local epoch = tonumber(redis.call('HGET', P .. ':epochs', NODE) or 0)
    if tonumber(EPOCH) < epoch then return { 'late', 0 } end
    redis.call('SET', P .. ':cluster', cluster, 'PX', claimMs)
    local held = redis.call('ZSCORE', P .. ':nodes', NODE)
    redis.call('ZADD', P .. ':nodes', now() + leaseMs, NODE)
    redis.call('HSET', P .. ':epochs', NODE, EPOCH)
    redis.call('SET', P .. ':since', now(), 'NX')
    local age = now() - redis.call('GET', P .. ':since')
    if redis.call('DEL', P .. ':reaped:' .. NODE) == 1 then return { 'reaped', age } end
    return { held and 'held' or 'new', age }
  `),
  /**
   * Adds a device, or says again what it is: `[before, after, elsewhere, ...rooms]`: those in which it
   * is the first of its person.
   */
  connect: change(`
    local device, user, json, state = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
    local namekey = ARGV[6]
    local before, key = status(user), P .. ':user:' .. user
    redis.call('HSET', key, 'u', json, 'd:' .. device, state .. ' ' .. NODE)
    redis.call('HSET', P .. ':node:' .. NODE, device, user)
    local joined = {}
    for i = 7, #ARGV do
      if enter(device, user, namekey, ARGV[i]) == 1 then joined[#joined + 1] = ARGV[i] end
    end
    local after, elsewhere = restate(user)
    return { before, after, elsewhere, unpack(joined) }
  `),
  /** `[before, after, elsewhere, ...rooms]`: those in which it was the last of its person. */
  disconnect: change(`
    local device, user = ARGV[2], ARGV[3]
    local before = status(user)
    local left = remove(NODE, device, user)
    local after, elsewhere = restate(user)
    return { before, after, elsewhere, unpack(left) }
  `),
  /** `[before, after, elsewhere]` */
  setStatus: change(`
    local device, user, state = ARGV[2], ARGV[3], ARGV[4]
    local before = status(user)
    if isAt(device, user) then
      redis.call('HSET', P .. ':user:' .. user, 'd:' .. device, state .. ' ' .. NODE)
    end
    local after, elsewhere = restate(user)
    return { before, after, elsewhere }
  `),
  /** 1: the first of its person there. */
  enter: change(`
    local device, user, namekey, room = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
    if not isAt(device, user) then return 0 end
    return enter(device, user, namekey, room)
  `),
  /** 1: it was the last of its person there. */
  leave: change(`
    local device, user, room = ARGV[2], ARGV[3], ARGV[4]
    return leave(device, user, room)
  `),
  /** The statuses of these people. */
  statuses: read(`
    local found = {}
    for i = 2, #ARGV do found[i - 1] = status(ARGV[i]) end
    return found
  `),
  /** A page of the people in a room, as JSON each. */
  present: read(`
    local room, from, limit = ARGV[2], ARGV[3], ARGV[4]
    local range = redis.call('ZRANGEBYLEX', P .. ':here:' .. room, from, '+', 'LIMIT', 0, limit)
    local found = {}
    for i, member in ipairs(range) do
      local user = string.match(member, '%z(.*)$')
      found[i] = redis.call('HGET', P .. ':user:' .. user, 'u') or ''
    end
    return found
  `),
  /** 1 or 0 for each of these people: have they a device in the room? */
  arePresent: read(`
    local found = {}
    for i = 3, #ARGV do found[i - 2] = redis.call('HEXISTS', P .. ':count:' .. ARGV[2], ARGV[i]) end
    return found
  `),
  /**
   * Removes some devices of a node whose lease has ended: `[json, before, after, ...rooms]` each. Should
   * that node live after all, it is told so from the first device on. A request that was held up judges
   * no one: all leases have ended meanwhile, that of who asks too.
   */
  reap: change(`
    local leaseMs, most = ARGV[2], tonumber(ARGV[3])
    local own = redis.call('ZSCORE', P .. ':nodes', NODE)
    if not own or own - now() < leaseMs / 2 then return {} end
    local dead = redis.call('ZRANGEBYSCORE', P .. ':nodes', '-inf', now(), 'LIMIT', 0, 1)[1]
    if not dead then return {} end
    redis.call('SET', P .. ':reaped:' .. dead, 1, 'EX', 3600)
    local devices = redis.call('HRANDFIELD', P .. ':node:' .. dead, most, 'WITHVALUES')
    if #devices == 0 then
      redis.call('ZREM', P .. ':nodes', dead)
      redis.call('HDEL', P .. ':epochs', dead)
    end
    local found = {}
    for i = 1, #devices, 2 do
      local user = devices[i + 1]
      local json, before = redis.call('HGET', P .. ':user:' .. user, 'u'), status(user)
      local left = remove(dead, devices[i], user)
      local after = restate(user)
      found[#found + 1] = { json or '', before, after, unpack(left) }
    end
    return found
  `),
  /** The node goes: its devices are for others to reap, a little later. */
  retire: change(`
    redis.call('ZADD', P .. ':nodes', now() + ARGV[2], NODE)
    return 1
  `),
  /** The other nodes that have a lease. */
  others: read(`
    local nodes = redis.call('ZRANGEBYSCORE', P .. ':nodes', now(), '+inf')
    local found = {}
    for _, node in ipairs(nodes) do
      if node ~= NODE then found[#found + 1] = node end
    end
    return found
  `),
  /** The people of a node and how they are, once for each device: JSON, status, JSON, status, ... */
  people: read(`
    local found = {}
    for _, user in ipairs(redis.call('HVALS', P .. ':node:' .. ARGV[2])) do
      found[#found + 1] = redis.call('HGET', P .. ':user:' .. user, 'u') or ''
      found[#found + 1] = status(user)
    end
    return found
  `),
  /** The devices that the node is taken to have, and whose: device, user, device, user, ... */
  devices: read(`
    return redis.call('HGETALL', P .. ':node:' .. NODE)
  `),
} as const;

/** The name of a script of presence. */
export type PresenceScript = keyof typeof PRESENCE_SCRIPTS;
