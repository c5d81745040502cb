-- An index is shown for a month with fewer than thirty matched cells or ten employers, or hidden without a reason.
select dimension, value, month, method, "index", matched_cells, employers, suppression_reason
from benchmark_pay_trend
where ("index" is null) != (suppression_reason is not null)
    or ("index" is not null and (matched_cells < 30 or employers < 10))
order by dimension, value, month, method
