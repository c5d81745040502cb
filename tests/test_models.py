"""The estimators beyond percentiles: against a second opinion, by hand, and against markets whose truth is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import isotonic_regression
from scipy.stats import false_discovery_control
from statsmodels.regression.linear_model import WLS
from statsmodels.stats.sandwich_covariance import cov_cluster
from threadpoolctl import threadpool_limits

from tests import prove_cells, prove_models, simulation
from tests.test_percentiles import points, votes
from warehouse.estimators import regression, selection, trend
from warehouse.estimators.cells import pay_cells
from warehouse.estimators.pooling import isotonic, pooled
from warehouse.estimators.premiums import CONTROLS, pay_premiums, skill_premiums

LEVELS = pl.DataFrame(
    {"level": ["mid", "senior", "staff", "unspecified"], "track": ["ic", "ic", "ic", "unknown"],
     "level_rank": [2.0, 3.0, 4.0, None]}
)  # fmt: skip


# ---- clustered errors


@pytest.mark.parametrize(("rows", "clusters"), [(60, 12), (900, 25), (900, 4)])
def test_clustered_errors_are_those_of_a_library_that_fits_anew_without_each_cluster(rows: int, clusters: int) -> None:
    """Small clusters and such as have more rows than there are columns."""
    rng = np.random.default_rng(rows + clusters)
    cluster = rng.permutation(np.arange(rows) % clusters)
    columns = (rng.random((rows, 5)) < 0.4).astype(float)
    columns[:, 0] = 1
    weight = rng.random(rows) + 0.1
    y = columns @ rng.normal(0, 0.1, 5) + rng.normal(0, 0.2, clusters)[cluster] + rng.normal(0, 0.2, rows)

    def second_opinion(chosen: list[int]) -> tuple[np.ndarray, np.ndarray]:
        fitted = WLS(y, columns[:, chosen], weights=weight).fit()
        return fitted.params, np.sqrt(np.diag(cov_cluster(fitted, cluster, crv_type="cluster-crv3")))

    joint = regression.joint(regression.Design.of(columns, weight, cluster), y)
    value, error = second_opinion([0, 1, 2, 3, 4])
    assert np.allclose(joint.value, value)
    assert np.allclose(joint.error, error, rtol=1e-5)
    design = regression.Design.of(columns[:, :3], weight, cluster)
    alone = regression.one_at_a_time(design, y, columns[:, 3:] > 0)
    for k in (0, 1):
        value, error = second_opinion([0, 1, 2, 3 + k])
        assert alone.value[k] == pytest.approx(value[-1])
        assert alone.error[k] == pytest.approx(error[-1], rel=1e-5)


@pytest.mark.parametrize(("with_", "without"), [(10, 10), (10, 50), (4, 30)])
def test_effective_clusters_of_a_trait_of_employers_are_those_of_two_samples(with_: int, without: int) -> None:
    """Welch's degrees of freedom where spreads are alike, but for what each sample's mean costs."""
    employer = np.repeat(np.arange(with_ + without), 3)
    columns = np.column_stack([employer < with_, np.ones(len(employer))])
    y = np.random.default_rng(1).normal(size=len(employer))
    found = regression.joint(regression.Design.of(columns, np.ones(len(y)), employer), y)
    alone = regression.one_at_a_time(
        regression.Design.of(columns[:, 1:], np.ones(len(y)), employer), y, columns[:, :1] > 0
    )
    own, other = with_ / (with_ - 1) ** 2, without / (without - 1) ** 2  # CR3's share of the error
    welch = (own + other) ** 2 / (own**2 / with_ + other**2 / without)
    assert found.effective[0] == pytest.approx(welch, rel=1e-4)
    assert alone.effective[0] == pytest.approx(welch, rel=1e-4)
    assert regression.degrees(np.array([0.0, 1.5, welch])).tolist() == [1, 1, welch - 1]


def test_false_discovery_is_benjamini_s_and_hochberg_s() -> None:
    p = np.random.default_rng(1).random(200) ** 3
    assert np.allclose(regression.false_discovery(p), false_discovery_control(p))


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0.1, 9)), min_size=1, max_size=20))
def test_isotonic_regression_is_scipy_s(pairs: list[tuple[float, float]]) -> None:
    values, weights = (np.array(column) for column in zip(*pairs, strict=True))
    assert np.allclose(isotonic(values, weights), isotonic_regression(values, weights=weights).x)


# ---- thin cells


def cube(rng: np.random.Generator, employers: int = 60) -> pl.DataFrame:
    """Employers of one to four jobs over four regions, three levels and three specializations."""
    rows = []
    for e in range(employers):
        own = rng.normal(0, 0.12)
        for j in range(rng.integers(1, 5)):
            region, level, special = (int(k) for k in rng.integers(0, (4, 3, 3)))
            middle = 100_000 * np.exp(own + 0.2 * region + 0.25 * level + 0.1 * special + rng.normal(0, 0.12))
            rows.append((f"e{e}", f"j{e}-{j}", 1.0, middle * 0.9, middle * 1.1,
                         f"r{region}", ["mid", "senior", "staff"][level], f"s{special}"))  # fmt: skip
    names = ["employer_id", "job_id", "weight", "pay_min", "pay_max", "region", "level", "special"]
    return pl.DataFrame(rows, schema=names, orient="row")


DIMS = ["region", "level", "special"]


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Small matrices, as in publishing."""
    with threadpool_limits(1, "blas"):
        yield


