"""The officers' words for the names used in code: commands, stages, roles, duties."""

from domain.refusal import Text

STREAMS = {
    "batches": "申报批次",
    "applications": "申报案",
    "centres": "运营中心",
    "violations": "违规案",
    "expert-pools": "专家库",
    "calendars": "工作日历",
    "regulations": "规定",
    "parties": "单位",
    "claims": "占用",
}

COMMANDS = {
    "OpenCallBatch": "发布申报通知",
    "AppointPanel": "抽取评审专家",
    "DissolvePanel": "解散评审组",
    "DeclareNoConflict": "声明无利害关系",
    "RecuseExpert": "决定专家回避",
    "RecuseOneself": "专家自行回避",
    "DetermineList": "确定名单",
    "StartPublicity": "公示",
    "InterruptPublicity": "中断公示",
    "RestartPublicity": "恢复公示",
    "Republicise": "重新公示",
    "ClosePublicity": "公示期满",
    "RecogniseList": "认定名单",
    "CreateDraft": "填报",
    "ReviseDraft": "修改草稿",
    "SubmitApplication": "申报",
    "RecordLocalFiling": "备案",
    "ReceiveLocalFiling": "收到备案",
    "RequestCorrection": "补正告知",
    "SupplyCorrection": "补正",
    "LapseCorrection": "逾期未补正",
    "RefuseAcceptance": "不予受理",
    "AcceptApplication": "受理",
    "StartLocalReview": "开始地方审查",
    "CompleteQualificationReview": "资格审查",
    "CompleteMaterialAudit": "材料审核",
    "RecommendApplication": "推荐",
    "DeclineRecommendation": "不予推荐",
    "StartRecheck": "开始复核",
    "PassRecheck": "复核通过",
    "FailRecheck": "复核不通过",
    "RequestRecusal": "申请回避",
    "AssignPanel": "交付评审",
    "ReleasePanel": "收回评审",
    "SubmitScore": "评分",
    "CompleteExpertReview": "专家评审意见",
    "ReopenExpertReview": "重新评审",
    "ProposeEntry": "列入拟认定名单",
    "DropFromList": "未入选",
    "PublishEntry": "列入公示",
    "InterruptEntry": "公示中断",
    "RestartEntry": "公示恢复",
    "RepublishEntry": "列入重新公示",
    "ClearEntry": "公示期满无异议",
    "RecogniseCentre": "认定",
    "LodgeObjection": "提出异议",
    "CheckObjectionForm": "异议受理",
    "RefuseObjection": "异议不予受理",
    "StartInvestigation": "调查核实",
    "HearApplicant": "听取申报单位说明",
    "AnswerObjection": "说明异议",
    "ResolveObjection": "异议处理",
    "WithdrawObjection": "撤回异议",
    "WithdrawApplication": "撤回申报",
    "TerminateProcedure": "终止",
    "ChangeApplicationData": "变更申报信息",
    "OpenCentreFile": "建立中心案卷",
    "RegisterLead": "线索登记",
    "OpenExpertPool": "建立专家库",
    "AddExpert": "专家入库",
    "RemoveExpert": "专家出库",
    "RecordRelation": "记录利害关系",
    "DeclareRelation": "申报利害关系",
    "PublishCalendar": "公布工作日历",
    "IssueRegime": "印发规定",
    "PublishCatalogue": "公布产业目录",
    "RegisterParty": "登记单位",
    "RenameParty": "变更单位名称",
    "ReserveClaim": "占用",
    "ReleaseClaim": "释放",
}

STAGES = {
    "OPEN": "申报中",
    "DRAFT": "草稿",
    "SUBMITTED": "已提交",
    "CORRECTION_REQUIRED": "待补正",
    "NOT_ACCEPTED": "不予受理",
    "ACCEPTED": "已受理",
    "LOCAL_REVIEW": "地方审查中",
    "NOT_RECOMMENDED": "不予推荐",
    "RECOMMENDED": "已推荐",
    "RECHECK": "复核中",
    "RECHECK_FAILED": "复核不通过",
    "EXPERT_REVIEW": "专家评审中",
    "NOT_SHORTLISTED": "未入选",
    "PROPOSED": "拟认定",
    "IN_PUBLICITY": "公示中",
    "OBJECTION_PENDING": "异议处理中",
    "PUBLICITY_CLEAR": "公示期满无异议",
    "RECOGNISED": "已认定",
    "REFUSED": "不予认定",
    "WITHDRAWN": "已撤回",
    "TERMINATED": "程序终止",
    "ACTIVE": "有效",
    "CANCELLED": "已取消",
    "ANNULLED": "已撤销",
    "LEAD": "线索",
    "KEPT": "在用",
    "REGISTERED": "已登记",
    "PUBLISHED": "已公布",
    "ISSUED": "已印发",
    "HELD": "已占用",
    "FREE": "空闲",
}

ROLES = {
    "APPLICANT": "申报单位",
    "CENTRE": "运营中心",
    "COUNTY": "县级局",
    "PREF": "地市级局",
    "PROV": "省级局",
    "CITY": "市局",
    "PARTYGROUP": "党组",
    "LOCALGOV": "当地政府",
    "CNIPA": "国家知识产权局",
    "EXPERT": "评审专家",
    "FINANCE": "财政",
    "AUDIT": "审计",
    "DISCIPLINE": "纪检监察",
    "PUBLIC": "公众",
    "SYSADMIN": "系统管理员",
    "SYSTEM": "本系统",
}

DUTIES = {
    "submission": "申报",
    "acceptance": "受理",
    "local_review": "地方审查",
    "recommendation": "推荐",
    "recheck": "复核",
    "experts": "专家事务",
    "scoring": "评审",
    "objections": "异议处理",
    "publicity": "公示",
    "decision": "决定",
}


GROUNDS = {
    "EMPLOYMENT": Text("任职", "employed by"),
    "KINSHIP": Text("亲属关系", "kin at"),
    "SHAREHOLDING": Text("持股", "shares in"),
    "PAID_ADVICE": Text("有偿咨询", "paid advice to"),
    "OTHER": Text("其他关系", "other relation to"),
    "REQUESTED": Text("申报单位申请回避", "avoided at an applicant's request:"),
    "RECUSED": Text("已在本批次回避", "recused in this batch:"),
    "SEPARATED_DUTY": Text("已办理其他职责", "has acted in another duty:"),
}
"""Why an expert takes no part."""


def command_words(name: str) -> Text:
    return Text(COMMANDS.get(name, name), name)


def stage_words(name: str | None) -> Text:
    return Text(STAGES.get(name or "", name or "未立案"), name or "not opened")


def role_words(names: tuple[str, ...]) -> Text:
    return Text("、".join(ROLES.get(name, name) for name in names), ", ".join(names))


def duty_words(name: str) -> Text:
    return Text(DUTIES.get(name, name), name)
