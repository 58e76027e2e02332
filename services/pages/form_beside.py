"""The application form as it stands beside another matter: a recheck, a score sheet."""

from typing import Any

from starlette.requests import Request

from services.api.requests import runtime_of
from services.pages.case_file import CaseShown, FileNames, form_told
from services.pages.forms.choosing import rules_of_case


def form_beside(request: Request, id: str, told: dict[str, Any]) -> dict[str, Any]:
    """The form by its sections, as far as its reader is shown it, and what its files prove."""
    runtime = runtime_of(request)
    shown = CaseShown("applications", id, told, rules_of_case(runtime, told["state"].get("regime")))
    return {"sections": form_told(runtime, shown), "files": FileNames(shown)}
