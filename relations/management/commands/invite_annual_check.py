"""Invite all members whose details nobody confirmed for a year."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from core.moment import local_day, read_database_clock
from relations.annual_check import ANSWER_WITHIN, invite_to_annual_check, members_to_invite


class Command(BaseCommand):
    """The command of the annual check, for a timer or a terminal."""

    help = (
        "Invites all members whose details nobody confirmed for a year. Twice invites nobody twice."
    )

    def add_arguments(self, parser):
        parser.add_argument("--by", required=True, help="the e-mail of the user who invites")
        parser.add_argument("--dry-run", action="store_true", help="only say how many there are")

    def handle(self, *args, **options):
        at = read_database_clock()
        by = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        if by is None:
            raise CommandError(f"There is no active user with the e-mail {options['by']}.")
        if options["dry_run"]:
            self.stdout.write(f"{members_to_invite(at).count()} would be invited.")
            return
        if not by.has_perm("relations.add_invitation"):
            raise CommandError(f"{by.email} may not invite members.")
        runs = invite_to_annual_check(at=at, due_on=local_day(at) + ANSWER_WITHIN, by=by)
        self.stdout.write(f"{sum(run.invitations.count() for run in runs)} invited.")
