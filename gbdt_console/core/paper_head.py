"""Names who issues a paper."""

from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class PaperHead:
    """Heads a paper; each is empty where sites.yaml does not say it.

    superior: name of the body above the issuing one
    body: name of the issuing body
    place: place before the date
    symbol: symbol of the body behind the number, such as 'SKHCN'
    signer: post that signs
    copies: further recipients of every report
    network: name of the system, which ends every title
    offices_only: an office stands in the place of each person's name
    """

    superior: str = ""
    body: str = ""
    place: str = ""
    symbol: str = ""
    signer: str = ""
    copies: tuple[str, ...] = ()
    network: str = ""
    offices_only: bool = False
