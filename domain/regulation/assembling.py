"""Puts a regulation together, layer by layer: procedures below, the officer's file on top."""

from collections.abc import Iterator
from typing import Any

from domain.regulation.citations import TOPIC, citable, cite, kept_ways, without_uncited
from domain.regulation.fault import Fault
from domain.regulation.locating import Lines
from domain.regulation.nearest import known_ones
from domain.regulation.origins import Origins
from domain.regulation.sets import expand
from domain.regulation.sources import (
    BY_OWN_NAME,
    KEPT_BY_NAME,
    OWN_KEYS,
    Layer,
    TomlTable,
    in_a_list,
    items,
)
from domain.regulation.wording import substitute, variables

REFERRING = ("after", "unless", "on")
"""Keys of a part that name steps."""
WRITTEN_ELSEWHERE = {"rule": "[articles]", "division": 'divisions = "x.divisions.csv"'}
"""Parts of a complete text that come from elsewhere in a source."""
CHECKED = "@CHECKED"
"""The steps at which a condition is checked, where it says nothing else."""


class Assembly:
    """What the layers so far make together. Faults are those of the officer's file alone."""

    def __init__(self, divisions: list[TomlTable]) -> None:
        self.divisions = divisions
        self.blocks: TomlTable = {}
        self.rules: dict[str, TomlTable] = {}
        self.parts: dict[str, dict[str, TomlTable]] = {kind: {} for kind in KEPT_BY_NAME}
        self.sets: dict[str, list[str]] = {}
        self.cited: dict[tuple[str, str], str] = {}
        self.faults: list[Fault] = []
        self.own = Lines("")
        self.said: set[str] = set()
        self.cases: list[str] = []
        self.by_own_name: dict[str, list[str]] = {}

    def add(self, layer: Layer) -> None:
        self.own = layer.lines if layer.own else self.own
        self.said = set(layer.tables)
        self.cases = [name for name, _ in items(layer, "case")]
        tables = {part: layer.tables.get(part) for part in BY_OWN_NAME}
        self.by_own_name = {part: [*t] for part, t in tables.items() if isinstance(t, dict)}
        self.sets |= layer.tables.get("sets", {})
        self.rules |= implicit_rules(layer) | provisions(layer)
        for kind in KEPT_BY_NAME:
            for name, part in items(layer, kind):
                self.put(kind, name, dict(part), layer)
        for name, block in layer.tables.items():
            if name not in (*KEPT_BY_NAME, *OWN_KEYS):
                self.lay(name, in_a_list(name, block), layer)
        for provision, target in citations_of(layer):
            self.cite(provision, target, layer)
        for table, right in WRITTEN_ELSEWHERE.items() if layer.own else ():
            if table in layer.tables:
                zh, en = f"不写 [[{table}]]：写 {right}", f"no [[{table}]] here: write {right}"
                self.faults.append(Fault(self.own.of(table), table, zh, en))

    def lay(self, name: str, block: Any, layer: Layer) -> None:
        """Puts a block over the one of that name, or takes that one away. Separated duties of
        procedures add up; the officer's file says all of its own or none."""
        if name == "separate" and not layer.own:
            self.blocks[name] = [*self.blocks.get(name, ()), *block]
        elif not isinstance(block, dict) or not block.get("remove"):
            self.blocks[name] = overlaid(self.blocks.get(name), block)
        elif self.blocks.pop(name, None) is None and layer.own:
            zh, en = f"没有可去掉的 [{name}]", f"nothing to remove: [{name}]"
            self.faults.append(Fault(self.own.of(name), name, zh, en))

    def put(self, kind: str, name: str, part: TomlTable, layer: Layer) -> None:
        """Adds a part, changes the one of that name, or takes it away."""
        below = self.parts[kind]
        if not part.pop("remove", False):
            below[name] = {**below.get(name, {}), **part}
        elif name in below:
            del below[name]
            self.forget(kind, name)
        else:
            self.blame(
                kind, name, layer, f"没有可去掉的 {name}", f"nothing to remove: {name}", below
            )

    def forget(self, kind: str, name: str) -> None:
        """Takes the name of a removed step out of the parts that speak of it."""
        do = command_of(name)
        if kind != "step" or any(command_of(other) == do for other in self.parts["step"]):
            return
        for part in self.everything():
            for key in REFERRING:
                if do in part.get(key, ()):
                    part[key] = [each for each in part[key] if each != do]

    def everything(self) -> Iterator[TomlTable]:
        return (part for kind in KEPT_BY_NAME for part in self.parts[kind].values())

    def cite(self, provision: str, target: str, layer: Layer) -> None:
        carried = cite(self, provision, target)
        if not carried:
            zh, en = f"没有可引的 {target}", f"nothing to cite onto: {target}"
            self.blame("cites", provision, layer, zh, en, citable(self), target)
        self.cited |= dict.fromkeys(carried, provision)

    def blame(
        self, table: str, name: str, layer: Layer, zh: str, en: str, known: Any, given: str = ""
    ) -> None:
        if layer.own:
            line = Origins(self.own).of_part(table, name)
            near = known_ones(given or name, known)
            self.faults.append(Fault(line, f"{table}.{name}", zh + near.zh, en + near.en))

    def finish(self) -> TomlTable:
        """The complete text as tables."""
        named = {command_of(name) for name in self.parts["step"]}
        for name, guard in [*self.parts["guard"].items(), *self.parts["flag"].items()]:
            guard.setdefault("on", [CHECKED])
            guard["name"] = name
            guard["on"] = self.steps_of(guard["on"], named)
        self.parts["guard"] = in_the_order_of(without_uncited(self), self.parts["guard"])
        whole: TomlTable = {
            **self.blocks,
            "division": self.divisions,
            "rule": kept_ways(self),
            "step": [complete_step(name, step) for name, step in self.parts["step"].items()],
            "guard": list(self.parts["guard"].values()),
            "flag": list(self.parts["flag"].values()),
        }
        if "separate" not in self.said:
            whole["separate"] = still_separate(whole)
        whole = {name: value for name, value in whole.items() if value != []}
        whole = expand(whole, self.sets)
        return dict(substitute(whole, variables(whole, self.divisions)))

    def steps_of(self, on: list[str], named: set[str]) -> list[str]:
        """The steps at which a condition is checked: of a set, those that this regime has."""
        wanted = expand(on, self.sets)
        return [do for do in wanted if do in named or do in on or do.startswith("@")]

    def origins(self) -> Lines:
        names = {kind: list(self.parts[kind]) for kind in KEPT_BY_NAME}
        names |= {"case": self.cases, **self.by_own_name}
        return Origins(self.own, {**names, "rule": list(without_uncited(self))}, self.cited)


