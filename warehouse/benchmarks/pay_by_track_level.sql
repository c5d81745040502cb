-- What do the individual and the management track pay at each level, over all countries?
-- cells: track, level
-- track: ic, management, hybrid or unknown
-- level: level of the job; unspecified where the posting does not say
-- and the columns of every pay cell: pay_cell.csv
select *
from estimate_pay_by_track_level
order by track, level
