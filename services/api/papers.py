"""Who may download a file: decided by the cases that hold it, and by the part of the case where it
stands.

A unit opens its own uploads. An official opens what stands in a case that they see, but evidence of
an objection only where they may know its objector; a file in no case yet is for the unit that
uploaded it. An expert opens the files on the form as shown to them. Citing a hash that one has not
uploaded gives nobody access: histories show hashes.
"""

from collections.abc import Iterator
from itertools import chain

from starlette.exceptions import HTTPException

from adapters.event_store.codec import decode
from domain.application.case import Application
from domain.application.objection import numbered
from domain.case import Case
from domain.context import Actor
from domain.streams import STREAMS
from projections.papers import FORM, OBJECTION, VOUCHER, Paper
from services.access.policy import OFFICIALS, READERS_OF_VOUCHERS, UNITS
from services.access.visibility import knows_objectors, was_asked
from services.api.requests import CALLERS_STREAMS
from services.api.views import CaseView, visible
from services.runtime import Runtime
from services.subscriptions.catalogue import PAPERS
from services.subscriptions.projector import dead_letters

AT_ONCE = 100


def opens(runtime: Runtime, actor: Actor, hash: str) -> bool:
    """Whether this person may open the file. Reads the papers table without waiting for it to catch
    up."""
    if actor.role in UNITS:
        return brought(runtime, hash, actor.organ)
    places = papers(runtime, hash)
    first = next(places, None)
    if first is None:
        return a_colleagues(runtime, actor, hash)
    return any(shows(runtime, actor, paper) for paper in chain([first], places))


def papers(runtime: Runtime, hash: str) -> Iterator[Paper]:
    """The places in cases where the file stands. Dead letters are skipped, so they grant no
    access."""
    after: tuple[str, str] | None = None
    dead = dead_letters(PAPERS)
    while True:
        page = runtime.readmodel.page(
            PAPERS, where={"hash": hash}, after=after, lot=dead, limit=AT_ONCE
        )
        yield from (PAPERS.decoded(one.row.decode()) for one in page if not one.parked)
        if len(page) < AT_ONCE:
            return
        after = page[-1].after


def brought(runtime: Runtime, hash: str, organ: str) -> bool:
    """Whether that unit has uploaded the file, for an objection or not."""
    accounts = runtime.accounts
    return organ in accounts.uploaders(hash) or accounts.held_back(hash, organ)


def a_colleagues(runtime: Runtime, actor: Actor, hash: str) -> bool:
    """Whether a colleague of this official has uploaded the file, where no case holds it yet.
    Experts and others under the same organ's code are not of the bureau."""
    if actor.role not in OFFICIALS:
        return False
    if actor.organ in runtime.accounts.uploaders(hash):
        return True
    return knows_objectors(actor) and runtime.accounts.held_back(hash, actor.organ)


def shows(runtime: Runtime, actor: Actor, paper: Paper) -> bool:
    """Whether this person sees the case that holds the paper, and the part where it stands."""
    stream, _, id = paper.case.partition("/")
    if stream not in CALLERS_STREAMS:
        return False
    try:
        view = visible(runtime, actor, STREAMS[stream], id)
    except HTTPException:
        return False
    return its_own(runtime, paper, view.case) and in_its_part(runtime, view, paper)


def its_own(runtime: Runtime, paper: Paper, case: Case) -> bool:
    """Whether the unit that handed the paper in has also uploaded the file. For an anonymous
    objection that was checked when it was lodged."""
    if paper.part == OBJECTION and not paper.organ:
        return True
    owner = case.owner if paper.part == FORM and isinstance(case, Application) else paper.organ
    return brought(runtime, paper.hash, owner)


def in_its_part(runtime: Runtime, view: CaseView, paper: Paper) -> bool:
    if paper.part == FORM:
        return view.actor.role != "EXPERT" or on_form_shown(view, paper.hash)
    if view.actor.role not in (READERS_OF_VOUCHERS if paper.kind == VOUCHER else OFFICIALS):
        return False
    if paper.part == OBJECTION:
        return knows_objectors(view.actor) or asked_about(view, paper.number)
    return tells_of(runtime, view, paper)


def on_form_shown(view: CaseView, hash: str) -> bool:
    """Whether the file is on the form as this person is shown it."""
    shown = view.shown()
    return isinstance(shown, Application) and hash in shown.form.files


def asked_about(view: CaseView, no: int) -> bool:
    lodged = numbered(view.case.objections, no) if isinstance(view.case, Application) else None
    return lodged is not None and was_asked(view.actor, lodged)


def tells_of(runtime: Runtime, view: CaseView, paper: Paper) -> bool:
    """Whether the event that the paper came with is shown to this person."""
    acts = runtime.log.history(paper.case, after=paper.number - 1, upto=paper.number)
    return any(view.reads(event.topic, decode(event.topic, event.state)) for event in acts)
