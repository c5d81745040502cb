-- The newest run could not read a board.
select source, board, outcome, error
from board_run
where outcome not in ('ok', 'unchanged') and run_id = (select max(run_id) from board_run)
order by source, board
