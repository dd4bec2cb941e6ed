"""A list of members with their logos."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import LineField
from members.models import Member
from news.blocks.base import Block, BlockInline, register_inline


class MemberList(Block):
    """A list of chosen members."""

    kind, place = "member_list", 40

    members = models.ManyToManyField(
        Member, through="news.ListedMember", related_name="+", verbose_name=_("members")
    )
    note = LineField(_("note"), max_length=300, blank=True)

    class Meta(Block.Meta):
        abstract = False
        verbose_name = _("member list")
        verbose_name_plural = _("member lists")


class ListedMember(models.Model):
    """A member at its position in a list."""

    block = models.ForeignKey(MemberList, on_delete=models.CASCADE, related_name="choices")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["block", "member"], name="listed_member_once")
        ]

    def __str__(self):
        return str(self.member)


@register_inline(MemberList)
class MemberListInline(BlockInline):
    """Inline for member lists."""

    icon = "groups"
    ordered_choices = ("members",)
