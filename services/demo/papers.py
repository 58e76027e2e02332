"""Demonstration data: proofs as PDFs of one page (ISO 32000-1), so that attachments open."""

from hashlib import sha256

from adapters.files import FileDamaged
from services.demo import people as demo
from services.demo.units import DemoPaper, DemoUnit, Region
from services.runtime import Runtime


def proofs(runtime: Runtime, region: Region, unit: DemoUnit) -> list[tuple[DemoPaper, str]]:
    """Puts a unit's papers into the file store, as uploads would, where they are not there yet;
    gives each with its hash."""
    code = demo.APPLICANTS[unit.number - 1]
    hashed = []
    for paper in region.papers:
        if paper.channel in (None, unit.channel):
            content = one_line_pdf(f"Anjuan demonstration: {paper.shows}, unit {code}")
            hash = sha256(content).hexdigest()
            if not is_kept(runtime, hash, code):
                runtime.files.put([content])
                runtime.accounts.uploaded(hash, code)
            hashed.append((paper, hash))
    return hashed


def is_kept(runtime: Runtime, hash: str, organ: str) -> bool:
    """Whether the file is there, undamaged, and is known as that unit's upload."""
    try:
        here = runtime.files.info(hash)
    except FileDamaged:
        return False
    return here is not None and organ in runtime.accounts.uploaders(hash)


def one_line_pdf(line: str) -> bytes:
    """A PDF of one page with one line of ASCII text."""
    text = b"BT /F 14 Tf 72 760 Td (%s) Tj ET" % line.encode("ascii")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    whole, table = b"%PDF-1.4\n", b"0000000000 65535 f \n"
    for number, body in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(whole)
        whole += b"%d 0 obj%s\nendobj\n" % (number, body)
    size = len(objects) + 1
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(whole))
    return whole + b"xref\n0 %d\n%s" % (size, table) + end
