"""What stands round a name says whose it is: a pupil's, a teacher's, a street's or a king's.

A cue is a word close by, or a pattern directly before or after the name. Capitals count where they make
the difference: "Grace Bishop Park" is a place, "Grace Bishop park" is not. Each cue is looked for when it
is asked about, since most names need only a few.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from detectors.names.context.adults import is_role, is_signature, is_title
from detectors.names.context.lessons import is_lesson
from detectors.names.context.phrases import entries, phrases_in
from detectors.names.context.places import is_place

_REACH = 150  # characters to either side
_LONGEST_SIGN = 90
_LONGEST_TITLE = 30
_PARAGRAPH = re.compile(r"\n[\s>|]*\n|[\x1f\v\f\u2029]")


class Cue(Enum):
    """What the surroundings of a name speak for."""

    TITLE = auto()  # Mr, Mrs, Dr, Headteacher: an adult
    YOUNG_TITLE = auto()  # Miss, Master: an adult or a pupil
    PLACE = auto()
    ORGANISATION = auto()
    ROLE = auto()  # somebody who works, or who wrote a book
    PUPIL = auto()  # a year or form beside the name, or a word that a school says of one child
    PERSONAL = auto()  # what is said of somebody at hand: is late, has lost a coat
    LESSON = auto()  # history, literature or science
    SHOP = auto()  # something is sold, booked or banked
    FOOD = auto()  # a menu
    SIGNATURE = auto()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The text before and after a name, as far as its paragraph goes; `far_before` and `far_after` go on."""

    before: str
    name: str
    after: str
    far_before: str
    far_after: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Surroundings:
        """Those of `text[start:end]`, within 150 characters to either side and within its paragraph.

        Only a signature is seen from further: its sign-off may stand above a blank line. In a table `text`
        is a row, its cells joined by U+001F, and each cell is a paragraph.
        """
        before = text[max(0, start - _REACH) : start].replace("\r\n", "\n")
        after = text[end : end + _REACH].replace("\r\n", "\n")
        return cls(
            _PARAGRAPH.split(before)[-1],
            text[start:end],
            _PARAGRAPH.split(after, maxsplit=1)[0],
            before,
            after,
        )

    def have(self, *wanted: Cue) -> bool:
        """Whether any of these cues is there."""
        return any(_SEEN[cue](self) for cue in wanted)


def cues(text: str, start: int, end: int) -> frozenset[Cue]:
    """All cues round `text[start:end]`."""
    around = Surroundings.of(text, start, end)
    return frozenset(cue for cue in Cue if around.have(cue))


def _is_pupil(around: Surroundings) -> bool:
    return bool(
        _PUPIL_AFTER.match(around.after)
        or _PUPIL_BEFORE.search(around.before[-_LONGEST_SIGN:])
        or not phrases_in(around.before, around.after).isdisjoint(_PUPIL_WORDS)
    )


def _is_shop(around: Surroundings) -> bool:
    return "£" in around.after or not phrases_in(around.before, around.after).isdisjoint(_SHOP_WORDS)


def _is_menu(around: Surroundings) -> bool:
    return _VEGETARIAN.match(around.after) is not None or not phrases_in(
        around.before, around.after
    ).isdisjoint(_FOOD_WORDS)


