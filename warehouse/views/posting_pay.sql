-- What postings pay, ready to ask: one row per posting x place x level x base band, with the weight of its vote.
-- For the population of the benchmarks: where left_out_reason is null.
-- kind: view
-- posting_id: posting
-- job_id: job that it announces; one job, one vote
-- employer_id: employer
-- employer_name: employer's name as most often written
-- source: where it was posted
-- title_text: title, verbatim
-- role_family: primary role family
-- is_ai_role: true where the job is AI engineering or research work
-- level: level that this row is for
-- track: career track
-- specialization: primary specialization
-- industry: employer's industry
-- is_regulated: true in regulated or high-stakes industries
-- size_band: employer's size band
-- work_mode: onsite, hybrid, remote_country, remote_region, remote_global, flexible or unknown
-- geo_pay_policy: location_based, zone_tiered, single_national, global_flat or unspecified
-- education_required: least degree required
-- experience_years: least years of experience required, in bands
-- project_maturity: production, research, mixed or unspecified
-- place_id: place that this row is for
-- metro: metro cell that this row counts in; null for remote jobs and for pay by zones
-- country_code: country cell that this row counts in
-- market_region: region cell that this row counts in
-- weight: s, the share of the job's vote that stands on this row, 0 to 1
-- pay_min_usd: low end, US dollars a year, at one rate per currency (table money)
-- pay_max_usd: high end, US dollars a year, at one rate per currency (table money)
-- pay_min_local: low end a year at full time, in currency_code
-- pay_max_local: high end a year at full time, in currency_code
-- currency_code: currency that the pay is stated in
-- pay_id: band; table pay_band has the figures as stated
-- pay_basis: read from a pay field or from the text
-- evidence_text: the words that the pay was read from
-- posted_date: day of publication
-- last_seen_date: latest day on which the posting was seen
-- closed_date: day on which it was found gone; null while open
-- url: public address
-- left_out_reason: why the posting has no vote in the benchmarks; null where it has
select
    posting_id,
    post.job_id,
    post.employer_id,
    post.employer_name,
    post.source,
    post.title_text,
    post.role_family,
    post.is_ai_role,
    vote.level,
    post.track,
    post.specialization,
    post.industry,
    post.is_regulated,
    post.size_band,
    post.work_mode,
    post.geo_pay_policy,
    post.education_required,
    post.experience_years,
    post.project_maturity,
    vote.place_id,
    vote.metro,
    vote.country_code,
    vote.market_region,
    vote.weight,
    vote.pay_min_usd,
    vote.pay_max_usd,
    band.annual_min_local as pay_min_local,
    band.annual_max_local as pay_max_local,
    band.currency_code,
    pay_id,
    band.pay_basis,
    band.evidence_text,
    post.posted_date,
    post.last_seen_date,
    post.closed_date,
    post.url,
    post.left_out_reason,
from posting_vote as vote
join posting_current as post using (posting_id)
join pay_band as band using (posting_id, pay_id)
