"""The application form as a spreadsheet: an empty one to fill in, and a filled one that becomes a
paper to be checked. Nothing of it is in the case before somebody keeps it there."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.application.drafting import ReviseDraft
from domain.application.form import Form
from domain.regulation.rules import Rules
from services.api import states
from services.api.requests import runtime_of
from services.imports.tables.columns import Columns
from services.imports.tables.faults import TableFault, Unreadable
from services.imports.tables.importing import sheets_of
from services.imports.tables.rows import read_table
from services.imports.tables.sheets import LARGEST_FILE
from services.imports.tables.template import write_template
from services.pages.answering import html_page
from services.pages.forms.choosing import rules_of_case
from services.pages.forms.inputs import inputs_of
from services.pages.forms.own_inputs import with_own_inputs
from services.pages.forms.paper import UnsentPaper, kept, new_key
from services.pages.forms.reading import written
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.posting import posted_form
from services.pages.session import signed_in
from services.pages.words import phrased, t

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES = (".xlsx", ".csv")
MOST_FAULTS_SHOWN = 50


async def form_sheet_page(request: Request) -> Response:
    """`/applications/{id}/sheet`: the filled sheet; `?empty=1` the one to fill in."""
    signed_in(request)
    name, content = await sheet_sent(request) if request.method == "POST" else ("", b"")
    id = request.path_params["id"]
    told = await answer_of(
        request, states.state, f"/applications/{id}", stream="applications", id=id
    )
    rules = rules_of_case(runtime_of(request), told["state"].get("regime"))
    if request.query_params.get("empty"):
        return await run_in_threadpool(empty_sheet, rules)
    if not any(o["allowed"] for o in told["actions"] if o["command"] == ReviseDraft.__name__):
        raise HTTPException(404)
    if request.method == "GET":
        return sheet_shown(request, id, [])
    form, faults = await run_in_threadpool(form_in_sheet, name, content, rules)
    if form is None:
        return sheet_shown(request, id, faults)
    paper = paper_of_sheet(id, told, form, rules)
    await kept(request, paper)
    return RedirectResponse(f"{paper.path}?paper={paper.key}", 303)


async def sheet_sent(request: Request) -> tuple[str, bytes]:
    """The name and content of the sheet; both empty where none was chosen."""
    async with posted_form(request, LARGEST_FILE) as sent:
        file = sent.get("sheet")
        if not isinstance(file, UploadFile):
            return "", b""
        return file.filename or "", await file.read()


def empty_sheet(rules: Rules | None) -> Response:
    with TemporaryDirectory(prefix="anjuan-") as folder:
        path = Path(folder) / "form.xlsx"
        write_template(path, rules.text.field if rules else ())
        content = path.read_bytes()
    headers = {"Content-Disposition": 'attachment; filename="application-form.xlsx"'}
    return Response(content, 200, headers, SHEET_TYPE)


def form_in_sheet(name: str, content: bytes, rules: Rules | None) -> tuple[Form | None, list[str]]:
    """The form of the first row; or what is wrong, by cell."""
    suffix = Path(name).suffix.lower()
    if not name:
        return None, [t("请选择已填的表")]
    if suffix not in SUFFIXES:
        return None, [t("表格应为 .xlsx 或者 .csv")]
    columns = Columns(own=rules.text.field if rules else ())
    with TemporaryDirectory(prefix="anjuan-") as folder:
        path = Path(folder) / f"form{suffix}"
        path.write_bytes(content)
        try:
            table = read_table(sheets_of(path, columns), columns)
        except Unreadable as error:
            return None, [phrased(error.why)]
    if table.faults:
        return None, [fault_in_cell(one) for one in table.faults[:MOST_FAULTS_SHOWN]]
    if not table.entries:
        return None, [t("表中没有填写的行；以 # 开头的示例行不导入")]
    return table.entries[0].form, []


def fault_in_cell(fault: TableFault) -> str:
    where = " ".join(filter(None, (fault.cell, fault.column)))
    return f"{where}：{phrased(fault.why)}" if where else phrased(fault.why)


def paper_of_sheet(id: str, told: dict[str, Any], form: Form, rules: Rules | None) -> UnsentPaper:
    """A paper for the draft: what the sheet says, over what the case says already."""
    inputs = with_own_inputs(inputs_of(ReviseDraft), rules)
    said = {n: v for n, v in msgspec.to_builtins(form).items() if v not in (None, [], {})}
    before = {n: v for n, v in (told["state"].get("form") or {}).items() if n not in said}
    return UnsentPaper(
        path=f"/applications/{id}/revise-draft",
        stream="applications",
        id=id,
        command=ReviseDraft.__name__,
        version=int(told["version"]),
        texts=written(inputs, {"form": {**before, **said}}, "/command"),
        key=new_key(),
    )


def sheet_shown(request: Request, id: str, wrong: list[str]) -> Response:
    faults = [{"pointer": "sheet", "label": "", "detail": one} for one in wrong]
    return html_page(request, "sheet.html", id=id, faults=faults)


PAGES = (PageRoute("/applications/{id}/sheet", form_sheet_page, ("empty",), posts=True),)
