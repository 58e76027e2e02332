"""What each running period is called: by its block in the regulation, and by its timer."""

from domain.refusal import Text

PERIODS = {
    "publicity": Text("公示期", "publicity"),
    "correction": Text("补正期限", "term for correction"),
    "answer": Text("答复申报期限", "term to answer an application"),
    "objection": Text("异议答复期限", "term to answer an objection"),
    "T1": Text("公示期", "publicity"),
    "T2": Text("答复申报或者补正的期限", "term to answer or to correct an application"),
    "T11": Text("异议答复期限", "term to answer an objection"),
}
