"""The forms of the page that takes in a member: who it is, since when, and what is known of it."""

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_site.enquiries.admission import FirstMembership
from core.forms import DayFormField
from desk.toolkit.script_strings import IN_LANGUAGE
from members.admin.member_forms import MemberForm
from members.lookalikes import Lookalike
from members.models import Member

NEW = "new"


class AdmissionForm(forms.Form):
    """Form for the choice between a new member and one on file, and for its membership."""

    who = forms.ChoiceField(
        label=gettext_lazy("Is it one of these?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of these, or a new member.")},
    )
    first_day = DayFormField(label=gettext_lazy("Member since"), initial=timezone.localdate)
    announced = forms.BooleanField(
        required=False,
        label=gettext_lazy("With an announcement"),
        help_text=gettext_lazy(
            "Visitors see it nowhere before the welcome article is published. "
            "Otherwise it shows from its first day on."
        ),
    )

    def __init__(self, lookalikes: list[Lookalike], *args, **kwargs):
        super().__init__(*args, label_suffix="", use_required_attribute=False, **kwargs)
        self.lookalikes = lookalikes
        choices = [
            (str(lookalike.member.pk), f"{lookalike.member.name} ({lookalike.reason})")
            for lookalike in lookalikes
        ]
        self.fields["who"].choices = [*choices, (NEW, _("No, it is a new member"))]
        if not lookalikes:
            self.fields["who"].widget = forms.HiddenInput()
        if not any(lookalike.same_name for lookalike in lookalikes):
            self.initial["who"] = NEW

    @property
    def chosen_member(self) -> Member | None:
        """The member on file that was chosen; None for a new one."""
        members = {str(lookalike.member.pk): lookalike.member for lookalike in self.lookalikes}
        return members.get(self.cleaned_data["who"])

    @property
    def membership(self) -> FirstMembership:
        return FirstMembership(self.cleaned_data["first_day"], self.cleaned_data["announced"])


class AdmittedMemberForm(MemberForm):
    """Form for the details of a new member; what the enquiry said is filled in."""

    slug_fallback = "member"
    # asked above, where members that may be the same one can be chosen
    is_another = None

    class Meta(MemberForm.Meta):
        model = Member
        fields = [
            "name_en",
            "name_nb",
            "category",
            "summary_en",
            "summary_nb",
            "website",
            "contact_name",
            "contact_email",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for language, words in IN_LANGUAGE.items():
            for name, label in (("name", _("name")), ("summary", _("summary"))):
                self.fields[f"{name}_{language}"].label = f"{capfirst(label)}, {words}"