def test_thin_cells_are_pooled_and_say_so() -> None:
    found = pay_cells(cube(np.random.default_rng(1)), DIMS, LEVELS)
    thin = found.filter(pl.col("estimate_kind") == "pooled")
    assert thin.height > 5
    assert (thin["employers"] >= 2).all()
    assert thin["local_weight"].is_between(0, 1).all()
    assert thin["suppression_reason"].null_count() == thin.height
    assert (thin["p50_high"] <= 2 * thin["p50_low"]).all()
    assert (found.filter(pl.col("employers") < 2)["estimate_kind"] == "suppressed").all()
    for p in (10, 25, 50, 75, 90):
        assert (thin[f"interval_kind_p{p}"] == "pooled").all()
        assert (thin[f"p{p}_low"] < thin[f"p{p}"]).all()


def test_open_ends_take_the_model_s_and_hold_the_percentile() -> None:
    alone = cube(np.random.default_rng(2), 90)
    found = pay_cells(alone, DIMS, LEVELS).filter(pl.col("estimate_kind") == "direct")
    closed = found.filter(pl.col("interval_kind_p50") == "pooled")
    assert closed.height > 0
    assert closed.select((pl.col("p50_low") <= pl.col("p50")) & (pl.col("p50") <= pl.col("p50_high"))).to_series().all()
    assert (closed["local_weight"] == 1).all()


def test_pooled_levels_do_not_fall() -> None:
    rng = np.random.default_rng(3)
    for _ in range(5):
        found = pooled(cube(rng, 40), DIMS, LEVELS).join(LEVELS, on="level").sort("region", "special", "level_rank")
        falls = found.select((pl.col("p50").diff() < -1e-6).over("region", "special")).to_series()
        assert not falls.any()


def test_a_few_cells_make_no_model() -> None:
    few = votes(points(*(float(i) for i in range(100, 140)))).with_columns(level=pl.lit("mid"))
    assert pooled(few, ["cell", "level"], LEVELS).is_empty()


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_pooling_knows_no_order_no_scale_and_no_duplicates(seed: int) -> None:
    rng = np.random.default_rng(seed)
    given_ = cube(rng)
    before = pooled(given_, DIMS, LEVELS)
    after = pooled(given_.sample(fraction=1.0, shuffle=True, seed=seed), DIMS, LEVELS)
    scaled = pooled(given_.with_columns(pl.col("pay_min", "pay_max") * 7), DIMS, LEVELS)
    again = given_.with_columns(pl.col("job_id") + "'")
    doubled = pooled(pl.concat([given_, again]), DIMS, LEVELS)
    for name in ("p10", "p50", "p50_low", "p90_high"):
        assert np.allclose(before[name], after[name])
        assert np.allclose(7 * before[name], scaled[name])
        assert np.allclose(before[name], doubled[name])


