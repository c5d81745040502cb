"""HTML becomes the lines a reader sees; what no browser would be sent costs no more than anything else."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.html import is_ordinary, text_of, texts_of

EXAMPLES = [
    ("", ""),
    ("Plain text, 5 < 7 & on", "Plain text, 5 < 7 & on"),
    ("Plain\n\n\n  lines\tkept \n", "Plain\nlines kept"),
    ("Plain\r\nwith\u2028breaks", "Plain\nwith\nbreaks"),
    ("R&amp;D without tags\nline two", "R&D without tags\nline two"),
    ("<p>One</p><p>Two</p>", "One\nTwo"),
    ("<p>One\n  line of\n source</p>", "One line of source"),
    ("a<br>b<BR/>c<br />d", "a\nb\nc\nd"),
    ("<ul><li>x</li><li><b>y</b> z</li></ul>", "x\ny z"),
    (
        "<table><tr><th>Berlin</th><td>€90,000</td></tr><tr><td>Paris</td></tr></table>",
        "Berlin €90,000\nParis",
    ),
    ("<b>No block</b>\nbut lines", "No block\nbut lines"),
    ("120&nbsp;000&nbsp;&ndash;&#160;140&#x202f;000&euro;", "120 000 – 140 000€"),
    ("<p>kept<script>var a = '<p>gone</p>';</script><style>p { }</style></p>", "kept"),
    ('<p title="a > b">x</p><p title=\'"\'>y</p>', "x\ny"),
    ("&lt;p&gt;R&amp;amp;D &amp;lt;5&lt;/p&gt;&lt;p&gt;two&lt;/p&gt;", "R&D <5\ntwo"),
    ("Compare a &lt;b and c", "Compare a <b and c"),
    ("Generics such as List&lt;T&gt;", "Generics such as List<T>"),
    ("<h2>About</h2>us<div><div><div>deep</div></div></div>", "About\nus\ndeep"),
    ("zero\u200bwidth \u202eover\u202c so\u00adft \x07bell", "zerowidth over soft bell"),
    ("Cafe\u0301 120k\u2011150k", "Café 120k-150k"),
    ("<!-- <p>no</p> -->seen", "seen"),
    ("<p>unclosed <b>bold <i>both", "unclosed bold both"),
    ("<frameset><frame></frameset>text", "text"),
]


@pytest.mark.parametrize(("source", "text"), EXAMPLES)
def test_examples(source: str, text: str) -> None:
    assert text_of(source) == text


def test_many_at_once_are_each_read_alone() -> None:
    sources, texts = zip(*EXAMPLES, strict=True)
    assert texts_of(sources) == list(texts)
    assert texts_of([]) == []


HOSTILE = {
    "nested": "<b>" * 60_000 + "end",
    "nested blocks": "<div>" * 60_000 + "end",
    "attributes": "<a " + " ".join(f"x{n}" for n in range(60_000)) + ">end</a>",
    "attributes with values": "<a " + " ".join(f"x{n}='{n}'" for n in range(60_000)) + ">end</a>",
    "never closed": "<b " * 60_000 + ">end",
    "open scripts": "<script>" * 60_000 + "</script>end",
    "comments": "<!-- " * 60_000 + "-->end",
    "quotes": "<p " + "\"'" * 60_000 + ">end",
    "entities": "&amp;" * 60_000 + "<i>end</i>",
    "huge": "<i>x</i> " * 300_000 + "end",
    "misnested": "<b><i></b></i>" * 20_000 + "end",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bodies_are_read_quickly(name: str) -> None:
    started = time.monotonic()
    text = text_of(HOSTILE[name])
    assert time.monotonic() - started < 2.0
    assert text.endswith("end") or name in ("comments", "never closed", "quotes", "open scripts")


def test_what_counts_as_ordinary() -> None:
    assert is_ordinary("<b>" * 400)
    assert is_ordinary("<b>x</b>" * 20_000)
    assert not is_ordinary("<b>" * 2_000)
    assert not is_ordinary("<b>x</b>" * 60_000)
    assert not is_ordinary("<i " + " ".join(f"a{n}" for n in range(2_000)) + ">")
    assert is_ordinary('<i style="' + "color:red; " * 900 + '">')
    assert not is_ordinary("x" * 3_000_000)


@settings(max_examples=200)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_comes_out_tidy(source: str) -> None:
    text = text_of(source)
    assert "\n\n" not in text
    assert "  " not in text
    assert all(line == line.strip(" ") for line in text.split("\n"))


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<b",
                ">",
                "<!--",
                "-->",
                "&lt;",
                "&",
                "<script>",
                "</script",
                "'",
                '"',
                "x ",
                "\n",
            ]
        ),
        max_size=60,
    )
)
def test_any_soup_is_survived(pieces: list[str]) -> None:
    assert text_of("".join(pieces)) is not None
