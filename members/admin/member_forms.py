"""The forms of an existing organisation, and of a new one with its first membership."""

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

from core.forms import DayFormField
from members.admin.namesakes import NamesakeForm
from members.models import Membership


class MemberForm(NamesakeForm):
    """Form for an organisation."""

    names = slug_sources = ("name_en", "name_nb")
    constraint_fields = {
        "member_ticker_whole": "ticker_symbol",
        "member_country_code": "country",
        "member_founded_year": "founded",
    }

    class Meta:
        widgets = {
            name: forms.Textarea(attrs={"rows": 3, "maxlength": 300})
            for name in ("summary_en", "summary_nb")
        }
        # most organisations have one name, so an empty second one needs no attention
        widgets |= {
            name: AdminTextInputWidget(attrs={"data-one-is-enough": ""})
            for name in ("name_en", "name_nb")
        }
        help_texts = dict.fromkeys(
            ("name_en", "name_nb"), _("Empty where the name is the same in both languages.")
        )


class NewMemberForm(MemberForm):
    """Form of a new organisation, which also asks for the first day of membership."""

    member_since = DayFormField(
        label=_("Member since"),
        required=False,
        initial=timezone.localdate,
        help_text=_(
            "From this day on visitors see it among the members; its own page is there at once. "
            "Empty: no membership yet, and visitors see it nowhere."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # what is entered for the first time is confirmed today
        self.initial.setdefault("confirmed_on", timezone.localdate())

    def _save_m2m(self):
        super()._save_m2m()
        if since := self.cleaned_data["member_since"]:
            Membership.objects.create(member=self.instance, period=DateRange(since, None))
