"""Writes the roster of technicians: holders of posts, their training, and who is on duty."""

from collections.abc import Mapping
from datetime import date

from gbdt_console.core.clean_text import clean
from gbdt_console.core.meetings.registration import Duty, Registration
from gbdt_console.core.meetings.rules import is_trained
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.technicians.posts import OWN_POSTS, Post
from gbdt_console.core.technicians.roster import PostHolder, SiteTechnicians
from gbdt_console.text.formats import Formats
from gbdt_console.text.meetings.meeting_text import by_channel, code_name
from gbdt_console.text.words import Words

_WITH_PARAMS = ("site", "post", "channel", "person", "name", "phone", "subject", "file", "digest", "posts")


class TechnicianWords:
    def __init__(self, words: Words, formats: Formats, names: Mapping[str, str]) -> None:
        """`names` are the display names of sites by id."""
        self._words = words
        self._formats = formats
        self._names = names

    def site(self, site_id: str) -> str:
        return place_name(self._words, self._names, site_id)

    def post(self, post: str) -> str:
        return self._words(f"technicians.post.{post}")

    def holder(self, holder: PostHolder) -> str:
        """Write name, role and phone number of a holder."""
        return ", ".join(filter(None, (holder.name, holder.role, holder.phone)))

    def training(self, holder: PostHolder) -> str:
        """Write the last training: 'đào tạo 12/03/2026 (vận hành)', or that there was none."""
        if not holder.trained:
            return self._words("technicians.untrained")
        subject = f" ({holder.subject})" if holder.subject else ""
        return self._words("technicians.trained", day=day_text(holder.trained)) + subject

    def duty(self, duty: Duty, now_utc: float) -> str:
        """Write an answer: 'xác nhận trực: An, điện thoại, 07:10:00'."""
        return self._words(
            "technicians.on-duty" if duty.is_on else "technicians.off-duty",
            person=duty.person,
            channel=code_name(self._words, "channel", duty.channel),
            time=self._formats.since(duty.at_utc, now_utc),
        )

    def duty_at(self, meeting: Registration, site_id: str, now_utc: float) -> str:
        """Write who is on duty at a site, else the last answer, else that nobody answered."""
        answers = [duty for duty in meeting.duties if duty.site_id == site_id]
        own = [duty for duty in answers if duty.post in OWN_POSTS]
        found = meeting.duty_at(site_id) or (own[-1] if own else None)
        said = [self._words("technicians.no-answer") if found is None else self.duty(found, now_utc)]
        said += [f"{self.post(duty.post)}: {self.duty(duty, now_utc)}" for duty in answers if duty not in own]
        return "; ".join(said)

    def flag(self, meeting: Registration | None, site: SiteTechnicians) -> str:
        """Write that nobody trained is at the site; empty where that is not so."""
        if site.site_id == CENTRE or is_trained(meeting, site, site.site_id):
            return ""
        return self._words("technicians.none-trained")


def place_name(words: Words, names: Mapping[str, str], site_id: str) -> str:
    return words("thing.centre") if site_id == CENTRE else names.get(site_id, clean(site_id))


def day_text(day: str) -> str:
    """Write a day 'YYYY-MM-DD' as '12/03/2026'; another text as it is."""
    try:
        return f"{date.fromisoformat(day):%d/%m/%Y}"
    except ValueError:
        return clean(day)


def event_params(words: Words, names: Mapping[str, str], values: Mapping[str, object]) -> dict[str, object]:
    params: dict[str, object] = {key: clean(str(values.get(key, ""))) for key in _WITH_PARAMS}
    params["site"] = place_name(words, names, str(values.get("site", "")))
    post = str(values.get("post", ""))
    params["post"] = words(f"technicians.post.{post}") if post in set(Post) else clean(post)
    params["channel"] = by_channel(words, str(values.get("channel", "")))
    params["who"] = ", ".join(clean(str(values[key])) for key in ("name", "phone") if values.get(key))
    params["subject"] = f" ({params['subject']})" if params["subject"] else ""
    note = clean(str(values.get("note", "")))
    params["note"] = f" ({note})" if note else ""
    params["day"] = day_text(str(values.get("day", "")))
    operator = clean(str(values.get("operator", "")))
    params["by"] = words("meetings.by", operator=operator) if operator else ""
    return params
