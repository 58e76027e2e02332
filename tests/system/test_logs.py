"""What goes into the logs, and what must not."""

import subprocess
import sys

PROGRAM = """
import structlog
from services.logs import log_as_json

def act(who):
    raise ValueError("unforeseen")

log_as_json()
try:
    act("王" + "示例")
except ValueError:
    structlog.get_logger().exception("dispatcher")
"""


def test_a_traceback_in_the_logs_tells_no_personal_data() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, encoding="utf-8"
    )
    assert '"exc_value":"unforeseen"' in done.stderr
    assert '"name":"act"' in done.stderr
    assert "王示例" not in done.stderr
