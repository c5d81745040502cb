-- What shows our manners, request by request, and how boards stand.

alter table "fetch" add column host varchar;
alter table "fetch" add column started_at timestamp;
alter table "fetch" add column finished_at timestamp;
alter table "fetch" add column pause_seconds double;
alter table "fetch" add column robots varchar;
alter table "fetch" add column retry_after_seconds double;
comment on table "fetch" is 'Requests made, one row each: pages asked for, and the tries, redirects and robots.txt before them.';
comment on column "fetch".fetch_id is '`run/source/board/n` for the n-th page of a board; `...~k` for the k-th request that came before its answer.';
comment on column "fetch".host is 'Host that was asked; null where nothing was sent.';
comment on column "fetch".started_at is 'When the request was sent, UTC; null where nothing was sent.';
comment on column "fetch".finished_at is 'When its answer was complete or given up, UTC.';
comment on column "fetch".pause_seconds is 'Least time until the next request to the host; 0 only towards a server of ours.';
comment on column "fetch".robots is 'What robots.txt says: `allowed`, `no_rules` (there is none); `robots` is the request for it.';
comment on column "fetch".retry_after_seconds is 'Wait that the host asked for with this answer.';

create table upkeep.board_standing (
    source         varchar not null,
    board          varchar not null,
    known_at       timestamp not null,
    counts         bigint[] not null,
    suspect_since  timestamp,
    suspect_counts bigint[] not null,
    gone_since     timestamp,
    gone_at        timestamp,
    gone_looks     integer not null
);
comment on table upkeep.board_standing is 'How each board stands: what its last looks listed, and whether it is suspect or gone.';
comment on column upkeep.board_standing.source is 'Source name.';
comment on column upkeep.board_standing.board is 'Board.';
comment on column upkeep.board_standing.known_at is 'Latest whole or gone look, UTC.';
comment on column upkeep.board_standing.counts is 'Records that the last seven looks listed which counted as complete, oldest first.';
comment on column upkeep.board_standing.suspect_since is 'First of the looks in a row that found the board suspiciously small, UTC.';
comment on column upkeep.board_standing.suspect_counts is 'What these looks listed.';
comment on column upkeep.board_standing.gone_since is 'First of the looks in a row that found no board, UTC.';
comment on column upkeep.board_standing.gone_at is 'Latest of them that counted: 12 hours after the one before.';
comment on column upkeep.board_standing.gone_looks is 'How many of them counted.';
