"""订阅事件: prints a bureau's events as they come, and goes on where it stopped.

    python3 examples/subscriber.py NATS-URL NAME KEY-FILE

NAME and KEY-FILE as `anjuan bureau add` has given them. Needs nats-py with nkeys, which the
service's own environment has; Ctrl-C ends it.
"""

import asyncio
import json
import sys

try:
    import nats
    from nats.errors import Error
except ModuleNotFoundError:
    sys.exit(
        "缺少 nats-py：请用 .venv/bin/python3 运行，或者先 pip install 'nats-py[nkeys]'\n"
        "nats-py is missing: run this with .venv/bin/python3,"
        " or pip install 'nats-py[nkeys]' first"
    )

PATIENCE = 5.0  # seconds that one request waits


async def told(error: Exception) -> None:
    """What the library would print with a traceback: the connection broke, and it tries again."""
    print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)


async def follow(url: str, name: str, key: str) -> None:
    """Follows by the bureau's own consumer: the server remembers how far we are."""
    inbox = f"_INBOX_{name}".encode()  # where the bureau's account may listen
    client = await nats.connect(url, nkeys_seed=key, inbox_prefix=inbox, error_cb=told)
    stream = client.jetstream()
    events = await stream.pull_subscribe_bind(consumer=f"bureau_{name}", stream="EV")
    print(f"等待 waiting: {name}", flush=True)
    while True:
        try:
            messages = await events.fetch(100, timeout=PATIENCE)
        except TimeoutError:  # nats.errors.TimeoutError too: nothing has happened
            continue
        for message in messages:
            record = json.loads(message.data)  # event, context, command, basis
            day, headers = record["context"]["occurred_on"], message.headers or {}
            print(
                headers["ce-position"], day, headers["ce-subject"], headers["ce-type"], flush=True
            )
            await message.ack()


def main(words: list[str]) -> int:
    if len(words) != 3:
        print(f"用法 usage:\n{__doc__}", file=sys.stderr)
        return 2
    try:
        asyncio.run(follow(*words))
    except KeyboardInterrupt:
        return 0
    except (Error, OSError) as error:
        reason = str(error) or type(error).__name__
        print(f"订阅中断 / the subscription has ended: {reason}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
