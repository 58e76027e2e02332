"""Commands by name, with the stream of each, as the checks of a new regulation look them up."""

from domain.case import Command
from domain.streams import STREAMS

KNOWN_COMMANDS: dict[str, type[Command]] = {
    do.__name__: do for stream in STREAMS.values() for do in stream.commands
}
STREAM_OF = {do: stream.name for stream in STREAMS.values() for do in stream.commands}
"""The stream whose cases a command is about."""
MAKING_CENTRES = frozenset(
    name
    for name, do in KNOWN_COMMANDS.items()
    if any(STREAM_OF[one] == "centres" and one.opens for one in do.entailing)
)
"""Commands by which an application comes to its good end: a centre is recognised, or an approved
project begins."""
BUILT_IN = frozenset(do.starts for do in STREAM_OF if do.starts)
"""Periods that commands begin of themselves; any other is the file's own."""
