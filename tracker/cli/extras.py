"""Optional packages: which are missing, and the command that installs them here."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from typing import Final, Literal

import click

PACKAGE: Final = "infusion-tracker"

Extra = Literal["encrypted", "sharing", "keyring"]

_EXTRAS: Final[dict[Extra, tuple[str, str]]] = {
    "encrypted": ("sqlcipher3", "A diary under a passphrase"),
    "sharing": ("pyrage", "A page or a backup under a passphrase"),
    "keyring": ("keyring", "The keyring of this system"),
}
"""The module of each extra, and what it is for."""


def require_extra(extra: Extra) -> None:
    """Exit with status 1 and the command to install an extra, if its module is missing."""
    module, purpose = _EXTRAS[extra]
    if importlib.util.find_spec(module):
        return
    raise click.ClickException(
        f"{purpose} needs the extra '{extra}'. Nothing was changed. "
        f"To add it, type: {install_command(extra)}"
    )


def install_command(extra: Extra, prefix: Path = Path(sys.prefix)) -> str:
    """Return the command that adds an extra to this installation.

    Args:
        extra: which one.
        prefix: the environment that tracker runs in; uv and pipx each leave a file in it.
    """
    source, editable = _source()
    requirement = f"{PACKAGE}[{extra}] @ {source}" if "://" in source else f"{source}[{extra}]"
    packages = " ".join(f"'{package}'" for package in _packages(extra))
    if (prefix / "uv-receipt.toml").exists():
        return f"uv tool install --reinstall '{requirement}'"
    if (prefix / "pipx_metadata.json").exists():
        return f"pipx inject {PACKAGE} {packages}"
    if editable and _made_by_uv(prefix):
        return f"uv sync --inexact --extra {extra} --project '{source}'"
    if editable:
        return f"'{sys.executable}' -m pip install -e '{requirement}'"
    if _made_by_uv(prefix):
        return f"uv pip install --python '{sys.executable}' {packages}"
    return f"'{sys.executable}' -m pip install {packages}"


def _source() -> tuple[str, bool]:
    """Return where tracker was installed from, and whether it runs from that folder itself."""
    from importlib import metadata  # slow to import

    try:
        recorded = metadata.distribution(PACKAGE).read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return str(Path(__file__).resolve().parents[2]), True
    if not recorded:
        return PACKAGE, False
    found = json.loads(recorded)
    url = found["url"]
    path = url
    if url.startswith("file:"):  # without importing a network module
        quoted = re.sub(r"^file:(?://[^/]*)?", "", url).encode()
        path = re.sub(rb"%([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), quoted).decode()
    if commit := found.get("vcs_info"):
        path = f"{commit['vcs']}+{url}"
    return path, bool(found.get("dir_info", {}).get("editable"))


def _packages(extra: Extra) -> list[str]:
    """Return the packages of an extra, as the project declares them."""
    from importlib import metadata

    try:
        declared = metadata.requires(PACKAGE) or []
    except metadata.PackageNotFoundError:
        return [f"{PACKAGE}[{extra}]"]
    marker = re.compile(rf"extra == ['\"]{extra}['\"]")
    return [line.partition(";")[0].strip() for line in declared if marker.search(line)]


def _made_by_uv(prefix: Path) -> bool:
    try:
        settings = (prefix / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return False
    return any(line.startswith("uv ") for line in settings.splitlines())
