"""Demonstration data: thirty units whose centres' whole lives are told. All is invented."""

from datetime import date

from services.demo.told_world import Applicant

ROUND_BEGINS = {
    "sc": date(2025, 3, 3),
    "im": date(2025, 9, 1),
    "sz": date(2022, 3, 1),
    "nat": date(2026, 3, 2),
}
"""The first day of each round."""
REGIMES = {"sc": "SC", "im": "IM", "sz": "SZ", "nat": "NAT-ASSUMED"}
UNIT_ROWS = """
sc-1 91510100MA7T000013 510100 成都示例轨道装备有限公司 轨道交通产业
sc-2 91510700MA7T000025 510700 绵阳示例存储科技有限公司 存储产业
sc-3 91510600MA7T000033 510600 德阳示例燃机制造有限公司 航空与燃机产业
sc-4 91511500MA7T00004D 511500 宜宾示例动力电池有限公司 动力电池产业
sc-5 91511100MA7T00005U 511100 乐山示例晶硅材料有限公司 晶硅光伏产业
sc-6 91510400MA7T000062 510400 攀枝花示例钒钛有限公司 钒钛产业
sc-7 91510500MA7T00007A 510500 泸州示例白酒研究院 白酒产业
sc-8 91510100MA7T00008Q 510100 成都示例卫星应用有限公司 卫星互联网与卫星应用产业
sc-9 91511800MA7T00009C 511800 雅安示例川茶有限公司 川茶产业
sc-10 91511300MA7T00010P 511300 南充示例能源化工有限公司 能源化工产业
sc-11 91510900MA7T00011D 510900 遂宁示例电子信息有限公司 电子信息产业
sc-12 91510300MA7T00012H 510300 自贡示例先进材料有限公司 先进材料产业 DIRECT
im-1 91150200MA7T000135 150200 包头示例稀土永磁有限公司 稀土产业
im-2 91150600MA7T00014W 150600 鄂尔多斯示例氢能有限公司 氢能产业 DIRECT
im-3 91150100MA7T000156 150100 呼和浩特示例乳业研究院 乳产业
im-4 91150500MA7T00016X 150500 通辽示例肉牛有限公司 肉牛产业
im-5 91152500MA7T00017R 152500 锡林郭勒示例羊绒有限公司 羊绒产业
im-6 91150900MA7T00018Q 150900 乌兰察布示例石墨烯有限公司 石墨烯产业
im-7 91150400MA7T000192 150400 赤峰示例蒙医药有限公司 蒙医药产业
im-8 91150800MA7T00020U 150800 巴彦淖尔示例硅材料有限公司 硅材料产业
im-9 91150300MA7T000215 150300 乌海示例储能有限公司 新型储能产业
sz-1 91320571MA7T00022E 320571 苏州示例纳米平台有限公司 纳米技术应用产业
sz-2 91320583MA7T00023X 320583 昆山示例集成电路平台有限公司 软件和集成电路产业
sz-3 91320581MA7T000244 320581 常熟示例汽车平台有限公司 智能网联汽车产业
sz-4 91320509MA7T00025Y 320509 吴江示例丝绸平台有限公司 丝绸产业
sz-5 91320582MA7T00026Q 320582 张家港示例新材料平台有限公司 新材料产业
nat-1 91510100MA7T00027P 510100 成都示例轨道交通装备集团 轨道交通装备产业
nat-2 91510700MA7T00028R 510700 绵阳示例显示面板集团 新型显示产业
nat-3 91150200MA7T00029Q 150200 包头示例稀土集团 稀土新材料产业
nat-4 91150600MA7T00030J 150600 鄂尔多斯示例现代能源集团 现代能源产业
"""


def applicant_of_row(
    id: str, code: str, division: str, name: str, industry: str, channel: str = "ORDINARY"
) -> Applicant:
    place = id.partition("-")[0]
    runs_before = {"of_centre": id} if place == "nat" else {}
    return Applicant(
        id=id,
        code=code,
        name=name,
        regime=REGIMES[place],
        division=division,
        industry=industry,
        batch=f"{place}-{ROUND_BEGINS[place].year}",
        channel=channel,
        experts=f"expert.{place}",
        draft=runs_before,
    )


LIVES_APPLICANTS = tuple(applicant_of_row(*line.split()) for line in UNIT_ROWS.strip().splitlines())
SUCCESSOR = applicant_of_row(
    "sc-2.successor", "91510700MA7T000315", "510700", "绵阳示例存储集团有限公司", "存储产业"
)
"""The unit to which the centre sc-2 passes."""
