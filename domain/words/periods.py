"""What each running period is called: by its block in the regulation, and by its timer."""

from domain.refusal import Text

PERIODS = {
    "publicity": Text("公示期", "publicity"),
    "correction": Text("补正期限", "term for correction"),
    "answer": Text("受理答复期限", "term to answer an application"),
    "objection": Text("异议答复期限", "term to answer an objection"),
    "validity": Text("规定有效期", "validity of a regulation"),
    "internal_review": Text("申请复核期限", "term to ask for a review"),
    "reconsideration": Text("申请行政复议期限", "term to ask for a reconsideration"),
    "remedy": Text("救济期限", "term for remedies"),
    "suit_after_reconsideration": Text(
        "复议后起诉期限", "term to bring a suit after the reconsideration"
    ),
    "T1": Text("公示期", "publicity"),
    "T2": Text("受理答复期限、补正期限", "term to answer an application, or to correct it"),
    "T5": Text("规定的有效期", "validity of the regulation"),
    "T11": Text("异议答复期限", "term to answer an objection"),
}
