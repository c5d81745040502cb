"""The estimator: worked by hand, against a slow reading of its definition, and against a market whose pay is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student

from warehouse.estimators.percentiles import LEAST_EMPLOYERS, percentiles, t_975, weigh

Vote = tuple[str, str, float, float, float]


def votes(rows: list[Vote], cell: str = "here") -> pl.DataFrame:
    """(employer, job, weight, low, high) as the estimator takes them."""
    schema = {
        "employer_id": pl.String,
        "job_id": pl.String,
        "weight": pl.Float64,
        "pay_min": pl.Float64,
        "pay_max": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(cell=pl.lit(cell))


def points(*pay: float) -> list[Vote]:
    """One job of one employer each, at exactly these pays."""
    return [(f"e{i}", f"j{i}", 1.0, value, value) for i, value in enumerate(pay)]


def one(rows: list[Vote]) -> dict[str, Any]:
    return percentiles(votes(rows), ["cell"]).row(0, named=True)


# ---- by hand


def test_the_median_of_five_points_is_the_middle_one_and_five_say_nothing_of_how_sure() -> None:
    row = one(points(100, 200, 300, 400, 500))
    assert row["p50"] == 300
    assert (row["p50_low"], row["p50_high"], row["interval_kind_p50"]) == (None, None, "none")
    assert (row["postings"], row["employers"], row["effective_n"]) == (5, 5, 5.0)
    assert row["top_employer_share"] == pytest.approx(0.2)
    assert (row["p10"], row["p25"], row["p75"], row["p90"]) == (None, None, None, None)
    assert (row["estimate_kind"], row["local_weight"], row["suppression_reason"]) == ("direct", 1.0, None)


def test_between_two_points_the_median_is_the_middle() -> None:
    assert one(points(100, 110, 120, 140, 150, 160))["p50"] == 130


def test_interval_of_ten_points() -> None:
    """Scores are ten times 0.1 * 0.5; error^2 = 10 * 0.0025 / (1 - 0.1); t with 9 degrees is 2.2622.

    0.5 -+ 0.377 is 0.123 and 0.877, which the second and the ninth point reach.
    """
    row = one(points(*(100.0 + i for i in range(1, 11))))
    assert row["p50"] == 105.5
    assert (row["p50_low"], row["p50_high"], row["interval_kind_p50"]) == (102, 109, "direct")


def test_a_posting_spreads_evenly_over_its_range() -> None:
    row = one([(f"e{i}", f"j{i}", 1.0, 100.0, 200.0) for i in range(20)])
    assert [row[f"p{p}"] for p in (10, 25, 50, 75, 90)] == pytest.approx([110, 125, 150, 175, 190])
    assert (row["p50_low"], row["p50_high"]) == pytest.approx((150, 150))


def test_ranges_and_points_mix() -> None:
    """Four on 100 to 200 and one at 150: below 150 lies 0.8 * 0.5 = 0.4, the point lifts it to 0.6."""
    rows = [(f"e{i}", f"j{i}", 1.0, 100.0, 200.0) for i in range(4)]
    assert one([*rows, ("e4", "j4", 1.0, 150.0, 150.0)])["p50"] == 150
    assert one([*rows, ("e4", "j4", 1.0, 300.0, 300.0)])["p50"] == pytest.approx(162.5)


def test_an_employer_counts_once_however_much_it_posts() -> None:
    loud = [("loud", f"l{i}", 1.0, 900.0, 900.0) for i in range(50)]
    row = one([*points(100, 200, 300, 400), *loud])
    assert row["p50"] == 300
    assert (row["postings"], row["employers"]) == (54, 5)
    assert row["top_employer_share"] == pytest.approx(0.2)
    assert row["top_employer_job_share"] == pytest.approx(50 / 54)


def test_a_job_counts_once_however_many_bands_stand_for_it() -> None:
    bands = [("e9", "j9", 1.0, 900.0, 900.0), ("e9", "j9", 1.0, 100.0, 100.0)]
    weighed = weigh(votes([*points(1, 2, 3, 4), *bands]), ["cell"])
    assert weighed["vote"].sum() == pytest.approx(1)
    assert weighed.filter(pl.col("job_id") == "j9")["vote"].to_list() == pytest.approx([0.1, 0.1])


def test_employers_with_a_fifth_of_a_job_count_and_those_below_do_not() -> None:
    rows = [*points(100, 200, 300, 400), ("e4", "j4", 0.2, 500.0, 500.0)]
    assert one(rows)["employers"] == 5
    rows[-1] = ("e4", "j4", 0.19, 500.0, 500.0)
    row = one(rows)
    assert (row["employers"], row["suppression_reason"], row["p50"]) == (4, "few_employers", None)
    assert row["effective_n"] == pytest.approx(4.19**2 / (4 + 0.19**2))


def test_one_employer_may_not_weigh_more_than_a_quarter() -> None:
    heavy = [
        ("e0", "j0", 1.0, 100.0, 100.0),
        *((f"e{i}", f"j{i}", 0.5, 100.0 + i, 100.0 + i) for i in range(1, 6)),
    ]
    row = one(heavy)
    assert row["top_employer_share"] == pytest.approx(1 / 3.5)
    assert (row["estimate_kind"], row["suppression_reason"], row["p50"]) == (
        "suppressed",
        "dominant_employer",
        None,
    )
    just = [
        ("e0", "j0", 1.0, 100.0, 100.0),
        *((f"e{i}", f"j{i}", 0.5, 100.0 + i, 100.0 + i) for i in range(1, 7)),
    ]
    assert one(just)["estimate_kind"] == "direct"


def test_a_median_unsure_by_more_than_a_factor_of_two_is_held_back() -> None:
    row = one(points(100, 101, 102, 103, 104, 400, 401, 402, 403, 404))
    assert (row["estimate_kind"], row["suppression_reason"]) == ("suppressed", "interval_too_wide")
    assert all(row[name] is None for name in ("p50", "p50_low", "p50_high", "p25", "p75", "local_weight"))
    assert row["interval_kind_p50"] == "none"


@pytest.mark.parametrize("employers", [4, 5, 9, 10, 19, 20])
def test_gates_by_employers(employers: int) -> None:
    row = one(points(*(100.0 + i for i in range(employers))))
    for p, least in LEAST_EMPLOYERS.items():
        assert (row[f"p{p}"] is not None) == (employers >= least), p


def test_a_bound_beyond_the_support_is_null_and_never_the_lowest_or_highest() -> None:
    row = one(points(*(100.0 + i for i in range(20))))
    assert (row["p90"], row["p90_high"]) == (pytest.approx(117.5), None)
    assert row["p10_low"] is None
    assert row["interval_kind_p90"] == "direct"


def test_no_votes_no_cells() -> None:
    assert percentiles(votes([]), ["cell"]).is_empty()


def test_cells_do_not_disturb_each_other() -> None:
    both = pl.concat([votes(points(*(float(i) for i in range(100, 110))), "a"), votes(points(1, 2, 3, 4, 5), "b")])
    found = percentiles(both, ["cell"])
    assert found["cell"].to_list() == ["a", "b"]
    alone = percentiles(both.filter(pl.col("cell") == "b"), ["cell"])
    assert found.filter(pl.col("cell") == "b").equals(alone)


def test_students_t() -> None:
    degrees = np.arange(3, 300, 0.37)
    assert np.allclose(t_975(degrees), student.ppf(0.975, degrees))


# ---- against the definition

band = st.tuples(st.integers(20, 400), st.integers(0, 150)).map(lambda b: (float(b[0]), float(b[0] + b[1])))
job = st.tuples(st.integers(0, 24), st.sampled_from([1.0, 0.5, 0.25]), band)
markets = st.lists(job, min_size=5, max_size=60).map(
    lambda jobs: [(f"e{employer}", f"j{i}", weight, *pay) for i, (employer, weight, pay) in enumerate(jobs)]
)


def below(rows: list[Vote], pay: float) -> float:
    """Share of the mixture below `pay`, summed up slowly as section 5 of the design says it."""
    total: dict[str, float] = {}
    for employer, _, weight, _, _ in rows:
        total[employer] = total.get(employer, 0.0) + weight
    mass = 0.0
    for employer, _, weight, low, high in rows:
        inside = (pay - low) / (high - low) if high > low else float(pay >= low)
        mass += min(1.0, total[employer]) * weight / total[employer] * min(max(inside, 0.0), 1.0)
    return mass / sum(min(1.0, each) for each in total.values())


@settings(max_examples=150)
@given(markets)
def test_percentiles_are_those_of_the_mixture(rows: list[Vote]) -> None:
    row = one(rows)
    for p in (p for p in LEAST_EMPLOYERS if row[f"p{p}"] is not None):
        assert below(rows, row[f"p{p}"] - 1e-4) <= p / 100 + 1e-6
        assert below(rows, row[f"p{p}"] + 1e-4) >= p / 100 - 1e-6


@settings(max_examples=80)
@given(markets, st.randoms(use_true_random=False))
def test_order_scale_and_duplicates_of_an_employer_change_nothing(rows: list[Vote], random: Any) -> None:
    """Duplicates are of employers whose jobs sum to one or more: their vote is full already."""
    before = one(rows)
    shuffled = random.sample(rows, len(rows))
    assert one(shuffled) == before
    scaled = one([(e, j, w, 7 * low, 7 * high) for e, j, w, low, high in rows])
    total: dict[str, float] = {}
    for employer, _, weight, _, _ in rows:
        total[employer] = total.get(employer, 0.0) + weight
    again = [(e, j + "'", w, low, high) for e, j, w, low, high in rows if total[e] >= 1]
    doubled = one([*rows, *again])
    for name in (f"p{p}{end}" for p in LEAST_EMPLOYERS for end in ("", "_low", "_high")):
        assert scaled[name] == (None if before[name] is None else pytest.approx(7 * before[name]))
        assert doubled[name] == (None if before[name] is None else pytest.approx(before[name]))
    assert doubled["employers"] == before["employers"]


@settings(max_examples=80)
@given(markets)
def test_percentiles_rise_and_lie_in_their_intervals(rows: list[Vote]) -> None:
    row = one(rows)
    shown = [row[f"p{p}"] for p in sorted(LEAST_EMPLOYERS) if row[f"p{p}"] is not None]
    assert shown == sorted(shown)
    for p in LEAST_EMPLOYERS:
        value, low, high = (row[f"p{p}{end}"] for end in ("", "_low", "_high"))
        assert value is None or ((low is None or low <= value) and (high is None or value <= high))
        assert value is not None or (low is None and high is None)


# ---- against a known market


def market(rng: np.random.Generator, cells: int, employers: int, shared: float, *, half_width: float) -> pl.DataFrame:
    """Cells of employers with heavy-tailed numbers of ads; `shared` is how alike two jobs of an employer are (ICC)."""
    ads = np.minimum(1 + rng.pareto(1.0, (cells, employers)).astype(int), 60).ravel()
    employer = np.repeat(np.arange(cells * employers), ads)
    own = rng.normal(0, 0.25 * shared**0.5, cells * employers)[employer]
    middle = np.exp(12 + own + rng.normal(0, 0.25 * (1 - shared) ** 0.5, len(employer)))
    return pl.DataFrame(
        {
            "cell": employer // employers,
            "employer_id": employer,
            "job_id": np.arange(len(employer)),
            "weight": rng.choice([1, 0.5, 0.25], len(employer)),
            "pay_min": middle * (1 - half_width),
            "pay_max": middle * (1 + half_width),
        }
    )


@pytest.mark.parametrize("shared", [0.2, 0.5, 0.8])
@pytest.mark.parametrize(("employers", "percents"), [(7, (50,)), (10, (50,)), (20, (50, 25, 75)), (50, (50, 25, 90))])
def test_intervals_cover_the_truth(employers: int, percents: tuple[int, ...], shared: float) -> None:
    """Of the published intervals with both bounds, 95 % should hold the truth; 1,200 cells leave a wobble."""
    rng = np.random.default_rng(employers * 10 + int(10 * shared))
    found = percentiles(market(rng, 1200, employers, shared, half_width=0.14), ["cell"])
    offers = np.exp(rng.normal(12, 0.25, 400_000)) * (1 + 0.14 * rng.uniform(-1, 1, 400_000))
    for p in percents:
        truth = float(np.quantile(offers, p / 100))
        both = found.filter(pl.col(f"p{p}_low").is_not_null() & pl.col(f"p{p}_high").is_not_null())
        covered = both.select(((pl.col(f"p{p}_low") <= truth) & (truth <= pl.col(f"p{p}_high"))).mean()).item()
        assert both.height > 150, "too few intervals to judge"
        assert 0.92 <= covered <= 0.99, (p, covered)
        error = found.filter(pl.col(f"p{p}").is_not_null())[f"p{p}"].median()
        assert error == pytest.approx(truth, rel=0.02)


def test_a_loud_well_paying_employer_moves_the_median_little() -> None:
    """One employer with 60 % of the ads pays 30 % more: the median of ads moves by a fifth, ours by 3 % at most."""
    rng = np.random.default_rng(3)
    fair = market(rng, 200, 20, 0.5, half_width=0.14)
    loud = pl.concat([fair.filter(pl.col("employer_id") % 20 == 0)] * 40).with_columns(
        pl.col("pay_min", "pay_max") * 1.3, job_id=pl.int_range(10**7, 10**7 + pl.len())
    )
    both = pl.concat([fair.filter(pl.col("employer_id") % 20 != 0), loud])
    moved = percentiles(both, ["cell"])["p50"] / percentiles(fair, ["cell"])["p50"]
    assert 0.99 < float(moved.median()) < 1.03  # type: ignore[arg-type]
