"""What the campaigns do: one entry an action, and controls that are wrong on purpose."""

from __future__ import annotations

from tests.campaigns import entering, exchanging, keeping, locking
from tests.campaigns.action import Action

ACTIONS = (
    Action("log", entering.log_on_and_on, entering.kept_in_order, again=entering.log_once),
    Action(
        "save in the app",
        entering.save_in_the_app,
        entering.moods_in_order,
        again=entering.log_once,
        announces=True,
    ),
    Action(
        "import",
        entering.import_a_file,
        entering.all_or_none,
        entering.write_file_to_import,
        command="import",
    ),
    Action("first start", entering.log_once, keeping.whole_or_none, keeping.leave_home),
    Action(
        "migration",
        lambda p: p.command("list", "--last", "2d"),
        keeping.old_or_new,
        keeping.go_back_a_version,
    ),
    Action("snapshot", lambda p: p.command("backup"), keeping.copies_whole, command="backup"),
    Action(
        "backup",
        keeping.back_up_to_a_file,
        keeping.copies_whole,
        again=keeping.back_up_again,
        command="backup",
    ),
    Action(
        "export",
        keeping.export_over_it,
        keeping.old_or_whole,
        keeping.write_an_older_export,
        command="export",
    ),
    Action(
        "restore",
        exchanging.restore_the_copy,
        exchanging.with_or_without,
        exchanging.go_on_after_a_copy,
        command="restore",
    ),
    Action(
        "merge",
        exchanging.merge_the_other,
        exchanging.three_or_none,
        exchanging.keep_another_device,
        command="merge",
    ),
    Action(
        "purge",
        exchanging.purge_it,
        exchanging.gone_or_there,
        exchanging.write_what_is_regretted,
        again=exchanging.purge_it_again,
        command="purge",
    ),
)

LOCKING = (
    Action(
        "lock",
        locking.lock,
        locking.all_locked_once_confirmed,
        locking.keep_copies,
        again=locking.lock_again,
    ),
    Action(
        "unlock",
        locking.unlock,
        locking.none_locked_once_confirmed,
        locking.keep_them_locked,
        again=locking.unlock_again,
    ),
)
"""Of a diary that is not locked from the start."""

CONTROLS = (
    Action(
        "log, confirmed before COMMIT",
        entering.log_hastily,
        entering.kept_in_order,
        again=entering.log_once,
    ),
    Action(
        "export, written in place",
        keeping.export_in_place,
        keeping.old_or_whole,
        keeping.write_an_older_export,
    ),
    Action(
        "import, one by one",
        entering.import_one_by_one,
        entering.all_or_none,
        entering.write_file_to_import,
        again=entering.log_once,
    ),
)
LOCKING_CONTROLS = (
    Action(
        "lock, without the copies",
        locking.lock_hastily,
        locking.all_locked_once_confirmed,
        locking.keep_copies,
        again=locking.lock_again,
    ),
)
"""What is made wrong on purpose, so that the campaign shows that it would see it."""
