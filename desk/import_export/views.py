"""Pages that export a list as a spreadsheet and import one."""

from dataclasses import asdict

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.attachments import attachment_header
from core.locking import RecordGone, begin_shared_writing
from core.parsing import parse_whole_number
from desk.activity.log import log_activity
from desk.import_export import uploads
from desk.import_export.export import FORMATS, export_records
from desk.import_export.forms import ColumnsForm, SpreadsheetFileForm
from desk.import_export.report import check_page_context
from desk.import_export.resources import SheetResource
from desk.import_export.run import check_import, run_import
from desk.import_export.vocabularies import RecordWidget
from desk.models import SentSheet


class SpreadsheetAdmin:
    """Model admin mixin: import a spreadsheet in three steps, export the list as it is shown."""

    sheet_resource: type[SheetResource]
    change_list_template = "desk/sheet_change_list.html"

    def get_urls(self):
        opts, wrap = self.opts, self.admin_site.admin_view
        pages = [
            ("sheet/", self.sheet_view, "sheet"),
            ("sheet/<int:key>/columns/", self.sheet_columns_view, "sheet_columns"),
            ("sheet/<int:key>/", self.sheet_check_view, "sheet_check"),
            ("sheet/<int:key>/carry-out/", self.sheet_carry_out_view, "sheet_carry_out"),
            ("sheet/<int:key>/throw-away/", self.sheet_drop_view, "sheet_drop"),
            ("export/<str:ending>/", self.export_view, "export"),
        ]
        return [
            *(
                path(place, wrap(view), name=f"{opts.app_label}_{opts.model_name}_{name}")
                for place, view, name in pages
            ),
            *super().get_urls(),
        ]

    def may_import(self, request) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def changelist_view(self, request, extra_context=None):
        context = {"may_import": self.may_import(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    # in: the file, its columns, what it would do, doing it

    def sheet_view(self, request):
        self._refuse_others(request)
        form = SpreadsheetFileForm(label_suffix="")
        if request.method == "POST":
            form = SpreadsheetFileForm(request.POST, request.FILES, label_suffix="")
            key = parse_whole_number(request.POST.get("instead_of"))
            before = self._sent(request).filter(pk=key).first()
            if form.is_valid():
                sheet = uploads.store_upload(
                    form.table,
                    by=request.user,
                    file_name=form.cleaned_data["file"].name,
                    resource_class=self.sheet_resource,
                    instead_of=before,
                )
                if before is not None:
                    before.delete()
                if before is None or sheet.plan != before.plan:
                    return self._to("sheet_columns", sheet)
                self._check(sheet)
                return self._to("sheet_check", sheet)
            if before is not None:
                return self._check_page(request, before, form)
        columns = self.sheet_resource.columns().values()
        return self._sheet_page(request, "desk/sheet_file.html", form=form, columns=columns)

    def sheet_columns_view(self, request, key):
        sheet = self._sheet(request, key)
        form = ColumnsForm(
            request.POST or None,
            table=uploads.upload_table(sheet),
            resource_class=self.sheet_resource,
            plan=uploads.upload_plan(sheet),
            may_make_words=self._may_make_words(request),
        )
        if request.method == "POST" and form.is_valid():
            sheet.plan = asdict(form.plan)
            self._check(sheet)
            return self._to("sheet_check", sheet)
        return self._sheet_page(request, "desk/sheet_columns.html", sheet=sheet, form=form)

    def sheet_check_view(self, request, key):
        sheet = self._sheet(request, key)
        if sheet.outcome is None:
            return self._to("sheet_columns", sheet)
        return self._check_page(request, sheet, SpreadsheetFileForm(label_suffix=""))

    def sheet_carry_out_view(self, request, key):
        """Import what was checked; pressed twice, the second time reports that it is done."""
        if request.method != "POST":
            raise Http404("carrying out is posted")
        sheet = self._sheet(request, key)
        try:
            with transaction.atomic():
                begin_shared_writing()
                # as it stands now: somebody may have been erased from it
                sheet = self._sheet(request, key)
                is_written, outcome = run_import(
                    self.sheet_resource,
                    uploads.upload_table(sheet),
                    uploads.upload_plan(sheet),
                    by=request.user,
                    file_name=sheet.file_name,
                    sheet=sheet,
                    expected_digest=request.POST.get("seen", ""),
                )
                if is_written:
                    sheet.delete()
        except RecordGone as gone:
            if gone.model is not SentSheet:
                return self._look_again(request, sheet)
            messages.error(request, _("This file was imported or thrown away already."))
            return HttpResponseRedirect(self._address("changelist"))
        except IntegrityError:
            # something that a line names was deleted before all was committed
            return self._look_again(request, sheet)
        if not is_written:
            return self._look_again(request, sheet)
        numbers = outcome.numbers
        messages.success(
            request,
            _("Imported: %(new)s new, %(changed)s changed, %(same)s the same as before.") % numbers,
        )
        return HttpResponseRedirect(self._address("changelist"))

    def _look_again(self, request, sheet):
        self._check(sheet)
        words = _("Nothing was imported: something changed meanwhile. Look at it again.")
        messages.error(request, words)
        return self._to("sheet_check", sheet)

    def sheet_drop_view(self, request, key):
        sheet = self._sheet(request, key)
        if request.method == "POST":
            sheet.delete()
            messages.success(request, _("The file is thrown away. Nothing was imported."))
        return HttpResponseRedirect(self._address("changelist"))

    def _check(self, sheet):
        outcome = check_import(
            self.sheet_resource, uploads.upload_table(sheet), uploads.upload_plan(sheet)
        )
        sheet.outcome = asdict(outcome)
        sheet.save()

    def _check_page(self, request, sheet, form):
        report = check_page_context(
            uploads.upload_outcome(sheet),
            line_kind=request.GET.get("show", ""),
            page=request.GET.get("page"),
            record_address=lambda key: self._address("change", key),
        )
        return self._sheet_page(request, "desk/sheet_check.html", sheet=sheet, form=form, **report)

    # out

    def export_view(self, request, ending):
        if not self.has_view_permission(request):
            raise PermissionDenied
        if ending not in FORMATS:
            raise Http404("no such format")
        try:
            records = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(self._address("changelist"))
        exported = export_records(records, self.sheet_resource, FORMATS[ending])
        log_activity("exported", by=request.user, label=exported.title, number=exported.number)
        file_name = f"{slugify(exported.title)}-{timezone.localdate():%Y-%m-%d}.{ending}"
        return FileResponse(
            exported.file,
            content_type=FORMATS[ending].content_type,
            headers={"Content-Disposition": attachment_header(file_name)},
        )

    # what the pages share

    def _refuse_others(self, request):
        if not self.may_import(request):
            raise PermissionDenied

    def _sent(self, request):
        return uploads.find_uploads(request.user, self.model)

    def _sheet(self, request, key):
        self._refuse_others(request)
        return get_object_or_404(self._sent(request), pk=key)

    def _may_make_words(self, request) -> bool:
        models = [
            column.widget.model
            for column in self.sheet_resource.columns().values()
            if isinstance(column.widget, RecordWidget) and column.widget.grows
        ]
        admins = [self.admin_site.get_model_admin(model) for model in models]
        return bool(admins) and all(admin.has_add_permission(request) for admin in admins)

    def _address(self, name, *args):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def _to(self, name, sheet):
        return HttpResponseRedirect(self._address(name, sheet.pk))

    def _sheet_page(self, request, template, **context):
        title = _("Import %(records)s") % {"records": self.opts.verbose_name_plural}
        addresses = {"list": self._address("changelist"), "file": self._address("sheet")}
        if sheet := context.get("sheet"):
            for name in ("columns", "check", "carry_out", "drop"):
                addresses[name] = self._address(f"sheet_{name}", sheet.pk)
        page_context = {"title": title, "opts": self.opts, "addresses": addresses, **context}
        return TemplateResponse(
            request, template, {**self.admin_site.each_context(request), **page_context}
        )
