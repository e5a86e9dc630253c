"""The source of the product and of the tests, parsed once for all who look for something in it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from tests.launch import ROOT

TESTS = sorted((ROOT / "tests").rglob("*.py"))
PRODUCT = sorted((ROOT / "tracker").rglob("*.py"))


@cache
def calls(path: Path) -> list[tuple[str, str, bool]]:
    """Every call in a file: where it is, the last two words of what is called, `lacks_encoding`."""
    name = path.relative_to(ROOT).as_posix()
    tree = parsed(path) if path in PRODUCT else _parsed_anew(path)  # few look at a test twice
    return [
        (f"{name}:{node.lineno}", last_words(node.func), lacks_encoding(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    ]


@cache
def parsed(path: Path) -> ast.Module:
    return _parsed_anew(path)


def _parsed_anew(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def last_words(called: ast.expr) -> str:
    match called:
        case ast.Attribute(ast.Name(owner) | ast.Attribute(attr=owner), name):
            return f"{owner}.{name}"
        case ast.Attribute(attr=name) | ast.Name(name):
            return name
    return ""


def lacks_encoding(node: ast.Call) -> bool:
    """Whether a call reads or writes text as the machine's locale says."""
    given = {keyword.arg for keyword in node.keywords}
    if "encoding" in given:
        return False
    match last_words(node.func).split("."):
        case [*_, "run" | "Popen" | "check_output"]:
            return bool(given & {"text", "universal_newlines"})
        case ["open"]:
            return not any("b" in str(value) for value in ast.walk(node) if is_mode(value))
        case ["formatter", "write_text"]:  # of a help text
            return False
        case [*_, "read_text"]:
            return not node.args
        case [*_, "write_text"]:
            return len(node.args) < 2 and "super()" not in ast.unparse(node.func)
    return False


def is_mode(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 4
