"""Expert panels: who was drawn for which applications, and who sits on them now."""

from collections.abc import Collection
from datetime import date
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from domain.case import Case


class Excluded(Struct, frozen=True):
    """An expert who could not be drawn, on which ground, because of whom or what."""

    expert: str
    ground: str
    because_of: str


class Recused(Struct, frozen=True):
    """An expert who takes no part in the batch any more. `source`: EXPERT, ORGAN or
    APPLICANT_REQUEST."""

    expert: str
    ground: str
    source: str
    on: date
    note: str | None = None


class Panel(Struct, frozen=True):
    """A drawn panel. `order` holds all who could be drawn, in the order of the draw. The first
    `size` of them who are not recused are members, the first member is the chair, the others are
    substitutes: so whoever is recused has never been drawn."""

    panel_no: str
    pool: str
    size: int
    seed: str
    order: tuple[str, ...]
    excluded: tuple[Excluded, ...]
    applications: tuple[str, ...]
    applicants: tuple[str, ...]
    scores_by: date
    declared: tuple[str, ...] = ()
    dissolved: bool = False

    def members(self, recused: Collection[str]) -> tuple[str, ...]:
        return tuple(expert for expert in self.order if expert not in recused)[: self.size]


def drawn(seed: str, experts: Collection[str]) -> tuple[str, ...]:
    """Draws experts in the order of SHA-256 over `seed:expert`: with both, anybody can draw
    again."""
    return tuple(sorted(experts, key=lambda one: sha256(f"{seed}:{one}".encode()).hexdigest()))


class Panels(Case, frozen=True):
    """State of a case that panels review for. A recusal holds for all its panels."""

    panels: tuple[Panel, ...] = ()
    recused: tuple[Recused, ...] = ()

    @property
    def standing(self) -> tuple[Panel, ...]:
        return tuple(panel for panel in self.panels if not panel.dissolved)

    def panel(self, panel_no: str | None) -> Panel | None:
        return next((panel for panel in self.panels if panel.panel_no == panel_no), None)

    def members(self, panel: Panel) -> tuple[str, ...]:
        """The members of a panel now, the chair first."""
        return panel.members({one.expert for one in self.recused})

    def is_recused(self, person: str) -> bool:
        return any(one.expert == person for one in self.recused)

    def with_panel(self, panel: Panel) -> tuple[Panel, ...]:
        """All panels, with this one as it is now."""
        if self.panel(panel.panel_no) is None:
            return (*self.panels, panel)
        return tuple(panel if one.panel_no == panel.panel_no else one for one in self.panels)

    def after(self, recused: Recused) -> "Panels":
        return replace(self, recused=(*self.recused, recused))
