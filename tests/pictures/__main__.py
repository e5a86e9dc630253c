"""Write the README's pictures."""

from __future__ import annotations

import asyncio

from tests.pictures import PAGE, SCREEN, page_picture, screen_picture

PAGE.write_bytes(page_picture())
SCREEN.write_text(asyncio.run(screen_picture()), encoding="utf-8")
