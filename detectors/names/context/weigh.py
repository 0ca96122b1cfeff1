"""Weighs a name that was found: what it rests on, and what the words and people around it say.

Every consideration is one factor or one limit, and none of them knows the others. README.md of the names has
the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from detectors.names.context.figures import is_figure, is_firm
from detectors.names.context.language import NoReader, Reader, sentence_round
from detectors.names.context.meant import Certainty, certainty
from detectors.names.context.ordinary import ORDINARY_WORDS
from detectors.names.context.people import Adult, Adults, Staff
from detectors.names.context.phrases import entries
from detectors.names.context.surroundings import Cue, Surroundings
from detectors.names.sense import Evidence, Form, Setting

LEAST = 0.5  # what is less likely a pupil than not is no finding

# Words that a typing error does not make out of a name: "A Sunny" for Asunny, "Victorian" for Victoria.
_ARTICLES = frozenset({"a", "an", "the", "i"})
_NEAR_NAMES = frozenset(
    [
        "victorian",
        "victorians",
        "georgian",
        "georgians",
        "christians",
        "jamaican",
        "jordanian",
        "parisian",
        "martian",
        "edwardian",
        "elizabethan",
        "jacobean",
    ]
)

Span = tuple[int, int]

# Words that sentences about people have, and lines of a menu do not.
_TELLING = entries(
    """
    am; are; ask; asked; ate; bought; bring; brings; brought; by; can; could; did; do; does; eat; eats; for;
    from; gave; get; gets; give; got; had; has; have; he; her; him; his; i; is; like; liked; likes; make;
    makes; made; my; needs; of; our; said; sent; she; should; their; them; they; to; told; took; wants; was;
    we; went; were; who; will; would; you; your
    """
)

# Ordinary words for what is eaten and drunk. Without any of them two words are no dish: "Menu, Grace Bishop".
_EATEN = entries(
    """
    almond; anise; apple; apricot; bacon; barley; basil; bass; bay; bean; beans; berries; berry; biscuit;
    bran; brandy; bread; brie; broth; bun; butter; cake; candy; caraway; cherries; cherry; chestnut;
    chicken; chicory; chips; chive; cider; cinnamon; clementine; clove; cob; cobbler; coco; cocoa; cod;
    coffee; colby; coriander; cornish; crab; cream; cress; crisp; crumb; cumin; currant; curry; custard;
    dace; damson; date; dill; dough; duck; earl; egg; fennel; fig; fish; flounder; flour; fry; fudge; game;
    garlic; gin; ginger; goose; gouda; gourd; grain; grape; gravy; grill; grouse; ham; hare; hash; hazel;
    hen; herb; herring; honey; jam; jelly; juice; juniper; kale; kipper; kiwi; lamb; leek; lemon; lentil;
    lettuce; lime; mace; malt; mango; maple; marrow; meal; meat; medlar; melon; mint; muffin; mullet;
    mustard; mutton; nut; nutmeg; oat; oats; olive; onion; orange; oyster; parsley; parsnip; partridge;
    pastry; pea; peach; pear; peas; pease; pepper; pheasant; pickle; pickles; pie; pigeon; pike; plaice;
    plum; pollock; pork; prune; pudding; pumpkin; quail; quince; rabbit; radish; raisin; rice; roast;
    rocket; roe; roll; rolls; root; rosemary; rusk; rye; saffron; sage; salad; salmon; salt; sandwich;
    sauce; savory; savoury; seed; sherry; sole; sorrel; soup; spice; sponge; sprat; sprout; steak; stew;
    stock; sugar; sultana; swede; sweet; syrup; tarragon; tart; tea; thyme; toast; treacle; trout; tuna;
    turbot; turkey; vanilla; veal; venison; walnut; wheat; whey; whiting; wine
    """
)


class AnyScene(Protocol):
    """Who is about, and who can be asked how a sentence reads; perhaps worked out when it is wanted."""

    @property
    def adults(self) -> Adults: ...

    @property
    def reader(self) -> Reader: ...


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene that is known beforehand."""

    adults: Adults = field(default_factory=lambda: Adults(Staff({})))
    reader: Reader = field(default_factory=NoReader)


NOBODY = Scene()
NOTHING = Surroundings("", "", "", "", "")


