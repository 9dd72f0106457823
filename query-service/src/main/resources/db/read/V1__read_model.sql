-- The read model: always the fold of a prefix of the log, written by one applier per database.
-- Positions are known time, dates are valid time; both half-open. 9223372036854775807 and 'infinity' mean "still".

-- How far the log is applied here. settled = the newest announced (position, settled) whose position is applied.
create table applied (
    only_row boolean primary key default true check (only_row),
    log_id text,
    position bigint not null default 0,
    recorded_at timestamptz,
    settled timestamptz,
    settled_position bigint not null default 0,
    head bigint not null default 0
);
insert into applied default values;

-- Per partition the lowest offset that is not applied. Fits only the topic with this id and number of partitions.
create table kafka_offset (
    topic text,
    partition int,
    topic_id text,
    partitions int,
    next_offset bigint,
    primary key (topic, partition)
);

-- The log itself, each event with the state of its subject before and after, every known fact in it.
create table change (
    position bigint primary key,
    recorded_at timestamptz not null,
    kind text not null,
    subject text collate "C" not null,
    sequence bigint not null,
    type text not null,
    effective_on text,
    event text not null,
    before text,
    after text,
    changed_from date,
    regions text[] not null
);
create index change_of_subject on change (subject, position);
create index change_of_time on change (recorded_at, position);
create index change_of_region on change (position) where kind = 'region';

-- The spans of each subject's line, each with the positions at which it was so known.
create table version (
    subject text collate "C" not null,
    kind text not null,
    valid_from date not null,
    valid_to date not null,
    known_from bigint not null,
    known_to bigint not null default 9223372036854775807,
    state text not null,
    status text,
    region text,
    park text,
    activity text,
    industry text,
    level text,
    names text,
    tokens text[]
);
create index version_of_subject on version (subject, known_from, valid_from);
create index version_of_today on version (kind, subject) where known_to = 9223372036854775807;
create index version_of_region on version (known_from) where kind = 'region';
create index version_of_definition on version (known_from) where kind = 'definition';
create index version_by_token on version using gin (tokens);

-- What each event added to the counts: a series is a sum of cells. grain: how finely a flow's date is given
-- (0 day, 1 month, 2 year, 3 no later than), last_day the end of that period, period the date as given where coarse.
create table cube (
    measure text not null,
    position bigint not null,
    day date not null,
    last_day date not null,
    grain smallint not null,
    period text,
    region text,
    park text,
    industry text,
    activity text,
    level text,
    scenario text,
    delta int not null,
    subject text collate "C" not null
);
create index cube_of_measure on cube (measure, position);
