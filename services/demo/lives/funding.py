"""A city's support of a project, in lines: two tranches that reach the cap of five million yuan to
the fen, matched by the district, and settled."""

from typing import Any

from services.demo.lives.lines import Said, StoryLine, iso_day

CAP = 500_000_000  # fen
FIRST, REST = 300_000_000, 200_000_000
DISTRICT, DISTRICT_ACCOUNT = "区财政局国库", "项目专户"


def on_project(day: str, do: str, **said: Any) -> StoryLine:
    return StoryLine(iso_day(day), do, said, "fund-projects")


def tranche(number: int, fen: int, *days: str) -> list[StoryLine]:
    """Asked for, approved and paid on these days, by three persons."""
    asked, approved, paid = days
    return [
        on_project(asked, "RequestTranche", number=number, amount=fen, reason="按合同和进度"),
        on_project(approved, "ApproveTranche", number=number),
        on_project(paid, "DisburseTranche", number=number, account=DISTRICT_ACCOUNT),
    ]


def supported(centre: str, name: str) -> list[StoryLine]:
    grant: Said = {"amount": CAP, "level": "MUNICIPAL", "year": 2022, "deadline": "2025-06-20"}
    grant |= {"source": "苏州市知识产权运营服务体系建设专项资金"}
    grant |= {"under_measure": "苏州市知识产权运营服务体系建设项目管理办法"}
    grant |= {"purposes": ["平台建设", "专利导航"], "lines": [{"name": "平台建设", "limit": CAP}]}
    terms: Said = {"indicators": ["平台建成并运行"], "begins_on": "2022-06-27"}
    applied: Said = {"regime": "SZ", "centre": centre, "name": name, "amount": CAP}
    match: Said = {"amount": CAP, "payer": DISTRICT, "account": DISTRICT_ACCOUNT}
    return [
        on_project("2022-06-06", "ApplyForProject", **applied),
        on_project("2022-06-13", "ReviewProject", result="SUPPORTED", opinion="目标明确"),
        on_project("2022-06-20", "IssueBudget", **grant),
        on_project("2022-06-27", "SignContract", **terms, ends_on="2024-06-28"),
        on_project("2022-06-28", "ConfirmContract"),
        *tranche(1, FIRST, "2022-07-04", "2022-07-05", "2022-07-06"),
        on_project("2022-07-11", "PledgeMatch", amount=CAP),
        on_project("2022-07-18", "MatchFunds", **match),
        *tranche(2, REST, "2023-07-03", "2023-07-04", "2023-07-05"),
        on_project("2024-06-24", "SettleFunds", note="经核对，配套不少于市级经费"),
    ]
