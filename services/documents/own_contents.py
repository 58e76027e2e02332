"""What each template of an official document says of its own, beside what all of them say."""

from collections.abc import Callable, Iterator
from typing import Any

from domain.application.case import Application
from domain.batch.case import Batch
from domain.batch.notice import day_in_words
from domain.points import in_points
from domain.remedy.case import Remedy
from domain.remedy.terms import AFTER_RECONSIDERATION, TERMS
from domain.running import NamedTerm
from domain.words import event_words, period_words, value_words
from services.documents.acts import Content, DocumentedAct
from services.documents.kinds import DOCUMENT_KINDS, OF_EVENTS, DocumentKind
from services.documents.saying import coded, length, spelled_out, until

LONGEST_TITLE = 60  # characters
UNNAMED = "（未载明）"


def nothing(act: DocumentedAct, kind: DocumentKind) -> Content:
    return {"rows": False}


def correction(act: DocumentedAct, kind: DocumentKind) -> Content:
    event, block = act.record.event, act.rules.text.correction
    return {
        "defects": list(getattr(event, "defects", ())),
        "until": until(getattr(event, "term", None)),
        "length": length(getattr(event, "length", None), block.unit if block else ""),
        "rows": False,
    }


def decision(act: DocumentedAct, kind: DocumentKind) -> Content:
    event = act.record.event
    ground = getattr(event, "ground", "")
    return {
        "ground": coded(ground, "ground", act) if ground else "",
        "reason": getattr(event, "reason", ""),
    }


def recommended_with(act: DocumentedAct, kind: DocumentKind) -> Content:
    return {"opinion": spelled_out(getattr(act.record.event, "opinion", ""), "opinion", act)}


def notice_published(act: DocumentedAct, kind: DocumentKind) -> Content:
    """The notice as it was published; its first line is the title where it reads like one."""
    event, batch = act.record.event, act.case
    first, _, rest = getattr(event, "notice", "").strip().partition("\n")
    if rest and len(first) <= LONGEST_TITLE and not first.endswith(("。", "：", ":")):
        return {"notice": rest, "title": first, "rows": False}
    about = f"关于{batch.title}的" if isinstance(batch, Batch) and batch.title else ""
    return {"notice": getattr(event, "notice", ""), "title": about + kind.title.zh}


def a_list(act: DocumentedAct, kind: DocumentKind) -> Content:
    """The units of a list, as they were known when it was recorded."""
    event = act.record.event
    named = getattr(event, "recognised", None)
    if named is None:
        named = [one.application for one in getattr(event, "entries", ())]
    recognises = kind.name == "recognition-list"
    return {
        "says": "现认定下列单位为运营中心建设主体" if recognises else "确定下列单位列入拟认定名单",
        "list_no": getattr(event, "list_no", ""),
        "entries": [listed_unit(act, id) for id in named],
        "left": [not_recognised(act, one) for one in getattr(event, "left", ())],
        "title": kind.title.zh,
        "rows": False,
    }


def listed_unit(act: DocumentedAct, id: str) -> Content:
    case, day = act.known(f"applications/{id}"), act.record.context.occurred_on
    if not isinstance(case, Application):
        return {"builder": id, "name": "", "place": ""}
    code = case.place(day, act.rules.places)
    place = act.rules.places.name_of(code, day)
    return {
        "builder": case.form.unit_name or UNNAMED,
        "name": case.form.proposed_name or "",
        "place": place.zh if place else code,
    }


def not_recognised(act: DocumentedAct, left: Any) -> str:
    return f"{listed_unit(act, left.application)['builder']}：{left.why}"


def recognition(act: DocumentedAct, kind: DocumentKind) -> Content:
    return {"name": getattr(act.record.event, "name", ""), "rows": False}


def certificate(act: DocumentedAct, kind: DocumentKind) -> Content:
    event = act.record.event
    return {
        "name": getattr(event, "name", ""),
        "builder": getattr(event, "builder", ""),
        "recognised_on": spelled_out(getattr(event, "recognised_on", ""), "", act),
        "rows": False,
    }


def evaluation(act: DocumentedAct, kind: DocumentKind) -> Content:
    event = act.record.event
    return {
        "year": str(getattr(event, "year", "")),
        "grade": coded(getattr(event, "grade", ""), "grade", act),
        "findings": getattr(event, "findings", ""),
    }


