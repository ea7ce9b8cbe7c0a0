-- Times are microseconds since 1970-01-01 UTC, in columns that end in _us; faas_event_readable shows them as text.

-- Who writes here. A file has one process at a time, number 1 forever.
create table faas_process (
  process integer primary key,
  -- How often the file was opened; it is part of the number of each event that came since, so that later ones are greater.
  epoch integer not null,
  started_us integer not null,
  -- Of no meaning in a file, which is locked while it is open.
  lease_until_us integer not null,
  -- The number of the last transaction: tells whether one whose answer was lost has been committed.
  writes integer not null,
  heir integer,
  -- Whether it ended in order, so that no event was running when it did.
  clean integer not null
);

-- The asynchronous events that have not ended, and the dead letters.
--
-- Those that have an owner are read when the file is opened, by their numbers, and written by their numbers from then on: there is no
-- other index of them, and no write pays for one.
create table faas_event (
  seq integer primary key,
  -- Null: nobody's. It came with a transaction of somebody else's, and waits until its target is deployed.
  owner integer,
  function text not null,
  request_id text not null,
  -- As the event was addressed: function, or function:qualifier.
  target text not null,
  -- The version drawn for it; null if each attempt draws anew.
  version text,
  -- QUEUED, WAITING_FOR_RETRY, DELIVERING, or of a dead letter DEAD or EXPIRED.
  state text not null,
  priority text not null,
  -- JSON as it was sent.
  payload blob,
  payload_bytes integer not null,
  accepted_us integer not null,
  due_us integer not null,
  died_us integer,
  order_key text,
  deduplication_key text,
  tenant text,
  -- The functions whose invocations led to it, as JSON.
  chain text,
  -- Which records of a stream it has, and why, if a mapping has given them up; as JSON.
  stream_failure text,
  function_errors integer not null,
  throttles integer not null,
  -- Whether an attempt may have begun.
  started integer not null,
  -- Those that reached the function, as JSON; each error's text is cut after 1,024 characters.
  attempts text,
  -- What the last of them answered, while a record of it is to be delivered.
  response blob,
  -- What is to be delivered about it, as JSON; each error's text is cut after 1,024 characters.
  delivery text
);

-- Claims what is nobody's and due, by target, the oldest first; and tells for which targets there is any.
create index faas_event_unclaimed on faas_event (target, due_us, seq) where owner is null;

create view faas_event_readable as
select function, state, request_id, target, version, priority,
  strftime('%Y-%m-%dT%H:%M:%fZ', accepted_us / 1e6, 'unixepoch') as accepted,
  strftime('%Y-%m-%dT%H:%M:%fZ', due_us / 1e6, 'unixepoch') as due,
  strftime('%Y-%m-%dT%H:%M:%fZ', died_us / 1e6, 'unixepoch') as died,
  cast(substr(payload, 1, 1000) as text) as payload_begins,
  order_key, deduplication_key, tenant, function_errors, throttles, attempts, delivery, stream_failure, owner, seq
from faas_event;

-- How many events were accepted, and how many ended of which nothing is left. Accepted are as many as these and the rows of
-- faas_event that have an owner together. The function '' stands for those that are deleted.
create table faas_function (
  owner integer not null,
  function text not null,
  accepted integer not null,
  succeeded integer not null,
  dead integer not null,
  given_up integer not null,
  expired integer not null,
  cancelled integer not null,
  purged integer not null,
  discarded integer not null,
  primary key (owner, function)
) without rowid;

-- The deduplication keys of the last minutes.
create table faas_key (
  function text not null,
  deduplication_key text not null,
  -- The event that was accepted with it.
  request_id text not null,
  until_us integer not null,
  primary key (function, deduplication_key)
) without rowid;

-- Finds those whose time is over.
create index faas_key_until on faas_key (until_us);

-- How far mappings have read their shards.
create table faas_checkpoint (
  mapping text not null,
  shard text not null,
  -- The sequence number behind which to read on; null for the shard's beginning.
  position text,
  ended integer not null,
  -- The open window, as JSON.
  open_window blob,
  saved_us integer not null,
  primary key (mapping, shard)
);

-- The keys of idempotent handlers.
create table faas_idempotency (
  -- The function, #, and a hash of the event's key.
  key text primary key,
  -- The invocation that has locked it.
  holder text not null,
  -- IN_PROGRESS or COMPLETED.
  state text not null,
  -- Of what must be the same in later events with the key; empty if there is none.
  payload_hash text not null,
  -- What the handler has answered, as JSON.
  result blob,
  -- When the lock or the result ends.
  until_us integer not null
);

-- Finds those whose time is over.
create index faas_idempotency_until on faas_idempotency (until_us);
