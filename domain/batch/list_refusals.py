"""Refusals of acts on a batch's lists: what is wrong with the list, and which would do."""

from collections.abc import Iterable

from domain.batch.case import Batch, Shortlist
from domain.matter import Matter
from domain.refusal import Kind, Refusal, Text, file_rule


def listing(
    zh: str,
    en: str,
    allowed_zh: str,
    allowed_en: str,
    fields: tuple[str, ...] = ("/list_no",),
    kind: Kind = "form",
) -> Refusal:
    asked, allowed = Text(zh, en), Text(allowed_zh, allowed_en)
    return file_rule("list", "名单逐件列明", asked, allowed, kind, fields)


def no_list(matter: Matter[Batch], fit: Iterable[Shortlist], zh: str, en: str) -> Iterable[Refusal]:
    """Refuses, before a command has named a list, where none of the batch's lists would do."""
    if matter.command is None and not any(True for _ in fit):
        yield listing("没有可办理的名单", "no list waits for this", zh, en, (), "order")


def not_publicised(list_no: str) -> Refusal:
    return listing(f"名单 {list_no} 未经公示", "the list has not been publicised", *PUBLICISED)


PUBLICISED = ("已公示的名单", "a list that has been publicised")
