-- The queues, and those that were deleted less than a minute ago.
create table faas_queue (
  queue integer primary key autoincrement,
  name text not null,
  -- Under the names and in the form of SQS, as JSON.
  attributes text not null,
  -- What tells its receipt handles from those of other queues.
  receipt_tag integer not null,
  -- Of a FIFO queue, the last place that was given to a message.
  last_place integer not null,
  created_us integer not null,
  modified_us integer not null,
  purged_us integer,
  deleted_us integer
);

create unique index faas_queue_name on faas_queue (name) where deleted_us is null;

-- The messages of queues, until they are deleted or too old, whatever their state.
create table faas_message (
  queue integer not null,
  -- Never given twice; the order of a FIFO queue.
  place integer not null,
  message_id text not null,
  body blob not null,
  -- What the sender gave with it, and what the queue says of it besides, as JSON.
  attributes text,
  system_attributes text not null,
  group_id text,
  -- Of a FIFO queue: there each message has one.
  deduplication_id text,
  sent_us integer not null,
  -- When the delay or the visibility timeout ends, or has ended.
  visible_us integer not null,
  receive_count integer not null,
  -- Null: not in this queue, yet.
  received_us integer,
  first_received_us integer,
  primary key (queue, place)
);

-- Receives what is visible, from a standard queue, and tells when something will be.
create index faas_message_visible on faas_message (queue, visible_us, place);

-- Finds those that are too old.
create index faas_message_sent on faas_message (queue, sent_us);

-- Receives the messages of a group, in their order.
create index faas_message_in_group on faas_message (queue, group_id, place) where deduplication_id is not null;

create view faas_message_readable as
select q.name as queue, m.message_id,
  strftime('%Y-%m-%dT%H:%M:%fZ', m.sent_us / 1e6, 'unixepoch') as sent,
  strftime('%Y-%m-%dT%H:%M:%fZ', m.visible_us / 1e6, 'unixepoch') as visible,
  m.receive_count,
  strftime('%Y-%m-%dT%H:%M:%fZ', m.received_us / 1e6, 'unixepoch') as received,
  cast(substr(m.body, 1, 1000) as text) as body_begins,
  m.attributes, m.system_attributes, m.group_id, m.deduplication_id, m.place
from faas_message m join faas_queue q on q.queue = m.queue;

-- The groups of FIFO queues that have messages.
create table faas_message_group (
  queue integer not null,
  group_id text not null,
  -- When its first message is visible, and not before it was its turn the last time.
  next_us integer not null,
  primary key (queue, group_id)
);

-- Finds the group whose turn it is, and tells when there will be one.
create index faas_message_group_next on faas_message_group (queue, next_us);

-- What FIFO queues have accepted within the last five minutes, whatever became of it.
create table faas_message_key (
  queue integer not null,
  deduplication_id text not null,
  group_id text not null,
  message_id text not null,
  place integer not null,
  accepted_us integer not null,
  primary key (queue, deduplication_id, group_id)
);

-- Finds those whose time is over.
create index faas_message_key_accepted on faas_message_key (queue, accepted_us);

-- How many messages are in each queue: the sum over the slots, of which a file has one.
create table faas_message_count (
  queue integer not null,
  slot integer not null,
  messages integer not null,
  primary key (queue, slot)
);
