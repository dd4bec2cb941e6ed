"""manage.py doctor: check all that the site needs, and say what to do."""

from django.core.management import BaseCommand, CommandError

from cluster_site.doctor.checks import examine


class Command(BaseCommand):
    """Check the site and its machine."""

    help = "Check settings, database, media, mail, certificates, backups, run_due and clock."
    requires_system_checks = ()

    def handle(self, **options):
        number = 0
        for topic, findings in examine():
            self.stdout.write(f"{topic}: {'to do' if findings else 'ok'}")
            for finding in findings:
                self.stdout.write(f"  {finding.problem}\n    {finding.remedy}")
            number += len(findings)
        if number:
            raise CommandError(f"{number} to see to")
