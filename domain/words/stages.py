"""What each stage of a case is called, and each status of a centre or of an entry in publicity."""

from domain.refusal import Text

STAGES = {
    "OPEN": Text("申报中", "open for applications"),
    "DRAFT": Text("草稿", "draft"),
    "SUBMITTED": Text("已提交", "submitted"),
    "CORRECTION_REQUIRED": Text("待补正", "to be corrected"),
    "NOT_ACCEPTED": Text("不予受理", "not accepted"),
    "ACCEPTED": Text("已受理", "accepted"),
    "LOCAL_REVIEW": Text("地方审查中", "under local review"),
    "NOT_RECOMMENDED": Text("不予推荐", "not recommended"),
    "RECOMMENDED": Text("已推荐", "recommended"),
    "RECHECK": Text("复核中", "under recheck"),
    "RECHECK_FAILED": Text("复核不通过", "recheck failed"),
    "EXPERT_REVIEW": Text("专家评审中", "under expert review"),
    "NOT_SHORTLISTED": Text("未入选", "not selected"),
    "STAMPED": Text("已盖章", "stamped"),
    "PARTY_GROUP_PENDING": Text("待党组审定", "before the party group"),
    "APPROVED": Text("已立项", "project approved"),
    "NOT_APPROVED": Text("不予立项", "project not approved"),
    "PROPOSED": Text("拟认定", "proposed for recognition"),
    "IN_PUBLICITY": Text("公示中", "in publicity"),
    "OBJECTION_PENDING": Text("异议处理中", "objection pending"),
    "PUBLICITY_CLEAR": Text("公示期满无异议", "publicity over without objection"),
    "RECOGNISED": Text("已认定", "recognised"),
    "REFUSED": Text("不予认定", "recognition refused"),
    "WITHDRAWN": Text("已撤回", "withdrawn"),
    "TERMINATED": Text("程序终止", "procedure terminated"),
    "ACTIVE": Text("有效", "active"),
    "RECTIFYING": Text("限期整改中", "under rectification"),
    "CYCLE_REVIEW": Text("期满评估中", "under review at the cycle's end"),
    "BUILDING_UNRECOGNISED": Text("先行建设（未经认定）", "running, not recognised"),
    "SUPPORTED_BY_REPLY": Text(
        "复函支持（未经认定）", "supported by a reply letter, not recognised"
    ),
    "EXITED": Text("已退出", "exited"),
    "CANCELLED": Text("已取消", "qualification cancelled"),
    "ANNULLED": Text("已撤销", "recognition annulled"),
    "LEAD": Text("线索", "lead"),
    "KEPT": Text("在用", "kept"),
    "REGISTERED": Text("已登记", "registered"),
    "PUBLISHED": Text("已公布", "published"),
    "ISSUED": Text("已印发", "issued"),
    "HELD": Text("已占用", "reserved"),
    "FREE": Text("空闲", "free"),
    # of a centre in the registry that is a project and no recognition
    "UNDER_CONSTRUCTION": Text("建设中（未经认定）", "under construction, not recognised"),
    # of an entry on the public's list
    "RUNNING": Text("公示中", "running"),
    "INTERRUPTED": Text("公示中断", "interrupted"),
    "CLEAR": Text("公示期满无异议", "clear"),
}
