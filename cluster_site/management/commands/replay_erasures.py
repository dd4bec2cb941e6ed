"""manage.py replay_erasures: erase again whoever was erased after the backup that the database comes from."""

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError

from desk.privacy.erasure_log import ErasureLogError
from desk.privacy.replay import replay_erasures


class Command(BaseCommand):
    """Repeat the erasures of the erasure log that the database has not seen."""

    help = "Erase again whoever was erased after the backup; restore does it by itself."

    def handle(self, **options):
        try:
            number = replay_erasures(say=self.stdout.write)
        except ErasureLogError as error:
            raise CommandError(str(error)) from error
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"Erasures repeated: {number}")
