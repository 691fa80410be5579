"""Names who issues a paper."""

from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class PaperHead:
    """Heads a paper; each is empty where sites.yaml does not say it.

    superior: name of the body above the issuing one
    body: name of the issuing body
    place: place before the date
    """

    superior: str = ""
    body: str = ""
    place: str = ""
