"""What the keys of a regulation file say that are about a centre's life after its recognition: its
services and activities, its yearly papers, its evaluation, the grounds of its end."""

from domain.refusal import Text

LIFE_KEY_WORDS = {
    "catalogue_within": Text("几日内公布服务目录", "days within which the catalogue is published"),
    "catalogue_rule": Text("服务目录的依据", "the rule about the catalogue"),
    "plan_by": Text("每年该日前提交计划", "the day of the year by which there is a plan"),
    "plan_rule": Text("年度计划的依据", "the rule about the yearly plan"),
    "public_rule": Text("每年提供公共服务的依据", "the rule that wants public services every year"),
    "external_rule": Text(
        "服务本单位以外对象的依据", "the rule that wants recipients beside the builder"
    ),
    "delivery": Text("可以怎样承担职责", "the ways in which duties may be carried out"),
    "delivery_rule": Text("承担方式的依据", "the rule about these ways"),
    "alert": Text("全年没有活动即提示", "whether a year without any activity is told"),
    "yearly": Text("每年应有的活动", "kinds of activity wanted every year"),
    "once": Text("至少应有一次的活动", "kinds of activity wanted once"),
    "tracks": Text("须跟踪项目", "whether projects are followed"),
    "obligatory": Text("报告必须写到", "whether the paper must speak of it"),
    "untold": Text("不对外告知", "whether nobody outside is told of it"),
    "scale": Text("等次，从好到差", "the grades, from the best to the worst"),
    "best": Text("可以宣传、推荐的等次", "the grades of models, and of those recommended upwards"),
    "failing": Text("不合格的等次", "the grades that are unsatisfactory"),
    "with_others": Text("须会同其他单位", "whether other units take part"),
    "with_experts": Text("须组织专家", "whether experts take part"),
    "evaluated": Text("最近一次评价须为此等次", "the grade that the last evaluation must have had"),
    "CancelGround.needs": Text(
        "以整改不合格或者认定的违法违规为前提", "a failed rectification, or a violation"
    ),
    "types": Text("违法违规的类型", "the types of violation"),
    "grave": Text("须认定后果严重", "whether grave consequences are needed"),
    "within_cycle": Text("限于建设周期内的行为", "whether the conduct must lie in the cycle"),
}
