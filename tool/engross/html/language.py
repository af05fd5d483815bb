"""Tags of languages as HTML wants them (BCP 47)."""

from __future__ import annotations

from engross.regex import compile_later

_TAG = compile_later(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
#: Languages of three letters (ISO 639-2) that have a tag of two, which is the only right one.
_STATED = (
    "eng=en deu=de ger=de fra=fr fre=fr lat=la ita=it spa=es por=pt nld=nl dut=nl ell=el gre=el rus=ru pol=pl "
    "ces=cs cze=cs dan=da swe=sv nor=no isl=is ice=is fin=fi hun=hu cym=cy wel=cy gle=ga heb=he ara=ar tur=tr "
    "zho=zh chi=zh jpn=ja kor=ko hin=hi san=sa fas=fa per=fa ukr=uk hrv=hr srp=sr slv=sl slk=sk slo=sk ron=ro "
    "rum=ro bul=bg est=et lav=lv lit=lt eus=eu baq=eu cat=ca yid=yi"
)
_SHORT = dict(each.split("=") for each in _STATED.split())


def html_language(tag: str) -> str:
    """The language tag `tag` for a page; empty where it is none."""
    if not _TAG.fullmatch(tag):
        return ""
    language, hyphen, rest = tag.partition("-")
    return _SHORT.get(language.lower(), language) + hyphen + rest
