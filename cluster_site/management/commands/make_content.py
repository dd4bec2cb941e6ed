"""manage.py make_content: synthetic content at scale, for benchmarks."""

from django.core.management import BaseCommand, CommandError
from tqdm import tqdm

from cluster_site.synthetic.content import has_content_of_seed, is_empty, make_content


class Command(BaseCommand):
    """Create synthetic content."""

    help = "Make published articles and members in bulk, the same for the same seed."

    def add_arguments(self, parser):
        parser.add_argument("--articles", type=int, required=True)
        parser.add_argument("--members", type=int, required=True)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--beside-content", action="store_true", help="also on a site that has content"
        )

    def handle(self, *, articles, members, seed, beside_content, **options):
        if min(articles, members, seed) < 0:
            raise CommandError("Numbers begin at 0.")
        if not (beside_content or is_empty()):
            raise CommandError(
                "This site has content. On a site for measuring, repeat it with --beside-content."
            )
        if has_content_of_seed(seed):
            raise CommandError(f"The content of seed {seed} is here already; choose another seed.")
        # disable=None: a bar only where somebody is looking
        with tqdm(total=articles, desc="Articles", leave=False, disable=None) as progress:
            made = make_content(articles=articles, members=members, seed=seed, progress=progress)
        self.stdout.write(
            f"{made.articles} articles, {made.members} members, {made.people} people and "
            f"{made.pictures} pictures made from seed {seed}."
        )
