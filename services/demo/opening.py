"""Opens a demonstration: accounts for every role, and what has happened so far."""

from typing import NamedTuple

from services.demo import people as demo
from services.demo import round as demo_round
from services.demo.lives.accounts import lives_accounts
from services.demo.lives.telling import tell_lives, tells_lives
from services.demo.money import raise_flags
from services.demo.names import persons_behind
from services.demo.password import demo_password
from services.runtime import Runtime


class OpenDemonstration(NamedTuple):
    """The password of a demonstration's accounts, how many these are, and what of its stories was
    left as it is."""

    password: str
    accounts: int
    left: list[str]


def open_demonstration(runtime: Runtime) -> OpenDemonstration:
    """Two provinces' rounds under way; or, where that is asked for or was begun here, the whole
    lives of centres."""
    lives = runtime.settings.demo_lives or tells_lives(runtime)
    password = demo_password(runtime.settings)
    people = lives_accounts() if lives else demo.accounts()
    runtime.accounts.put(people, password)
    runtime.accounts.names.give_all(persons_behind(people))
    before = runtime.log.end()
    left = tell_lives(runtime) if lives else demo_round.begin(runtime)
    if runtime.log.end() != before:
        raise_flags(runtime)
    return OpenDemonstration(password, len(people), left)
