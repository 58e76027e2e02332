"""Opens the draft that follows a recommendation to the level above, with the centre's file. C19."""

from collections.abc import Iterable
from hashlib import sha256

from msgspec.structs import asdict, replace

from domain.application.case import Application
from domain.application.drafting import CreateDraft, DraftOpened
from domain.application.form import Form
from domain.case import CaseId, Command, stream_id
from domain.centre.case import Centre
from domain.matter import Matter
from domain.reaction import reaction_key
from domain.refusal import Refusal, Text, file_rule
from domain.regulation.rules import Rules

NATIONAL_DRAFT = "national-draft"
"""The reaction that opens the draft."""
OF_THIS_APPLICATION = (
    *("proposed_name", "commitment", "commitment_text"),
    *("applicant_head", "applicant_seal", "recusal_requests"),
)
"""What was said for the earlier application alone: name, commitment, signature and seal."""


class OpenRecommendedDraft(Command, frozen=True, kw_only=True):
    """据推荐开立草稿: for the unit of a centre that was recommended, about that centre, with what
    its earlier form says. The unit revises it, commits itself anew and hands it in, or withdraws
    it. `recommendation` is the version of the recommendation in the centre's file."""

    opens = True
    follows_event = True
    regime: CaseId
    of_centre: CaseId
    recommendation: int

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        if not isinstance(matter.reader.state("centres", self.of_centre), Centre):
            file = stream_id("centres", self.of_centre)
            yield file_rule(
                "recommended-centre",
                "草稿依据推荐开立",
                Text(f"没有中心案卷 {file}", f"no such file: {file}"),
                Text("被推荐的中心", "a centre that was recommended"),
                "form",
                ("/of_centre",),
            )

    def decide(self, matter: Matter[Application]) -> "RecommendedDraftOpened":
        centre = matter.reader.state("centres", self.of_centre)
        assert isinstance(centre, Centre)
        earlier = matter.reader.state("applications", centre.application)
        form = earlier.form if isinstance(earlier, Application) else Form()
        return RecommendedDraftOpened(
            **asdict(self),
            channel=draft_channel(matter.rules),
            owner=centre.owner,
            form=carried_over(form, centre),
        )


class RecommendedDraftOpened(
    DraftOpened, frozen=True, kw_only=True, tag="recommended-draft-opened"
):
    """A unit has a draft that it did not begin itself."""

    recommendation: int

    @property
    def in_reaction_to(self) -> str:
        centre = stream_id("centres", self.of_centre or "")
        return reaction_key(NATIONAL_DRAFT, centre, self.recommendation)


def draft_id(centre: str, recommendation: int) -> str:
    """The id of the draft that one recommendation brings, however often it is asked for."""
    return sha256(f"{centre}:{recommendation}".encode()).hexdigest()[:32]


def draft_channel(rules: Rules) -> str:
    """The channel in which a unit drafts under this regulation, the first where there are some."""
    own = (step.channel for step in rules.text.step if step.do == CreateDraft.__name__)
    return next(filter(None, own), "")


def carried_over(form: Form, centre: Centre) -> Form:
    """What the earlier form says and still holds; the centre runs at least since its recognition.
    Fields that only the other regime asks stay behind."""
    blank = {name: getattr(Form(), name) for name in OF_THIS_APPLICATION}
    since = form.operating_since or centre.recognised_on
    return replace(form, **blank, operating_since=since, own={})
