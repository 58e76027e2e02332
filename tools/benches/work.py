"""Requests that the 64 clients of a benchmark send, each to its own case or all to one."""

from collections.abc import Sequence
from typing import Any

import msgspec

from services.demo.people import SICHUAN
from services.demo.round import SICHUAN_BATCH
from tests.support.tables import code_of
from tools.benches.services import Service, posted

CLIENTS = 64
FORM: dict[str, Any] = {
    "unit_name": "成都示例新能源有限公司",
    "builder_type": "ENTERPRISE_LEADER",
    "division_code": "510100",
    "contact_name": "林清",
    "contact_title": "部长",
    "contact_phone": "028-86000000",
    "address": "成都市示例大道100号",
    "industry": "动力电池产业",
    "industry_entity_count": 156,
    "leading_enterprises": [{"name": "示例电池股份有限公司"}],
    "office_conditions": "独立办公区三百平方米，设有会议室和资料室。",
    "working_mechanism": "月度例会、项目负责制，重大事项由管理委员会集体决定。",
    "base_rules": "人员、经费、项目、保密和档案管理制度各一件。",
    "self_building_plan": "分三个阶段建设：第一年组建队伍，第二年开展导航，第三年形成协同机制。",
    "planned_services": "专利导航、转化对接、价值评估、海外风险预警和人才培训。",
    "dedicated_budget": 300_000_000,
    "budget_source": "自有资金",
}


def revise_drafts(service: Service, cases: int) -> tuple[bytes, ...]:
    """ReviseDraft: the whole form, about a kilobyte, with a contact person to be encrypted."""
    draft = {"regime": "SC", "channel": "ORDINARY", "batch": SICHUAN_BATCH}
    requests = []
    for number in range(cases):
        who, id = f"applicant.{number % len(SICHUAN) + 1}", f"bench-{cases}-{number}"
        service.act(who, "applications", {"id": id, "command": draft})
        revise = {"command": {"form": FORM}}
        requests.append(service.request(who, f"applications/{id}/revise-draft", revise))
    return shared(requests)


def rename_parties(service: Service, cases: int) -> tuple[bytes, ...]:
    """RenameParty: a line of a few bytes under the service's own rules, nothing personal."""
    who, requests = "pref.510100", []
    for number in range(cases):
        code = code_of(number)
        service.act(who, "parties", {"id": code, "command": {"uscc": code, "name": "示例单位"}})
        rename = {"command": {"name": f"示例单位{number}"}, "document_no": "成市监〔2026〕1号"}
        requests.append(service.request(who, f"parties/{code}/rename-party", rename))
    return shared(requests)


def echoes(service: Service) -> tuple[bytes, ...]:
    """What `revise_drafts` sends, to the plain route."""
    content = msgspec.json.encode({"command": {"form": FORM}})
    return shared([posted("/", service.port, content)])


def shared(requests: Sequence[bytes]) -> tuple[bytes, ...]:
    """One request for each client; fewer cases than clients are shared."""
    return tuple(requests[number % len(requests)] for number in range(CLIENTS))
