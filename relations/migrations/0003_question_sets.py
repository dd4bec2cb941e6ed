from django.db import migrations

SETS = [
    (
        "new-member",
        ("New member", "Nytt medlem"),
        [
            (
                "Why did you join, and what do you hope for?",
                "Hvorfor ble dere medlem, og hva håper dere på?",
            ),
            ("What are you working on just now?", "Hva arbeider dere med akkurat nå?"),
            ("What can you offer other members?", "Hva kan dere tilby andre medlemmer?"),
        ],
    ),
    (
        "annual-check",
        ("Annual check", "Årlig kontroll"),
        [
            (
                "What has changed in your organisation since last year?",
                "Hva er nytt i organisasjonen siden i fjor?",
            ),
            (
                "What would you like to do together with other members?",
                "Hva vil dere gjerne gjøre sammen med andre medlemmer?",
            ),
        ],
    ),
    (
        "interview",
        ("Interview", "Intervju"),
        [
            ("Who are you, and what do you do?", "Hvem er dere, og hva gjør dere?"),
            ("Which problem do you solve, and for whom?", "Hvilket problem løser dere, og for hvem?"),
            ("What was your greatest step last year?", "Hva var det største framskrittet i fjor?"),
            ("What comes next?", "Hva er neste steg?"),
        ],
    ),
]


def add_sets(apps, schema_editor):
    """Add the three sets that an office begins with, unless it has sets already."""
    question_set = apps.get_model("relations", "QuestionSet")
    question = apps.get_model("relations", "Question")
    if question_set.objects.exists():
        return
    for order, (occasion, (name_en, name_nb), questions) in enumerate(SETS, 1):
        row = question_set.objects.create(
            name=name_en, name_en=name_en, name_nb=name_nb, occasion=occasion, order=order
        )
        for position, (text_en, text_nb) in enumerate(questions, 1):
            question.objects.create(
                question_set=row, text=text_en, text_en=text_en, text_nb=text_nb, position=position
            )


class Migration(migrations.Migration):
    dependencies = [("relations", "0002_invitations")]

    operations = [migrations.RunPython(add_sets, migrations.RunPython.noop, elidable=False)]
