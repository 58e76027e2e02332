"""Regulations begun by `anjuan regulation new`, and filled in as an officer would."""

from datetime import date

from msgspec import Struct

from domain.authoring.drafting import Beginning, drafted, drafted_divisions
from domain.regulation.unfilled import BLANK
from services.regulation_files import RegulationFile, read_regulation

MOST_LINES = 70


class Province(Struct, frozen=True):
    """A place that the code has never seen: its codes, a place where a unit applies, and what is
    written into the table of divisions."""

    like: str
    code: str
    area: str
    authority: str
    place: str
    written: dict[str, str]

    @property
    def beginning(self) -> Beginning:
        return Beginning(
            like=self.like,
            stem=self.code.lower(),
            code=self.code,
            title=f"{self.area}产业知识产权运营中心管理办法",
            title_en=f"Measures of {self.code}",
            authority=self.authority,
            area=self.area,
            issued_on=date(2026, 1, 5),
        )

    def file(self) -> RegulationFile:
        """The draft, filled in."""
        return read(self.source, self.table, self.beginning.stem)

    @property
    def channel(self) -> str:
        return "DIRECT" if self.like == "one_tier" else "ORDINARY"

    @property
    def source(self) -> str:
        return filled(drafted(self.beginning), {"〕条": "五条", "原文，": "原文"})

    @property
    def table(self) -> str:
        return filled(drafted_divisions(self.beginning), self.written)


def filled(text: str, written: dict[str, str]) -> str:
    """The text with each place written, by how the place goes on; the mark of any other is taken
    away."""
    for place, value in written.items():
        text = text.replace(f"{BLANK}{place}", value)
    return text.replace(BLANK, "〔")


def read(source: str, table: str, stem: str) -> RegulationFile:
    return read_regulation(f"{stem}.toml", source, ((f"{stem}.divisions.csv", table),))


HUBEI = Province(
    like="two_tiers",
    code="HB",
    area="湖北省",
    authority="420000",
    place="420100",
    written={"市州代码〕": "420100", "市州名称〕": "武汉市", "代码前四位〕": "4201"},
)
FUJIAN = Province(
    like="three_tiers",
    code="FJ",
    area="福建省",
    authority="350000",
    place="350102",
    written={
        "市州代码〕": "350100",
        "市州名称〕": "福州市",
        "县区代码〕": "350102",
        "县区名称〕": "鼓楼区",
    },
)
JINAN = Province(
    like="one_tier", code="JN", area="济南市", authority="370100", place="370100", written={}
)
WUXI = Province(
    like="project",
    code="WX",
    area="无锡市",
    authority="320200",
    place="320211",
    written={"县区代码〕": "320211", "县区名称〕": "滨湖区"},
)
PROVINCES = (HUBEI, FUJIAN, JINAN, WUXI)
RECOGNISING = (HUBEI, FUJIAN, JINAN)