# ---- premiums


def jobs(rng: np.random.Generator, employers: int, per_employer: int = 8) -> pl.DataFrame:
    count = employers * per_employer
    return pl.DataFrame(
        {"employer_id": [f"e{i // per_employer:03}" for i in range(count)], "job_id": [f"j{i:05}" for i in range(count)],
         "weight": np.ones(count), "pay": np.exp(rng.normal(11, 0.2, count)),
         **{name: rng.choice(["a", "b"], count) for name in CONTROLS}}
    )  # fmt: skip


def test_premiums_need_ten_employers_on_both_sides() -> None:
    rng = np.random.default_rng(4)
    drawn = jobs(rng, 19)
    of_ten = drawn.filter(pl.col("employer_id") < "e010").select("job_id", skill=pl.lit("ten"))
    of_nine = drawn.filter(pl.col("employer_id") < "e009").select("job_id", skill=pl.lit("nine"))
    rows = skill_premiums(drawn, pl.concat([of_ten, of_nine]))
    assert rows.is_empty()  # ten have it and nine do not; nine have the other
    more = pl.concat(
        [drawn, jobs(rng, 20).filter(pl.col("employer_id") == "e019").with_columns(pl.col("job_id") + "x")]
    )
    rows = skill_premiums(more, of_ten)
    assert rows["model"].to_list() == ["raw", "controlled"]  # within employers nobody has both
    assert rows.select("employers_with", "employers_without").rows() == [(10, 10)] * 2


def test_a_planted_premium_is_found_and_an_idle_skill_is_not() -> None:
    rng = np.random.default_rng(5)
    drawn = jobs(rng, 120)
    has, idle = rng.random(drawn.height) < 0.3, rng.random(drawn.height) < 0.3
    paid = drawn.with_columns(pl.col("pay") * pl.Series(np.where(has, 1.2, 1.0)))
    named = pl.concat([paid.filter(pl.Series(has)).select("job_id", skill=pl.lit("paid")),
                       paid.filter(pl.Series(idle)).select("job_id", skill=pl.lit("idle"))])  # fmt: skip
    rows = {(row["term"], row["model"]): row for row in skill_premiums(paid, named).iter_rows(named=True)}
    for model in ("raw", "controlled", "within_employer"):
        row = rows["paid", model]
        assert row["premium_pct_low"] < 20 < row["premium_pct_high"]
        assert row["q_value"] < 0.01
        assert rows["idle", model]["q_value"] > 0.01


def test_levels_that_lead_people_are_told_from_their_role() -> None:
    """Managers are nearly all of one role; the one that is not must not decide what the level pays."""
    rng = np.random.default_rng(7)
    drawn = jobs(rng, 60)
    leads = rng.random(drawn.height) < 0.3
    role = np.where(leads, "ai_manager", "ml_engineer")
    role[np.flatnonzero(leads)[0]] = "ml_engineer"
    level, pay = np.where(leads, "manager", "senior"), drawn["pay"].to_numpy() * np.where(leads, 1.2, 1.0)
    traits = {"breadth": "specialist", "regulation": "regulated", "geo_pay_policy": "unspecified", "track": "ic"}
    paid = drawn.with_columns(
        level=pl.Series(level), role_family=pl.Series(role), pay=pl.Series(pay), **{name: pl.lit(v) for name, v in traits.items()}
    )  # fmt: skip
    rows = pay_premiums(paid, paid.clear()).filter(pl.col("dimension") == "level", pl.col("model") != "raw")
    assert rows["term"].to_list() == ["manager"] * 2
    for row in rows.iter_rows(named=True):
        assert row["premium_pct_low"] < 20 < row["premium_pct_high"]
        assert row["premium_pct_high"] - row["premium_pct_low"] < 20


