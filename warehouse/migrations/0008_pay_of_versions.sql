-- What each version of a posting paid, so that a trend can take pay as it was when it was stated.

alter table posting_version add column currency_code varchar;
alter table posting_version add column annual_pay_local double;
comment on column posting_version.currency_code is 'Main currency of its base pay, ISO 4217; null where it states none that a benchmark may use.';
comment on column posting_version.annual_pay_local is 'Mean of the middles of its bands of base pay in that currency, a year at full time.';

-- Versions kept so far: those that read as the bands that are there now. The others stay unknown until a rebuild.
update posting_version set currency_code = paid.currency_code, annual_pay_local = paid.pay
from (
    select posting_id, currency_code, favg((annual_min_local + annual_max_local) / 2) as pay
    from pay_band
    where is_benchmark_base and annual_min_local > 0 and annual_max_local >= annual_min_local
    group by posting_id, currency_code
    qualify row_number() over (partition by posting_id order by count(*) desc, currency_code) = 1
) as paid, posting_version as newest
where posting_version.posting_id = paid.posting_id and newest.posting_id = paid.posting_id
    and newest.valid_to is null and posting_version.pay_text = newest.pay_text;
