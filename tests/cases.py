"""Many small cases of one promise as one test, which names the case that fails.

Collecting, reporting and the fixtures of a test take longer than a line that reads one word, and
there are thousands of these. A case that needs a home, a patch or a mark is a test of its own:
`pytest.mark.parametrize`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

Test = Callable[..., None]


def each(names: str | tuple[str, ...], cases: Iterable[Any]) -> Callable[[Test], Test]:
    """Run a test with each case in turn, as `parametrize` would with a test for each."""
    keys, cases = (names,) if isinstance(names, str) else names, tuple(cases)
    assert cases

    def of(test: Test) -> Test:
        @wraps(test)
        def every(**others: Any) -> None:
            for case in cases:
                given = dict(zip(keys, (case,) if isinstance(names, str) else case, strict=True))
                try:
                    test(**given, **others)
                except BaseException as error:
                    error.add_note(f"in the case {given}")
                    raise

        taken = inspect.signature(test)
        left = [one for name, one in taken.parameters.items() if name not in keys]
        every.__signature__ = taken.replace(parameters=left)  # type: ignore[attr-defined]  # pytest asks it for the fixtures
        return every

    return of
