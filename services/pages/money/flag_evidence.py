"""Evidence of a red flag on its page: each line with its day, amount and other side, as far as the
reader is shown it."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request

from domain.money import in_yuan
from domain.refusal import Text
from domain.words import value_words
from services.api import line_sheets
from services.api.lists import Json
from services.pages.inside import answer_of

SAID_BY_THE_HEAD = frozenset({"flag", "found", "title_zh", "title_en", "hint", "evidence"})
"""Fields of a red flag that its page says in words of their own."""
MOST_LINES_LOOKED_UP = 20
"""Lines that are looked up; of the others the place alone is shown."""
OF_NO_LINE = frozenset({"related", "staff"})
"""Parts that a relation between persons plays: it stands on no page of money."""


class EvidenceShown(Struct, frozen=True):
    """A piece of evidence: which part it plays, and where it stands; what else it says is empty
    where the reader is not shown the line."""

    words: Text
    place: str
    href: str = ""
    day: str = ""
    yuan: str = ""
    party: Any = ""
    about: str = ""


async def evidence_shown(request: Request, flag: Mapping[str, Any]) -> list[EvidenceShown]:
    lines = flag.get("evidence", ())
    return [
        await evidence_line(request, one, look=nth < MOST_LINES_LOOKED_UP)
        for nth, one in enumerate(lines)
    ]


async def evidence_line(request: Request, one: list[Any], look: bool) -> EvidenceShown:
    position, number, role = one[0], one[1], one[2]
    words, place = role_in_words(role), f"{position}:{number}"
    if role in OF_NO_LINE:
        return EvidenceShown(words, place)
    path = f"/lines/{position}/{number}"
    found = await line_or_none(request, path, position, number) if look else None
    if found is None:
        return EvidenceShown(words, place, path if not look else "")
    line = found["lines"][0]
    party = found["parties"].get(line["party"], {}).get("words", "")
    about = "，".join(told_apart_by(line))
    return EvidenceShown(words, place, path, line["day"], in_yuan(line["fen"]), party, about)


async def line_or_none(request: Request, path: str, position: int, number: int) -> Json | None:
    """The line with what belongs to it; None where the reader is shown none."""
    try:
        found: Json = await answer_of(
            request, line_sheets.money_line, path, position=str(position), line=str(number)
        )
    except HTTPException:
        return None
    return found


def told_apart_by(line: Json) -> Iterator[str]:
    """What tells one line from another."""
    yield from (line[name] for name in ("invoice", "contract_no", "purpose") if line[name])


def role_in_words(role: str) -> Text:
    return value_words(role, "evidence")
