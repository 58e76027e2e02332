"""Sets the working paper of a project's money (资金底稿) as PDF: what its workbook says, on paper.

It says nothing of the hour at which it is made: the same project as of the same day, known at the
same moment, is the same bytes for ever.
"""

from domain.batch.notice import day_in_words
from domain.working_days import CHINA
from services.documents.acts import Content
from services.documents.making import typeset_apart
from services.queries.ledger import LedgerClock
from services.queries.working_paper import PaperMovement, WorkingPaper
from services.runtime import Runtime

MOST_ON_PAPER = 2_000
"""Movements that are set; the workbook has the others."""
OF_ACTS = (
    *("organ", "number", "to", "regulation", "dated", "served", "remedies", "case", "case-id"),
    *("position", "recorded", "mark", "verify", "qr"),
)
"""What the layout of every document asks for, and no act says here."""
PAPER_TITLE = "专项资金项目底稿"


def working_paper_pdf(
    runtime: Runtime, paper: WorkingPaper, title: str, clock: LedgerClock
) -> bytes:
    """Raises DocumentBusy, DocumentTooLarge."""
    return typeset_apart(runtime, paper_content(paper, title, clock))


def paper_content(paper: WorkingPaper, title: str, clock: LedgerClock) -> Content:
    """What the template is given."""
    day, shown = clock.as_of, paper.movements[:MOST_ON_PAPER]
    return {
        "template": "working-paper",
        "kind": "working-paper",
        "title": PAPER_TITLE,
        **dict.fromkeys(OF_ACTS, ""),
        "articles": [],
        "draft": True,  # nothing to verify it by: it is no act
        "day": [day.year, day.month, day.day],
        "rows": [{"label": label, "values": [said]} for label, said in heads(paper, title, clock)],
        "own": {
            "project": title,
            "balances": [list(one) for one in paper.balances],
            "budget": [list(one) for one in paper.budget],
            "movements": [as_texts(one) for one in shown],
            "left": paper.left_out + len(paper.movements) - len(shown),
        },
    }


def heads(paper: WorkingPaper, title: str, clock: LedgerClock) -> tuple[tuple[str, str], ...]:
    known = clock.known_at
    moment = f"{known.astimezone(CHINA):%Y-%m-%d %H:%M:%S}（北京时间）" if known else "最新"
    return (
        ("项目", f"{title}（{paper.project}）"),
        ("截至", day_in_words(clock.as_of)),
        ("以何时所知", moment),
        ("凭据", "记载的序号和行号；散列可与案卷中该号记载的回执核对"),
    )


def as_texts(one: PaperMovement) -> list[str]:
    return [str(value) for value in one]
