"""A bureau is added, follows what is its own with its own key, is given another, and is removed."""

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import TimeoutError as NothingMore

from adapters.nats.accounts import consumer_of, inbox_of
from adapters.nats.attacks import intruder
from adapters.nats.connection import NatsAddress, NatsAway, linked
from adapters.nats.keys import new_seed, public_key
from adapters.nats.process import find_binary, launch
from adapters.nats.server import EmbeddedNats, nats_at
from domain.context import Actor
from services.bureaus.accounts import accounts_of, renew_accounts, table_of
from services.bureaus.consumers import bureau_consumers, renew_consumers, wanted
from services.runtime import open_log
from services.settings import Settings
from tests.support.command_line import Terminal, demonstrated
from tests.support.free_ports import free_port
from tests.support.relayed import level, relay_worker

pytest_plugins = ["tests.support.http_fixtures"]
AREA = "cases.SC.510100."


class Office(NamedTuple):
    """A demonstration with its stream on a server of its own, and the command line beside it."""

    settings: Settings
    terminal: Terminal
    server: EmbeddedNats

    def key(self, name: str) -> Path:
        return self.settings.data.parent / name

    def bureau(self, *words: str | Path, **options: int) -> str:
        return self.terminal.out("bureau", *words, **options)

    def listed(self) -> dict[str, dict[str, object]]:
        return {one["name"]: one for one in self.terminal.lines("bureau", "list")}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = Settings(data=tmp_path_factory.mktemp("office") / "data", demo=True)
    terminal = demonstrated(settings)
    server = EmbeddedNats(settings.data / "nats", bureaus=accounts_of(settings))
    server.start()
    log = open_log(settings)
    with relay_worker(log, server.address) as at_work:
        level(at_work)
    yield Office(settings, terminal, server)
    log.close()
    server.stop()


async def fetched(address: NatsAddress, name: str, key: Path) -> list[Msg]:
    """All that waits for a bureau, with its own key."""
    async with intruder(address, await asyncio.to_thread(key.read_text), inbox_of(name)) as one:
        return await all_for(one.client, name)


async def all_for(client: Client, name: str) -> list[Msg]:
    events = await client.jetstream().pull_subscribe_bind(consumer=consumer_of(name), stream="EV")
    found: list[Msg] = []
    try:
        while some := await events.fetch(100, timeout=0.5):
            found += some
            for message in some:
                await message.ack_sync()
    except (NothingMore, TimeoutError):
        return found
    return found


def test_a_bureau_follows_its_own_area_with_its_own_key(office: Office) -> None:
    key = office.key("chengdu.nk")
    said = office.bureau("add", "chengdu", "--area", "510100", "--key", key)
    assert "bureau_chengdu" in said and key.read_text() not in said
    assert key.stat().st_mode & 0o077 == 0
    assert office.listed()["chengdu"]["role"] == "PREF"
    assert office.listed()["chengdu"]["pending"]

    messages = asyncio.run(fetched(office.server.address(), "chengdu", key))
    cases = {one.subject for one in messages if ".applications." in one.subject}
    assert cases and all(one.startswith(AREA) for one in cases)
    assert office.listed()["chengdu"]["pending"] == 0


def test_with_another_key_the_one_before_is_worth_nothing_and_others_stay(office: Office) -> None:
    old, new, other = (office.key(name) for name in ("old.nk", "new.nk", "other.nk"))
    office.bureau("add", "deyang", "--area", "510600", "--key", old)
    office.bureau("add", "mianyang", "--area", "510700", "--key", other)

    async def rotated() -> tuple[bool, bool]:
        address = office.server.address()
        async with (
            intruder(address, old.read_text(), inbox_of("deyang")) as gone,
            intruder(address, other.read_text(), inbox_of("mianyang")) as stays,
        ):
            renew = ("credentials", "deyang", "--key", new)
            await asyncio.to_thread(office.bureau, *renew)
            await asyncio.sleep(0.1)
            return gone.client.is_connected, stays.client.is_connected

    assert asyncio.run(rotated()) == (False, True)
    with pytest.raises(NatsAway):
        asyncio.run(fetched(office.server.address(), "deyang", old))
    assert asyncio.run(fetched(office.server.address(), "deyang", new))


def test_a_bureau_that_is_removed_is_cut_off_at_once(office: Office) -> None:
    key = office.key("gone.nk")
    office.bureau("add", "gone", "--area", "510300", "--key", key)
    assert asyncio.run(fetched(office.server.address(), "gone", key))
    office.bureau("remove", "gone")
    with pytest.raises(NatsAway):
        asyncio.run(fetched(office.server.address(), "gone", key))
    assert "gone" not in office.listed()

    async def consumers() -> set[str]:
        async with linked(office.server.address(), "test", "reader") as link:
            return set(await bureau_consumers(link))

    assert consumer_of("gone") not in asyncio.run(consumers())


