-- One rate per currency for all benchmarks: the mean of its daily rates over the 30 days up to the as-of date.
-- kind: table
-- currency_code: ISO 4217
-- usd: US dollars for one unit of the currency, mean of the days
-- rate_from: first day whose rate is in the mean
-- rate_date: last day whose rate is in the mean: the as-of date, or the newest rate before it
-- days: daily rates in the mean
with newest as (
    select currency_code, max(date) as rate_date
    from fx_rate, publication
    where date <= as_of_date
    group by currency_code
)
select
    currency_code,
    round(favg(usd), 14) as usd,
    min(date) as rate_from,
    max(date) as rate_date,
    count(*) as days,
from fx_rate join newest using (currency_code)
where date > newest.rate_date - 30 and date <= newest.rate_date
group by currency_code
order by currency_code