def weigh(
    evidence: Evidence, text: str, spans: Sequence[Span], words: Sequence[str], scene: AnyScene
) -> float:
    """How sure it is that the words at `spans` of `text`, folded to `words`, name a pupil; 0 to 1."""
    sure = evidence.confidence
    if sure < LEAST:
        return sure
    if evidence.slip and (words[0] in _ARTICLES or not _NEAR_NAMES.isdisjoint(words)):
        return 0.3
    start, end = spans[0][0], spans[-1][1]
    meant = Certainty.CERTAIN
    if evidence.special is not Form.JOINED:
        meant = certainty(text, spans, evidence.setting)
    if meant is Certainty.NO:
        return 0.0
    in_cell = evidence.setting is Setting.CELL
    around = NOTHING if in_cell else Surroundings.of(text, start, end)
    named = tuple(words)
    told = meant is Certainty.LIKELY and _is_told(sentence_round(text, start, end)[0])
    if meant is not Certainty.CERTAIN and not told and _is_dish(named, around):
        return 0.35
    sure = min(sure, _as_meant(meant, around, lambda: _read(text, start, end, scene.reader)))
    sure = min(sure, _among_adults(named, around, scene.adults), _among_known(named, around))
    return sure if in_cell else sure * _beside(around)


def _read(text: str, start: int, end: int, reader: Reader) -> bool | None:
    return reader.reads_as_name(*sentence_round(text, start, end))


def _is_dish(words: tuple[str, ...], around: Surroundings) -> bool:
    if not ORDINARY_WORDS.issuperset(words) or _EATEN.isdisjoint(words):
        return False
    return around.have(Cue.FOOD) and not around.have(Cue.PUPIL, Cue.PERSONAL)


def _is_told(sentence: str) -> bool:
    """Whether it is a sentence, not a line of a menu: "We made a cake for Grace Bishop today"."""
    return not _TELLING.isdisjoint(sentence.lower().split())


def _as_meant(meant: Certainty, around: Surroundings, read: Callable[[], bool | None]) -> float:
    """The limit that ordinary words set; where they are in doubt, somebody reads the sentence."""
    if meant is Certainty.CERTAIN:
        return 1.0
    if meant is Certainty.LIKELY:
        return 0.95 if around.have(Cue.PUPIL) else 0.9
    if around.have(Cue.PUPIL, Cue.PERSONAL):
        return 0.75
    if meant is Certainty.UNLIKELY:
        return 0.4
    reads = read()
    if reads is False:
        return 0.35
    return 0.75 if reads else 0.55


def _among_adults(words: tuple[str, ...], around: Surroundings, adults: Adults) -> float:
    """The limit that an adult of the same name sets."""
    if adults.is_pupil_sender(words):
        return 0.0
    adult = adults.adult_of(words)
    if adult is None:
        return 1.0
    if adult is Adult.RECIPIENT:
        return 0.45
    signed = around.have(Cue.TITLE, Cue.ROLE, Cue.SIGNATURE)
    pupil = not signed and around.have(Cue.PUPIL)
    if adult is Adult.SENDER:
        return 0.0 if signed else 0.6 if pupil else 0.3
    return 0.1 if signed else 0.7 if pupil else 0.4


def _among_known(words: tuple[str, ...], around: Surroundings) -> float:
    """The limit that a king, a novelist, a wizard or a shop of the same name sets."""
    if is_firm(words):
        elsewhere = Cue.SHOP
    elif is_figure(words):
        elsewhere = Cue.LESSON
    else:
        return 1.0
    at_hand = around.have(Cue.PUPIL, Cue.PERSONAL)
    if around.have(elsewhere):
        return 0.6 if at_hand else 0.2
    return 1.0 if at_hand else 0.6


def _beside(around: Surroundings) -> float:
    """The factor of what stands directly before and after."""
    if around.have(Cue.TITLE, Cue.ROLE):
        return 0.62 if around.have(Cue.PUPIL) else 0.3
    if around.have(Cue.PLACE, Cue.ORGANISATION):
        return 0.58 if around.have(Cue.PUPIL, Cue.PERSONAL) else 0.4
    if around.have(Cue.YOUNG_TITLE):
        return 0.85
    return 0.9 if around.have(Cue.SIGNATURE) and not around.have(Cue.PUPIL) else 1.0
