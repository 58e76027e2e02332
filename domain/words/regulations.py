"""Words for regulations, industry catalogues and calendars."""

from domain.refusal import Text
from domain.words.glossary import Glossary

WORDS = Glossary(
    commands={
        "ProposeCalendar": Text("录入放假安排", "Enter a calendar notice"),
        "PublishCalendar": Text("公布工作日历", "Publish the working-day calendar"),
        "IssueRegime": Text("印发规定", "Issue a regulation"),
        "PublishCatalogue": Text("公布产业目录", "Publish the industry catalogue"),
    },
    events={
        "calendar-proposed": Text("放假安排已录入", "calendar notice entered"),
        "calendar-published": Text("工作日历已公布", "working-day calendar published"),
        "regime-issued": Text("规定已印发", "regulation issued"),
        "catalogue-published": Text("产业目录已公布", "industry catalogue published"),
    },
    fields={
        "text": Text("文本", "text"),
        "versions": Text("版本", "versions"),
        "sha256": Text("校验值", "hash"),
        "parent": Text("上位规定", "regulation it rests on"),
        "interpreted_by": Text("解释机关", "interpreted by"),
        "IssueRegime.begins": Text("施行日", "in force from"),
        "effective_from": Text("施行日", "in force from"),
        "effective_to": Text("失效日", "in force until"),
        "catalogues": Text("产业目录", "industry catalogues"),
        "industries": Text("产业", "industries"),
        "issued_on": Text("印发日", "day of issue"),
        "assumed": Text("样本数据", "sample data"),
        "calendar": Text("工作日历", "working-day calendar"),
        "year": Text("年度", "year"),
        "notice_no": Text("通知文号", "number of the notice"),
        "off": Text("放假日", "days off"),
        "proposed": Text("待核对的放假安排", "notice that waits for a second person"),
        "proposed_by": Text("录入人", "entered by"),
        "working": Text("调休上班日", "working weekends"),
    },
)
