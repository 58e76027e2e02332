"""How the house is kept readable: few flat modules, short files and functions, one name for one
thing. Import contracts stand in pyproject.toml."""

from statistics import median, quantiles

import pytest

from tests.support.house import file_lengths, flat, functions, public_names

MOST_FLAT = 9
LONGEST_FILE = 300
USUAL_FILE = 200  # nine of ten are shorter
LONGEST_FUNCTION = 44
USUAL_FUNCTION = 5
NAMES_THAT_STAND_TWICE = 30
"""This number may only fall."""
DECLARED_BY_MANY = {
    "PAGES": "what a module of services/pages adds to the table of pages",
    "log": "each module's own logger",
    "ROUTES": "what a module of services/api adds to the list of routes",
    "WORDS": "what a module of domain/words/ adds to the table of words",
    "PROJECTION": "what a module of projections/ says of itself",
    "keys": "the rows that an event touches, in each projection",
    "project": "the fold of each projection",
}
"""One meaning, said anew by each module of a kind."""


@pytest.mark.parametrize("layer", ["services", "adapters"])
def test_no_tenth_module_stands_outside_the_folders(layer: str) -> None:
    assert len(flat(layer)) <= MOST_FLAT, flat(layer)


def test_a_file_fits_on_a_few_screens() -> None:
    lengths = file_lengths()
    assert {path: n for path, n in lengths.items() if n > LONGEST_FILE} == {}
    assert quantiles(lengths.values(), n=10)[-1] < USUAL_FILE


def test_a_function_fits_the_eye() -> None:
    lengths = list(functions())
    assert [(name, n) for name, n in lengths if n > LONGEST_FUNCTION] == []
    assert median(n for _, n in lengths) <= USUAL_FUNCTION


def test_one_public_name_has_one_meaning() -> None:
    twice = {name: found for name, found in public_names().items() if len(found) > 1}
    assert twice.keys() >= DECLARED_BY_MANY.keys()
    unlike = {name: found for name, found in twice.items() if name not in DECLARED_BY_MANY}
    told = "\n".join(f"{name}: {', '.join(map(str, found))}" for name, found in unlike.items())
    assert len(unlike) <= NAMES_THAT_STAND_TWICE, told
