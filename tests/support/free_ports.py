"""Free ports of this machine, for the servers that tests start."""

import random
import socket

BELOW_CONNECTIONS = range(20_000, 32_000)
"""Linux gives connections ports from 32,768 on: nobody takes one of these before it is used."""


def free_ports(wanted: int) -> list[int]:
    probes: list[socket.socket] = []
    try:
        for port in random.SystemRandom().sample(BELOW_CONNECTIONS, len(BELOW_CONNECTIONS)):
            probe = socket.socket()
            probes.append(probe)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                probes.pop().close()
            if len(probes) == wanted:
                return [one.getsockname()[1] for one in probes]
        raise RuntimeError(f"no {wanted} free ports")
    finally:
        for probe in probes:
            probe.close()


def free_port() -> int:
    [port] = free_ports(1)
    return port
