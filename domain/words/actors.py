"""Who acts: the roles, the duties that one person may not combine in a case, and the bodies that
decide beside an organ."""

from domain.refusal import Text

ROLES = {
    "APPLICANT": Text("申报单位", "applicant"),
    "CENTRE": Text("运营中心", "centre"),
    "COUNTY": Text("县级局", "county bureau"),
    "PREF": Text("地市级局", "prefecture bureau"),
    "PROV": Text("省级局", "provincial bureau"),
    "CITY": Text("市局", "city bureau"),
    "PARTYGROUP": Text("党组", "party group"),
    "LOCALGOV": Text("当地政府", "local government"),
    "CNIPA": Text("国家知识产权局", "China National Intellectual Property Administration"),
    "INTERPRET": Text("规定解释机构", "division that interprets the regulation"),
    "EXPERT": Text("评审专家", "expert"),
    "REVIEW": Text("行政复议机关", "reconsideration organ"),
    "COURT": Text("人民法院", "court"),
    "FINANCE": Text("财政", "finance department"),
    "AUDIT": Text("审计", "audit office"),
    "DISCIPLINE": Text("纪检监察", "discipline inspection"),
    "PUBLIC": Text("公众", "public"),
    "SYSADMIN": Text("系统管理员", "system administrator"),
    "SYSTEM": Text("本系统", "this system"),
}

DUTIES = {
    "submission": Text("申报", "submission"),
    "consent": Text("同意", "consent"),
    "acceptance": Text("受理", "acceptance"),
    "local_review": Text("地方审查", "local review"),
    "recommendation": Text("推荐", "recommendation"),
    "recheck": Text("复核", "recheck"),
    "experts": Text("专家事务", "expert affairs"),
    "scoring": Text("评审", "scoring"),
    "objections": Text("异议处理", "objections"),
    "publicity": Text("公示", "publicity"),
    "decision": Text("决定", "decision"),
    "audit": Text("年度报告审核", "audit of yearly papers"),
    "evaluation": Text("年度评价", "yearly evaluation"),
    "order": Text("责令整改", "orders of rectification"),
    "inspection": Text("现场核查", "inspection on site"),
    "assessment": Text("整改评定", "assessment of rectification"),
    "hearing": Text("听证", "hearings"),
    "inquiry": Text("违法违规调查", "inquiry"),
    "remedies": Text("救济办理", "remedies"),
    "bookkeeping": Text("资金记账", "books of the money"),
    "funds": Text("专项资金管理", "management of special funds"),
    "fund_request": Text("申请拨付", "asking for tranches"),
    "fund_approval": Text("批准拨付", "approving tranches"),
    "fund_payment": Text("拨付", "paying tranches"),
    "calendar": Text("工作日历", "working-day calendar"),
}

BY_LETTER = {"letter": Text("凭审计通知书查阅", "reading by an audit letter")}
"""What an auditor has while a letter is in force; no step of a regulation asks for it."""

BODIES = {
    "PARTY_GROUP": Text("党组会", "the party group's meeting"),
    "OFFICE_MEETING": Text("局长办公会", "the director's office meeting"),
    "GOVERNMENT_MEETING": Text("政府常务会议", "the government's executive meeting"),
    "JOINT_MEETING": Text("部门联席会议", "the joint meeting of the departments"),
    "COMMITTEE": Text("评审委员会", "the review committee"),
}
"""Bodies beside the organ that decide; the organ then acts on their minutes."""
