"""The changes of a file, one thing at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]

SWAPPED: Final[dict[type[ast.AST], str]] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is",
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "/", ast.Mod: "*",
    ast.And: "or", ast.Or: "and",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one file: the bytes from `start` to `end` become `text`."""

    path: str
    line: int
    start: int
    end: int
    text: str
    what: str


def mutants_of(path: Path) -> list[Mutant]:
    """Return every mutant of a file, in the order of its lines."""
    source = path.read_text(encoding="utf-8")
    line_starts = [0]
    for line in source.splitlines(keepends=True):
        line_starts.append(line_starts[-1] + len(line.encode()))
    name = str(path.relative_to(ROOT))
    found: list[Mutant] = []

    def offset(line: int, column: int) -> int:
        return line_starts[line - 1] + column

    def add(node: ast.expr | ast.stmt, text: str, what: str) -> None:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        found.append(
            Mutant(
                name,
                node.lineno,
                offset(node.lineno, node.col_offset),
                offset(node.end_lineno, node.end_col_offset),
                text,
                what,
            )
        )

    for node in _nodes_that_run(ast.parse(source)):
        for text, what in _changes(node):
            assert isinstance(node, ast.expr | ast.stmt)
            add(node, text, what)
    return sorted(found, key=lambda mutant: (mutant.start, mutant.text))


def _nodes_that_run(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what runs: no annotation, no docstring, nothing only for the type checker.

    The length at which a long text is cut is left out too, as nothing depends on it: the 40 of
    `shorten(text, 40)`. So is the name of a key that is on no key line and has no tooltip: it is
    shown nowhere.
    """
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Assert | ast.Import | ast.ImportFrom):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Assign) and "__all__" in ast.unparse(node.targets[0]):
            continue
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
            continue
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias":
            continue
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "TypeVar":
            continue
        yield node
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "type_params", "format_spec", "decorator_list"):
                continue
            parts = value if isinstance(value, list) else [value]
            waiting += [
                part for part in parts if isinstance(part, ast.AST) and not _is_docstring(part)
            ]
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "shorten":
            waiting = [part for part in waiting if part not in node.args[1:]]
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Binding":
            given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
            if given.get("show") == "False" and "tooltip" not in given:
                waiting = [part for part in waiting if part not in node.args[2:]]
        if isinstance(node, ast.Slice) and isinstance(node.upper, ast.Constant):
            waiting = [
                part for part in waiting if part != node.upper or int(ast.unparse(part)) < 20
            ]
        if isinstance(node, ast.JoinedStr):
            # Only the values in braces: the text between them has no offsets of its own.
            waiting = [part for part in waiting if part not in node.values]
            waiting += [part.value for part in node.values if isinstance(part, ast.FormattedValue)]


def _is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _changes(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield each change of a node: its new text, and the name of the change."""
    match node:
        case ast.Compare(left, [operator], [right]):
            new = SWAPPED[type(operator)]
            yield f"({ast.unparse(left)} {new} {ast.unparse(right)})", f"compare {new}"
        case ast.BinOp(left, operator, right) if type(operator) in SWAPPED:
            if not _is_text(left) and not _is_text(right):
                new = SWAPPED[type(operator)]
                text = f"(({ast.unparse(left)}) {new} ({ast.unparse(right)}))"
                yield text, f"arithmetic {new}"
        case ast.BoolOp(operator, values):
            new = SWAPPED[type(operator)]
            yield f"({f' {new} '.join(f'({ast.unparse(v)})' for v in values)})", f"logic {new}"
        case ast.UnaryOp(ast.Not(), operand):
            yield f"bool({ast.unparse(operand)})", "not left out"
        case ast.UnaryOp(ast.USub(), operand):
            yield f"({ast.unparse(operand)})", "minus left out"
        case ast.IfExp(test, body, orelse):
            yield f"({ast.unparse(orelse)} if {ast.unparse(test)} else {ast.unparse(body)})", "swap"
        case ast.Constant(value=bool() as value):
            yield str(not value), "turned"
        case ast.Constant(value=int() as value):
            yield str(value + 1), "plus one"
        case ast.Constant(value=float() as value):
            yield str(value * 1.5 + 0.5), "half as much again"
        case ast.Constant(value=str() as value) if value.strip():
            yield repr(f"XX{value}"), "another text"
        case ast.Return(value) if value is not None and not _is_none(value):
            yield "return None", "returns nothing"
        case ast.Expr(ast.Call()):
            yield "pass", "call left out"
        case ast.Continue():
            yield "break", "break"


def _is_text(node: ast.AST) -> bool:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text or isinstance(node, ast.JoinedStr | ast.List | ast.Tuple)


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
