"""Keys of sources: read from the environment, sent to their own host only, written down nowhere; none means off."""

from __future__ import annotations

import datetime as dt
import json
from base64 import b64encode
from contextlib import nullcontext
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from extractors import sources
from extractors.contract import Board, Request
from extractors.fetch import Manners
from flows import fetching, nightly, quarantine, reference, show, steps
from flows.cli import app
from flows.settings import Settings, SettingsError, read_keys, utc_now
from tests.loopback import Script, reply, serving
from tests.test_fetch import ask_network

KEY = "k3y-of-ours"
NEEDING = {"usajobs": "USAJOBS_API_KEY", "reed": "REED_API_KEY", "bundesagentur": "BUNDESAGENTUR_API_KEY"}
SENT = {
    "usajobs": ("authorization-key", KEY),
    "reed": ("authorization", "Basic " + b64encode(f"{KEY}:".encode()).decode()),
    "bundesagentur": ("x-api-key", KEY),
}
FIRST = {
    "usajobs": "/api/search?Keyword=ai&ResultsPerPage=500&Page=1&Fields=Full",
    "reed": "/api/1.0/search?keywords=ai&resultsToTake=100&resultsToSkip=0",
    "bundesagentur": "/jobboerse/jobsuche-service/pc/v6/jobs?was=ki&page=1&size=100",
}


def a_run(tmp_path: Path, script: Script, keys: dict[str, str]) -> Settings:
    """Settings of a live run towards a server of ours, with a board of each source that needs a key."""
    tmp_path.mkdir(exist_ok=True)
    lines = [f"{name},{'ki' if name == 'bundesagentur' else 'ai'},,,,,,,\n" for name in NEEDING]
    (tmp_path / "boards.csv").write_text(",".join(reference.BOARD_COLUMNS) + "\n" + "".join(lines))
    manners = Manners(user_agent="test", attempts=1)
    settings = Settings(tmp_path / "d", dt.date(2026, 10, 1), utc_now, manners, tmp_path / "boards.csv", keys=keys)
    return settings.towards(script.address)


def written(folder: Path) -> str:
    """Everything that a run left behind, in one text."""
    frames = [str(pl.read_parquet(path).to_dicts()) for path in folder.rglob("*.parquet")]
    others = [path.read_bytes().decode("latin-1") for path in folder.rglob("*") if path.is_file()]
    return "\n".join([*frames, *others])


def test_each_source_that_needs_a_key_names_its_variable() -> None:
    assert {name: each.key.variable for name, each in sources().items() if each.key} == NEEDING
    for name, source in sources().items():
        if source.key:
            (request,) = source.requests(Board(name, "ai"))
            assert request.url.startswith(f"https://{source.key.host}/")


