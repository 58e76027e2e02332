"""Words for units and for reservations."""

from domain.refusal import Text
from domain.words.glossary import Glossary

WORDS = Glossary(
    commands={
        "RegisterParty": Text("登记单位", "Register a unit"),
        "RenameParty": Text("变更单位名称", "Rename a unit"),
        "ReserveClaim": Text("占用", "Reserve"),
        "ReleaseClaim": Text("释放", "Release"),
        "CountPlaces": Text("名额计数", "Count the places of a quota"),
    },
    events={
        "party-registered": Text("单位已登记", "unit registered"),
        "party-renamed": Text("单位名称已变更", "unit renamed"),
        "claim-reserved": Text("已占用", "reserved"),
        "claim-released": Text("已释放", "released"),
        "places-counted": Text("名额已计数", "places of a quota counted"),
    },
    fields={
        "credit_code": Text("统一社会信用代码", "unified social credit code"),
        "kind": Text("类型", "kind"),
        "holder": Text("占用案卷", "file that holds it"),
        "holders": Text("占用名额的案卷", "files that have a place"),
        "taken": Text("占用名额", "places taken"),
        "returned": Text("退回名额", "places given back"),
        "returned_by": Text("退回名额的事项", "steps that give the place back"),
        "HeldPlace.count": Text("名额计数编号", "number of the count"),
    },
)
