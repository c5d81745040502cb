"""Production, research, or both: by different cues of duties and requirements."""

from __future__ import annotations

import polars as pl
import pytest

from transforms import maturity
from transforms.cues import plain


def read(text: str, zone: str = "duties") -> str:
    zoned = pl.DataFrame({"posting_id": ["p"], "zone": [zone], "text": [text]}).with_columns(
        plain=plain(pl.col("text"))
    )
    return str(maturity.read(zoned, pl.Series(["p"]))["project_maturity"][0])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Run models in production, at scale, with SLAs and an on-call rotation", "production"),
        ("Publish novel work at NeurIPS and set the research agenda", "research"),
        ("Take novel ideas from prototypes into production at scale", "mixed"),
        ("Modelle in Produktion bringen", "production"),
        ("Mise en production de modèles", "production"),
        ("Recherche fondamentale et publications", "research"),
        ("Write good code with your team", "unspecified"),
        ("Design A/B experiments and test hypotheses about checkout", "unspecified"),
        ("Keep up with the state of the art", "unspecified"),
        ("Build prototypes, then run them in production", "production"),
        ("Sviluppare modelli in produzione", "production"),
        ("Desplegar en producción los modelos", "production"),
    ],
)
def test_cues_decide(text: str, wanted: str) -> None:
    assert read(text) == wanted


def test_other_zones_say_nothing() -> None:
    assert read("Our platform runs in production at scale", zone="blurb") == "unspecified"


def test_one_row_for_every_posting_in_order() -> None:
    empty = pl.DataFrame(schema=dict.fromkeys(("posting_id", "zone", "text", "plain"), pl.String))
    assert maturity.read(empty, pl.Series(["b", "a"])).rows() == [("b", "unspecified"), ("a", "unspecified")]
