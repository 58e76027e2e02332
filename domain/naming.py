"""Names of centres: built by the regulation's formula, and taken apart again. SC 8."""

from domain.regulation.blocks import Name

SLOT = "{industry}"


def build(naming: Name, industry: str) -> str | None:
    """The name for an industry; None where the industry does not end as the formula wants."""
    if not industry or not industry.endswith(naming.industry_ends or ""):
        return None
    if industry == naming.industry_ends:
        return None
    return naming.formula.replace(SLOT, industry)


def industry_spellings(naming: Name | None, industry: str) -> tuple[str, ...]:
    """An industry as it is written, and as it may be written as well: with the ending that the
    formula leaves open, or without it."""
    ending = naming.industry_may_end if naming else None
    if not ending or industry in ("", ending):
        return (industry,)
    return (
        industry,
        industry.removesuffix(ending) if industry.endswith(ending) else industry + ending,
    )


def centre_names(naming: Name, industry: str) -> tuple[str, ...]:
    """The names that a centre of an industry may have."""
    built = (build(naming, one) for one in industry_spellings(naming, industry))
    return tuple(name for name in built if name)


def parse(naming: Name, name: str) -> str | None:
    """The industry in a name; None where the name does not follow the formula."""
    before, after = naming.formula.split(SLOT)
    industry = name.removeprefix(before).removesuffix(after)
    return industry if build(naming, industry) == name else None
