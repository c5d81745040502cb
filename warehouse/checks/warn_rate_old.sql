-- A currency's newest rate is more than 30 days older than the as-of date.
select currency_code, rate_date, as_of_date
from money cross join publication
where rate_date < as_of_date - 30
    and currency_code in (select currency_code from pay_band where is_benchmark_base)
order by currency_code