@pytest.mark.parametrize("status", [200, 403])
def test_a_key_goes_to_its_host_and_is_written_down_nowhere(
    tmp_path: Path, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    body = json.dumps({"SearchResult": {"SearchResultItems": []}, "results": [], "ergebnisliste": []}).encode()
    with serving({path: [reply(status, body)] for path in FIRST.values()}) as script:
        settings = a_run(tmp_path, script, dict.fromkeys(NEEDING, KEY))
        with steps.exclusive(settings):
            steps.fetch(settings)
            steps.build(settings)
    for name, path in FIRST.items():
        header, value = SENT[name]
        (asked,) = [each for each in script.asked if each.path == path]
        assert asked.headers[header] == value
        assert not {key for key, _ in SENT.values()} - {header} & set(asked.headers)
    robots = [each for each in script.asked if each.path == "/robots.txt"]
    assert len(robots) == len(NEEDING)
    assert not any(KEY in str(each.headers) or SENT["reed"][1] in str(each.headers) for each in robots)
    left = written(settings.data) + repr(settings) + "".join(capsys.readouterr())
    assert "data.usajobs.gov" in left
    assert KEY not in left
    assert SENT["reed"][1] not in left


@pytest.mark.parametrize(
    ("url", "is_sent"),
    [
        ("https://data.usajobs.gov/a", True),
        ("https://DATA.usajobs.gov/a", True),
        ("http://data.usajobs.gov/a", False),
        ("https://data.usajobs.gov:8443/a", False),
        ("https://www.usajobs.gov/a", False),
        ("https://data.usajobs.gov.example/a", False),
    ],
)
def test_a_key_is_for_one_host_and_for_tls(url: str, is_sent: bool) -> None:
    key = sources()["usajobs"].key
    assert key
    with serving({"/a": [reply(200, b"{}")]}) as script:
        assert ask_network(script, Request(url), secret=key.secret(KEY)).outcome == "ok"
        assert (KEY in str(script.asked[-1].headers)) == is_sent


@pytest.mark.parametrize(
    "target", ["https://evil.example/b", "http://data.usajobs.gov/b", "https://data.usajobs.gov:8443/b"]
)
def test_a_redirect_never_takes_a_key_along(target: str) -> None:
    key = sources()["usajobs"].key
    assert key
    with serving({"/a": [reply(302, location=target)], "/b": [reply(200, b"{}")]}) as script:
        answer = ask_network(script, Request("https://data.usajobs.gov/a"), secret=key.secret(KEY))
        assert KEY in str(script.asked[1].headers)
        assert not any(KEY in str(each.headers) for each in script.asked if each.path != "/a")
        assert KEY not in repr(answer)


def test_a_source_without_its_key_is_off_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in NEEDING.values():
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("REED_API_KEY", f"  {KEY} ")
    assert read_keys() == {"reed": KEY}
    with serving({}) as script:
        settings = a_run(tmp_path, script, read_keys())
        assert set(steps.wanted_boards(settings)) == {"reed"}
        assert "USAJOBS_API_KEY" in steps.sources_off(settings)["usajobs"]
        found = quarantine.check(reference.read_boards(settings.boards_file), settings.manners, read_keys())
        assert [each.outcome for each in found] == ["off", "not_found", "off"]
        assert len([each for each in script.asked if each.path != "/robots.txt"]) == 1
    run = CliRunner()
    for command in ("sources", "doctor"):
        said = run.invoke(app, [command, "--data", str(tmp_path / "none")]).stdout
        assert "export USAJOBS_API_KEY" in said
        assert "export REED_API_KEY" not in said
        assert KEY not in said


def test_asking_for_a_source_that_is_off_is_a_usage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("USAJOBS_API_KEY", raising=False)
    monkeypatch.setenv("PAYBANDS_CONTACT", "someone@example.org")
    done = CliRunner().invoke(app, ["run", "--source", "usajobs", "--data", str(tmp_path)])
    assert isinstance(done.exception, SettingsError)
    assert "export USAJOBS_API_KEY" in str(done.exception)


def test_a_key_that_no_header_can_carry_is_refused_unsaid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REED_API_KEY", f"{KEY}\r\nX: y")
    with pytest.raises(SettingsError, match="REED_API_KEY") as caught:
        read_keys()
    assert KEY not in str(caught.value)


def test_a_run_through_prefect_says_which_sources_are_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The flow's own function, as far as the first request."""

    def asks(*_: object) -> None:
        raise InterruptedError("it asks")

    with serving({}) as script:
        settings = a_run(tmp_path, script, {"reed": KEY})
    monkeypatch.setattr(nightly, "opened", lambda _wanted: nullcontext(settings))
    monkeypatch.setattr(fetching, "opened", asks)
    with show.console.capture() as said, pytest.raises(InterruptedError):
        nightly.paybands.fn()
    lines = said.get().splitlines()
    assert [line.partition(" is ")[0] for line in lines] == ["bundesagentur", "usajobs"]
    assert NEEDING["usajobs"] in lines[1]
