"""What goes with higher pay: log pay regressed on a trait, raw, with controls, and within employers.

Each employer weighs as in the pay cells; errors are clustered by employer (CR3). A premium needs ten employers with
the trait and ten without; within employers it needs ten that have both. All premiums of a file are judged together
(false-discovery rate). They say what goes together in ads, not what causes pay.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .percentiles import Codes, Floats
from .regression import Design, Estimates, degrees, false_discovery, joint, one_at_a_time, p_value, reach_95, within

LEAST_EMPLOYERS = 10
MODELS = ("raw", "controlled", "within_employer")
CONTROLS = (
    "country_code", "level", "specialization", "role_family", "industry", "size_band", "work_mode",
    "education_required", "project_maturity",
)  # fmt: skip
OF_EMPLOYERS = ("industry", "size_band")  # the employer's own: nothing is left of them within employers
UNKNOWN = ("unknown", "unspecified")
RARE, NONE = "(rare)", "(none)"
SCHEMA = {
    "dimension": pl.String, "term": pl.String, "reference": pl.String, "model": pl.String,
    "employers_with": pl.Int64, "employers_without": pl.Int64, "premium_pct": pl.Float64,
    "premium_pct_low": pl.Float64, "premium_pct_high": pl.Float64, "q_value": pl.Float64,
}  # fmt: skip


class Trait(NamedTuple):
    """A trait whose premiums are asked for.

    column: where its terms stand; reference: the term that the others are held against; replaces: controls that say
    the same in other words
    """

    dimension: str
    column: str
    reference: str
    replaces: tuple[str, ...] = ()


TRAITS = (
    Trait("specialization", "specialization", "generalist"),
    Trait("generalist", "breadth", "specialist", ("specialization",)),
    Trait("industry", "industry", "saas_software"),
    Trait("regulated", "regulation", "not_regulated", ("industry",)),
    Trait("work_mode", "work_mode", "onsite"),
    Trait("geo_pay_policy", "geo_pay_policy", "location_based"),
    Trait("level", "level", "senior", ("role_family",)),  # leading people is a role and a level alike
    Trait("track", "track", "ic", ("level", "role_family")),
    Trait("education_required", "education_required", "bachelor"),
)
AI_ROLE = Trait("ai_role", "kind", "other", ("role_family", "specialization"))
REFERENCE = {trait.column: trait.reference for trait in (*TRAITS, AI_ROLE)}


def pay_premiums(jobs: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Premiums of every trait in `TRAITS`, and of AI roles over the other engineers of `others`.

    jobs, others: employer_id, job_id, weight, pay (a year, any one currency), `CONTROLS`, and for `jobs` the columns
        of the traits; one row a job, country and level
    """
    both = pl.concat([jobs.with_columns(kind=pl.lit("ai")), others.with_columns(kind=pl.lit("other"))], how="diagonal")
    return _judged([*_of_traits(jobs, TRAITS), *_of_traits(both, (AI_ROLE,))])