# ---- trend


def months(rng: np.random.Generator, cells: int, growth: float) -> pl.DataFrame:
    """Five employers with a job in each of so many cells in each of two months; pay grows."""
    rows = [
        (f"{cell}-{e}-{month}", f"e{e}", dt.date(2026, month, 1), f"c{cell}",
         100_000 * (1 + 0.02 * cell) * (growth if month == 8 else 1) * float(np.exp(rng.normal(0, 0.01))))
        for cell in range(cells) for e in range(12) for month in (7, 8)
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=["job_id", "employer_id", "month", "specialization", "pay"], orient="row")
    plain = {
        "country_code": "US",
        "metro": "x",
        "education_required": "x",
        "currency_code": "USD",
        "level": "mid",
        "role_family": "x",
        "work_mode": "x",
        "law": "free",
    }
    return frame.with_columns(pl.lit(value).alias(name) for name, value in plain.items())


def test_the_index_says_what_grew_and_from_thirty_cells_on() -> None:
    rng = np.random.default_rng(6)
    reference = dt.date(2026, 8, 1)
    found = trend.index(months(rng, 30, 1.05), reference).filter(pl.col("month") < reference)
    assert found["method"].to_list() == ["cell_growth", "hedonic", "matched_employers"]
    assert found["index"].to_list() == pytest.approx([100 / 1.05] * 3, abs=0.5)
    headline = found.row(by_predicate=pl.col("method") == "hedonic", named=True)
    assert headline["index_low"] < 100 / 1.05 < headline["index_high"]
    thin = trend.index(months(rng, 29, 1.05), reference)
    assert thin["index"].null_count() == thin.height
    assert set(thin["suppression_reason"]) == {"few_matched_cells"}
    assert trend.index(months(rng, 30, 1.05), dt.date(2026, 9, 1)).is_empty()


def test_an_employer_s_month_weighs_by_what_it_tells() -> None:
    """Alike jobs weigh alike; where months differ, employers do."""
    rng = np.random.default_rng(8)
    jobs_of = np.tile([1, 2, 20], 400)
    seat = np.repeat(np.arange(1_200), jobs_of)
    employer = seat // 6
    own, month = rng.normal(0, 0.16, len(seat)), rng.normal(0, 0.08, 1_200)[seat]
    alike, differing = (trend._weights(rest, employer, seat) for rest in (own, own + month))
    true = 1 / (0.08**2 * jobs_of[seat] / 0.16**2 + 1)
    assert alike.min() > 0.7
    assert np.corrcoef(differing, true)[0, 1] > 0.99
    assert np.allclose(differing, true, rtol=0.2)


def test_one_loud_employer_hardly_moves_the_index() -> None:
    """It has 60 % of the jobs, and raises pay by 30 % where the others raise it by 5 %."""
    rng = np.random.default_rng(9)
    fair = pl.concat([months(rng, 30, 1.05).with_columns(pl.col("employer_id", "job_id") + f"-{k}") for k in range(4)])
    raised = pl.col("pay") * pl.when(pl.col("month") == dt.date(2026, 8, 1)).then(1.3 / 1.05).otherwise(1)
    copies = [fair.with_columns(raised, employer_id=pl.lit("loud"), job_id=pl.col("job_id") + f"loud{k}")
              for k in (0, 1)]  # fmt: skip
    found = trend.index(pl.concat([fair, *copies]), dt.date(2026, 8, 1)).filter(pl.col("month") == dt.date(2026, 7, 1))
    growth = 10_000 / found.row(by_predicate=pl.col("method") == "hedonic", named=True)["index"] - 100
    assert growth == pytest.approx(5, abs=30 / 49)


