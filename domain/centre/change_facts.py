"""Facts of a centre's change: conditions of an application, asked of what is to be otherwise."""

from domain.centre.case import Centre
from domain.centre.changing import change_of
from domain.facts import fact
from domain.folding import is_blank, same_name
from domain.matter import Matter
from domain.naming import centre_names, industry_spellings
from domain.party.lifecycle import Party
from domain.regime.lifecycle import regime_in


@fact(
    "flag",
    "变更后的名称符合命名方式",
    "the name after the change follows the formula",
    reads=("/wanted/name", "/wanted/industry"),
)
def changed_name_by_formula(matter: Matter[Centre]) -> bool:
    """Name and industry as they would be; a change of neither passes."""
    wanted, naming = change_of(matter), matter.rules.text.name
    if naming is None or (wanted.name, wanted.industry) == (None, None):
        return True
    names = centre_names(naming, wanted.industry or matter.case.industry)
    return any(same_name(one, wanted.name or matter.case.name) for one in names)


@fact(
    "flag",
    "变更后的产业在目录内",
    "the industry after the change is in the catalogue",
    reads=("/wanted/industry",),
)
def changed_industry_in_catalogue(matter: Matter[Centre]) -> bool:
    wanted = change_of(matter)
    if wanted.industry is None:
        return True
    file = regime_in(matter.reader.state("regulations", matter.case.regime or ""))
    catalogue = file.catalogue(matter.day)
    spelt = industry_spellings(matter.rules.text.name, wanted.industry)
    return catalogue is not None and catalogue.has_one_of(spelt)


@fact(
    "flag",
    "填写了变更产业的例外理由",
    "a reason for another industry is given with the change",
    reads=("/wanted/industry_reason",),
)
def changed_industry_explained(matter: Matter[Centre]) -> bool:
    return not is_blank(change_of(matter).industry_reason or "")


@fact(
    "flag",
    "变更后的建设主体名称与登记一致",
    "the builder's name after the change is the registered one",
    reads=("/wanted/builder",),
)
def changed_builder_as_registered(matter: Matter[Centre]) -> bool:
    wanted = change_of(matter)
    if wanted.builder is None:
        return True
    party = matter.reader.state("parties", matter.case.owner)
    return isinstance(party, Party) and same_name(party.name, wanted.builder)
