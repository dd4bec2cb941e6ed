"""Fold every letter that decomposes; a tag that is then the same as an earlier one gets a number."""

from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Left

from core.folding import Normalize, RegexpReplace, Translate

LETTERS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÆÐØÞßæðøþĐđĦħıŁłŊŋŒœŦŧƀƁƂƃƄƆƇƈƉƊƋƌƎƏƐƑƒƓƔƖƗƘƙƚƜƝƞƟƢƤƥƦƧƩƫƬ"
    "ƭƮƱƲƳƴƵƶƷƸƼǤǥǶǷȜȠȡȢȤȥȴȵȶȺȻȼȽȾȿɀɁɃɄɅɆɇɈɉɊɋɌɍɎɏͰͲͶͿΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςϏϘ"
    "ϚϜϞϠϢϤϦϨϪϬϮϷϺϽϾϿЂЄЅІЈЉЊЋЏАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯѠѢѤѦѨѪѬѮѰѲѴѸѺѼѾҀ"
)
FOLDED = (
    "abcdefghijklmnopqrstuvwxyzadotsadotddhhillnnoottbbbbƅɔccɖdddǝəɛffgɣɩikklɯnnoƣppʀƨʃtt"
    "ttʊvyyzzʒƹƽggƕƿȝndȣzzlntaccltszɂbʉʌeejjɋqrryyͱͳͷϳαβγδεζηθικλμνξοπρστυφχψωσϗϙ"
    "ϛϝϟϡϣϥϧϩϫϭϯϸϻͻͼͽђєѕіјљњћџабвгдежзиклмнопрстуфхцчшщъыьэюяѡѣѥѧѩѫѭѯѱѳѵѹѻѽѿҁ"
)
DROPPED = r"[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f]"
NORWEGIAN = "ÆæÄäǼǽØøÖöǾǿÅåǺǻ", "{{{{{{||||||}}}}"


def folded(expression):
    bare = RegexpReplace(Normalize(expression, form="NFKD"), Value(DROPPED), Value(""), Value("g"))
    return Translate(bare, Value(LETTERS), Value(FOLDED), output_field=models.TextField())


def alphabetical(expression):
    composed = Normalize(expression, form="NFC")
    return folded(Translate(composed, *map(Value, NORWEGIAN), output_field=models.TextField()))


def number_twins(apps, schema_editor):
    """Tags that differ by an accent only which was not folded before; staff can merge them."""
    tags = apps.get_model("news", "Tag").objects
    seen = set()
    for tag in tags.annotate(new=Left(alphabetical(F("name")), 255)).order_by("pk"):
        if tag.new in seen:
            tag.name = f"{tag.name[:80]} ({tag.pk})"
            tag.save(update_fields=["name"])
        seen.add(tag.new)


class Migration(migrations.Migration):
    dependencies = [("news", "0007_merged_into")]

    # the expression of a generated column can't be altered
    operations = [
        migrations.RemoveConstraint("tag", "tag_once"),
        migrations.RemoveField("tag", "folded"),
        migrations.RunPython(number_twins, migrations.RunPython.noop),
        migrations.AddField(
            "tag",
            "folded",
            models.GeneratedField(
                expression=Left(alphabetical(F("name")), 255),
                output_field=models.CharField(max_length=255, db_collation="C"),
                db_persist=True,
            ),
        ),
        migrations.AddConstraint(
            "tag",
            models.UniqueConstraint(
                fields=["folded"],
                name="tag_once",
                violation_error_message="There is a tag with this name already.",
            ),
        ),
    ]
