"""The tables of the search index. Triggers write them (migration 0012); Python only reads."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class MultiRangeField(models.Field):
    """A ``tstzmultirange``: several spans of time."""

    def db_type(self, connection):
        return "tstzmultirange"


class SearchDocument(models.Model):
    """Something that can be found: a published version, or a record in one language.

    ``known`` is when it may be found; ``translated`` when a version in another language is public.
    ``names`` are all that it is called, folded. ``facet`` is year × 100 + kind × 10 + language, the
    numbers of :mod:`cluster_site.search.facets`. ``digest`` is of the texts that were indexed.
    """

    id = models.AutoField(primary_key=True)
    kind = models.CharField(max_length=8)
    record = models.BigIntegerField()
    language = models.CharField(max_length=5)
    facet = models.IntegerField()
    known = MultiRangeField()
    translated = MultiRangeField()
    title = models.TextField()
    names = ArrayField(models.TextField())
    digest = models.UUIDField()
    length = models.IntegerField()
    words = SearchVectorField()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "record"], name="search_document_record"),
            GinIndex(fields=["names"], name="search_document_names"),
        ]

    def __str__(self):
        return self.title


class SearchLexeme(models.Model):
    """A stem, folded, of one language, and in how many documents it was when last counted."""

    id = models.AutoField(primary_key=True)
    language = models.CharField(max_length=5)
    lexeme = models.TextField(db_collation="C")
    documents = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lexeme", "language"], name="search_lexeme_once")
        ]

    def __str__(self):
        return self.lexeme


class SearchSegment(models.Model):
    """The documents of one block of 1,024 that have a lexeme, and the impact of it in each."""

    lexeme = models.IntegerField()
    block = models.IntegerField()
    documents = ArrayField(models.IntegerField())
    impacts = ArrayField(models.IntegerField())
    pk = models.CompositePrimaryKey("lexeme", "block")

    def __str__(self):
        return f"{self.lexeme} {self.block}"


class SearchWord(models.Model):
    """A word as it is written, folded, and its lexeme: for prefixes and for slips of the pen."""

    word = models.TextField(db_collation="C")
    lexeme = models.IntegerField()
    pk = models.CompositePrimaryKey("word", "lexeme")

    class Meta:
        indexes = [
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="search_word_trigrams"),
            models.Index(fields=["lexeme"], name="search_word_lexeme"),
        ]

    def __str__(self):
        return self.word


class SearchStatistics(models.Model):
    """The number of documents in one language and their mean length, when last counted."""

    language = models.CharField(max_length=5, primary_key=True)
    documents = models.IntegerField()
    length = models.FloatField()
    last = models.IntegerField(help_text="The highest id of a document by then.")

    def __str__(self):
        return self.language
