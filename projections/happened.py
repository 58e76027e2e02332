"""One event of the log, with its place: what every fold takes."""

from datetime import datetime

from msgspec import Struct

from domain.case import Event, Record


class Happened(Struct, frozen=True):
    """`recorded_at` is UTC."""

    position: int
    stream: str
    id: str
    version: int
    type: str
    recorded_at: datetime
    record: Record

    @property
    def event(self) -> Event:
        return self.record.event

    @property
    def case(self) -> str:
        return f"{self.stream}/{self.id}"

    @property
    def regulation(self) -> str:
        return self.record.area.partition(".")[0]

    @property
    def division(self) -> str:
        return self.record.area.partition(".")[2]
