"""A sample value of every event, command and record, every field given; and their golden forms."""

from collections.abc import Iterator
from datetime import date
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from domain.application.drafting import DraftCreated
from domain.context import Actor, Context, Override, Raised
from domain.discipline_case.vault_stream import DISCIPLINE_CASES
from domain.personal import Sealed
from domain.record import Record
from domain.running import NamedTerm
from domain.streams import STREAMS
from domain.trial.made_up import any_value

FOLDER = Path(__file__).parents[1] / "golden"
DAY = date(2026, 11, 2)
SEALED = Sealed(
    subject="s1", purpose="review", key=1, at="c1/form.team.0.name", nonce=b"\0" * 12, box=b"box"
)
KINDS = (*STREAMS.values(), DISCIPLINE_CASES)
"""Every kind of case that some process of this release stores."""


def union(attribute: str) -> Any:
    return reduce(or_, (act for kind in KINDS for act in getattr(kind, attribute)))


EVENT = msgspec.json.Decoder(union("events"))
COMMAND = msgspec.json.Decoder(union("commands"))


def sample(kind: inspect.Type, name: str) -> Any:
    """A value of that type that differs from every default."""
    match kind:
        case inspect.UnionType(types=types):
            if any(isinstance(one, inspect.StructType) and one.cls is Sealed for one in types):
                return SEALED
            return sample(next(t for t in types if not isinstance(t, inspect.NoneType)), name)
        case inspect.StructType(cls=cls, fields=fields):
            return cls(**{field.name: sample(field.type, field.name) for field in fields})
        case inspect.VarTupleType(item_type=item):
            return (sample(item, name),)
        case inspect.DictType(value_type=value):
            return {name: sample(value, name)}
    return any_value(kind, name, DAY)


def sampled(cls: type[msgspec.Struct]) -> Any:
    return sample(inspect.type_info(cls), cls.__name__)


def record() -> Record:
    """An opening with sealed personal fields, a rule set aside, late, on a document."""
    stream = STREAMS["applications"]
    opening = stream.opening
    assert opening
    return Record(
        event=sampled(DraftCreated),
        context=Context(
            actor=Actor("applicant.1", "APPLICANT", "91510100MA6T000121", ("submission",)),
            occurred_on=DAY,
            effective_on=DAY,
            command_id="c1",
            document_no="川知〔2026〕1号",
            evidence=("0" * 64,),
            overrides=(Override(rule="SC-05.4", reason="市级特色产业", official="赵示例"),),
            late_reason="补记",
        ),
        command=sampled(opening),
        basis=("SC-06.1",),
        duty="submission",
        area="SC.000000",
        flags=(Raised(code="RULE_AMBIGUITY", rule="SC-07.7", zh="两款不一致", en="they differ"),),
        reads={"applications/a1": 0, "regulations/SC": 2},
        regulation="0" * 64,
        calendar="1" * 64,
        opened=(sampled(NamedTerm),),
        closed=("candidate",),
    )


def lines() -> Iterator[bytes]:
    """The stored forms of this release."""
    encode = msgspec.json.Encoder().encode
    for stream in KINDS:
        yield from (encode(sampled(event)) for event in stream.events)
        yield from (encode(sampled(command)) for command in stream.commands)
    yield encode(record())


def golden() -> Iterator[tuple[str, bytes]]:
    """Every line of every release, with its file."""
    for file in sorted(FOLDER.glob("*.jsonl")):
        yield from ((file.name, line) for line in file.read_bytes().splitlines())
