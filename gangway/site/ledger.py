"""The ledger of claims as a page: the rule, a table, and each claim with what was answered to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gangway import ledger
from gangway.site.markdown import plain


def page() -> str:
    """The generated part of the ledger's page, as Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    day = ledger.checked()
    yield f"All entries were last checked on **{day:%d %B %Y}**. A status follows from the rule below.\n"
    yield "| status | by this rule, the first that fits | claims |\n| --- | --- | --- |"
    found = Counter(claim.status() for claim in ledger.claims())
    for status, rule in ledger.STATUSES.items():
        yield f"| **{status}** | {plain(rule)} | {found[status]} |"
    yield "\n| claimed | claim | by | status |\n| --- | --- | --- | --- |"
    for claim in ledger.claims():
        yield f"| {claim.date} | {plain(claim.title)} | {plain(claim.who)} | **{claim.status()}** |"
    yield ""
    for claim in ledger.claims():
        yield from _entry(claim)


def _entry(claim: ledger.Claim) -> Iterator[str]:
    yield f"## {plain(claim.title)} ({claim.date}): {claim.status()}\n"
    yield f"**Claimed** by {plain(claim.who)}: {plain(claim.claim)} [{plain(claim.source)}]({claim.link})\n"
    yield f"**Use of the task:** {plain(claim.use)}.\n"
    if not claim.challenges:
        yield "**Answered:** no classical method that does it was found by the date of the last check.\n"
    for answer in claim.challenges:
        when = f"posted {answer.posted}, " + (
            f"peer-reviewed {answer.published}" if answer.published else "preprint"
        )
        yield (
            f"**Answered** by {plain(answer.by)} ({when}; reaches: {answer.reaches}): {plain(answer.says)} "
            f"[{plain(answer.source)}]({answer.link})\n"
        )
    if claim.note:
        yield f"**Note.** {plain(claim.note)}\n"
    yield (
        "**Reproduced** by another group on its own machine: "
        f"{claim.reproduced or 'not that we know'}. **Last checked:** {ledger.checked()}.\n"
    )
