-- Axon's event table, by our names. One stream per subject; ids differ across kinds.
create table event (
    global_index bigint generated always as identity (cache 1) primary key,
    event_id     text   not null unique,
    subject      text   not null,
    sequence     bigint not null,
    aggregate    text   not null,
    stored_at    text   not null,
    type         text   not null,
    revision     text   not null,
    payload      text   not null,
    metadata     text   not null,
    unique (subject, sequence)
);

-- What has no position yet. Filled by the trigger in the transaction of the events, so nothing can be forgotten.
create table pending (
    global_index bigint primary key,
    tx           xid8   not null
);

create function event_is_pending() returns trigger language plpgsql as $$
begin
    insert into pending select global_index, pg_current_xact_id() from fresh;
    return null;
end $$;

create trigger event_is_pending after insert on event
    referencing new table as fresh for each statement execute function event_is_pending();

-- The one log.
create table log (
    position     bigint      primary key,
    global_index bigint      not null unique references event,
    recorded_at  timestamptz not null
);

-- Its head. The lock on this row is the fence between leaders.
create table head (
    only_row    boolean     primary key default true check (only_row),
    log_id      text        not null default gen_random_uuid()::text,
    position    bigint      not null default 0,
    settled     timestamptz not null default clock_timestamp()
);
insert into head default values;

-- How far the log is known to be in Kafka.
create table publisher (
    only_row    boolean primary key default true check (only_row),
    position    bigint  not null default 0,
    generation  bigint  not null default 0,
    topic_ids   text
);
insert into publisher default values;

-- Values that belong to one subject: credit codes.
create table claim (
    value   text primary key,
    subject text not null
);
create index claim_subject on claim (subject);

-- Which subjects refer to which, as known now: for the warning referred-to.
create table reference (
    target  text not null,
    subject text not null,
    primary key (target, subject)
);

-- Names by region, for the warning possible-duplicate.
create table known_name (
    region  text not null,
    name    text not null,
    subject text not null,
    primary key (region, name, subject)
);

create table idempotency (
    caller      text  not null,
    method      text  not null,
    path        text  not null,
    key         text  not null,
    body_sha256 bytea not null,
    status      int   not null,
    answer      text  not null,
    primary key (caller, path, key, method)
);

create table access_key (
    name       text        primary key,
    role       text        not null,
    sha256     bytea       not null unique,
    created_at timestamptz not null default clock_timestamp(),
    revoked_at timestamptz
);

create table import (
    id          text        primary key,
    caller      text        not null,
    dry_run     boolean     not null,
    created_at  timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    failure     text,
    lines       bigint      not null default 0,
    done        bigint      not null default 0,
    accepted    bigint      not null default 0,
    unchanged   bigint      not null default 0,
    rejected    bigint      not null default 0,
    warnings    bigint      not null default 0
);

create table import_chunk (
    import_id  text   not null references import,
    first_line bigint not null,
    lines      text[] not null,
    primary key (import_id, first_line)
);

create table import_error (
    import_id text   not null references import,
    line      bigint not null,
    errors    text   not null,
    primary key (import_id, line)
);

-- Lines that were accepted, for ever: repeated they are unchanged.
create table import_key (
    key      text primary key,
    event_id text not null
);
