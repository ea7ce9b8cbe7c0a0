-- Which process reads which shard of a mapping.
create table faas_lease (
  mapping text not null,
  shard text not null,
  -- Nobody reads it if this is null, or a process that is not in faas_process any more, or has left it or an heir.
  owner bigint,
  -- Greater each time that the owner changes: who was it before saves no checkpoint any more.
  counter bigint not null,
  -- The process to which the owner is to leave it, once the batches in hand are done.
  requested_by bigint,
  primary key (mapping, shard)
);
