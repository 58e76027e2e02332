"""The source of the four layers, measured: files, functions, public names."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAYERS = ("domain", "projections", "adapters", "services")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> dict[Path, ast.Module]:
    found = chain.from_iterable((ROOT / layer).rglob("*.py") for layer in LAYERS)
    return {path.relative_to(ROOT): ast.parse(path.read_text("utf-8")) for path in sorted(found)}


def file_lengths() -> dict[Path, int]:
    """Lines of each file that has any but a docstring."""
    lengths = {path: len((ROOT / path).read_text("utf-8").splitlines()) for path in modules()}
    return {path: length for path, length in lengths.items() if path.name != "__init__.py"}


def functions() -> Iterator[tuple[str, int]]:
    """Where each function stands, and its lines without its decorators."""
    for path, module in modules().items():
        for node in ast.walk(module):
            if isinstance(node, Function):
                yield f"{path}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1


def flat(layer: str) -> list[str]:
    """The modules of a layer that stand in no folder."""
    return [path.stem for path in modules() if path.parent == Path(layer) and path.stem[0] != "_"]


def public_names() -> dict[str, set[Path]]:
    """Each class, function and constant at the top of a module, with the modules where it is."""
    found = defaultdict[str, set[Path]](set)
    for path, module in modules().items():
        for name in chain.from_iterable(map(defined, module.body)):
            if not name.startswith("_"):
                found[name].add(path)
    return found


def defined(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            if not is_typed_by_people(node):
                yield node.name
        case ast.Assign(targets=targets, value=value) if not is_type_variable(value):
            for part in chain.from_iterable(map(ast.walk, targets)):
                if isinstance(part, ast.Name):
                    yield part.id
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name


def is_type_variable(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and ast.unparse(value.func) in ("TypeVar", "ParamSpec")


def is_typed_by_people(node: ast.ClassDef | Function) -> bool:
    """Whether it is a command-line command, named as officers type it: `anjuan user token`."""
    return any(ast.unparse(one).endswith(".command()") for one in node.decorator_list)
