-- What was set of functions at run time last, for the next process.
create table faas_last_value (
  function text not null,
  -- $LATEST, a version, or an alias.
  qualifier text not null,
  -- ALIAS, RESERVED_CONCURRENCY, PROVISIONED_CONCURRENCY or EVENT_INVOKE_CONFIG.
  setting text not null,
  -- As JSON.
  value text not null,
  changed_us bigint not null,
  primary key (function, qualifier, setting)
);
