-- What does a metro area pay at each level, and what does that buy there? Cost of labour, cost of living, pay at equal prices.
-- cells: metro, level
-- metro: metro area of the job, code; remote jobs never count in a metro
-- level: level of the job; unspecified where the posting does not say
-- and the columns of every pay cell: pay_cell.csv
-- country_code: country of the metro area
-- hub_volume_tier: tier of the metro area by volume of AI jobs, 1 to 4
-- pay_tier: tier of the metro area by pay, 1 to 4
-- cost_of_labour_index: P50 here over P50 of the San Francisco Bay Area at the same level, times 100; null where either is not shown
-- cost_of_living_index: prices of consumption here over those of the United States at large, times 100, at the exchange rates of that year
-- price_level_scope: what cost_of_living_index is of: metro, or country where no figure for the metro area is known; null where neither is
-- price_level_year: year of the price level
-- deflator: local currency that buys here what a US dollar buys at large; null without a price level of the metro area itself
-- p50_real_usd: P50 at the prices of the United States at large, US dollars a year; null without a price level of the metro area itself
-- p50_real_usd_low: lower end of its 95 % interval, which takes the price level as exact
-- p50_real_usd_high: upper end of its 95 % interval, which takes the price level as exact
with hub as (
    select
        metro.metro,
        metro.country_code,
        hub_volume_tier,
        pay_tier,
        coalesce(own.price_level_scope, whole.price_level_scope) as price_level_scope,
        coalesce(own.year, whole.year) as price_level_year,
        coalesce(own.ppp_local_per_usd, whole.ppp_local_per_usd) as ppp_local_per_usd,
        coalesce(own.currency_code, whole.currency_code) as price_currency,
    from metro
    left join price_level as own on own.metro = metro.metro
    left join price_level as whole on whole.price_level_scope = 'country' and whole.country_code = metro.country_code
),
yearly as (
    select currency_code as price_currency, year(date)::bigint as price_level_year, favg(usd) as usd
    from fx_rate
    group by price_currency, price_level_year
),
reference as (
    select level, p50_usd as reference_usd from estimate_metro_pay_and_prices where metro = 'us-sf-bay'
)
select
    estimate.*,
    hub.country_code,
    hub_volume_tier,
    pay_tier,
    round(100 * p50_usd / reference_usd, 1) as cost_of_labour_index,
    round(100 * ppp_local_per_usd * usd, 1) as cost_of_living_index,
    price_level_scope,
    price_level_year,
    case when price_level_scope = 'metro' and price_currency = currency_code then ppp_local_per_usd end as deflator,
    round(p50_local / deflator)::bigint as p50_real_usd,
    round(p50_local_low / deflator)::bigint as p50_real_usd_low,
    round(p50_local_high / deflator)::bigint as p50_real_usd_high,
from estimate_metro_pay_and_prices as estimate
left join hub using (metro)
left join reference using (level)
left join yearly using (price_currency, price_level_year)
order by metro, level
