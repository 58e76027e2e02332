"""Words for recognised centres."""

from domain.refusal import Text
from domain.words.glossary import Glossary

WORDS = Glossary(
    commands={
        "OpenCentreFile": Text("建立中心案卷", "Open the centre's file"),
    },
    events={
        "centre-recognised": Text("中心已认定", "centre recognised"),
        "qualification-cancelled": Text("资格已取消", "qualification cancelled"),
        "recognition-annulled": Text("认定已撤销", "recognition annulled"),
        "qualification-restored": Text("资格已恢复", "qualification restored"),
    },
    fields={
        "level": Text("级别", "level"),
        "recognised_on": Text("认定日", "day of recognition"),
        "stage_before_end": Text("终止前状态", "stage before the end"),
    },
)
