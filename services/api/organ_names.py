"""What an organ is called: a unit by its registered name, a bureau's place by its division."""

from collections.abc import Iterator

from domain.party.lifecycle import Party
from domain.refusal import Text
from services.api.wording import rules_by_code
from services.runtime import Runtime


def organ_name(runtime: Runtime, organ: str) -> Text | None:
    """The name of an organ by its division code, or of a unit by its credit code."""
    party, _ = runtime.store.held(f"parties/{organ}") if organ else (None, 0)
    if isinstance(party, Party) and party.name:
        return Text(party.name, party.name)
    return next(division_names(runtime, organ), None)


def division_names(runtime: Runtime, code: str) -> Iterator[Text]:
    """What the regimes in force call a division."""
    day = runtime.clock.today()
    for rules in rules_by_code(runtime.regimes(), day).values():
        if name := rules.places.name_of(code, day):
            yield name
