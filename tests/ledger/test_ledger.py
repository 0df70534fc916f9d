"""The ledger of claims: its shape, its rule at any date, and the sentence that hangs on it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from gangway import ledger
from gangway.site.ledger import page

CLONE = Path(__file__).resolve().parents[2]
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
CLAIMS = ledger.claims()
ANSWERS = [(claim, answer) for claim in CLAIMS for answer in claim.challenges]


def test_there_are_enough_claims_each_once_in_the_order_of_their_dates():
    assert len(CLAIMS) >= 6
    assert len({claim.id for claim in CLAIMS}) == len(CLAIMS)
    assert [claim.date for claim in CLAIMS] == sorted(claim.date for claim in CLAIMS)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_every_claim_has_date_text_use_status_and_source(claim):
    assert MONTH.fullmatch(claim.date)
    assert claim.date <= f"{ledger.checked():%Y-%m}"
    assert claim.title
    assert claim.who
    assert claim.use
    assert len(claim.claim) > 40
    assert claim.source
    assert claim.link.startswith("https://")
    assert claim.status() in ledger.STATUSES
    assert claim.reproduced is None or MONTH.fullmatch(claim.reproduced)


@pytest.mark.parametrize(("claim", "answer"), ANSWERS, ids=lambda each: getattr(each, "id", each.source))
def test_every_challenge_has_authors_dates_reach_and_source(claim, answer):
    assert answer.by
    assert len(answer.says) > 40
    assert answer.source
    assert answer.link.startswith("https://")
    assert answer.reaches in ledger.REACHES
    assert MONTH.fullmatch(answer.posted)
    assert answer.posted >= claim.date
    if answer.published is None:
        assert "arXiv" in answer.source
    else:
        assert MONTH.fullmatch(answer.published)
        assert answer.published >= answer.posted


@pytest.mark.parametrize(
    ("on", "status"),
    [
        ("2019-10", "open"),
        ("2021-10", "open"),
        ("2021-11", "contested"),
        ("2022-08", "contested"),
        ("2024-08", "contested"),
        ("2024-09", "overturned"),
        (None, "overturned"),
    ],
)
def test_the_status_of_a_claim_depends_on_the_month(on, status):
    assert ledger.claim("sycamore-2019").status(on) == status


def test_a_claim_stands_only_when_somebody_else_has_reproduced_it_and_nobody_answered():
    claim = replace(ledger.claim("sampling-2024"), reproduced="2026-01")
    assert claim.status("2025-12") == "open"
    assert claim.status("2026-01") == "stands"
    answered = replace(claim, challenges=ledger.claim("peaked-2025").challenges)
    assert answered.status() == "contested"


def test_the_sentence_falls_when_a_claim_of_industry_stands(monkeypatch):
    assert ledger.sentence_holds()
    standing = replace(ledger.claim("fermi-hubbard-2026"), challenges=(), reproduced="2026-09")
    monkeypatch.setattr(ledger, "claims", lambda: (standing,))
    assert ledger.sentence_holds("2026-08")
    assert not ledger.sentence_holds()


def test_asking_too_early_wrongly_or_for_nothing_is_refused():
    with pytest.raises(ValueError, match="2019-10"):
        ledger.claim("sycamore-2019").status("2019-09")
    with pytest.raises(ValueError, match="2021-11"):
        ledger.claim("sycamore-2019").status("November 2021")
    with pytest.raises(LookupError, match="sycamore-2019"):
        ledger.claim("sycamore")


def test_the_page_has_every_claim_its_answers_and_the_day_of_the_last_check():
    text = page()
    assert f"{ledger.checked():%d %B %Y}" in text
    for claim in CLAIMS:
        assert claim.link in text
        assert f"({claim.date}): {claim.status()}" in text
    assert all(answer.link in text for _, answer in ANSWERS)


def test_where_the_sentence_is_written_it_carries_the_ledgers_date_and_holds():
    day = f"{ledger.checked():%d %B %Y}".lstrip("0")
    for place in ("book/about.md", "book/ledger.md", "modules/2-use-cases/01-scoping-a-problem.md"):
        text = (CLONE / place).read_text("utf-8")
        assert f"As of {day}" in text or f"as of {day}" in text, place
    assert ledger.sentence_holds()
