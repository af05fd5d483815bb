"""The languages of the sources: the names of months and weekdays, and which language a text is written in.

The one place for both. A language is told by its function words, the small words that no text of any length does
without and that stand for nearly half of it: their share of all words is counted for each language, and the largest
share wins if it is large enough and far enough from the next (the method of Ingle 1976 and Grefenstette 1995; with
some hundred words it does not err between languages as far apart as these).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct

from engross.regex import compile_later


class Language(Struct, frozen=True):
    """A language: its tag (BCP 47), its months from January, its weekdays from Monday, its function words; where it
    has them, other spellings of a month."""

    tag: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    words: frozenset[str]
    variants: Mapping[str, int]


def _language(tag: str, months: str, weekdays: str, words: str, **variants: int) -> Language:
    return Language(tag, tuple(months.split()), tuple(weekdays.split()), frozenset(words.split()), variants)


ENGLISH = _language(
    "en",
    "january february march april may june july august september october november december",
    "monday tuesday wednesday thursday friday saturday sunday",
    "the of and to in that is was for it with as his on be at by had not are but from have they which this would were "
    "been has their there what will when who he she you your our we my its should if could any than them",
)
FOREIGN = (
    _language(
        "fr",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "le la les de des du et à au aux un une que qui est dans pour par sur pas ne se ce cette il elle nous vous je "
        "son sa ses leur mais ou où avec sont été avait ont votre notre tout aussi l d n j qu c",
        fevrier=2, aout=8, decembre=12, janv=1, févr=2, avr=4, juil=7, déc=12,
    ),
    _language(
        "de",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "montag dienstag mittwoch donnerstag freitag samstag sonntag",
        "der die das und den dem des ein eine einen einem eines ist nicht mit sich von zu zur zum für auf im auch als "
        "an es er sie ich wir werden wird wurde hat haben sind dass daß bei nach aus nur noch wie über ihr ihre ihren",
        jänner=1, feber=2, maerz=3,
    ),
    _language(
        "es",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "lunes martes miércoles jueves viernes sábado domingo",
        "el la los las de del y a en un una que es no se por con para su sus al lo como más pero este esta ha son fue "
        "le me sobre entre muy sin había usted también porque cuando nuestro ser si yo",
        setiembre=9,
    ),
    _language(
        "it",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "lunedì martedì mercoledì giovedì venerdì sabato domenica",
        "il lo la i gli le di del della dei delle e è a al alla in nel nella un una che non si per con da dal dalla su "
        "sono come anche ma questo questa ha ho più suo sua loro se essere stato era ed ci l dell all nell",
    ),
    _language(
        "nl",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "de het een en van in is dat op te zijn met voor niet aan er om ook als dan maar bij nog uit door naar heeft "
        "hij zij ik wij u die deze dit werd was worden wordt tot over hun ons onze uw",
    ),
)  # fmt: skip
LANGUAGES = (ENGLISH, *FOREIGN)

#: So many characters of a source, some 2,000 words, tell its language; fewer than so many words do not.
LANGUAGE_SAMPLE = 12_000
_LEAST = 12
_SHARE, _MARGIN = 0.12, 1.3
#: Letters that stand alone: initials, markings that are spaced out (S E C R E T); in small letters they may be words.
_SPACED = compile_later(r"\b[B-HJ-Z]\b")
#: What parts words besides white space: l'on are two, since what is elided is a function word as well.
_BETWEEN = "'’.,;:()"


class Guess(Struct, frozen=True):
    """The language of a text: its tag, how sure it is (high, medium, low), and the next likely one."""

    tag: str
    cert: str
    runner_up: str


@lru_cache(maxsize=4)
def guess_language(text: str) -> Guess:
    """The language in which `text` is written. What holds too few words, or none of these languages, is taken for
    English with ``low`` certainty; ``medium``: two languages are near each other."""
    text = _SPACED.sub(" ", text).casefold()
    for sign in _BETWEEN:
        text = text.replace(sign, " ")
    times = Counter(text.split())
    total = times.total()
    there = times.keys()
    shares = sorted((-sum(times[w] for w in there & lang.words), lang.tag != "en", lang.tag) for lang in LANGUAGES)
    best, second = -shares[0][0], -shares[1][0]
    if total < _LEAST or best < max(3, _SHARE * total):
        return Guess("en", "low", shares[0][2] if shares[0][2] != "en" and best else "")
    sure = best >= _MARGIN * second or _is_apart(times, shares[0][2], shares[1][2])
    return Guess(shares[0][2], "high" if sure else "medium", "" if sure else shares[1][2])


def _is_apart(times: Counter[str], tag: str, other: str) -> bool:
    """Whether the words that one of two languages has and the other has not tell them apart: of a few lines, most
    function words may be words of both (*in*, *a*, *was*)."""
    one, two = (next(lang.words for lang in LANGUAGES if lang.tag == name) for name in (tag, other))
    own = sum(times[word] for word in times.keys() & (one - two))
    others = sum(times[word] for word in times.keys() & (two - one))
    return own > 2 * others


def months(languages: tuple[Language, ...]) -> dict[str, int]:
    """The names of the months in small letters, and their numbers."""
    found = {name: number for lang in languages for number, name in enumerate(lang.months, 1)}
    return found | {name: number for lang in languages for name, number in lang.variants.items()}


@lru_cache(maxsize=1)
def weekday_names() -> Mapping[str, int]:
    """All names of the weekdays in small letters, English ones also cut short, and their numbers from Monday = 0."""
    english = weekdays((ENGLISH,))
    short = {name[:3]: number for name, number in english.items()}
    return english | short | {"tues": 1, "wednes": 2, "thur": 3, "thurs": 3} | weekdays(FOREIGN)


def weekday(number: int) -> str:
    """The English name of a weekday, from Monday = 0."""
    return ENGLISH.weekdays[number].capitalize()


def weekdays(languages: tuple[Language, ...]) -> dict[str, int]:
    """The names of the weekdays in small letters, and their numbers from Monday = 0."""
    return {name: number for lang in languages for number, name in enumerate(lang.weekdays)}
