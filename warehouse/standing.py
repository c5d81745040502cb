"""The state of a board: what a look at it counts for, given the looks before.

- `complete`: the whole board was seen.
- `incomplete`: something was missing; it says nothing of what it does not list.
- `suspect`: the board lists less than half of what it used to (the median of its last looks, of 10 or more), or
  nothing at all where it listed something. Three such looks over 48 hours agree: the third counts as complete, and
  what none of them listed is closed, as of the first.
- `gone`: the address is not there. Once it is gone at three looks, each 12 hours after the one before, and never seen
  in between, what it listed is closed, as of the first.

Looks older than what is known already change nothing. The rule of a single posting is in `presence.py`.
"""

from __future__ import annotations

import duckdb

from . import database

REMEMBERED = 7  # complete looks that make the trailing median
SMALLEST = 10  # boards below this may halve without being suspect
AGREEING = 3
APART_HOURS, OVER_HOURS = 12, 48

# A look beside what is known of its board: is it late, is the board suspiciously small, how often was that so.
WEIGHED = f"""
    create or replace temp table weighed as
    select seen.*, known.counts, known.suspect_since, known.suspect_counts, known.gone_since, known.gone_at,
        coalesce(observed_at <= known.known_at, false) as is_late,
        seen.completeness = 'complete' and coalesce(
            (usual >= {SMALLEST} and listed < usual / 2) or (listed = 0 and usual > 0), false) as is_small,
        case when is_small then coalesce(known.suspect_since, observed_at) end as small_since,
        case when is_small then coalesce(known.suspect_counts, []) || [listed] end as small_counts,
        is_small and len(small_counts) >= {AGREEING}
            and observed_at >= small_since + interval {OVER_HOURS} hours as agrees,
        seen.completeness = 'gone' and coalesce(observed_at >= known.gone_at + interval {APART_HOURS} hours, true)
            as counts_as_gone,
        coalesce(known.gone_looks, 0) + counts_as_gone::integer as gone_looks_now,
        usual
    from look as seen left join (
        select source, board, known_at, counts, list_aggregate(counts, 'median') as usual, suspect_since,
            suspect_counts, gone_since, gone_at, gone_looks
        from upkeep.board_standing
    ) as known using (source, board)
"""
# What the look counts for. `ends_since`: postings not seen since then are closed by it.
JUDGED = f"""
    create or replace temp table look as
    select source, board, observed_at, outcome,
        case when is_small and not agrees and not is_late then 'suspect' else completeness end as completeness,
        case when is_small and not agrees and not is_late then
            format('lists {{}} postings, where it used to list {{:.0f}}: taken as so once three looks over 48 hours agree',
                listed, usual)
            else error end as error,
        shows_closing, listed, is_late,
        case when is_late then null when agrees then small_since
            when counts_as_gone and gone_looks_now >= {AGREEING} then gone_since end as ends_since
    from weighed
"""
STANDING = f"""
    create or replace temp table next_standing as
    select source, board, observed_at as known_at,
        case when agrees then small_counts
            when completeness = 'complete' and not is_small then coalesce(counts, []) || [listed]
            else coalesce(counts, []) end[-{REMEMBERED}:] as counts,
        case when completeness = 'gone' then suspect_since when is_small and not agrees then small_since end
            as suspect_since,
        case when completeness = 'gone' then coalesce(suspect_counts, [])
            when is_small and not agrees then small_counts else [] end as suspect_counts,
        case when completeness = 'gone' then coalesce(gone_since, observed_at) end as gone_since,
        case when completeness = 'gone' then if(counts_as_gone, observed_at, gone_at) end as gone_at,
        if(completeness = 'gone', gone_looks_now, 0) as gone_looks
    from weighed where not is_late and completeness in ('complete', 'gone')
"""
FORGOTTEN = """
    delete from upkeep.board_standing using next_standing as next
    where board_standing.source = next.source and board_standing.board = next.board
"""


def judge(db: duckdb.DuckDBPyConnection) -> None:
    """Say of every look in the temporary table `look` what it counts for, and remember how each board stands.

    Changes `look`: `completeness` is what it counts for, and `error` says why a look is suspect; adds `is_late` and
    `ends_since` (postings not seen since then are closed by it; null for none).
    """
    for statement in (WEIGHED, JUDGED, STANDING, FORGOTTEN):
        db.execute(statement)
    db.execute("insert into upkeep.board_standing by name from next_standing")
    database.drop(db, "weighed", "next_standing")
