"""Words for recognised centres."""

from domain.refusal import Text
from domain.words.glossary import Glossary

WORDS = Glossary(
    commands={
        "OpenCentreFile": Text("建立中心案卷", "Open the centre's file"),
        "RegisterBuildingCentre": Text("登记先行建设的中心", "Register a centre that runs already"),
        "ImportReplyLetterCentre": Text(
            "登记复函支持的中心", "Import a centre that a reply letter supports"
        ),
        "RecommendToNational": Text("推荐申报国家级", "Recommend for the national level"),
        "CommendCentre": Text("鼓励表扬", "Commend a centre"),
        "ExitOnEvaluation": Text("评价不合格退出", "End a centre on its evaluation"),
        "OpenConstructionFile": Text("建立建设案卷", "Open the file of a centre's construction"),
    },
    events={
        "centre-recognised": Text("中心已认定", "centre recognised"),
        "construction-file-opened": Text("建设案卷已建立", "file of the construction opened"),
        "building-centre-registered": Text("先行建设的中心已登记", "centre that runs registered"),
        "reply-letter-centre-imported": Text(
            "复函支持的中心已登记", "centre that a reply letter supports imported"
        ),
        "recommended-to-national": Text("已推荐申报国家级", "recommended for the national level"),
        "centre-commended": Text("中心受到表扬", "centre commended"),
        "exited-on-evaluation": Text("因评价退出", "exited on its evaluation"),
        "qualification-cancelled": Text("资格已取消", "qualification cancelled"),
        "recognition-annulled": Text("认定已撤销", "recognition annulled"),
        "qualification-restored": Text("资格已恢复", "qualification restored"),
    },
    fields={
        "level": Text("级别", "level"),
        "recognised_on": Text("认定日", "day of recognition"),
        "started_on": Text("组织实施日", "day on which the construction started"),
        "letter": Text("复函", "reply letter"),
        "dated": Text("复函日期", "date of the letter"),
        "ReplyLetter.addressee": Text("复函主送单位", "to whom the letter is addressed"),
        "achievements": Text("突出成效", "what stands out"),
        "under": Text("依据的上位规定", "regime of the level above"),
        "stage_before_end": Text("终止前状态", "stage before the end"),
    },
)
