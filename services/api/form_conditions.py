"""The conditions that the regulation puts on an application, one by one: what it wants, what the
form says, whether that is enough, and which papers prove it."""

from collections.abc import Iterator

from msgspec import Struct

from domain.application.case import Application
from domain.application.drafting import SubmitApplication
from domain.context import Context
from domain.facts import EXPLANATIONS
from domain.guarding import allowed, check_guard, compared, say, shortfall
from domain.matter import Matter
from domain.refusal import Text
from domain.regulation.model import Guard
from services.api.views import CaseView
from services.runtime import Runtime

NOT_SAID = Text("", "")


class Proof(Struct, frozen=True):
    """A paper that was handed in for a condition: of which kind, and the hash it is opened by."""

    kind: str
    file: str


class FormCondition(Struct, frozen=True):
    """One condition. `stated` is what the form says, `wanted` what the regulation wants; both are
    empty where it is `met` and there is no more to say. One `in_principle` may be set aside with a
    reason."""

    rule: str
    article: str
    phrase: str
    stated: str
    wanted: str
    met: bool
    in_principle: bool
    proofs: tuple[Proof, ...]


def form_conditions(runtime: Runtime, view: CaseView, en: bool) -> Iterator[FormCondition]:
    """Each condition on handing in, in the order of the regulation."""
    case, shown = view.case, view.shown()
    if not isinstance(case, Application) or not isinstance(shown, Application):
        return
    matter = as_handed_in(runtime, view, case)
    for guard in matter.rules.guards("applications", SubmitApplication.__name__, case.channel):
        yield condition(matter, guard, shown, en)


def as_handed_in(runtime: Runtime, view: CaseView, case: Application) -> Matter[Application]:
    """The application, decided on as on the day it was handed in."""
    day = case.submitted_on or runtime.clock.today()
    context = Context(actor=view.actor, occurred_on=day, effective_on=day, command_id="")
    id = view.name.partition("/")[2]
    return Matter("applications", id, case, context, runtime.reader(), view.subject.rules)


def condition(
    matter: Matter[Application], guard: Guard, shown: Application, en: bool
) -> FormCondition:
    cited = matter.rules.by_id[guard.rule]
    met = check_guard(matter, guard, SubmitApplication) is None
    stated, wanted = what_is_right(matter, guard) if met else what_is_wrong(matter, guard)
    return FormCondition(
        rule=guard.rule,
        article=cited.article,
        phrase=cited.phrase,
        stated=stated.in_language(en),
        wanted=wanted.in_language(en),
        met=met,
        in_principle=not guard.hard,
        proofs=tuple(proofs_of(shown, guard.rule)),
    )


def what_is_wrong(matter: Matter[Application], guard: Guard) -> tuple[Text, Text]:
    """What a refusal would say."""
    facts = matter.rules.facts
    short = shortfall(matter, guard, facts[guard.fact].find(matter))
    return short.asked, allowed(guard, short.allowed, facts)


def what_is_right(matter: Matter[Application], guard: Guard) -> tuple[Text, Text]:
    """The value of a fact that is one, and the law's; nothing of facts that speak of what lacks."""
    fact = matter.rules.facts[guard.fact]
    if guard.fact in EXPLANATIONS:
        return NOT_SAID, NOT_SAID
    found = fact.find(matter)
    value = say(fact, tuple(sorted(found)) if isinstance(found, frozenset) else found)
    stated = Text(f"{fact.words.zh}：{value.zh}", f"{fact.words.en}: {value.en}")
    return stated, allowed(guard, compared(guard, fact), matter.rules.facts)


def proofs_of(shown: Application, rule: str) -> Iterator[Proof]:
    """The papers that the reader is shown for a condition."""
    for one in shown.form.attachments:
        if one.condition == rule:
            yield Proof(one.kind, one.file)
