"""A schema.org JobPosting, as career pages, feeds and applicant tracking systems embed it, read into a `Listing`."""

from __future__ import annotations

import html
from typing import Any
from urllib.parse import urlsplit

from .base_salary import pay_fields
from .contract import Listing, Location
from .html import unescaped
from .locations import joined, places_of
from .record import Take, fields
from .structured_data import all_stated, several, stated

IGNORED = frozenset(
    """
    @context @type @id identifier mainEntityOfPage image logo sameAs directApply jobImmediateStart
    jobStartDate totalJobOpenings applicationContact applicationDeadline dateModified datePublished
    dateCreated publisher specialCommitments securityClearanceRequirement physicalRequirement
    sensoryRequirement eligibilityToWorkRequirement employerOverview potentialAction workHours
    jobDuration relevantOccupation employmentUnit alternateName disambiguatingDescription name
    keywords hiringProcess salary additionalType subjectOf provider breadcrumb
    """.split()  # noqa: SIM905 (a list of words reads best as words)
)
# Parts of the advertisement that some keep out of `description`; added where it does not hold them already.
PARTS = ("responsibilities", "qualifications", "skills", "jobBenefits", "incentiveCompensation")


def listing(posting: dict[str, Any], native_id: str, page_url: str) -> Listing:
    """The record as a listing; `page_url` stands in for an address of its own.

    Raises:
        BrokenRecord: it has no title.
    """
    with fields(posting, IGNORED) as take:
        return _listing(take, native_id, page_url)


def _listing(take: Take, native_id: str, page_url: str) -> Listing:
    url, employer = stated(take.any("url")), stated(take.any("hiringOrganization"))
    mode = all_stated(take.any("jobLocationType"))
    return Listing(
        native_id=native_id,
        title=html.unescape(take.required("title")),
        html=_body(take),
        employer=html.unescape(employer) if employer else None,
        language=stated(take.any("inLanguage")),
        locations=[place for each in several(take.any("jobLocation")) for place in _places(each)],
        workplace=joined(*mode),
        is_remote=True if any("TELECOMMUTE" in each.upper() for each in mode) else None,
        remote_scope=all_stated(take.any("applicantLocationRequirements")),
        employment=joined(*all_stated(take.any("employmentType"))),
        department=joined(*all_stated(take.any("occupationalCategory"))),
        industry=joined(*all_stated(take.any("industry"))),
        education=joined(*all_stated(take.any("educationRequirements"))),
        experience=_experience(take.any("experienceRequirements")),
        pay_fields=pay_fields(take),
        posted=stated(take.any("datePosted")),
        closes=stated(take.any("validThrough")),
        url=url if url and urlsplit(url).scheme in ("http", "https") else page_url,
    )


def _places(value: Any) -> list[Location]:
    """Places of a `Place`, of an address, or of a text."""
    if isinstance(value, str):
        return places_of(html.unescape(value))
    if not isinstance(value, dict):
        return []
    address = value.get("address", value)
    if isinstance(address, list):
        return [place for each in address for place in _places({"address": each})]
    if not isinstance(address, dict):
        return places_of(stated(address) or stated(value.get("name")))
    city, region, country = (stated(address.get(f"address{part}")) for part in ("Locality", "Region", "Country"))
    text = joined(city, region, country, by=", ") or stated(value.get("name")) or stated(address.get("streetAddress"))
    return [Location(text, city, region, country)] if text else []


def _body(take: Take) -> str:
    """The description, with what is stated beside it and not in it."""
    body = unescaped(stated(take.any("description")) or "")
    for name in PARTS:
        for part in all_stated(take.any(name)):
            if part not in body:
                body += f"<div>{part}</div>"
    return body


def _experience(value: Any) -> str | None:
    months = [each.get("monthsOfExperience") for each in several(value) if isinstance(each, dict)]
    known = [f"{each} months" for each in months if each not in (None, "")]
    return joined(*(known or all_stated(value)))
