"""Units whose centres' lives are told, each with its first application; all are invented."""

from services.demo.told_world import Applicant

SICHUAN = Applicant(
    id="sc-whole",
    code="91510100MA6T0017KH",
    name="成都示例装备有限公司",
    regime="SC",
    division="510100",
    industry="装备制造产业",
    batch="sc-2025-1",
)
INNER_MONGOLIA = Applicant(
    id="im-whole",
    code="91150200MA0N00027W",
    name="包头示例稀土新材料有限公司",
    regime="IM",
    division="150200",
    industry="稀土产业",
    batch="im-2025-1",
)
SUZHOU = Applicant(
    id="sz-whole",
    code="91320505MA6T00181E",
    name="苏州示例生物医药平台发展有限公司",
    regime="SZ",
    division="320505",
    industry="生物医药产业",
    batch="sz-2022-1",
)
