"""Words for recognised centres."""

from domain.refusal import Text
from domain.words.glossary import Glossary

WORDS = Glossary(
    commands={
        "OpenCentreFile": Text("建立中心案卷", "Open the centre's file"),
        "ReportBranch": Text("反映自行设立分中心", "Report a branch"),
        "RegisterBranch": Text("登记分中心", "Register a branch"),
        "OpenConstructionFile": Text("建立建设案卷", "Open the file of a centre's construction"),
    },
    events={
        "centre-recognised": Text("中心已认定", "centre recognised"),
        "construction-file-opened": Text("建设案卷已建立", "file of the construction opened"),
        "branch-registered": Text("分中心已登记", "branch registered"),
        "qualification-cancelled": Text("资格已取消", "qualification cancelled"),
        "recognition-annulled": Text("认定已撤销", "recognition annulled"),
        "qualification-restored": Text("资格已恢复", "qualification restored"),
    },
    fields={
        "level": Text("级别", "level"),
        "recognised_on": Text("认定日", "day of recognition"),
        "started_on": Text("组织实施日", "day on which the construction started"),
        "branches": Text("分中心", "branches"),
        "stage_before_end": Text("终止前状态", "stage before the end"),
    },
)
