"""Fund projects by their names, on pages of money."""

from starlette.requests import Request

from services.api.history_threads import beside_the_loop
from services.api.requests import runtime_of
from services.pages.named_cases import case_named
from services.pages.session import who_reads
from services.pages.words import t


async def project_title(request: Request, project: str) -> str:
    """The name of a project; a general word for a reader who is not shown it."""
    reader = who_reads(request)
    found = await beside_the_loop(
        request, case_named, runtime_of(request), reader, "fund-projects", project
    )
    return found.title if found else t("专项资金项目")
