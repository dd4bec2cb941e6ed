"""A member's browser: fill in the form behind a link, and save or send it."""

from django.core.files.uploadedfile import SimpleUploadedFile


def fields_of(page):
    """All that the form shows, as a browser would send it."""
    form = page.context["form"]
    texts = {name: form[name].value() or "" for name in form.text_names}
    version = page.context["version"]
    initial = {
        field.html_initial_name: field.value() or ""
        for field in form
        if field.field.show_hidden_initial
    }
    return {**texts, **initial, "base": version.pk if version else ""}


def send(browser, address, button="save", **changes):
    posted = {**fields_of(browser.get(address)), button: "1", **changes}
    return browser.post(address, posted)


def latest(invitation):
    return invitation.versions.last().values


def upload(content, name="logo.png"):
    return SimpleUploadedFile(name, content)
