"""抽签复核：按 panel-appointed 事件（JSON，文件或标准输入）重新抽取评审组，组长在前。

Draws a panel again from its event: python3 examples/draw.py event.json. Standard library only.
"""

import json
import sys
from hashlib import sha256
from typing import Any


def panel(event: dict[str, Any]) -> list[str]:
    out = {one["expert"] for one in event["excluded"]}
    left = [expert for expert in event["candidates"] if expert not in out]
    lot = {expert: sha256(f"{event['seed']}:{expert}".encode()).hexdigest() for expert in left}
    return sorted(left, key=lambda expert: lot[expert])[: event["size"]]


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") if len(sys.argv) > 1 else sys.stdin as file:
        print("\n".join(panel(json.load(file))))
