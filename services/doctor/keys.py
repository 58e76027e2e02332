"""Looks at the keys: the secrets unwrap, and what is sealed in the store opens."""

from collections.abc import Iterator
from typing import Any

from adapters.event_store.store_marks import store_file
from adapters.personal_data.keystore import SECRETS
from adapters.personal_data.vault import ERASED, KEY_LOST, VaultError
from adapters.personal_data.walk import parts
from domain.personal import Sealed
from services.consistency.findings import Finding, right, wrong
from services.consistency.misfits import KEYS, accepting
from services.doctor.databases import NAMED_AT_MOST, RESTORE
from services.doctor.examination import Examination
from services.doctor.sampling import drawn_sample, share

KEYS_PART = "keys"
BOXES = "personal-data"


def secrets(examination: Examination) -> Iterator[Finding]:
    """Every secret is there, and opens under the key-encryption key."""
    for name in SECRETS:
        examination.keystore.secret(name)
    words = f"{len(SECRETS)} 个密钥可用", f"{len(SECRETS)} secrets open"
    yield right(KEYS_PART, *words)


class Boxes:
    """How many sealed values open, how many were erased, and where one does not open."""

    def __init__(self) -> None:
        self.open, self.erased, self.lost, self.shut = 0, 0, 0, list[str]()

    def take(self, examination: Examination, box: Sealed) -> None:
        try:
            text: Any = examination.vault.open(box)
        except VaultError:
            self.shut.append(box.at)
        else:
            self.erased += text == ERASED
            self.lost += text == KEY_LOST
            self.open += text not in (ERASED, KEY_LOST)

    @property
    def told(self) -> tuple[str, str]:
        zh = f"{self.open} 项可解密，{self.erased} 项密钥已销毁，{self.lost} 项密钥遗失"
        en = f"{self.open} open, of {self.erased} the key was destroyed, of {self.lost} it is lost"
        return zh, en


def sealed_boxes(examination: Examination) -> Iterator[Finding]:
    """What is sealed in a sample of cases opens, unless its key was destroyed. Where nothing
    opens at all, the keys are not those of this store."""
    boxes = Boxes()
    for event in examination.events(of=drawn_sample(examination).holds):
        for _, part in parts(event.record, ""):
            if isinstance(part, Sealed):
                boxes.take(examination, part)
    (zh, en), (share_zh, share_en) = boxes.told, share(examination)
    if boxes.shut:
        named = ", ".join(boxes.shut[:NAMED_AT_MOST])
        zh, en = (
            f"{len(boxes.shut)} 项打不开：{named}；{zh}",
            f"{len(boxes.shut)} shut: {named}; {en}",
        )
        yield wrong(BOXES, zh, en, RESTORE)
    elif boxes.lost and "KEYS" not in store_file(examination.log).lost:
        yield wrong(BOXES, f"密钥不全：{zh}", f"keys are missing: {en}", accepting(KEYS))
    elif boxes.erased and not boxes.open:
        zh, en = (
            f"没有一项可解密，密钥不属于此库：{zh}",
            f"none opens, the keys are not this store's: {en}",
        )
        yield wrong(BOXES, zh, en, RESTORE)
    else:
        yield right(BOXES, f"{zh}（{share_zh}）", f"{en} ({share_en})")
