"""Words by which the parts of a "Who is hiring" comment are known."""

from __future__ import annotations

import re

_PERSON = (
    r"engineers?|eng|developers?|devs?|programmers?|scientists?|researchers?|managers?|designers?|"
    r"architects?|analysts?|linguists?|leads?|"
    r"directors?|head of [a-z]+|vp|cto|ciso|cofounder|co-founder|swe'?s?|sde|sdes|sre'?s?|mle'?s?|"
    r"fde'?s?|sdets?|pms?|tpms?|ems?|"
    r"administrators?|sysadmins?|admins?|consultants?|specialists?|marketers?|recruiters?|writers?|"
    r"representatives?|reps?|sdrs?|aes?|account execs?|"
    r"bdrs?|executives?|associates?|interns?|technicians?|operators?|officers?|president|strategists?|"
    r"evangelists?|"
    r"advocates?|partners?|coordinators?|generalists?|accountants?|counsel|postdocs?|fellows?|artists?|"
    r"animators?|hackers?|"
    r"builders?|chief of staff|experts?|members? of technical staff|mts|professors?"
)
_FIELD = (
    r"engineering|devops|devrel|qa|full[- ]?stack|back[- ]?end|front[- ]?end|ios|android|mobile|"
    r"data science|machine learning|"
    r"infra|infrastructure|phd|internships?|sales|marketing|product|growth|design|research|solutions"
)
PERSON = re.compile(rf"\b(?:{_PERSON})\b", re.IGNORECASE)
ROLE = re.compile(rf"\b(?:{_PERSON}|{_FIELD})\b", re.IGNORECASE)
MANY = re.compile(
    r"\b(?:multiple|various|several|many|all|two|three|\d+)\b[\w /&,-]{0,80}\b(?:roles?|positions?|openings?|"
    r"jobs)\b|^(?:roles|positions|openings)$",
    re.IGNORECASE,
)
MODE = re.compile(
    r"\b(?:remote(?:ly)?|on-?site|on site|hybrid|in[- ]person|in[- ]office|office|wfh|work from home|"
    r"anywhere)\b",
    re.IGNORECASE,
)
EMPLOYMENT = re.compile(
    r"\b(?:full[- ]?time|part[- ]?time|contract(?:or|ors|ing)?|freelance|permanent|regular|temporary|fixed[- ]term|fte|internships?|"
    r"interns?)\b",
    re.IGNORECASE,
)
_CURRENCY = "USD|EUR|GBP|CHF|CAD|AUD|NZD|SGD|HKD|INR|JPY|SEK|NOK|DKK|PLN|CZK|ILS|AED|BRL"
PAY = re.compile(
    rf"[$€£¥₹]\s?\d|\d\s?[kK]\b|\b(?:{_CURRENCY})\b|\b(?:equity|salary|compensation|comp)\b", re.IGNORECASE
)
AMOUNT = re.compile(
    r"[$€£¥₹]\s?\d[\d.,]*+(?!\s?(?:mm?|mn|bn?|million|billion)\b)|\b(?!401)\d[\d.,]*+\s?k\b|"
    rf"\b(?:{_CURRENCY})\s?\d|\d\s?(?:{_CURRENCY})\b",
    re.IGNORECASE,
)
"""A figure of pay; neither funding (`$5M`) nor a pension plan (`401k`)."""
ADDRESS = re.compile(
    r"https?://\S+|www\.\S+|(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?:com|io|ai|co|org|net|dev|app|tech|so|xyz|inc|"
    r"health|eu|de|uk|fr|ch|se)\b(?:/\S*)?",
    re.IGNORECASE,
)
OTHER = re.compile(
    r"\b(?:visa|relocation|sponsor\w*|series [a-f]\b|seed|funding|funded|yc [swfp]?\d+|y ?combinator|"
    r"yc\b|backed|apply|benefits|citizens?)\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(
    r"\b(?:we|we're|you|you'll|your|our|(?-i:us)|is|are|was|were|will|have|has|had|can|who|that|this|their|them|together|"
    r"they|i|i'm|my|(?-i:it)|join|building|work|apply|looking|experience|years|please|if|how|should|must|"
    r"ex)\b|[.!?]$",
    re.IGNORECASE,
)
HIRING = re.compile(
    r"\b(?:hiring|hire|looking for|seeking|searching for|recruiting|join (?:us|our team)|open(?:ing)?s?|"
    r"roles?|positions?|apply|careers?|jobs?)\b",
    re.IGNORECASE,
)
STATED = re.compile(
    r"^\W*(company|employer|who is hiring|locations?|where|role|roles|position|positions|title|job title|type)\s*:\s*(.+)$",
    re.IGNORECASE,
)
LIST_OF_ROLES = re.compile(r"\b(?:hiring(?: for)?|looking for|roles?|positions?|openings?)\s*:\s*(.+)$", re.IGNORECASE)
_ENDS_TITLE = _PERSON.replace("associates?|", "").replace(  # these two also begin a title
    "leads?|", r"leads?(?=\s+(?:at|to|for|in|on|who|with)\b|\s*[.,;!(]|$)|"
)
IN_A_SENTENCE = re.compile(
    rf"\b(?:hiring|hire|looking for|looking to hire|seeking|searching for|need|recruiting|join us as|"
    rf"bring on)(?: for)?(?: to hire)?\s+(?!in\s)"
    rf"(?:(?:an?|our|the|some|more|one|two|three|\d+|multiple|several|experienced|talented|great|strong|"
    rf"exceptional|first|another|next|cracked)\s+)*"
    rf"((?:[\w+#./&'’-]+\s+){{0,6}}?(?:{_ENDS_TITLE})\b(?:\s*\([^()]{{1,40}}\))?)",
    re.IGNORECASE,
)
AND = re.compile(r"(?:^and\s+|\s+and$)", re.IGNORECASE)
SEEKER = re.compile(
    r"willing to relocate\s*:|^\W*r[ée]sum[ée]\b.{0,6}:|\A\W*seeking (?:work|employment|freelanc\w+)\b|"
    r"\AI[’']?a?m an? [\w -]{3,40} with \d+\+? years",
    re.IGNORECASE | re.MULTILINE,
)
SIGNED = re.compile(r",\s*(?:CTO|CEO|COO|VP|co-?founder|founder|head of)\b", re.IGNORECASE)
BULLET = re.compile(r"^(?:[-–—*•→▸►·+>~#]+|\(?\d{1,2}[.)/]|\[[^\]]{1,20}\])\s*")
TAIL = re.compile(r"\s*(?:→|\||https?://|\s[-–—]+\s*(?:https?|\$|€|£)|\[\w*\d\]|[$€£]\s?\d|\bHere$).*$")
ARTICLE = re.compile(r"^(?:an?|our|the|and|or|hiring(?: for| an?)?|role|position)\s*:?\s+", re.IGNORECASE)
PARENTHESES = re.compile(r"\([^()]*\)")
REMOTE_SCOPE = re.compile(
    r"\bremote\b\s*(?:\(([^()]{2,60})\)|(?:[-–:,]|in|from|within)\s*([A-Z][\w./& ]{1,40}))", re.IGNORECASE
)
NO_SCOPE = re.compile(
    r"\b(?:ok|okay|possible|friendly|first|optional|prefer\w*|hybrid|remote|allowed|available|welcome|"
    r"timezone|days?|async)\b",
    re.IGNORECASE,
)
OF_LINES = re.compile(r".*s|eng|dev|swe|sde|sre|mle|fde|sdet|pm|tpm|em")
"""Many, or a short form: above lines that name roles, it stands for those."""
CLOSING = re.compile(
    r"\b(?:apply|applications?|interested|contact|e-?mail|reach out|send|benefits|we offer|perks|stack|questions?|"
    r"learn more|more (?:info|details|roles|about)|all (?:roles|jobs|positions)|visit|see|link|cheers|thanks)\b",
    re.IGNORECASE,
)
_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|"
    "RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY"
)
COUNTRY = re.compile(
    r"United (?:States|Kingdom)|Canada|Mexico|Brazil|Argentina|Chile|Colombia|Peru|Uruguay|Ireland|Spain|Portugal|France|Belgium|"
    r"(?:[Tt]he )?Netherlands|Germany|Austria|Switzerland|Italy|Denmark|Norway|Sweden|Finland|Estonia|Latvia|Lithuania|Poland|"
    r"Czechia|Hungary|Romania|Bulgaria|Greece|Serbia|Croatia|Ukraine|Turkey|Israel|Egypt|Nigeria|Kenya|South Africa|India|Pakistan|"
    r"Vietnam|Thailand|Singapore|Malaysia|Indonesia|Philippines|China|Japan|South Korea|Taiwan|Australia|New Zealand"
)
SURE_PLACE = re.compile(
    rf"{COUNTRY.pattern}|[A-Z][\w.' ]+, (?:{_STATES})|"
    r"(?i:sf|sfo|nyc|dc|atx|us|usa|u\.s\.(?:a\.)?|uk|eu|emea|apac|latam|(?:sf )?bay area|(?:north|south|latin) america|"
    r"europe|worldwide|global|(?:us )?(?:east|west) coast)"
)
"""Short forms that mean a place wherever they stand alone."""
TECHNOLOGY = re.compile(
    r"\b(?:python|django|react\w*|vue(?:\.?js)?|node(?:\.?js)?|golang|rust|typescript|javascript|java|kotlin|graphql|"
    r"postgres\w*|mysql|mongodb|sql|ruby|rails|php|laravel|flutter|swift|scala|elixir|solidity|aws|gcp|azure|kubernetes|k8s|"
    r"docker|terraform|llms?|machine learning|linux|webrtc|pytorch|tensorflow|voice ?ai|robotics|programming)\b|\bC\+\+|\b[A-Z]\w+\.js\b",
    re.IGNORECASE,
)
NO_PLACE = re.compile(
    r"\b(?!(?:st|ft|mt)\.)[a-z]{2,}[.:]|\d|\+|"
    r"\b(?:experience|level|team|(?-i:new)|full|part|roles?|positions?|openings?|required?|requirement|fluen\w+|languages?|"
    r"citizenship|support|candidates?|based on|start-?ups?|non-?profit|industry|staffing|fintech|open source|"
    r"communications?|commission\w*|(?:early|late|growth)[- ]stage|(?:co-)?founding|company|platform|profitable|negotiable|stealth)\b|"
    r"^(?:various|(?:multiple|various|several) locations|energy|(?:mental )?health(?:care)?|edtech|education|finance|crypto|climate|"
    r"biotech|gaming|games|defen[cs]e|saas|insurance|logistics|security|cybersecurity|hardware|software|legal ?tech|b2b|web3)$",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"\b(?:or|and|ok|no|fully|part|only|mostly|partly|partially|flexible|required|role|position|team|per|weeks?|months?|"
    r"mon|tues?|wed|thu?r?s?|fri)\b",
    re.IGNORECASE,
)
LONGEST_TITLE = 90
LONGEST_SEGMENT = 110


def bare_title(text: str) -> str:
    """A title alone: no bullet, article, address or pay."""
    bare = PARENTHESES.sub(
        lambda each: "" if PAY.search(each[0]) or ADDRESS.search(each[0]) else each[0], BULLET.sub("", text)
    )
    bare = TAIL.sub("", ADDRESS.sub("", bare))
    return ARTICLE.sub("", " ".join(bare.split()).strip(" ,;:-–—*_")).strip(" *_")[:LONGEST_TITLE]
