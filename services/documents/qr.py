"""Draws a QR code as SVG, the same for the same text."""

from io import BytesIO

import segno


def qr_svg(text: str) -> str:
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=2, xmldecl=False, svgns=True, nl=False, omitsize=False
    )
    return out.getvalue().decode()
