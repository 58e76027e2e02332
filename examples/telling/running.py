"""An example as a program: the service's address is its first word, its end is told in one line."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from telling.service import Service, Stopped
from telling.story import Story


def run(tell: Callable[..., Story], *more: str) -> int:
    """Exit status: 0 only where every step came out as told. `more` are examples of further words,
    which the story is told with."""
    if len(sys.argv) != 2 + len(more):
        words = " ".join([Path(sys.argv[0]).name, "http://127.0.0.1:8000", *more])
        print(f"用法 usage: {words}", file=sys.stderr)
        return 2
    try:
        service = Service(sys.argv[1], os.environ.get("ANJUAN_DEMO_PASSWORD", ""))
        story = tell(service, *sys.argv[2:])
    except Stopped as stopped:
        print(f"\n{stopped}")
        return 1
    print(
        f"\n共 {story.steps} 步，其中拒绝 {story.refusals} 次，全部如所述。"
        f"  {story.steps} steps, {story.refusals} of them refusals, all came out as told."
    )
    return 0
