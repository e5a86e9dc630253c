"""Report: what the page for a visit holds, the page as it will be, and the pages made so far."""
