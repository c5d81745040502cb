-- A board's ledger does not balance: a record is in none of its columns, or in two.
select run_id, source, board, listed, loaded, unchanged, duplicate, rejected
from board_run
where listed != loaded + unchanged + duplicate + rejected
order by run_id, source, board
