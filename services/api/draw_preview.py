"""Who could be drawn for a panel, before anything is drawn: the pool, who is left out and why."""

from msgspec import Struct
from msgspec.structs import replace

from domain.batch.case import Batch
from domain.batch.eligibility import excluded, of_fields
from domain.context import Context
from domain.expert_pool.case import Expert, ExpertPool
from domain.governing import rules_for
from domain.matter import Matter
from domain.panel import Excluded
from domain.refusal import Text
from domain.words import value_words
from services.api.views import CaseView
from services.runtime import Runtime


class Candidate(Struct, frozen=True):
    """An expert who knows one of the fields; barred on a ground, because of whom or what."""

    expert: str
    name: str
    fields: tuple[str, ...]
    ground: str = ""
    ground_words: Text | None = None
    because_of: str = ""


class DrawPreview(Struct, frozen=True):
    """The authority's pool: its fields of work, and its experts in those that are asked for.
    `least` and `odd` are the regulation's rules for the size of a panel."""

    pool: str
    fields: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    free: int
    least: int | None
    odd: bool


def draw_preview(
    runtime: Runtime, view: CaseView, applications: tuple[str, ...], fields: tuple[str, ...]
) -> DrawPreview:
    """The pool as it is now; barred are those whom the draw itself would leave out."""
    matter = batch_matter(runtime, view)
    block, pool = matter.rules.text.panel, matter.rules.about.authority
    kept = matter.reader.state("expert-pools", pool)
    experts = of_fields(kept, fields) if isinstance(kept, ExpertPool) else ()
    every = of_fields(kept, ()) if isinstance(kept, ExpertPool) else ()
    barred = {one.expert: one for one in excluded(matter, experts, applications)}
    return DrawPreview(
        pool=pool,
        fields=tuple(sorted({field for expert in every for field in expert.fields})),
        candidates=tuple(candidate(runtime, one, barred.get(one.person)) for one in experts),
        free=len(experts) - len(barred),
        least=block.least if block else None,
        odd=bool(block and block.odd),
    )


def candidate(runtime: Runtime, expert: Expert, barred: Excluded | None) -> Candidate:
    name = str(runtime.vault.open(expert).name)
    told = Candidate(expert.person, name, expert.fields)
    if barred is None:
        return told
    words = value_words(barred.ground, "ground")
    return replace(told, ground=barred.ground, ground_words=words, because_of=barred.because_of)


def batch_matter(runtime: Runtime, view: CaseView) -> Matter[Batch]:
    """The batch as a draw today would be decided on."""
    day, reader = runtime.clock.today(), runtime.reader()
    context = Context(actor=view.actor, occurred_on=day, effective_on=day, command_id="")
    id = view.name.partition("/")[2]
    rules = rules_for("batches", view.case, None, reader, day, "")
    batch = view.case
    assert isinstance(batch, Batch)
    return Matter("batches", id, batch, context, reader, rules)