def still_separate(whole: TomlTable) -> list[TomlTable]:
    """The procedure's separated duties, of those in which this regime has steps."""
    done = {step.get("duty") for step in whole["step"]}
    kept = [
        {**one, "duties": [duty for duty in one["duties"] if duty in done]}
        for one in whole.get("separate", ())
    ]
    return [one for one in kept if len(one["duties"]) > 1]


def overlaid(below: Any, above: Any) -> Any:
    """A table with another one's values put over it, deeply; whatever is no table is replaced, and
    an inner table that says `remove` takes away the one of its name."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    gone = {key for key, value in above.items() if key in below and is_taken_away(value)}
    put = {key: overlaid(below.get(key), value) for key, value in above.items()}
    return {key: value for key, value in (below | put).items() if key not in gone}


def is_taken_away(value: Any) -> bool:
    return isinstance(value, dict) and value.get("remove") is True


def implicit_rules(layer: Layer) -> dict[str, TomlTable]:
    """Rules of the procedure's own, which stand in until a provision carries the same."""
    table = layer.tables.get("implicit", {})
    return {f"IMPLICIT:{name}": dict(rule) for name, rule in table.items()}


def provisions(layer: Layer) -> dict[str, TomlTable]:
    """Provisions by id; one that is a line of text is its article, a space, and its phrase."""
    named = layer.tables.get("articles", {}).items()
    return {id: provision(said) if isinstance(said, str) else dict(said) for id, said in named}


def provision(said: str) -> TomlTable:
    article, _, phrase = said.partition(" ")
    return {"article": article, "phrase": phrase or article, "gloss": phrase or article}


def citations_of(layer: Layer) -> list[tuple[str, str]]:
    """Each provision with each that it is cited onto; whole topics first, for what names a step
    says more, whichever provision stands first."""
    pairs = [
        (provision, str(target))
        for provision, targets in layer.tables.get("cites", {}).items()
        for target in (targets if isinstance(targets, list) else [targets])
    ]
    return sorted(pairs, key=lambda pair: not pair[1].startswith(TOPIC))


def command_of(name: str) -> str:
    return name.partition(":")[0]


def in_the_order_of(
    rules: dict[str, TomlTable], guards: dict[str, TomlTable]
) -> dict[str, TomlTable]:
    """Conditions as the text has their provisions, for they are told in that order; those of no
    provision come last."""
    ids = sorted(rules, key=lambda id: id.startswith(TOPIC))
    places = {id: place for place, id in enumerate(ids)}
    by_place = sorted(guards, key=lambda name: places.get(guards[name].get("rule", ""), len(ids)))
    return {name: guards[name] for name in by_place}


def complete_step(name: str, step: TomlTable) -> TomlTable:
    do, _, channel = name.partition(":")
    return {"do": do, **({"channel": channel} if channel else {}), **step}
