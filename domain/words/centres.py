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
        "BeginYear": Text("年度开始", "Begin a year"),
        "SubmitAnnualSummary": Text("报送年度运营工作总结", "Submit the yearly summary"),
        "SubmitSelfEvaluation": Text("报送自我评价报告", "Submit the self-evaluation"),
        "SubmitSelfCheck": Text("报送自查自纠报告", "Submit the self-check"),
        "SendPaperStraight": Text("直接报送年度报告", "Send the yearly paper straight on"),
        "CopyToLocalBureau": Text("抄送所在地局", "Copy to the local bureau"),
        "AuditAnnualPaper": Text("审核年度报告", "Audit the yearly paper"),
        "ForwardAnnualPaper": Text("报送年度报告至上级", "Send the yearly paper on"),
        "MissDeadline": Text("年度报告逾期", "Note the yearly paper as missed"),
        "EvaluateCentre": Text("年度评价", "Evaluate the centre's year"),
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
        "year-begun": Text("年度已开始", "year begun"),
        "annual-paper-submitted": Text("年度报告已报送", "yearly paper submitted"),
        "paper-sent-straight": Text("年度报告已直接报送", "yearly paper sent straight on"),
        "copied-to-local-bureau": Text("已抄送所在地局", "copied to the local bureau"),
        "annual-paper-audited": Text("年度报告已审核", "yearly paper audited"),
        "annual-paper-forwarded": Text("年度报告已报送上级", "yearly paper sent on"),
        "annual-deadline-missed": Text("年度报告逾期未收到", "yearly paper missed its day"),
        "centre-evaluated": Text("年度已评价", "year evaluated"),
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
        "years": Text("各年度", "years"),
        "year": Text("年度", "year"),
        "paper_on": Text("年度报告报送日", "day of the yearly paper"),
        "sent_straight_on": Text("直接报送日", "day on which it was sent straight on"),
        "late": Text("逾期", "late"),
        "grade": Text("评价结果", "grade"),
        "evaluated_on": Text("评价日", "day of the evaluation"),
        "summary": Text("报告摘要", "summary"),
        "CentreEvaluated.findings": Text("评价意见", "findings"),
        "joined_by": Text("会同单位", "units that took part"),
        "EvaluateCentre.experts": Text("参评专家人数", "experts who took part"),
        "CentreEvaluated.experts": Text("参评专家人数", "experts who took part"),
    },
)
