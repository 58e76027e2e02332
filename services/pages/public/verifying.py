"""Verification of official documents as pages: by the code that a paper bears, by QR, which leads
here with it, or by the file. And the documents themselves."""

from hashlib import sha256

import msgspec
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.api import documents
from services.documents.verifying import DocumentVerdict
from services.pages.answering import html_page, query_with
from services.pages.inside import answer_of, inner_request
from services.pages.page_route import PageRoute
from services.pages.posting import posted_form
from services.pages.words import t

VERIFY_PAGE = "/verify"
LONGEST_FILE = 5 * 2**20  # bytes, with what a form adds to the file
LONGEST_MARK = 200


async def verification_page(request: Request) -> Response:
    """`/verify?mark=`: the code or the file is asked for, and leads to the verdict."""
    if request.method == "POST":
        return await file_verified(request)
    if mark := "".join(request.query_params.get("mark", "").split()):
        return RedirectResponse(f"{VERIFY_PAGE}/{mark_in_path(mark)}", 303)
    fault = t("请选择 PDF 文件") if request.query_params.get("fault") else ""
    return asked_page(request, fault)


def mark_in_path(mark: str) -> str:
    """The code as it stands in an address; one that no paper bears is of letters that none has."""
    plain = mark.isascii() and mark.replace("-", "").isalnum() and len(mark) <= LONGEST_MARK
    return mark.lower() if plain else "-"


def asked_page(request: Request, fault: str) -> Response:
    faults = [{"pointer": "file", "label": fault, "detail": fault}] if fault else []
    return html_page(request, "public/verify.html", faults=faults)


async def file_verified(request: Request) -> Response:
    """On to the verdict on a file. Nothing of it is kept."""
    async with posted_form(request, LONGEST_FILE) as form:
        file = form.get("file")
        content = await file.read() if isinstance(file, UploadFile) else b""
    if not content:
        return RedirectResponse(f"{VERIFY_PAGE}?fault=file", 303)
    asked = inner_request(request, VERIFY_PAGE, method="POST", body=content)
    answer = await documents.verify_file(asked)
    verdict = msgspec.json.decode(bytes(answer.body), type=DocumentVerdict)
    held = sha256(content).hexdigest()
    known = verdict.document
    mark = f"{known.position}-{known.receipt}" if known else held
    return RedirectResponse(f"{VERIFY_PAGE}/{mark}{query_with({'sha256': held})}", 303)


async def verdict_page(request: Request) -> Response:
    """`/verify/{mark}?sha256=`: genuine, changed or unknown, and whether it holds today."""
    mark, held = request.path_params["mark"], request.query_params.get("sha256", "")
    path = f"{VERIFY_PAGE}/{mark}"
    found = await answer_of(request, documents.verify_mark, path, {"sha256": held}, mark=mark)
    centre = centre_in(found["document"])
    data = path + query_with({"sha256": held})
    return html_page(
        request, "public/verdict.html", data=data, found=found, held=held, centre=centre
    )


def centre_in(document: dict[str, str] | None) -> str:
    """The id of the centre that a document is about; "" where it is about none."""
    return document["id"] if document and document["stream"] == "centres" else ""


async def document_page(request: Request) -> Response:
    """`/documents/{hash}.pdf`: a document for whoever may have it."""
    hash = request.path_params["hash"]
    path = f"/documents/{hash}.pdf"
    return await documents.fetch_by_hash(inner_request(request, path, params={"hash": hash}))


PAGES = (
    PageRoute(VERIFY_PAGE, verification_page, ("mark", "fault"), posts=True),
    PageRoute(VERIFY_PAGE + "/{mark}", verdict_page, ("sha256",)),
    PageRoute("/documents/{hash}.pdf", document_page, ()),
)
