"""Cases that another case names: by their title and with a link, for whoever may see them."""

from starlette.exceptions import HTTPException

from domain.context import Actor
from domain.streams import STREAMS
from services.api.views import CaseView, visible
from services.pages.case_titles import TITLE_FIELDS, case_title
from services.pages.telling import NamedCase
from services.runtime import Runtime
from services.subscriptions.catalogue import CENTRES


def case_named(runtime: Runtime, reader: Actor, stream: str, id: str) -> NamedCase | None:
    """The case by its title; None for a reader who may not see it."""
    try:
        view = visible(runtime, reader, STREAMS[stream], id)
    except HTTPException:
        return None
    return NamedCase(case_title(stream, id, own_names(view)), f"/{stream}/{id}")


def registered_or_seen(runtime: Runtime, reader: Actor, stream: str, id: str) -> NamedCase | None:
    """The case by its title; a centre that the reader does not see, as the public registry has
    it."""
    found = case_named(runtime, reader, stream, id)
    return registered_centre(runtime, id) if found is None and stream == "centres" else found


def registered_centre(runtime: Runtime, centre: str) -> NamedCase | None:
    """A centre as the public registry has it."""
    today = runtime.clock.today()
    for row in runtime.readmodel.page(CENTRES, as_of=today, key=centre, limit=1):
        name = CENTRES.decoded(row.row.decode()).name
        return NamedCase(name, f"/registry/centres/{centre}") if name else None
    return None


def own_names(view: CaseView) -> dict[str, str]:
    """What the case is called in its own fields, as the reader is shown them."""
    case = view.shown()
    of_case = {name: getattr(case, name, None) for name in TITLE_FIELDS}
    of_form = {name: getattr(getattr(case, "form", None), name, None) for name in TITLE_FIELDS}
    both = {name: of_case[name] or of_form[name] for name in TITLE_FIELDS}
    return {name: one for name, one in both.items() if isinstance(one, str)}
