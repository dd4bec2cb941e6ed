"""The acts that the activity log knows."""

from django.utils.translation import gettext_lazy as _

# what a list is filtered by -> the word stored -> the word on the screen, after a name
ACTION_GROUPS = {
    "publishing": (
        _("Publishing"),
        {
            "published": _("published"),
            "scheduled": _("scheduled"),
            "unpublished": _("unpublished"),
            "rescheduled": _("rescheduled"),
            "cancelled": _("cancelled what was scheduled"),
            "corrected": _("corrected the live version"),
            "correction-taken": _("took a correction over into the draft"),
            "correction-left": _("left a correction out of the draft"),
            "taken-down": _("took off the site"),
        },
    ),
    "board": (_("The board"), {"board-changed": _("changed the board")}),
    "review": (
        _("Review"),
        {
            "sent-for-review": _("sent for review"),
            "approved": _("approved"),
            "asked-for-changes": _("asked for changes"),
        },
    ),
    "approvals": (
        _("Approval of quotes"),
        {
            "approval-requested": _("asked for approval of a quote"),
            "approval-sent-again": _("sent a request for approval again"),
            "approval-link-made": _("made a link to a request for approval"),
            "approval-reminded": _("reminded of a request for approval"),
            "approval-revoked": _("revoked a request for approval"),
            "approval-given": _("approved a quote by link"),
            "approval-withdrawn": _("withdrew the approval of a quote"),
            "words-proposed": _("proposed other words for a quote"),
            "words-accepted": _("accepted other words for a quote"),
            "words-declined": _("declined other words for a quote"),
        },
    ),
    "translations": (
        _("Translations"),
        {
            "translated": _("made a version in another language"),
            "translation-linked": _("linked versions in two languages"),
            "translation-unlinked": _("unlinked versions in two languages"),
        },
    ),
    "trash": (
        _("Trash"),
        {
            "trashed": _("moved to the trash"),
            "restored": _("restored from the trash"),
            "purged": _("deleted for good"),
        },
    ),
    "memberships": (
        _("Memberships"),
        {
            "taken-in": _("took in as a member"),
            "round-up-drafted": _("drafted a welcome article"),
            "note-sent": _("wrote of the published article to"),
            "membership-ended": _("ended the membership of"),
            "decision-done": _("saw to what still called it a member"),
            "decision-left": _("left as it is what still calls it a member"),
            "decision-reopened": _("took back what was decided"),
        },
    ),
    "duplicates": (
        _("Duplicates"),
        {
            "merged": _("merged duplicates into"),
            "marked-different": _("found it to be different from others of the same name"),
            "unmarked-different": _("took back that it is different from another one"),
        },
    ),
    "spreadsheets": (
        _("Spreadsheets"),
        {
            "imported": _("brought in a spreadsheet"),
            "exported": _("exported a list"),
        },
    ),
    "links": (
        _("Secret addresses"),
        {
            "link-made": _("made a preview link"),
            "link-revoked": _("revoked a preview link"),
            "feed-made": _("made a calendar address"),
            "feed-revoked": _("revoked a calendar address"),
            "link-refused": _("tried a secret link that does not work"),
        },
    ),
    "invitations": (
        _("Invitations of members"),
        {
            "member-invited": _("invited to answer"),
            "invitation-sent-again": _("sent an invitation again"),
            "invitation-link-copied": _("copied the link of an invitation"),
            "invitation-revoked": _("revoked an invitation"),
            "answers-sent": _("sent answers"),
            "entry-confirmed": _("confirmed its details"),
            "answers-decided": _("decided about answers"),
            "answers-sent-back": _("sent answers back with a question"),
        },
    ),
    "sign-ins": (
        _("Logging in"),
        {
            "signed-in": _("logged in"),
            "signed-out": _("logged out"),
            "sign-in-failed": _("failed to log in"),
            "sign-in-refused": _("tried to log in too often"),
            "password-reset": _("asked for a new password"),
            "password-changed": _("changed a password"),
            "second-factor-set-up": _("set up two-step log-in"),
            "recovery-codes-made": _("made recovery codes"),
            "second-factor-reset": _("reset two-step log-in"),
        },
    ),
    "accounts": (
        _("Accounts"),
        {
            "invited": _("invited"),
            "permissions": _("changed what somebody may do"),
            "account-closed": _("closed an account"),
        },
    ),
    "refusals": (_("Refusals"), {"refused": _("was refused")}),
    "personal": (
        _("Personal data"),
        {
            "exported-person": _("exported all that is held about a person"),
            "erased-person": _("erased a person"),
        },
    ),
}
ACTIONS = {key: label for _title, labels in ACTION_GROUPS.values() for key, label in labels.items()}
