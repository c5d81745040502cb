-- The sensitivity file shows P50 of a cell that is not published directly.
select benchmark, cell, sensitivity.p50_usd
from benchmark_sensitivity as sensitivity
anti join (select benchmark, cell, p50_usd from pay_cell where estimate_kind = 'direct') using (benchmark, cell, p50_usd)
order by benchmark, cell
