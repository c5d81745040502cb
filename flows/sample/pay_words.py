"""How pay is written in an ad's text: sentences, lists by place, zone or level, and traps beside them."""

from __future__ import annotations

from functools import cache
from random import Random

from . import tables as t
from .ads import Ad, Band
from .place_words import label
from .words import has, lines

UNIT = {"k": 1_000, "man": 10_000, "lakh": 10_000, "million": 100_000, "indian": 1, "comma": 1}


def number(value: float, style: str) -> str:
    """An amount in one way of writing it; `k`, `man`, `lakh`, `million` write only the count of these units.

    Raises:
        KeyError: there is no such style.
    """
    whole = round(value)
    return {
        "comma": lambda: f"{whole:,}",
        "cents": lambda: f"{value:,.2f}",
        "dot": lambda: f"{whole:,}".replace(",", "."),
        "space": lambda: f"{whole:,}".replace(",", " "),
        "nbsp": lambda: f"{whole:,}".replace(",", "\u00a0"),
        "apostrophe": lambda: f"{whole:,}".replace(",", "’"),
        "plain": lambda: str(whole),
        "k": lambda: str(whole // 1000),
        "man": lambda: f"{whole // 10_000:,}",
        "lakh": lambda: f"{whole / 100_000:g}",
        "million": lambda: f"{whole / 1_000_000:g}",
        "indian": lambda: _indian(whole),
    }[style]()


def sentences(ad: Ad) -> list[str]:
    """What the ad's text says about pay: sentences, or a lead and a line for each range."""
    if ad.channel in ("none", "field"):
        return []
    roll = ad.dice(21)
    text = [_single(roll, ad)] if ad.band_kind == "single" else _list(roll, ad)
    if ad.language == "pl" and ad.period == "month" and ad.contract == "employee" and roll.random() < 0.3:
        band = ad.bands[0]
        low, high = (number(side * 1.2, "space") for side in (band.low, band.high))
        text.append(f"B2B: {low} - {high} PLN netto + VAT / mies.")
    if (
        ad.role_family in ("forward_deployed", "ai_manager")
        and ad.language == "en"
        and ad.form == "range"
        and roll.random() < 0.3
    ):
        band = ad.bands[0]
        total = Band("", _round(band.low * 1.25), _round(band.high * 1.25), band.country)
        text.append(f"On-target earnings (OTE): {written(roll, ad, total, 'range')[0]}, commission included.")
    return text


def written(roll: Random, ad: Ad, band: Band, form: str) -> tuple[str, bool]:
    """A range (`range`) or its lower amount (`point`) as text; and whether that text itself says: yearly."""
    local = "-ja" if ad.language == "ja" and band.country == "JP" else ""
    choices = _amounts(band.country + local, ad.period, form)
    fitting = [row for row in choices if _fits(band, row["style"])]
    if ad.mode == "remote_global":  # a bare sign would say nothing where no country is named
        fitting = [row for row in fitting if "USD" in row["text"] or not row["text"].startswith("$")]
    row = roll.choice(
        fitting
        or [
            {
                "text": "{code} {lo} - {hi}" if form == "range" else "{code} {lo}",
                "style": "comma",
                "period": ad.period,
            }
        ]
    )
    style = row["style"]
    text = row["text"].format(lo=number(band.low, style), hi=number(band.high, style), code=band.currency)
    return text, row["period"] == "bare"


def summary(ad: Ad) -> str:
    """The shortest way to name the ad's pay, for a headline."""
    band = ad.bands[0]
    roll = ad.dice(22)
    text, _ = written(roll, ad, band, "point" if ad.form in ("point", "from") else "range")
    if ad.form == "from":
        return f"from {text}"
    if ad.form == "up_to":
        return f"up to {written(roll, ad, Band('', band.high, band.high, band.country), 'point')[0]}"
    monthly_country = t.COUNTRIES[t.COUNTRY[band.country]].month_share > 0
    return text + {"month": "/month", "hour": "/hour"}.get(ad.period, " per year" if monthly_country else "")


def _single(roll: Random, ad: Ad) -> str:
    band = ad.bands[0]
    amount_band = Band("", band.high, band.high, band.country) if ad.form == "up_to" else band
    text, says_period = written(roll, ad, amount_band, "range" if ad.form == "range" else "point")
    period = "bare" if says_period else ad.period
    row = roll.choice(_sentences(ad.language, ad.form, period, band.country))
    low, high = _alike(roll, ad, band)
    return row.format(range=text, amount=text, low=low, high=high)


def _alike(roll: Random, ad: Ad, band: Band) -> tuple[str, str]:
    """The two ends of a band, written in one style that fits both."""
    state = roll.getstate()
    out = []
    for side in (band.low, band.high):
        roll.setstate(state)
        both_fit = Band("", side, band.high + band.low - side, band.country)
        out.append(written(roll, ad, both_fit, "point")[0])
    return out[0], out[1]


def _list(roll: Random, ad: Ad) -> list[str]:
    kind = ad.band_kind + {"month": "_month", "hour": "_hour"}.get(ad.period, "")
    lead, line_ = roll.choice(_lists(kind, ad.language))
    state = roll.getstate()
    out = [lead] if lead else []
    for index, band in enumerate(ad.bands):
        roll.setstate(state)  # every line of the list is written alike
        form = "range" if ad.form in ("range", "up_to", "from") else "point"
        out.append(line_.format(label=label(ad, index), range=written(roll, ad, band, form)[0]))
    return out


@cache
def _amounts(country: str, period: str, form: str) -> list[dict[str, str]]:
    groups: dict[tuple[str, str], list[dict[str, str]]] = t.by_key("idioms/amounts", "country_code", "form")
    wanted = (period, "bare") if period == "year" else (period,)
    own = [row for row in groups.get((country, form), []) if row["period"] in wanted]
    return own or [row for row in groups[("*", form)] if row["period"] == period]


@cache
def _sentences(language: str, form: str, period: str, country: str) -> list[str]:
    rows = [row for row in t.rows("idioms/pay_sentences") if (row["form"], row["period"]) == (form, period)]
    own = [row["text"] for row in rows if row["language"] == language and country in (row["countries"] or country)]
    return own or [row["text"] for row in rows if row["language"] == "en" and country in (row["countries"] or country)]


@cache
def _lists(kind: str, language: str) -> list[tuple[str, str]]:
    rows = [row for row in t.rows("idioms/pay_lists") if row["kind"] == kind]
    own = [row for row in rows if row["language"] == language] or [row for row in rows if row["language"] == "en"]
    return [(row["lead"], row["line"]) for row in own]


def _fits(band: Band, style: str) -> bool:
    unit = UNIT.get(style, 1)
    return band.low % unit == 0 and band.high % unit == 0 and (style != "cents" or band.low >= 1)


def _indian(whole: int) -> str:
    digits = str(whole)
    head, tail = digits[:-3], digits[-3:]
    groups: list[str] = []
    while len(head) > 2:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return ",".join([*([head] if head else []), *groups, tail])


def _round(value: float) -> float:
    return float(round(value / 1000) * 1000) if value >= 20_000 else float(round(value))


def reasons(ad: Ad) -> list[str]:
    """What surrounds the figures: how pay is set, the policy by place, or that pay is not told."""
    roll = ad.dice(23)
    if ad.channel == "none":
        return [roll.choice(lines("no_pay", ad.language))] if roll.random() < 0.5 else []
    text = [roll.choice(lines("pay_why", ad.language))] if roll.random() < 0.6 else []
    policy = f"policy_{ad.policy}"
    says_policy = ad.policy != "global_flat" or ad.mode == "remote_global"
    if says_policy and roll.random() < 0.4 and has(policy, ad.language):
        text.append(roll.choice(lines(policy, ad.language)))
    return text
