"""The record of acts (办理记录): who did what under which article, by actor, rule, act and day."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from domain.refusal import Text
from domain.reversing import event_tag
from domain.words import event_words, stream_words
from services.access.policy import AUDITORS, LETTER
from services.api import bureau_lists
from services.api.lists import rules_today
from services.api.requests import CALLERS_STREAMS, runtime_of
from services.pages.answering import html_page
from services.pages.case_file import MOST_CITED
from services.pages.desk import with_titles
from services.pages.inside import answer_of
from services.pages.offices import actor_words
from services.pages.page_route import PageRoute
from services.pages.public.sheets import table_file
from services.pages.session import signed_in
from services.pages.telling import article_of
from services.pages.words import phrased, t
from services.runtime import Runtime

RECORD_OF_ACTS = "/audit"
FILTERED = ("from", "to", "type", "rule", "actor", "stream")
MOST_ROWS_TAKEN, ROWS_TAKEN_AT_ONCE = 20_000, 500


class ChoiceGroup(Struct, frozen=True):
    """Options of a list that belong together."""

    words: Text
    options: list[tuple[str, Text]]


async def record_page(request: Request) -> Response:
    """`/audit?from&to&type&rule&actor&stream&cursor`."""
    actor, runtime = signed_in(request), runtime_of(request)
    if actor.role in AUDITORS and LETTER not in actor.duties:
        return without_letter(request)
    asked = record_asked(request)
    cursor = {"cursor": request.query_params.get("cursor", "")}
    query = {**newest_first(asked), **cursor}
    found = await answer_of(request, bureau_lists.audit, RECORD_OF_ACTS, query)
    return html_page(
        request,
        "auditing/record.html",
        data=RECORD_OF_ACTS,
        asked={**asked, **cursor},
        taken=asked,
        rows=[ActTold(one, runtime) for one in with_titles(runtime, found["items"])],
        next=found["next"],
        types=types_offered(),
        rules=rules_offered(runtime),
        streams=[(name, stream_words(name)) for name in CALLERS_STREAMS],
        narrowed=any(asked.values()),
    )


def without_letter(request: Request) -> Response:
    """What an auditor reads whose letter is not entered yet, or over."""
    return html_page(request, "auditing/without_letter.html", 403)


def record_asked(request: Request) -> dict[str, str]:
    return {name: request.query_params.get(name, "").strip() for name in FILTERED}


def newest_first(asked: dict[str, str]) -> dict[str, str]:
    """Between days the API lists from the first day on; else the latest stand first."""
    return asked if asked["from"] or asked["to"] else {**asked, "sort": "-place"}


def types_offered() -> list[ChoiceGroup]:
    """What may have happened, by kind of case."""
    return [
        ChoiceGroup(
            stream_words(name),
            [(tag, event_words(tag)) for one in stream.events if (tag := event_tag(one))],
        )
        for name, stream in CALLERS_STREAMS.items()
    ]


def rules_offered(runtime: Runtime) -> list[ChoiceGroup]:
    """The provisions of the regulations in force."""
    return [
        ChoiceGroup(
            Text(rules.about.title, rules.about.title_en),
            [
                (one.id, Text(f"{one.article} {one.phrase}", f"{one.article} {one.gloss}"))
                for one in rules.text.rule
            ],
        )
        for rules in rules_today(runtime).values()
    ]


class ActTold:
    """A row of the record, in words."""

    def __init__(self, told: dict[str, Any], runtime: Runtime) -> None:
        self.told, self.runtime = told, runtime

    @property
    def office(self) -> Text:
        return actor_words(self.runtime, self.told["role"], self.told["organ"])

    @property
    def cited(self) -> list[str]:
        """The articles on which it rests, each once."""
        return [one for one in dict.fromkeys(self._cited()) if one]

    @property
    def cited_in_short(self) -> str:
        cited = self.cited
        few = "、".join(cited[:MOST_CITED])
        return few if len(cited) <= MOST_CITED else t("{few}等 {n} 条", few=few, n=len(cited))

    def _cited(self) -> Iterator[str]:
        rules = rules_today(self.runtime).get(self.told["regulation"])
        if rules:
            yield from (article_of(rules, rule) for rule in self.told["rules"])


async def record_csv(request: Request) -> Response:
    """`/audit.csv`: the record as the filters narrow it."""
    signed_in(request)
    asked, runtime, rows, cursor = record_asked(request), runtime_of(request), list[Any](), ""
    while len(rows) < MOST_ROWS_TAKEN:
        limits = {"cursor": cursor, "limit": str(ROWS_TAKEN_AT_ONCE)}
        page = await answer_of(
            request, bureau_lists.audit, RECORD_OF_ACTS, {**newest_first(asked), **limits}
        )
        rows += with_titles(runtime, page["items"])
        if not (cursor := page["next"] or ""):
            break
    headings = (t("办理日"), t("事项"), t("案卷名称"), t("编号"), t("办理机关"), t("账号"))
    more = (t("依据"), t("文号"), t("记录时刻"))
    cells = (cells_of(ActTold(one, runtime)) for one in rows)
    return table_file("csv", t("办理记录"), (*headings, *more), cells)


def cells_of(act: ActTold) -> tuple[str, ...]:
    told = act.told
    return (
        *(told["occurred_on"], phrased(told["type_words"]), told["title"], told["id"]),
        *(phrased(act.office), told["actor"], "、".join(act.cited)),
        *(told["document_no"] or "", told["recorded_at"]),
    )


PAGES = (
    PageRoute(RECORD_OF_ACTS, record_page, (*FILTERED, "cursor")),
    PageRoute(f"{RECORD_OF_ACTS}.csv", record_csv, FILTERED),
)
