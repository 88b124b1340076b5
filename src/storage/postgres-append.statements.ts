/**
 * Keeps others from appending to these rooms until the transaction ends. In one order, so that no two
 * batches wait for each other; and not `for update`, so that people can join meanwhile.
 */
export const LOCK_ROOMS = `
select id from parley_rooms
where id in (select room_id from json_to_recordset($1::json) as given(room_id text))
  and deleted_at is null
order by id
for no key update`;

/**
 * Stores a batch, of which no two drafts share a \`clientId\`, and says what became of each. All parts
 * of the statement see the database as it was before; what passes between them passes by name. The
 * rows of memberships are locked in the order in which everything else locks them.
 */
export const APPEND = `
with given as materialized (
  select * from json_to_recordset($1::json) as given(
    place bigint, id text, room_id text, sender_id text, text text, client_id text, at bigint)
), room as materialized (
  select id, kind, last_seq, exists (
      select from parley_outbox where parley_outbox.room_id = parley_rooms.id
    ) as waiting
  from parley_rooms
  where id in (select room_id from given) and deleted_at is null
), earlier as materialized (
  select given.place, stored.id, stored.seq, stored.at, stored.text
  from given join parley_messages as stored
    on stored.room_id = given.room_id and stored.sender_id = given.sender_id
    and stored.client_id = given.client_id
  where stored.client_id is not null
), placed as materialized (
  select given.*, room.kind,
    room.last_seq + row_number() over (partition by room.id order by given.place) as seq
  from given join room on room.id = given.room_id
  where given.place not in (select place from earlier)
), stored as (
  insert into parley_messages (room_id, seq, id, sender_id, text, client_id, at)
  select room_id, seq, id, sender_id, text, client_id, at from placed
), held as (
  insert into parley_outbox (room_id, seq) select room_id, seq from placed where $2
), advanced as (
  update parley_rooms set last_seq = newest.seq, last_message_at = newest.at
  from (
    select distinct on (room_id) room_id, seq, at from placed order by room_id, seq desc
  ) as newest
  where parley_rooms.id = newest.room_id
), notified as (
  update parley_memberships set incoming_seq = recipient.seq
  from (
    select other.room_id, other.user_id, newest.seq
    from (
      select distinct on (room_id, sender_id) room_id, sender_id, seq from placed
      where kind = 'direct' order by room_id, sender_id, seq desc
    ) as newest
    join parley_memberships as other
      on other.room_id = newest.room_id and other.user_id <> newest.sender_id
    order by other.room_id, other.user_id
    for no key update of other
  ) as recipient
  where parley_memberships.room_id = recipient.room_id
    and parley_memberships.user_id = recipient.user_id
)
select given.place, placed.seq, room.waiting, case when earlier.id is not null then
    json_build_object(
      'id', earlier.id, 'seq', earlier.seq, 'at', earlier.at, 'text', earlier.text)
  end as earlier
from given
left join room on room.id = given.room_id
left join placed on placed.place = given.place
left join earlier on earlier.place = given.place`;