@pytest.mark.parametrize(
    "words, said",
    [
        (("add", "Big", "--area", "510100"), "small letters"),
        (("add", "none", "--area", "999999"), "--role"),
        (("add", "odd", "--area", "510100", "--role", "PROV"), "510100"),
        (("add", "odd", "--area", "510100", "--duty", "dancing"), "dancing"),
    ],
)
def test_what_does_not_go_together_is_said(
    words: tuple[str, ...], said: str, office: Office
) -> None:
    result = office.terminal.run("bureau", *words, "--key", office.key("no.nk"), status=2)
    assert said in result.stderr
    assert not office.key("no.nk").exists()


def test_a_name_is_given_once_and_a_file_is_never_written_over(office: Office) -> None:
    key = office.key("leshan.nk")
    office.bureau("add", "leshan", "--area", "511100", "--key", key)
    before = key.read_text()
    again = ("bureau", "add", "leshan", "--area", "511100", "--key")
    office.terminal.run(*again, key, status=2)
    office.terminal.run(*again, office.key("second.nk"), status=1)
    assert key.read_text() == before
    for words in (("remove", "nobody"), ("credentials", "nobody", "--key", office.key("n.nk"))):
        assert "no such bureau" in office.terminal.run("bureau", *words, status=1).stderr


def test_the_doctor_tries_the_known_attacks_and_names_a_consumer_that_hears_more(
    office: Office,
) -> None:
    office.bureau("add", "yibin", "--area", "511500", "--key", office.key("yibin.nk"))
    found = {one["what"]: one["answer"] for one in office.terminal.lines("doctor", status=0)}
    users = ("relay", "reader", "administration")
    assert {found[f"attacks {user}"] for user in users} == {"right"}
    assert found["bureaus yibin"] == "right"

    async def widened() -> None:
        async with linked(office.server.address(), "test", "administration") as link:
            more = wanted(consumer_of("yibin"), ["cases.>"])
            await link.jetstream.add_consumer("EV", more)

    asyncio.run(widened())
    found = {one["what"]: one["answer"] for one in office.terminal.lines("doctor", status=1)}
    assert found["bureaus yibin"] == "wrong"
    assert office.listed()["yibin"]["trouble"] is None  # mended by whoever looks as it may


def test_a_consumer_follows_the_policy_and_keeps_its_place(office: Office) -> None:
    """As where the bureaus of a regime change: what is its own now, from where it is."""

    async def changed() -> tuple[list[object], list[str]]:
        places: list[object] = []
        async with linked(office.server.address(), "test", "administration") as link:
            for filters in (["cases.SC.510100.>"], ["cases.SC.510100.>", "cases.SC.510700.>"]):
                await renew_consumers(link, {"moved": filters})
                found = (await bureau_consumers(link))[consumer_of("moved")]
                places.append(found.created)
            heard = list(found.config.filter_subjects or ())
        return places, heard

    (first, then), heard = asyncio.run(changed())
    assert first == then
    assert heard == ["cases.SC.510100.>", "cases.SC.510700.>"]


def test_a_bureau_to_which_the_policy_gives_nothing_hears_nothing(office: Office) -> None:
    """A consumer without filters would have everything."""

    async def heard() -> tuple[list[str], int]:
        async with linked(office.server.address(), "test", "administration") as link:
            await renew_consumers(link, {"nothing": []})
            found = (await bureau_consumers(link))[consumer_of("nothing")]
            return list(found.config.filter_subjects or [found.config.filter_subject or ""]), (
                found.num_pending or 0
            )

    filters, pending = asyncio.run(heard())
    assert filters == ["cases.-"] and pending == 0


def test_the_operator_s_own_server_includes_the_accounts(office: Office, tmp_path: Path) -> None:
    settings = replace(office.settings, data=tmp_path, nats=f"nats://127.0.0.1:{free_port()}")
    seed = new_seed()
    table_of(settings).add("own", Actor("bureau.own", "PREF", "510100", ()), public_key(seed))
    assert not renew_accounts(settings)  # no server of ours to have reload it
    conf = tmp_path / "own.conf"
    port = str(settings.nats).rpartition(":")[2]
    store = f'jetstream {{ store_dir: "{tmp_path}/kept" }}'
    limit = "max_payload: 8388608"
    include = "include nats/accounts.conf"
    conf.write_text(f'listen: "127.0.0.1:{port}"\n{limit}\n{store}\n{include}\n')
    with nats_at(settings.nats, settings.data / "nats") as address, launched(conf):
        with closing(open_log(office.settings)) as log, relay_worker(log, address) as at_work:
            level(at_work)

        async def heard() -> list[Msg]:
            async with linked(address(), "test", "administration") as link:
                await renew_consumers(link, {"own": [f"{AREA}>"]})
            async with intruder(address(), seed, inbox_of("own")) as one:
                return await all_for(one.client, "own")

        assert asyncio.run(heard())


@contextmanager
def launched(conf: Path) -> Iterator[None]:
    process = launch(find_binary(), conf)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)