# ---- whatever comes


@settings(max_examples=40)
@given(st.data())
def test_degenerate_markets_give_fewer_rows_and_no_error(data: st.DataObject) -> None:
    """One employer, one pay, traits that say the same, cells of one: nothing to tell is no crash."""
    rng = np.random.default_rng(data.draw(st.integers(0, 10_000)))
    count = data.draw(st.integers(1, 120))
    codes = {name: data.draw(st.sampled_from([1, 2, count])) for name in ("employer_id", "pay", "trait")}
    drawn = {name: rng.integers(0, most, count) for name, most in codes.items()}
    pay = 100_000.0 * (1 + drawn["pay"] / 100)
    trait = pl.Series([f"{code}" for code in drawn["trait"]])
    names = {*CONTROLS, *trend.CONTROLS, "breadth", "regulation", "geo_pay_policy", "track"}
    frame = pl.DataFrame(
        {"employer_id": [f"e{code}" for code in drawn["employer_id"]], "job_id": [f"j{i}" for i in range(count)],
         "weight": np.ones(count), "pay": pay, "pay_min": pay, "pay_max": pay,
         "tens": np.arange(count) // 10, "ones": np.arange(count) % 10,
         "month": [dt.date(2026, 7 + i % 2, 1) for i in range(count)], }
    ).with_columns(trait.alias(name) for name in names)  # fmt: skip
    figures = [skill_premiums(frame, frame.select("job_id", skill="level")), pay_premiums(frame, frame.head(3)),
               trend.index(frame, dt.date(2026, 8, 1)), pooled(frame, ["tens", "ones"], LEVELS)]  # fmt: skip
    for rows in figures:
        numbers = rows.select(pl.selectors.float())
        assert numbers.fill_null(0).select(pl.all().is_finite().all()).row(0) == (True,) * numbers.width


# ---- who states pay


def test_raking_makes_those_who_state_pay_look_like_all() -> None:
    rng = np.random.default_rng(7)
    large = rng.random(4_000) < 0.5
    states = rng.random(4_000) < np.where(large, 0.8, 0.2)
    drawn = pl.DataFrame({"job_id": [f"{i:05}" for i in range(4_000)], "states_base_pay": states,
                          **{trait: ["x"] * 4_000 for trait in selection.TRAITS},
                          "size_band": np.where(large, "large", "small")})  # fmt: skip
    weights = selection.rake(drawn).join(drawn, on="job_id")
    total = pl.col("represents").filter(pl.col("size_band") == "large").sum() / pl.col("represents").sum()
    assert weights.select(total).item() == pytest.approx(large.mean(), abs=0.001)
    assert selection.rake(drawn.with_columns(states_base_pay=False)).is_empty()


# ---- the proof, in small


def test_coverage_in_small() -> None:
    rows = [row for row in prove_cells._covered(simulation.Habits(), 400, (10, 20), {}, is_target=True)
            if row["both_bounds"] > 0.5]  # fmt: skip
    assert {row["percentile"] for row in rows} == {25, 50, 75}
    for row in rows:
        assert 0.92 <= row["coverage"] <= 0.995
        assert row["coverage"] > row["ads_independent"] + 0.1


def test_ranges_and_a_loud_employer_in_small() -> None:
    assert all(row["meets"] is not False for row in [*prove_cells.ranges(60), *prove_cells.dominant(60)])


def test_raking_and_index_in_small() -> None:
    found = {(row["pay_is_stated"], row["way"]): row["mean_error_pct"] for row in prove_models.selection(1)}
    assert abs(found["by size", "raked"]) < 1
    assert found["by size", "as stated"] > 3
    growth = {row["method"]: row for row in prove_models.index(1)}
    assert abs(growth["hedonic"]["bias_points"]) < 0.4
    assert growth["median of ads"]["bias_points"] > 5
