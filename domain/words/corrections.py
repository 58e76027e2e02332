"""Words for corrections of records."""

from domain.refusal import Text
from domain.words.glossary import Glossary

WORDS = Glossary(
    commands={
        "ProposeApplicationCorrection": Text(
            "提出更正申报记载", "Propose to correct a record of an application"
        ),
        "ConfirmApplicationCorrection": Text(
            "确认更正申报记载", "Confirm the correction of a record of an application"
        ),
        "ProposeCentreCorrection": Text(
            "提出更正中心记载", "Propose to correct a record of a centre"
        ),
        "ConfirmCentreCorrection": Text(
            "确认更正中心记载", "Confirm the correction of a record of a centre"
        ),
        "ProposeViolationCorrection": Text(
            "提出更正违规案记载", "Propose to correct a record of a violation"
        ),
        "ConfirmViolationCorrection": Text(
            "确认更正违规案记载", "Confirm the correction of a record of a violation"
        ),
        "ProposeRemedyCorrection": Text(
            "提出更正救济案记载", "Propose to correct a record of a remedy"
        ),
        "ConfirmRemedyCorrection": Text(
            "确认更正救济案记载", "Confirm the correction of a record of a remedy"
        ),
    },
    events={
        "application-correction-proposed": Text(
            "已提出更正申报记载", "correction of the application's record proposed"
        ),
        "application-record-corrected": Text(
            "申报记载已更正", "record of the application corrected"
        ),
        "centre-correction-proposed": Text(
            "已提出更正中心记载", "correction of the centre's record proposed"
        ),
        "centre-record-corrected": Text("中心记载已更正", "record of the centre corrected"),
        "violation-correction-proposed": Text(
            "已提出更正违规案记载", "correction of the violation's record proposed"
        ),
        "violation-record-corrected": Text("违规案记载已更正", "record of the violation corrected"),
        "remedy-correction-proposed": Text(
            "已提出更正救济案记载", "correction of the remedy's record proposed"
        ),
        "remedy-record-corrected": Text("救济案记载已更正", "record of the remedy corrected"),
    },
    fields={
        "right": Text("更正后的内容", "what is right"),
        "RightField.field": Text("更正的项目", "field that is wrong"),
        "RightField.value": Text("正确的内容", "right value"),
        "holds_from": Text("更正后的生效日", "day from which what is right holds"),
        "wrong_version": Text("所更正记载的序号", "version of the wrong record"),
        "proposed_version": Text("所提更正的序号", "version of the proposal"),
    },
)
