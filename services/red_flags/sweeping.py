"""Finds what has changed about red flags: leads that are new, have other evidence, or no longer
stand. What was found before is known by its evidence; the sweep itself keeps nothing.

An increment asks for what the new facts may have changed, then asks again the leads that they may
have taken the ground from: those of the centres touched, and of flags that cross centres all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from projections.ledger.tables import TABLES
from services.red_flags.asking import EvidenceLine, Lead, Ledger, Window, leads_found
from services.red_flags.rules import RedFlagRule

WITH_CENTRE = tuple(table.name for table in TABLES if "centre" in table.columns)
LeadKey = tuple[str, str]
"""A lead's rule and its name."""


class RaisedLead(Struct, frozen=True):
    """A lead that was raised before: its evidence, and whether it still stands."""

    rule: str
    name: str
    evidence: tuple[EvidenceLine, ...]
    stands: bool = True

    @property
    def key(self) -> LeadKey:
        return self.rule, self.name


class Changes(Struct, frozen=True):
    """What a sweep came to: leads as they are now that are new or changed, and those that fell."""

    found: tuple[Lead, ...] = ()
    fallen: tuple[RaisedLead, ...] = ()


class TouchedFacts(Struct, frozen=True):
    """The tables that have facts in a window, and the centres that these are of."""

    tables: frozenset[str]
    centres: frozenset[str]


def changes_in(
    rules: Sequence[RedFlagRule],
    window: Window,
    ledger: Ledger,
    known: Mapping[LeadKey, RaisedLead],
) -> Changes:
    """What the facts of a window have changed. A window over everything is a full run: whatever it
    does not find has fallen."""
    found = {
        (one.rule, one.name): one for rule in rules for one in leads_found(rule, window, ledger)
    }
    standing = [one for one in known.values() if one.stands and one.key not in found]
    if window.since >= 0:
        standing = shaken(rules, standing, touched_in(window, ledger))
        found |= {
            (one.rule, one.name): one for one in leads_asked_again(rules, standing, window, ledger)
        }
    asked = {rule.id for rule in rules}
    fallen = (one for one in standing if one.key not in found and one.rule in asked)
    changed = (one for key, one in found.items() if is_news(one, known.get(key)))
    return Changes(tuple(changed), tuple(fallen))


def is_news(lead: Lead, known: RaisedLead | None) -> bool:
    return known is None or not known.stands or known.evidence != lead.evidence


def shaken(
    rules: Iterable[RedFlagRule], standing: Iterable[RaisedLead], touched: TouchedFacts
) -> list[RaisedLead]:
    """The leads that new facts may have taken the ground from."""
    by_id = {rule.id: rule for rule in rules}
    return [
        one
        for one in standing
        if (rule := by_id.get(one.rule)) and rule.tables & touched.tables
        if rule.across or any(place.centre in touched.centres for place in one.evidence)
    ]


def leads_asked_again(
    rules: Iterable[RedFlagRule], leads: Iterable[RaisedLead], window: Window, ledger: Ledger
) -> Iterator[Lead]:
    """Leads that still stand, as they are now; those with evidence in one place asked at once."""
    by_id = {rule.id: rule for rule in rules}
    wanted: dict[tuple[str, int], set[str]] = {}
    for one in leads:
        wanted.setdefault((one.rule, one.evidence[0].position), set()).add(one.name)
    for (rule, position), names in wanted.items():
        around = window.around(position)
        yield from (one for one in leads_found(by_id[rule], around, ledger) if one.name in names)


def touched_in(window: Window, ledger: Ledger) -> TouchedFacts:
    """The tables with facts in a window, and their centres."""
    asked = " UNION ALL ".join(
        f"SELECT DISTINCT '{table.name}' AS kind, {centre_column(table.name)} AS centre,"
        " '' AS project, 0 AS position, 0 AS line, '' AS role"
        f" FROM {ledger.names.get(table.name, table.name)}"
        f" WHERE position > {window.since:d} AND position <= {window.until:d}"
        for table in TABLES
    )
    rows = [(kind, centre) for kind, centre, *_ in ledger.answer(asked)]
    return TouchedFacts(
        frozenset(kind for kind, _ in rows), frozenset(centre for _, centre in rows)
    )


def centre_column(table: str) -> str:
    return "centre" if table in WITH_CENTRE else "''"
