-- The few subjects of a kind among the many companies, at any position; and no index on known_to, so that ending what
-- was known rewrites none.
create index version_of_kind on version (kind, subject, valid_from);
drop index version_of_today;
