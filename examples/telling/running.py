"""An example as a program: the service's address is its one word, its end is told in one line."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from telling.service import Service, Stopped
from telling.story import Story


def run(tell: Callable[[Service], Story]) -> int:
    """Exit status: 0 only where every step came out as told."""
    if len(sys.argv) != 2:
        print(f"用法 usage: {Path(sys.argv[0]).name} http://127.0.0.1:8000", file=sys.stderr)
        return 2
    try:
        story = tell(Service(sys.argv[1], os.environ.get("ANJUAN_DEMO_PASSWORD", "")))
    except Stopped as stopped:
        print(f"\n{stopped}")
        return 1
    print(
        f"\n共 {story.steps} 步，其中拒绝 {story.refusals} 次，全部如所述。"
        f"  {story.steps} steps, {story.refusals} of them refusals, all came out as told."
    )
    return 0
