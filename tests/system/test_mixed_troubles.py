"""Kills, full disks, backups and restorations, mixed: what was acknowledged and not named as lost
is there once, in order, and nobody's work list is wrong afterwards.

All is drawn from one SEED, which every failure names: `SEED=17 make soak` repeats its troubles.
"""

from pathlib import Path

import pytest

from tests.support.small_disk import may_mount
from tests.support.soaking import MINUTES
from tests.support.troubled import SEED, Trouble, all_is_right, planned, seeded, suffer
from tests.support.troubled_office import office
from tests.support.troubled_province import troubled_province

TROUBLES = max(8, round(150 * MINUTES / 60))
"""Of each topology: 300 of both in an hour."""
SHORT = ("kill", "backup", "kill", "restore")


@pytest.mark.soak
def test_an_office_outlives_kills_and_a_restoration(tmp_path: Path) -> None:
    with seeded(SEED), office(tmp_path, on_small_disks=False) as found:
        chances = planned(SEED, len(SHORT), found.kinds)
        suffer(found, [Trouble(kind, one.chance) for kind, one in zip(SHORT, chances, strict=True)])
        all_is_right(found)


@pytest.fixture
def small_disks(tmp_path: Path) -> None:
    if not may_mount(tmp_path / "small"):
        pytest.skip("a disk can be made full only where file systems may be mounted")


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_an_office_outlives_whatever_befalls_it(small_disks: None, tmp_path: Path) -> None:
    with seeded(SEED), office(tmp_path, on_small_disks=True) as found:
        suffer(found, planned(SEED, TROUBLES, found.kinds))
        all_is_right(found)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_a_province_outlives_whatever_befalls_it(small_disks: None, tmp_path: Path) -> None:
    with seeded(SEED), troubled_province(tmp_path) as found:
        suffer(found, planned(SEED, TROUBLES, found.kinds))
        all_is_right(found)
