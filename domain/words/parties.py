"""Words for units and for reservations."""

from domain.refusal import Text
from domain.words.glossary import Glossary

WORDS = Glossary(
    commands={
        "RegisterParty": Text("登记单位", "Register a unit"),
        "RenameParty": Text("变更单位名称", "Rename a unit"),
        "ReserveClaim": Text("占用", "Reserve"),
        "ReleaseClaim": Text("释放", "Release"),
    },
    events={
        "party-registered": Text("单位已登记", "unit registered"),
        "party-renamed": Text("单位名称已变更", "unit renamed"),
        "claim-reserved": Text("已占用", "reserved"),
        "claim-released": Text("已释放", "released"),
    },
    fields={
        "credit_code": Text("统一社会信用代码", "unified social credit code"),
        "kind": Text("类型", "kind"),
        "holder": Text("占用案卷", "file that holds it"),
    },
)
