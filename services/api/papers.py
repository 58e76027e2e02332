"""Who opens a file: decided by the cases in which it stands, and by the part of each.

A unit opens what it has brought itself. An official opens what stands in a case that they see, but
what came with an objection only where they may know that objector; what is in no case yet is for
the unit that brought it. An expert opens what the form shows them. What somebody cites who has not
brought it opens by that for nobody: a hash, which histories show, is no key.
"""

from collections.abc import Iterator
from itertools import chain

from starlette.exceptions import HTTPException

from adapters.event_store.codec import decode
from domain.application.case import Application
from domain.application.objection import numbered
from domain.case import Actor, Case
from domain.streams import STREAMS
from projections.papers import FORM, OBJECTION, Paper
from services.access.policy import OFFICIALS, UNITS
from services.access.visibility import knows_objectors, was_asked
from services.api.requests import CALLERS_STREAMS
from services.api.views import CaseView, visible
from services.runtime import Runtime
from services.subscriptions.catalogue import PAPERS
from services.subscriptions.projector import dead_letters

AT_ONCE = 100


def opens(runtime: Runtime, actor: Actor, hash: str) -> bool:
    """Whether this person may open the file. Reads the table of papers as it is."""
    if actor.role in UNITS:
        return brought(runtime, hash, actor.organ)
    found = papers(runtime, hash)
    first = next(found, None)
    if first is None:
        return a_colleagues(runtime, actor, hash)
    return any(shows(runtime, actor, paper) for paper in chain([first], found))


def papers(runtime: Runtime, hash: str) -> Iterator[Paper]:
    """Where the file stands. A row that no longer follows the log lets nobody in."""
    after: tuple[str, str] | None = None
    lot = dead_letters(PAPERS)
    while True:
        page = runtime.readmodel.page(
            PAPERS, where={"hash": hash}, after=after, lot=lot, limit=AT_ONCE
        )
        yield from (PAPERS.decoded(one.row.decode()) for one in page if not one.parked)
        if len(page) < AT_ONCE:
            return
        after = page[-1].after


def brought(runtime: Runtime, hash: str, organ: str) -> bool:
    """Whether that unit has put the file there, for an objection or not."""
    accounts = runtime.accounts
    return organ in accounts.uploaders(hash) or accounts.held_back(hash, organ)


def a_colleagues(runtime: Runtime, actor: Actor, hash: str) -> bool:
    """What somebody of the own bureau has put there and no case holds yet. Experts and others who
    go by the same organ's code are not of the bureau."""
    if actor.role not in OFFICIALS:
        return False
    if actor.organ in runtime.accounts.uploaders(hash):
        return True
    return knows_objectors(actor) and runtime.accounts.held_back(hash, actor.organ)


def shows(runtime: Runtime, actor: Actor, paper: Paper) -> bool:
    """Whether the case that holds it shows the paper to this person."""
    stream, _, id = paper.case.partition("/")
    if stream not in CALLERS_STREAMS:
        return False
    try:
        view = visible(runtime, actor, STREAMS[stream], id)
    except HTTPException:
        return False
    return its_own(runtime, paper, view.case) and in_its_part(runtime, view, paper)


def its_own(runtime: Runtime, paper: Paper, case: Case) -> bool:
    """Whether who handed the paper in has brought the file, too. For an objection of nobody in
    particular that was asked when it came."""
    if paper.part == OBJECTION and not paper.organ:
        return True
    owner = case.owner if paper.part == FORM and isinstance(case, Application) else paper.organ
    return brought(runtime, paper.hash, owner)


def in_its_part(runtime: Runtime, view: CaseView, paper: Paper) -> bool:
    if paper.part == FORM:
        return view.actor.role != "EXPERT" or on_form_shown(view, paper.hash)
    if view.actor.role not in OFFICIALS:
        return False
    if paper.part == OBJECTION:
        return knows_objectors(view.actor) or asked_about(view, paper.number)
    return tells_of(runtime, view, paper)


def on_form_shown(view: CaseView, hash: str) -> bool:
    """Whether the file is on the form as this person is shown it now."""
    shown = view.shown()
    return isinstance(shown, Application) and hash in shown.form.files


def asked_about(view: CaseView, no: int) -> bool:
    found = numbered(view.case.objections, no) if isinstance(view.case, Application) else None
    return found is not None and was_asked(view.actor, found)


def tells_of(runtime: Runtime, view: CaseView, paper: Paper) -> bool:
    """Whether the act that the paper came with is shown to this person."""
    acts = runtime.log.history(paper.case, after=paper.number - 1, upto=paper.number)
    return any(view.reads(one.topic, decode(one.topic, one.state)) for one in acts)
