"""Reset the two-step log-in of an account whose owner lost phone and recovery codes."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from desk.accounts.second_factor import remove_second_factor


class Command(BaseCommand):
    """``manage.py reset_second_factor EMAIL``, for the last administrator above all."""

    help = "Reset the two-step log-in of an account; its owner is told by e-mail."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *, email, **options):
        user = User.objects.for_email(email).first()
        if user is None:
            raise CommandError(f"There is no account with the e-mail address {email}.")
        if remove_second_factor(user, by=None):
            self.stdout.write(f"{email} logs in with the password alone until it is set up again.")
        else:
            self.stdout.write(f"{email} has not set up two-step log-in: nothing to reset.")