def skill_premiums(jobs: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """The premium of every skill that ten employers name and ten do not.

    jobs: as for `pay_premiums`; named: job_id, skill
    """
    if not jobs.height:
        return _judged([])
    sample = Sample.of(jobs, CONTROLS)
    seats = sample.jobs.select("job_id", "employer_id").with_row_index("_row").join(named, on="job_id")
    found = seats.group_by("skill").agg(pl.col("employer_id").n_unique()).sort("skill")
    skills = found.filter(pl.col("employer_id") >= LEAST_EMPLOYERS)["skill"].to_list()
    numbered = pl.DataFrame({"skill": skills}, schema={"skill": pl.String}).with_row_index("_column")
    places = seats.join(numbered, on="skill")
    has = np.zeros((sample.jobs.height, len(skills)), bool)
    has[places["_row"].to_numpy(), places["_column"].to_numpy()] = True
    parts = []
    for model in MODELS if skills else ():
        design = sample.design(model, CONTROLS)
        estimates = one_at_a_time(design, sample.seen(model), has, is_within=model == "within_employer")
        counts = sample.employers(has, ~has, model)
        parts.append(_rows("skill", skills, "without", model, estimates, *counts))
    return _judged(parts)


class Sample(NamedTuple):
    """Jobs sorted by employer, with a column for each value of each trait and control.

    weight: share of its employer's one vote; terms, columns: of each trait, without its reference
    """

    jobs: pl.DataFrame
    pay: Floats
    employer: Codes
    weight: Floats
    terms: dict[str, list[str]]
    columns: dict[str, NDArray[np.bool_]]

    @classmethod
    def of(cls, jobs: pl.DataFrame, names: Iterable[str]) -> Sample:
        """Set up jobs for models over these traits and controls."""
        ordered = jobs.sort("employer_id", "job_id", "country_code", "level")
        employer = ordered["employer_id"].rle_id().to_numpy().astype(np.int64)
        weight = ordered["weight"].to_numpy().astype(np.float64)
        weight = weight / np.maximum(np.bincount(employer, weight), 1.0)[employer]
        told = {name: values(ordered, name) for name in names}
        terms = {name: terms_of(value, REFERENCE.get(name)) for name, value in told.items()}
        columns = {name: dummies(value, terms[name]) for name, value in told.items()}
        return cls(ordered, np.log(ordered["pay"].to_numpy()), employer, weight, terms, columns)

    def design(self, model: str, names: Iterable[str]) -> Design:
        """The columns of these traits and controls, in this order, as a model sees them."""
        parts = [self.columns[name] for name in names if model != "raw"]
        if model == "within_employer":
            rows = within(np.column_stack(parts), self.weight, self.employer)
            return Design.of(rows, self.weight, self.employer)
        return Design.of(np.column_stack([*parts, np.ones(self.jobs.height, bool)]), self.weight, self.employer)

    def seen(self, model: str) -> Floats:
        """Log pay, within employers where the model is."""
        return within(self.pay, self.weight, self.employer) if model == "within_employer" else self.pay

    def employers(self, has: NDArray[np.bool_], lacks: NDArray[np.bool_], model: str) -> tuple[Codes, Codes]:
        """Employers with jobs that have each column's trait, and that lack it; within employers, with both."""
        first = np.flatnonzero(np.diff(self.employer, prepend=-1))
        with_, without = (np.logical_or.reduceat(each, first) for each in (has, lacks))
        if model == "within_employer":
            both = (with_ & without).sum(0)
            return both, both
        return with_.sum(0), without.sum(0)


def _of_traits(jobs: pl.DataFrame, traits: tuple[Trait, ...]) -> list[pl.DataFrame]:
    """The premiums of some traits; those that replace no other control share one regression a model."""
    if not jobs.height:
        return []
    own = dict.fromkeys(trait.column for trait in traits)
    sample = Sample.of(jobs, dict.fromkeys([*CONTROLS, *own]))
    together = tuple(trait for trait in traits if not trait.replaces)
    parts = [_of_model(sample, together, model) for model in MODELS[1:] if together]
    parts += [_of_model(sample, (trait,), model) for trait in traits if trait.replaces for model in MODELS[1:]]
    return [row for part in [*parts, *([_raw(sample, trait)] for trait in traits)] for row in part]


def _raw(sample: Sample, trait: Trait) -> pl.DataFrame:
    """The premiums of a trait's terms, nothing held alike."""
    design = Design.of(
        np.column_stack([sample.columns[trait.column], np.ones(sample.jobs.height, bool)]),
        sample.weight, sample.employer,
    )  # fmt: skip
    return _terms(sample, trait, "raw", joint(design, sample.pay), 0)


def _of_model(sample: Sample, traits: tuple[Trait, ...], model: str) -> list[pl.DataFrame]:
    """The premiums of some traits by one regression that holds all else alike."""
    replaced = {name for trait in traits for name in trait.replaces}
    names = list(dict.fromkeys([*(trait.column for trait in traits), *CONTROLS]))
    names = [name for name in names if name not in replaced]
    if model == "within_employer":
        names = [name for name in names if name not in OF_EMPLOYERS]
    estimates = joint(sample.design(model, names), sample.seen(model))
    starts = dict(zip(names, np.cumsum([0, *(sample.columns[name].shape[1] for name in names)]), strict=False))
    return [
        _terms(sample, trait, model, estimates, int(starts[trait.column])) for trait in traits if trait.column in starts
    ]


def _terms(sample: Sample, trait: Trait, model: str, estimates: Estimates, start: int) -> pl.DataFrame:
    """Rows of one trait, whose columns begin at `start` of the design."""
    terms, has = sample.terms[trait.column], sample.columns[trait.column]
    mine = slice(start, start + len(terms))
    own = Estimates(estimates.value[mine], estimates.error[mine], estimates.effective[mine])
    is_reference = (sample.jobs[trait.column] == trait.reference).fill_null(value=False).to_numpy()
    counts = sample.employers(has, np.repeat(is_reference[:, None], len(terms), axis=1), model)
    rows = _rows(trait.dimension, terms, trait.reference, model, own, *counts)
    return rows.filter(~pl.col("term").is_in((RARE, NONE, *UNKNOWN)))


def values(jobs: pl.DataFrame, name: str) -> pl.Series:
    """A trait of each job, with the values that fewer than ten employers have as one; its reference stays."""
    told = jobs.select("employer_id", value=pl.col(name).fill_null(NONE))
    few = (pl.col("employer_id").n_unique() < LEAST_EMPLOYERS).over("value")
    rare = few & (pl.col("value") != REFERENCE.get(name, ""))
    return told.select(pl.when(rare).then(pl.lit(RARE)).otherwise("value")).to_series()


def terms_of(value: pl.Series, reference: str | None) -> list[str]:
    """The values of a trait but its reference; where it has none, or no job does, but the most frequent one."""
    by_count = value.value_counts().sort(["count", value.name], descending=[True, False])[value.name].to_list()
    base = reference if reference in by_count else next(iter(by_count), None)
    return sorted(term for term in by_count if term != base)


def dummies(value: pl.Series, terms: list[str]) -> NDArray[np.bool_]:
    """A column for each term."""
    code = value.cast(pl.Enum([*terms, *sorted(set(value.unique()) - set(terms))])).to_physical().to_numpy()
    out: NDArray[np.bool_] = code[:, None] == np.arange(len(terms))
    return out


def _rows(
    dimension: str,
    terms: list[str],
    reference: str,
    model: str,
    estimates: Estimates,
    employers_with: Codes,
    employers_without: Codes,
) -> pl.DataFrame:
    freedom = degrees(estimates.effective)
    passes = (np.minimum(employers_with, employers_without) >= LEAST_EMPLOYERS) & (estimates.error > 0)
    with np.errstate(all="ignore"):
        p = p_value(estimates.value, estimates.error, freedom)
        reach = reach_95(estimates.error, freedom)
    frame = pl.DataFrame(
        {
            "dimension": [dimension] * len(terms),
            "term": terms,
            "reference": [reference] * len(terms),
            "model": [model] * len(terms),
            "employers_with": employers_with,
            "employers_without": employers_without,
            "premium_pct": _per_cent(estimates.value),
            "premium_pct_low": _per_cent(estimates.value - reach),
            "premium_pct_high": _per_cent(estimates.value + reach),
            "q_value": p,
        },
        schema=SCHEMA,
    )
    return frame.filter(pl.Series(passes & np.isfinite(estimates.value)))


def _per_cent(log_points: Floats) -> Floats:
    out: Floats = 100 * np.expm1(log_points)
    return out


def _judged(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """All premiums of a file, with q in place of p."""
    every = pl.concat([pl.DataFrame(schema=SCHEMA), *parts])
    q = pl.Series(false_discovery(every["q_value"].to_numpy()), dtype=pl.Float64)
    order = pl.col("model").replace_strict(dict(zip(MODELS, range(3), strict=True)), return_dtype=pl.Int64)
    return (
        every.with_columns(pl.col("^premium_pct.*$").round(2), q_value=q.round(4))
        .sort("dimension", "term", order)
        .select(SCHEMA.keys())
    )
