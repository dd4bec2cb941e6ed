"""What is typed as a path on the command line is refused in one line where no disk takes it."""

import pytest
from django.core.management import CommandError, call_command

COMMANDS = ["backup", "restore", "import_content", "export_content", "import_members"]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("name", "reason"), [("a" * 500, "File name too long"), ("a\0b", "it is not a path")]
)
def test_a_name_that_no_disk_takes_is_refused_in_words(command, name, reason, tmp_path):
    with pytest.raises(CommandError, match=reason):
        call_command(command, f"{tmp_path}/{name}")
