"""What an official document says (公文内容): plain values for its template, from the act alone."""

from datetime import date

from domain.batch.notice import day_in_words
from domain.case import stream_and_id
from domain.record import Record
from domain.regulation.rules import Rules
from domain.words import stream_words
from domain.words.documents import WHAT_IS_DECIDED
from domain.working_days import CHINA
from services.documents.acts import Content, DocumentedAct
from services.documents.kinds import DocumentKind
from services.documents.own_contents import OWN_CONTENTS
from services.documents.qr import qr_svg
from services.documents.saying import other_facts

TO_NOBODY = frozenset({"publicity", "list", "certificate", "recommendation", "review"})
"""Templates that are addressed to nobody in particular."""
TO_EVERYBODY = frozenset({"transfer-announcement", "typical-case", "commendation"})


def content_of(
    act: DocumentedAct, kind: DocumentKind, address: str, draft: bool = False
) -> Content:
    """All that a template needs; `address` is where strangers reach the service."""
    context = act.record.context
    own = OWN_CONTENTS[kind.template](act, kind)
    return {
        "kind": kind.name,
        "template": kind.template,
        "title": own.pop("title", kind.title.zh),
        "organ": act.organ,
        "number": (context.document_no or "").strip(),
        "to": own.pop("to", addressee(act, kind)),
        "unit": act.unit,
        "owner": act.owner,
        "name": act.centre_name,
        "regulation": act.rules.about.title,
        "articles": articles(act.rules, act.record),
        "dated": day_in_words(context.occurred_on),
        "effective": day_in_words(context.effective_on),
        "served": served(act.record),
        "remedies": getattr(act.record.event, "remedies", "").strip(),
        "rows": other_facts(act, *own) if own.pop("rows", True) else [],
        "own": {"decides": WHAT_IS_DECIDED.get(kind.name, ""), **own},
        **marked(act, address),
        "day": year_month_day(context.occurred_on),
        "draft": draft,
    }


def marked(act: DocumentedAct, address: str) -> Content:
    """What ties the page to its record: case, position, moment, and by what it is verified."""
    stored, verify = act.stored, f"{address.rstrip('/')}/verify/{act.mark}"
    stream, id = stream_and_id(stored.stream)
    return {
        "case": f"{stream_words(stream).zh.removesuffix('案')}案卷 {id}",
        "case-id": id,
        "position": stored.position,
        "recorded": f"{stored.recorded_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
        "mark": act.mark,
        "verify": verify,
        "qr": qr_svg(verify),
    }


def addressee(act: DocumentedAct, kind: DocumentKind) -> str:
    return "" if kind.template in TO_NOBODY or kind.name in TO_EVERYBODY else act.unit


def articles(rules: Rules, record: Record) -> list[str]:
    """The provisions that the act rests on, each once; none of what the system adds itself."""
    cited = (rules.by_id.get(id) for id in record.basis)
    own = (rule.article for rule in cited if rule and not rule.id.startswith("IMPLICIT:"))
    return list(dict.fromkeys(own))


def served(record: Record) -> str:
    day: date | None = getattr(record.event, "served_on", None)
    return day_in_words(day) if day else ""


def year_month_day(day: date) -> list[int]:
    return [day.year, day.month, day.day]
