"""Lists with an order of their own, changed by dragging or by buttons."""

from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR
from django.db.models import Max
from js_asset import Media

from desk.toolkit.script_strings import script_strings
from desk.toolkit.scripts import add_script_modules


class OrderedListAdmin:
    """Model admin mixin for a model with an ``order``; a new record comes last.

    A list that is searched or sorted otherwise shows the numbers instead.
    """

    change_list_template = "desk/ordered_change_list.html"
    list_editable = ("order",)

    def save_model(self, request, obj, form, change):
        if not change:
            last = self.model.objects.aggregate(last=Max("order"))["last"]
            obj.order = min((last or 0) + 1, 32767)
        super().save_model(request, obj, form, change)

    def changelist_view(self, request, extra_context=None):
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None)
        if context and "cl" in context and context["cl"].formset is not None:
            context["spoken_words"] = script_strings()
            if not request.GET.get(ORDER_VAR) and not request.GET.get(SEARCH_VAR):
                context["order_media"] = add_script_modules(request, Media(), ("row-order",))
        return response
