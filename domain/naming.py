"""Names of centres: built by the regulation's formula, and taken apart again. SC 8."""

from domain.regulation.model import Name

SLOT = "{industry}"


def build(naming: Name, industry: str) -> str | None:
    """The name for an industry; None where the industry does not end as the formula wants."""
    if not industry or not industry.endswith(naming.industry_ends or ""):
        return None
    if industry == naming.industry_ends:
        return None
    return naming.formula.replace(SLOT, industry)


def parse(naming: Name, name: str) -> str | None:
    """The industry in a name; None where the name does not follow the formula."""
    before, after = naming.formula.split(SLOT)
    industry = name.removeprefix(before).removesuffix(after)
    return industry if build(naming, industry) == name else None
