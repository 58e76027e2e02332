"""Prints the lines to append to the newest file of golden forms."""

from tests.support.samples import golden, lines

if __name__ == "__main__":
    known = {line for _, line in golden()}
    for line in lines():
        if line not in known:
            print(line.decode())  # noqa: T201