def rectification(act: DocumentedAct, kind: DocumentKind) -> Content:
    event = act.record.event
    return {
        "grounds": [coded(one, "grounds", act) for one in getattr(event, "grounds", ())],
        "items": list(getattr(event, "items", ())),
        "until": spelled_out(getattr(event, "until", ""), "", act),
        "reason": getattr(event, "reason", ""),
        "rows": False,
    }


def intended(act: DocumentedAct, kind: DocumentKind) -> Content:
    event = act.record.event
    hears = next(act_terms(act), None)
    by = getattr(event, "answer_by", None)
    return {
        "facts": spelled_out(getattr(event, "facts", ""), "facts", act),
        "reason": getattr(event, "reason", "") or getattr(event, "legal_basis", ""),
        "intended": getattr(event, "intended", "") or "取消你单位的运营中心资格。",
        "rights": getattr(event, "rights", ""),
        "until": day_in_words(by) if by else until(hears.period if hears else None),
        "rows": False,
    }


def act_terms(act: DocumentedAct) -> Iterator[NamedTerm]:
    """The periods that the act itself begins."""
    return (one for one in act.record.opened if one.period)


def exit_confirmed(act: DocumentedAct, kind: DocumentKind) -> Content:
    return {"note": getattr(act.record.event, "note", ""), "rows": False}


def remedy(act: DocumentedAct, kind: DocumentKind) -> Content:
    case = act.case
    against = case.against if isinstance(case, Remedy) else None
    return {
        "channel": value_words(case.channel or "", "channel").zh,
        "decision": document_called(against.decision) if against else UNNAMED,
        "decided_on": day_in_words(against.decided_on) if against else "",
        "served_on": day_in_words(against.served_on) if against else "",
        "reason": getattr(act.record.event, "reason", ""),
        "rows": False,
    }


def rights(act: DocumentedAct, kind: DocumentKind) -> Content:
    """The remedies as the decision told them, and the terms that began with its service."""
    remedy_terms = (*TERMS.values(), AFTER_RECONSIDERATION)
    begun = (one for one in act.record.opened if one.name in remedy_terms)
    return {
        "decision": document_called(act.stored.topic),
        "terms": [{"kind": term_called(one), "words": term_said(one)} for one in begun],
        "rows": False,
    }


def document_called(tag: str) -> str:
    """The paper of an event by its title, or what happened where it has none."""
    name = OF_EVENTS.get(tag)
    return f"《{DOCUMENT_KINDS[name].title.zh}》" if name else event_words(tag).zh


def term_called(term: NamedTerm) -> str:
    return (term.called or period_words(term.name)).zh


def term_said(term: NamedTerm) -> str:
    return f"至{until(term.period)}止（含当日）。" if term.period else "自收到本决定之日起计算。"


def panel_opinion(act: DocumentedAct, kind: DocumentKind) -> Content:
    """The panel's conclusion, without the names of its members."""
    event = act.record.event
    marks = [f"{one.criterion} {in_points(one.points)} 分" for one in getattr(event, "marks", ())]
    return {
        "experts": str(getattr(event, "experts", "")),
        "score": in_points(getattr(event, "score", 0)),
        "opinion": getattr(event, "opinion", ""),
        "marks": marks,
        "rows": False,
    }


def matters_noticed(act: DocumentedAct, kind: DocumentKind) -> Content:
    event = act.record.event
    own = {
        "act": act.rules.step_called(type(act.record.command).__name__).zh,
        "reason": getattr(event, "reason", ""),
    }
    receiver = getattr(event, "receiver", "")
    return {**own, "to": receiver} if receiver else own


OWN_CONTENTS: dict[str, Callable[[DocumentedAct, DocumentKind], Content]] = {
    "acceptance": nothing,
    "correction": correction,
    "decision": decision,
    "recommendation": recommended_with,
    "publicity": notice_published,
    "list": a_list,
    "recognition": recognition,
    "certificate": certificate,
    "evaluation": evaluation,
    "rectification": rectification,
    "intended": intended,
    "exit": exit_confirmed,
    "remedy": remedy,
    "rights": rights,
    "review": panel_opinion,
    "notice": matters_noticed,
}
"""For each template, what it says beside the rest; `rows`: no list of the other fields."""
