"""Fields of the form that only one regime asks, and the facts that they are for its guards."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from domain.facts import Fact, FactKind, Found
from domain.folding import is_blank
from domain.refusal import Text
from domain.regulation.day_counts import days_between, full_months, is_day
from domain.regulation.nearest import nearest_name
from domain.typed_text import is_hash

FieldKind = Literal["count", "flag", "date", "text", "file"]
FACT_KINDS: dict[FieldKind, FactKind] = {
    "count": "number",
    "flag": "flag",
    "date": "date",
    "text": "text",
    "file": "flag",
}
NO_UNIT = Text("", "")
MOST = 10**9
"""Of a count, and of the characters of a text: the form's own limits are below that."""
SINCE = {
    "days_since_": (Text("距办理日", "days up to the act"), Text("日", "days")),
    "months_since_": (Text("距办理日满", "full months up to the act"), Text("个月", "months")),
}


class ListedValue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the values that a text may have, as it is stored, and what it is called."""

    value: Annotated[str, Meta(pattern=r"^[^\s,\"|]{1,60}\Z")]
    zh: Annotated[str, Meta(pattern=r"^[^\s,\"|]{1,60}\Z")]
    en: Annotated[str, Meta(min_length=1, max_length=120)]


class OwnField(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[field]]`: what only this regime's form asks, and a fact of that name for its guards.

    `kind`: a count, yes or no, a day, a text, or a file. `least` and `most` bound a count, and the
    characters of a text. `values` are the only ones that a text may have. `required`: an
    application without it can't be handed in, under `rule`. A day is also the facts
    `days_since_NAME` and `months_since_NAME`, up to the day of the act.
    No personal data: these values are stored in plain, and every reader of the form sees them.
    """

    name: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z")]
    kind: FieldKind
    zh: Annotated[str, Meta(min_length=1, max_length=60)]
    en: Annotated[str, Meta(min_length=1, max_length=120)]
    least: Annotated[int, Meta(ge=0, le=10**9)] | None = None
    most: Annotated[int, Meta(ge=0, le=10**9)] | None = None
    values: tuple[ListedValue, ...] = ()
    required: bool = False
    rule: str | None = None

    @property
    def pointer(self) -> str:
        """JSON pointer to the field in a command that carries the form."""
        return f"/form/own/{self.name}"

    @property
    def words(self) -> Text:
        return Text(self.zh, self.en)

    @property
    def facts(self) -> Iterator[Fact]:
        """The facts of this field: its own value and, of a day, how long ago it was."""
        yield self._fact(self.name, FACT_KINDS[self.kind], self.words, self._found)
        if self.kind == "date":
            for prefix, count in (("days_since_", days_between), ("months_since_", full_months)):
                (said, unit) = SINCE[prefix]
                words = Text(f"{self.zh}{said.zh}", f"{self.en}: {said.en}")
                yield self._fact(prefix + self.name, "number", words, self._since(count), unit)

    def _fact(
        self,
        name: str,
        kind: FactKind,
        words: Text,
        find: Callable[[Any], Found],
        unit: Text = NO_UNIT,
    ) -> Fact:
        return Fact(name, kind, words, find, unit, reads=(self.pointer,))

    def _value(self, matter: Any) -> Found:
        """The value as it stands; None where there is none, or it is none of this field's."""
        value: Found = matter.case.own_values(matter.command).get(self.name)
        return value if value is not None and self.takes(value) else None

    def _found(self, matter: Any) -> Found:
        value = self._value(matter)
        return value is not None if self.kind == "file" else value

    def _since(self, count: Callable[[date, date], int]) -> Callable[[Any], Found]:
        def find(matter: Any) -> Found:
            day = self._value(matter)
            return None if day is None else count(date.fromisoformat(str(day)), matter.day)

        return find

    def takes(self, value: Any) -> bool:
        """Whether this is a value of the field."""
        match self.kind:
            case "flag":
                return isinstance(value, bool)
            case "count":
                return isinstance(value, int) and not isinstance(value, bool) and self._fits(value)
            case "date":
                return isinstance(value, str) and is_day(value)
            case "file":
                return isinstance(value, str) and is_hash(value)
        if self.values:
            return value in self.closed
        return isinstance(value, str) and not is_blank(value) and self._fits(len(value))

    @property
    def closed(self) -> tuple[str, ...]:
        """The values of the closed list; none where any text will do."""
        return tuple(one.value for one in self.values)

    def meant(self, said: str) -> str:
        """The value that somebody means who writes it, or what it is called."""
        named = {name: one.value for one in self.values for name in (one.en, one.zh, one.value)}
        return named.get(said, said)

    def _fits(self, size: int) -> bool:
        return (self.least or 0) <= size <= (MOST if self.most is None else self.most)

    @property
    def allowed(self) -> Text:
        """What may stand in the field, in words."""
        match self.kind:
            case "flag":
                return Text("是或否（true、false）", "true or false")
            case "date":
                return Text("日期，如 2026-03-02", "a day like 2026-03-02")
            case "file":
                return Text("文件的 SHA-256", "the SHA-256 of a file")
        return told_of(self.values) if self.values else self._ranged

    def allowed_near(self, said: Any) -> Text:
        """The same, of a closed list the most similar value first."""
        first = nearest_name(str(said), (*self.closed, *(one.zh for one in self.values)))
        values = sorted(self.values, key=lambda one: first not in (one.value, one.zh))
        return told_of(values) if values else self.allowed

    @property
    def _ranged(self) -> Text:
        range = self._range
        if self.kind == "count":
            return Text(f"整数{range.zh}", f"a whole number{range.en}")
        return Text(f"文字{range.zh}", f"a text{range.en}")

    @property
    def bounded(self) -> bool:
        return self.least is not None or self.most is not None

    @property
    def _range(self) -> Text:
        unit = Text(" 字", " characters") if self.kind == "text" else Text("", "")
        low, high = self.least, self.most
        if low is None and high is None:
            return Text("", "")
        if high is None:
            return Text(f"，不少于 {low}{unit.zh}", f" of at least {low}{unit.en}")
        if low is None:
            return Text(f"，至多 {high}{unit.zh}", f" of at most {high}{unit.en}")
        return Text(f"，{low} 至 {high}{unit.zh}", f" from {low} to {high}{unit.en}")


def told_of(values: Iterable[ListedValue]) -> Text:
    """The values of a closed list, each with what it is called."""
    pairs = [(one.value, one.zh, one.en) for one in values]
    zh = "、".join(value if value == said else f"{value}（{said}）" for value, said, _ in pairs)
    en = ", ".join(value if value == said else f"{value} ({said})" for value, _, said in pairs)
    return Text(zh, f"one of: {en}")
