"""What each key of a regulation file says: as `Block.key`, or the key alone where all say alike."""

from domain.refusal import Text
from domain.words.glossary import together
from domain.words.life_keys import LIFE_KEY_WORDS

BLOCK_WORDS = {
    "About": Text("这是谁的规定", "whose text this is"),
    "Validity": Text("规定本身的有效期", "how long the regulation itself is in force"),
    "Publicity": Text(
        "公示：多长、怎样计算、公示什么", "publicity: how long, how counted, what is told"
    ),
    "Correction": Text("补正：答复和补正的期限", "correction: the terms to answer and to correct"),
    "Objecting": Text("异议：答复期限和效果", "objections: the term to answer and their effect"),
    "Name": Text("中心名称的格式", "the formula of a centre's name"),
    "FormRules": Text("申报书的用语", "what the application form says word by word"),
    "Lasting": Text("最长的时间", "the longest time"),
    "FixedDay": Text("每年的固定日期", "a fixed day of every year"),
    "Annual": Text("年度材料的截止日", "the day by which the yearly paper is due"),
    "Evaluation": Text(
        "年度评价：等次和参加者", "the yearly evaluation: grades, and who takes part"
    ),
    "RectificationGround": Text("责令限期整改的事由", "a ground on which rectification is ordered"),
    "CancelGround": Text("取消资格的事由", "a ground on which a qualification is cancelled"),
    "Unknown": Text(
        "规定有而原文没有取得的部分：有此步骤，不能办理，也不猜测",
        "what the regulation has and its text at hand does not say: it stops, and nobody guesses",
    ),
    "Variant": Text(
        "假定程序：不是法律，处处标明", "an assumed procedure: no law, and labelled everywhere"
    ),
    "Supervision": Text("指导、监管的机关", "the bureaus that guide and supervise"),
    "Holding": Text(
        "违法违规案件在办期间暂缓的步骤", "the steps that wait while a violation case is open"
    ),
    "Words": Text("本规定自己的称呼", "what this regulation calls things itself"),
    "Text": Text("中文和英文", "Chinese and English"),
    "PanelRules": Text("评审组", "the panel of experts"),
    "Share": Text("份额，如三分之二", "a share, such as two of three"),
    "Criterion": Text("评分项", "what experts judge"),
    "Aspect": Text("年度评价须逐项说明的事项", "what an evaluation says something about"),
    "Step": Text(
        "步骤：谁、何时、依据什么办理，办后到哪一阶段",
        "a step: who may do it, from where, where it leads",
    ),
    "DutyArea": Text("职责：活动按此记载", "an area of duties, by which activities are recorded"),
    "Serving": Text("中心公布什么、怎样服务", "what a centre publishes, and how it serves"),
    "WantedSection": Text("报告或者记录中分项写的内容", "what a paper speaks of"),
    "OpenedPeriod": Text("步骤开始的期间", "the period that a step begins"),
    "StepOutcome": Text("结果通向的阶段", "where a result leads"),
    "Guard": Text("条件：不符合即不予办理", "a condition: what does not meet it is refused"),
    "Comparison": Text("替代条件，符合其一即可", "an alternative, one of which is enough"),
    "Flag": Text("提示：符合时告知经办人，不妨碍办理", "a note for the reader; it forbids nothing"),
    "Separate": Text(
        "同一案件中须由不同人员办理的职责", "duties that one person may not combine in a case"
    ),
    "Assigned": Text("不按所在地归口的单位", "a unit whose bureau is not that of its place"),
    "NamedPeriod": Text(
        "只有本规定有的期间，步骤以 opens 开始，以 elapsed、within 引用",
        "a period that only this regulation has, begun by `opens`, named in `elapsed`, `within`",
    ),
    "Quota": Text("名额", "how many applications may pass a step"),
    "Example": Text(
        "案例：检查时试办，应当通过或者被拒绝",
        "an example that the check acts out: it must pass, or be refused",
    ),
    "ListedValue": Text("文字栏目可填的一个值", "one of the values that a text may have"),
    "OwnField": Text(
        "申报书中只有本规定要求的栏目，也是同名的事实",
        "what only this regulation's form asks, and a fact of that name",
    ),
    "Rule": Text("一条规则", "one provision"),
    "Division": Text("区划表中的一行", "a row of the table of divisions"),
}

