"""Fold every letter that decomposes, in order and in search: the generated columns are made anew."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Left, NullIf, Replace

from core.folding import Normalize, RegexpReplace, Translate
from core.searchtext import JoinedText

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


def search_text(*columns):
    parts = [Coalesce(F(column), Value("")) for column in columns]
    spaced = [part for each in parts for part in (Value(" | "), each)][1:]
    return models.GeneratedField(
        expression=folded(JoinedText(*spaced)), output_field=models.TextField(), db_persist=True
    )


def sort_key(text):
    with_aa = Replace(alphabetical(text), Value("aa"), Value("}"), output_field=models.TextField())
    return models.GeneratedField(
        expression=Left(with_aa, 255),
        output_field=models.CharField(max_length=255, db_collation="C"),
        db_persist=True,
    )


def first_of(column, other):
    return Coalesce(NullIf(F(column), Value("")), F(other), Value(""))


COLUMNS = {
    ("focusarea", "searched"): search_text("name_en", "name_nb"),
    ("formername", "searched"): search_text("name"),
    ("formerpersonname", "searched"): search_text("name"),
    ("member", "searched"): search_text("name_en", "name_nb", "summary_en", "summary_nb", "city"),
    ("member", "sort_key_en"): sort_key(first_of("name_en", "name_nb")),
    ("member", "sort_key_nb"): sort_key(first_of("name_nb", "name_en")),
    ("person", "sort_key"): sort_key(F("name")),
}


def trigrams(name):
    return GinIndex(fields=["searched"], opclasses=["gin_trgm_ops"], name=name)


def order(language):
    return models.Index(
        fields=[f"sort_key_{language}", "id"],
        include=["category", "city", "size"],
        name=f"member_order_{language}",
        condition=Q(merged_into=None),
    )


INDEXES = [
    ("formername", trigrams("former_name_searched")),
    ("formerpersonname", trigrams("former_person_searched")),
    ("member", trigrams("member_searched")),
    ("member", order("en")),
    ("member", order("nb")),
    ("person", models.Index(fields=["sort_key", "id"], name="person_order")),
]


class Migration(migrations.Migration):
    dependencies = [("members", "0008_order_with_facets")]

    # the expression of a generated column can't be altered
    operations = [
        *(migrations.RemoveIndex(model, index.name) for model, index in INDEXES),
        *(migrations.RemoveField(model, name) for model, name in COLUMNS),
        *(migrations.AddField(model, name, field) for (model, name), field in COLUMNS.items()),
        *(migrations.AddIndex(model, index) for model, index in INDEXES),
    ]
