"""A button that saves and goes on to the next record: from a member to its person, from there to a quote."""

from django.contrib.admin.options import IS_POPUP_VAR
from django.http import HttpResponseRedirect
from django.urls import reverse

_BUTTON = "_next"


class NextStepMixin:
    """Admin mixin with a button that saves and opens the form of the usual next step.

    ``next_model`` is made there, its field ``next_field`` chosen as the saved record;
    ``next_words`` are on the button.
    """

    next_model: type
    next_field: str
    next_words: str

    def render_change_form(self, request, context, *args, **kwargs):
        if not context["is_popup"] and self._may_add_next(request):
            context["next_step"] = {"name": _BUTTON, "words": self.next_words}
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        return self._next_form(request, obj) or response

    def response_change(self, request, obj):
        response = super().response_change(request, obj)
        return self._next_form(request, obj) or response

    def _may_add_next(self, request):
        return self.admin_site.get_model_admin(self.next_model).has_add_permission(request)

    def _next_form(self, request, obj):
        if _BUTTON not in request.POST or IS_POPUP_VAR in request.POST:
            return None
        opts = self.next_model._meta
        page = reverse(f"admin:{opts.app_label}_{opts.model_name}_add")
        return HttpResponseRedirect(f"{page}?{self.next_field}={obj.pk}")