_PUPIL_WORDS = entries(
    """
    absence; absences; absent; adhd; admission no; admission number; age #; aged #; allergic; allergies;
    allergy; asd; attendance; autism; autistic; born on; boy; bullied; bully; bullying; camhs; candidate
    number; carer; carers; child; child protection; child's; classmate; classmates; cpoms; dad; daughter;
    detention; detentions; disruptive; dob; dyslexia; dyslexic; ehc; ehcp; ehcps; epipen; excluded; exclusion;
    father of; form group; form room; form time; form tutor; foster carer; fsm; girl; granddaughter; grandson;
    guardian; her class; her dad; her father; her form; her homework; her mother; her mum; her trip; his
    class; his dad; his father; his form; his homework; his mother; his mum; his trip; iep; inhaler;
    isolation; joined us; lateness; learner; leaver; looked after; medication; merit; merits; mid-year;
    misbehaved; misbehaving; mother; mother of; mum; my class; my form; nephew; new starter; niece; of birth;
    parents of; permission slip; predicted grade; predicted grades; pupil; pupil premium; pupil's; reading
    age; safeguarding; school meals; sen; social worker; son; speech therapy; student; student's; suspended;
    suspension; the roll; transfer; truancy; truanting; tutor group; tutor time; uci; uln; upn; years old
    """
)
# A form (8K, 10B2) or a year (Y8); capitals tell it from an amount (8m). Directly beside the name, for a
# year may also be the class that reads about a king.
_YEARS = (
    r"(?:(?:1[0-3]|[1-9])[A-Z]{1,2}\d?|[YR](?:1[0-3]|[1-9])[A-Z]?|KS[1-5]|SEND"
    r"|(?:[Yy]ear|YEAR|[Yy]r)\s?(?:1[0-3]|[1-9])|[Rr]eception|[Cc]lass\s\d)"
)
_RELATIVES = r"mum|mother|dad|father|nan|gran|parents?|carers?|famil(?:y|ies)|brother|sister|auntie?|uncle"
_HELD = (
    r"attendance|behaviour|homework|coursework|mark|report|file|records?|handwriting|inhaler"
    r"|glasses|EHCP|incident|case"
    r"|referral|review|situation|complaint|issue|meeting|plan|paperwork|concern"
)
_PUPIL_AFTER = re.compile(
    rf"(?:[\s,(\[–—:|/-]|(?:is|are|was|from|in|of|joins|to)\s){{0,4}}{_YEARS}\b"
    rf"|['’]?s?\s(?:{_RELATIVES}|{_HELD})\b"
)
_PUPIL_BEFORE = re.compile(
    rf"{_YEARS}\s?[:,–-]?\s\Z|\b(?:{_RELATIVES})\sof\s\Z|\b(?:behaviour|SEND\s\w+\sof|consent\sform\sfor)\s\Z"
    r"|\b(?i:names?|pupils?|student|child|learner|candidate|forename)\s?[:=|]\s*\Z"
)
_PERSONAL_AFTER = re.compile(
    r"\s+(?:also\s)?(?:"
    r"(?:is|was|will\sbe|has\sbeen|seems|felt|feels)\s(?:(?:not|still|very|really|so|often"
    r"|again|being|going)\s){0,2}"
    r"(?:late|ill|sick|upset|absent|away|unwell|poorly|rude|tired|off|home|out|back|better|due"
    r"|sent|seen|moving"
    r"|joining|leaving|waiting|missing|struggling|worried|crying|hungry|missed|on\s(?:the|an?"
    r"|your|my|our)|with|at"
    r"|in\s(?:m[ey]|y?our|his|her|set|tears|trouble|isolation|Year))"
    r"|has(?:\s(?:not|asked|lost|forgotten|missed|moved|had|got|an?|no|left|told|never|broken"
    r"|gone|started|hurt|refused"
    r"|impetigo|nits|asthma|been)|n['’]t)|had\s(?:an?|no|not|another|to)"
    r"|(?:did|does|was|will|is|could|can)(?:\snot|n['’]t)|cannot|won['’]t|needs|forgot|lost"
    r"|hurt|hit|punched|pushed|kicked"
    r"|cried|missed|wants|says|said\s(?:that|s?he|it)|told|came\s(?:in|to|home|top|back)"
    r"|left\s(?:school|early|at|the)"
    r"|went\s(?:home|to)|would\slike|may\sneed|joins?|joined\sus|swore|fell|broke|took\s(?:the"
    r"|a|an|his|her)\s|threw|ran"
    r"|refused\sto\s(?:leave|come|go|work|eat)|will\sbe\scollected|and\s(?:his|her)\b|,?\swh(?:o|ose)\s)"
)
_SHOP_WORDS = entries(
    """
    account; audit; auditor; auditors; bank; book through; booked with; bookings; branch; brand; broker;
    came from; card; cards; catalogue; cheque; counter; curtains; customer; customers; delivery; discount;
    fabric; flights; from #; gift; holiday; holidays; insurance; insured; invoice; jumper; jumpers; offer;
    online; order; ordered; package; paint; price; prices; receipt; refund; sale; shop; shopping; shops;
    shirts; sold; sponsor; sponsored; sponsors; stock; store; stores; suits; supplier; travel; uniform;
    volunteers from; voucher; vouchers; wallpaper
    """
)
_VEGETARIAN = re.compile(r"\s\((?:v|ve|vg|gf|df)\)", re.IGNORECASE)
# Left out: what is also said of children (lunch, vegetarian, halal) and of allergies (nuts, milk).
_FOOD_WORDS = entries(
    """
    bake; baked; bean; beans; beef; biscuit; biscuits; bread roll; broccoli; broth; cabbage; cake; cakes;
    carrots; casserole; cheddar; chicken; chips; cobbler; cookies; cordial; couscous; cream; creamed;
    crumble; curry; custard; dressing; fishcakes; flapjack; flatbread; fruit; gnocchi; gravy; ham; hotpot;
    ice cream; jacket potato; jacket potatoes; jam; jelly; juice; lasagne; lemon; macaroni; mash; mashed;
    mayonnaise; meatballs; menu; muffin; muffins; mustard; noodles; omelette; onion; pasta; pastry; peas;
    pepperoni; pickle; pie; pizza; pork; potato; potatoes; pudding; quiche; ravioli; recipe; relish; rice;
    risotto; roast; roasted; salad; salmon; sandwich; sandwiches; sauce; sausage; sausages; scone; scones;
    slaw; soup; spaghetti; spinach; sponge; stew; stir fry; stuffing; sweetcorn; syrup; tart; tea; tomato;
    tomatoes; tray bake; tuna; turkey; vegetables; vinaigrette; wedges; wraps; yoghurt; yogurt
    """
)
_YOUNG_TITLE = re.compile(r"\b(?:miss|master)\b\.?\s*\Z", re.IGNORECASE)
_BODIES = (
    r"Academy|Schools?|College|University|Sixth\sForm|Primary|Infants?|Juniors?|Nursery|Ltd|Limited|PLC|LLP"
    r"|Inc|Trust|Foundation|Charity|Fund|Scholarship|Bursary|Awards?|Prize|Cup|Trophy|Medal|Shield|Society"
    r"|Association|Club|Company|Group|Partnership|Solicitors|Associates|Consult(?:ants|ing)"
    r"|Publish(?:ing|ers)"
    r"|Press|Books|Hospital|Hospice|Clinic|Surgery|Practice|Institute|Coaches|Travel|Lecture|Memorial|Appeal"
)
_KIND = (
    r"Memorial|Primary|Infant|Junior|High|Community|Catholic|Church|Family|Charitable|Charity"
    r"|Sixth|Building|Multi"
    r"|Academy|Learning|Educational?|Independent|Special|Grammar|Girls['’]|Boys['’]|C\sof\sE"
    r"|Leadership|Challenge"
)
_BODY_AFTER = re.compile(
    r"[ \t\xa0]+(?:&|and)[ \t](?:Sons?|Daughters?|Co)\b"
    rf"|(?:['’]s)?[ \t\xa0]+(?:(?:{_KIND})[ \t-]){{0,3}}(?:{_BODIES})\b"
)
_SEEN: dict[Cue, Callable[[Surroundings], bool]] = {
    Cue.TITLE: lambda around: is_title(around.before[-_LONGEST_TITLE:]),
    Cue.YOUNG_TITLE: lambda around: _YOUNG_TITLE.search(around.before[-_LONGEST_TITLE:]) is not None,
    Cue.PLACE: lambda around: is_place(around.before[-_LONGEST_SIGN:], around.name, around.after),
    Cue.ORGANISATION: lambda around: _BODY_AFTER.match(around.after) is not None,
    Cue.ROLE: lambda around: is_role(around.before[-_LONGEST_SIGN:], around.after),
    Cue.PUPIL: _is_pupil,
    Cue.PERSONAL: lambda around: _PERSONAL_AFTER.match(around.after) is not None,
    Cue.LESSON: lambda around: is_lesson(around.before, around.after),
    Cue.SHOP: _is_shop,
    Cue.FOOD: _is_menu,
    Cue.SIGNATURE: lambda around: is_signature(around.far_before, around.far_after),
}