OTHER_KEY_WORDS = {
    "steps": Text("步骤的称呼", "what the steps are called"),
    "Holding.steps": Text("暂缓的步骤", "the steps that wait"),
    "Step.refused": Text(
        "true：规定禁止，任何人不得办理", "true: the regulation forbids it, to anybody"
    ),
    "stages": Text("阶段的称呼", "what the stages are called"),
    "pass_mark": Text("及格分，百分之一分", "the points to be reached, in hundredths"),
    "Criterion.least": Text(
        "这一项的最低平均分，百分之一分", "the average to be reached, in hundredths of a point"
    ),
    "optional": Text("可以不说明", "whether there may be nothing to say about it"),
    "OwnField.name": Text("名称：小写字母、数字、下划线", "small letters, digits, underscores"),
    "OwnField.kind": Text(
        "count 数，flag 是否，date 日期，text 文字，file 文件",
        "a count, yes or no, a day, a text, or a file",
    ),
    "OwnField.zh": Text("栏目名称", "what the form calls it, in Chinese"),
    "OwnField.en": Text("栏目名称（英文）", "what the form calls it, in English"),
    "OwnField.least": Text("最小，或者最少几个字", "the least number, or of characters"),
    "OwnField.most": Text("最大，或者最多几个字", "the greatest number, or of characters"),
    "OwnField.values": Text("只能填的几个值", "the only values that a text may have"),
    "ListedValue.value": Text("存储的值", "the value as it is stored"),
    "ListedValue.zh": Text("值的中文名称", "what it is called in Chinese"),
    "ListedValue.en": Text("值的英文名称", "what it is called in English"),
    "required": Text("提交时是否必填", "whether an application without it can't be handed in"),
    "decided_by": Text(
        "集体决定的机构，须载明会议纪要", "the body whose minutes the act must name"
    ),
    "joint_with": Text("须经其同意的机关的角色", "roles whose organs must have consented"),
    "proceeding": Text("所属事项：年度、整改、变更", "the proceeding within the case"),
    "at": Text("事项的状态", "stages of the proceeding"),
    "becomes": Text("事项进入的状态", "the proceeding's stage afterwards"),
    "without_publicity": Text("不经公示即认定的依据", "on what grounds there is no publicity"),
    "from": Text("自办理之日，或者自收到、受理之日起算", "from which day it counts"),
    "about": Text("材料说的是当年还是上一年", "whether it is about this year or the last"),
    "at_most": Text("一案中最多办几次", "how often it may be done in one case"),
    "within": Text("须未届满的期间", "a named period that must not be over"),
    "days": Text("自然日数", "in calendar days"),
    "working_days": Text("工作日数", "in working days"),
    "months": Text("月数", "in months"),
    "NamedPeriod.years": Text("年数", "in years"),
    "fixed": Text(
        "每年的固定日期，当日24时届满，不顺延；annual 即 [annual] 的日期",
        "a fixed day of every year, until 24:00, never moved; annual: that of [annual]",
    ),
    "given": Text("末日由办理的事项写明", "whether the act itself gives its last day"),
    "longest": Text("写明的末日最晚到何时", "the longest time that may be given"),
    "extension": Text("最多延长多久", "by how much it may be prolonged at most"),
    "alerts": Text(
        "届满前多少天起提醒，如 [60, 30]", "how many days before its end lists remind of it"
    ),
    "NamedPeriod.about": Text(
        "一案一个，或者每个年度、每件事项各一个；next_year 届满时开始下一年度",
        "one for the case, each year or each proceeding; next_year: then that year begins",
    ),
    "closes": Text("由此结束的期间", "the period that it ends"),
    "begins": Text("事项也可由此开始", "whether a proceeding may also begin with it"),
    "begun_by": Text("只在每年该日及以前开始", "begins only on or before that day of the year"),
    "prolongs": Text("由此延长的期间", "the period that it prolongs"),
    "stops": Text("由此中止的期间", "the period whose clock it stops"),
    "resumes": Text("由此恢复计算的期间", "the period that goes on with what was left"),
    "count_first_day": Text("当日是否计入", "whether the first day counts"),
    "then": Text("届满时由系统办理的步骤", "the step that the timer takes when it is over"),
    "awaits": Text("期间内应当办理的步骤", "the step that a person is to take by then"),
    "NamedPeriod.zh": Text("期间的中文名称", "what it is called in Chinese"),
    "NamedPeriod.en": Text("期间的英文名称", "what it is called in English"),
    "per": Text("按什么计算：机关、区县、产业、批次或者年", "what they are counted by"),
    "each": Text("每一批次或者每一年重新计算", "each batch or year anew"),
    "Quota.most": Text("最多几件", "how many at most"),
    "Quota.at": Text("在哪一步计算", "the step at which they are counted"),
    "returned_by": Text("退还名额的步骤", "the steps that give the place back"),
    "form": Text("与合格申报书不同之处", "what differs from a form that passes everything"),
    "saying": Text("步骤自身的内容有何不同", "what the step itself says otherwise"),
    "first": Text("在此之前另办的步骤", "steps that are taken just before"),
    "first_saying": Text("其中各步骤的内容有何不同", "what each of them says otherwise"),
    "without": Text("略去的步骤", "usual steps that are left out"),
    "in_turn_of": Text("改在轮到哪一步时办理", "asked for in the turn of which step"),
    "Example.organ": Text("由哪个机关或者单位请求办理", "the organ that asks for it"),
    "person_of": Text("由办理哪一步的人员请求办理", "asked for by the person of which step"),
    "days_later": Text("推迟几天办理，负数为提前", "how many days later; negative: earlier"),
    "exceptions": Text("由具名人员准予例外的条款", "provisions that a named official sets aside"),
    "refused": Text("应当据以拒绝的条款", "the provisions that must refuse it"),
    "passes": Text("应当通过", "whether it must pass"),
    "rule": Text("依据的条款", "the provision that it rests on"),
    "Unknown.steps": Text("有而不知其规则的步骤", "steps whose rules are not at hand"),
    "Unknown.blocks": Text("因此不写的部分", "parts that the file therefore does not give"),
    "only": Text("已知只由谁办理的步骤", "steps of which it is known who alone may take them"),
    "only_rule": Text("写明由谁办理的条款", "the provision that says who"),
    "Variant.of": Text("代替哪一规定未取得的部分", "the regulation in place of whose text it is"),
    "Variant.zh": Text("标明的话", "the label"),
    "Variant.en": Text("标明的话（英文）", "the label in English"),
    "zh": Text("中文", "in Chinese"),
    "en": Text("英文", "in English"),
    "code": Text("代码", "its code"),
    "name": Text("名称", "its name"),
    "name_en": Text("英文名称", "its name in English"),
    "fact": Text(
        "比较的事实，见 anjuan regulation facts", "what is compared: anjuan regulation facts"
    ),
    "op": Text(
        "怎样比较：>= 不少于，> 超过，in 其中之一，covers 全都有，within 不超出，is 是或者否",
        "how: in is one of, covers has all of, within has no other, is yes or no",
    ),
    "value": Text("法定的值", "the value that the law says"),
    "on": Text("在哪些步骤核验", "the steps at which it is checked"),
    "stream": Text("案卷种类", "the kind of case"),
    "channel": Text("申报渠道，不写即各渠道", "the channel; without it, each"),
    "unit": Text("工作日或者自然日", "working or calendar days"),
    "answer_within": Text("答复期限（天）", "days to answer"),
    "valid_from": Text("自该日起", "from that day"),
    "valid_to": Text("至该日止", "until that day, included"),
    "bureau": Text("由哪一区划的机关推荐", "the division whose bureau recommends"),
    "About.code": Text(
        "规定代码：大写字母、数字、连字符", "a short code: capitals, digits, hyphens"
    ),
    "title": Text("规定名称", "title"),
    "title_en": Text("英文名称", "title in English"),
    "authority": Text("认定机关所在的区划", "the division of who recognises"),
    "level": Text("认定机关的层级", "the authority's level"),
    "issued_on": Text("印发日期，自此施行", "day of issue, from which it is in force"),
    "parent": Text("上位规定的代码", "code of the regulation that it is based on"),
    "document_no": Text("文号", "document number"),
    "text_complete": Text("文本是否完整", "whether the text is complete"),
    "assumed": Text("文本没有写明、由本系统假定的键", "keys that no text states"),
    "interpreted_by": Text("由谁解释", "who interprets it"),
    "parent_rule": Text("写明上位规定的条款", "the provision that names the parent"),
    "interpreted_rule": Text("写明由谁解释的条款", "the provision that names who interprets"),
    "years": Text("有效几年；不写即至废止", "for how many years; without it, until repealed"),
    "begins_rule": Text("写明自何时施行的条款", "the provision that says from when"),
    "length": Text("公示几天", "how many days"),
    "count_publication_day": Text("公示当日是否计入", "whether the first day counts"),
    "roll_to_working_day": Text(
        "末日不是工作日的，是否顺延", "whether the last day moves to a working day"
    ),
    "notice": Text("公示文本的格式", "template of the text published at its beginning"),
    "result_notice": Text("公示结果文本的格式", "template of the text published at its end"),
    "term": Text("补正期限（天）", "days to correct"),
    "longest_term": Text("补正期限最长（天）", "the longest term that may be given"),
    "any_refuses": Text(
        "受理任何异议即不予认定", "whether any admitted objection refuses the entry"
    ),
    "formula": Text("名称格式，含 {industry}", "the formula, with {industry}"),
    "industry_ends": Text("产业名称须以此结尾", "what an industry must end in"),
    "industry_may_end": Text(
        "产业名称可以以此结尾，有无视为同一产业",
        "what it may end in: with and without it is the same",
    ),
    "commitment": Text("承诺原文，含 {industry}", "the exact commitment, with {industry}"),
    "opinion": Text("推荐意见须含的用语", "what a recommender's opinion must say"),
    "month": Text("月", "month"),
    "day": Text("日", "day"),
    "sees": Text("可以查看本辖区案卷的角色", "roles that see the cases of their own area"),
    "daily_rule": Text("写明日常管理的条款", "the provision that gives daily management"),
    "roles": Text("角色的称呼", "what the roles are called"),
    "least": Text("至少几名专家", "how many experts at least"),
    "odd": Text("是否须为单数", "whether their number must be odd"),
    "quorum": Text("至少多少专家评分方为有效", "what share must have scored"),
    "staff_papers": Text(
        "不给专家看的材料：所证明的条件，或者名称中的字样",
        "papers that experts are not shown: by the condition or words in their kind",
    ),
    "parts": Text("份数", "so many"),
    "of": Text("总份数", "of so many"),
    "most": Text("满分，百分之一分", "full marks, in hundredths of a point"),
    "do": Text("步骤的名称", "the step's name"),
    "by": Text("由谁办理", "who may do it"),
    "territory": Text(
        "对谁的案件：推荐机关、认定机关、申报单位自己的，或者受文区划的",
        "whose cases: the recommending bureau's, the authority's, one's own, the addressee's",
    ),
    "territory_rule": Text("规定管辖的条款", "the provision that says whose cases"),
    "duty": Text("须有的职责", "the separated duty that it is done in"),
    "during": Text("在哪些阶段可以办理", "the stages that allow it"),
    "to": Text("办后到哪一阶段；不写即不变", "the stage it leads to; without it, it stays"),
    "after": Text("须先办的步骤", "steps that must have been done"),
    "unless": Text("办过即不得再办的步骤", "steps that must not have been done"),
    "elapsed": Text("须已届满的期间", "a period that must be over"),
    "opens": Text("由此开始的期间", "the period that it begins"),
    "needs": Text("须附的内容：document_no 文号，evidence 证据", "what the act must carry"),
    "final": Text("是否办结", "whether the case ends with it"),
    "outcomes": Text("各种结果分别通向哪里", "where each named result leads"),
    "period": Text("期间的名称", "the period's name"),
    "hard": Text(
        "是否必须符合；false 为原则性要求，说明理由可以例外",
        "whether it must be met; false: passes with a reason and a named official",
    ),
    "either": Text("符合其一即可的替代条件", "alternatives, one of which is enough"),
    "Guard.zh": Text("告知申报单位的要求", "what is demanded, in Chinese"),
    "Guard.en": Text("告知申报单位的要求（英文）", "what is demanded, in English"),
    "Flag.zh": Text("提示内容", "the note, in Chinese"),
    "Flag.en": Text("提示内容（英文）", "the note, in English"),
    "duties": Text("不得由同一人办理的职责", "duties that one person may not both do"),
    "uscc": Text("统一社会信用代码", "the unit's credit code"),
    "id": Text("规则的编号", "the rule's id"),
    "article": Text("条目", "its article"),
    "phrase": Text("原文", "its very words"),
    "gloss": Text("英文说明", "what it says, in English"),
    "kept": Text(
        "本系统怎样办到；不写即按引用它的部分",
        "how this system keeps it; without it, by what rests on it",
    ),
    "tier": Text("层级", "its tier"),
    "Division.parent": Text(
        "上一级区划；不写即认定机关", "the division above; without it, the authority's"
    ),
    "Division.organ": Text(
        "该区划的机关在公文上的署名；不写即“区划名+知识产权局”",
        "how the division's bureau signs documents; without it, its name with 知识产权局",
    ),
    "covers": Text(
        "其下没有单列的地方的代码开头", "how codes of places in it begin that have no row"
    ),
}

KEY_WORDS = together((OTHER_KEY_WORDS, LIFE_KEY_WORDS))


def block_words(block: str) -> Text | None:
    return BLOCK_WORDS.get(block)


def key_words(block: str, key: str) -> Text | None:
    """What a key of a block says: its own words, else those of the key wherever it stands."""
    return KEY_WORDS.get(f"{block}.{key}") or KEY_WORDS.get(key)
