"""A street, a park or a station that is called like a pupil.

Where nothing but the name's own last word could be the place ("in Victoria Park", "14 Penny Lane"), what
stands before it has to lead to a place.
"""

from __future__ import annotations

import re

from detectors.names.context.phrases import entries

_NOUNS = (
    r"Road|Rd|Street|St|Avenue|Ave|Lane|Drive|Close|Crescent|Court|Way|Gardens?|Terrace|Square|Park|Hill|Place"
    r"|Mews|Rise|Grove|House|Hall|Hotel|Farm|Bridge|Station|Centre|Building|Block|Room|Theatre|Stadium|Suite"
    r"|Village|Estate|Woods?|Church|Chapel|Cathedral|Pavilion|Playing\sFields?|Recreation\sGround|Leisure"
    r"|Library|Museum|Gallery|Campus|Wing|Common|Green|Beach|Bay|Island|Roundabout|Lighthouse"
    r"|(?:Industrial|Trading|Housing)\sEstate|(?:Retail|Business|Science|Country)\sPark|Nature\sReserve"
)
_SMALL_NOUNS = (
    r"(?:railway\s|train\s|tube\s|bus\s|coach\s|police\s|fire\s)?stations?|nature\sreserve|lighthouse|roundabout"
    r"|bus\sstop|car\spark|industrial\sestate|retail\spark|shopping\scentre|leisure\scentre|farm\sshop|crossroads"
    r"|junction|harbour|reservoir|viaduct|canal|beach|golf\sc(?:lub|ourse)|cemetery|crematorium|allotments"
    r"|bypass|postcode|area\sof|district\sof"
)
_IN_CAPITALS = _NOUNS.upper().replace(r"\S", r"\s")
# "Room 4" and "Block B" say where somebody is.
AFTER = re.compile(
    rf"(?:['’][sS])?[ \t\xa0]+(?:(?:{_NOUNS}|{_IN_CAPITALS})\b(?![ \t]*\d)|(?:{_SMALL_NOUNS})\b)",
)
SAINT_BEFORE = re.compile(r"\b(?:St|ST|Saint|SAINT)\b\.?\s+\Z")

# Surnames that are words for places.
_OWN_NOUNS = entries(
    """
    avenue; bank; banks; barn; barrow; bay; beach; bourne; bridge; brook; brooks; burn; castle; chapel;
    church; cliff; close; common; court; cove; craig; croft; cross; dale; dean; dell; dock; down; downs;
    drive; farm; fell; field; fields; ford; forest; garden; gardens; gate; gates; glen; green; grove; hall;
    ham; harbour; haven; heath; heights; hill; hills; house; keynes; lake; lane; lea; mead; meadow; meadows;
    marsh; mill; mills; moor; moors; mount; orchard; park; parks; place; pond; pool; port; quay; ridge;
    rise; road; row; shore; spring; springs; square; street; temple; terrace; towers; town; vale; valley;
    village; walk; water; waters; way; well; wells; west; wood; woods; yard
    """
)
_ROADS = entries("avenue; close; court; drive; lane; road; row; street; walk; way; hill; terrace; grove")
_AT = re.compile(
    r"(?:\b(?:at|in|into|inside|along|via|through|towards?|opposite|outside|near|nearby|around|across|follow)"
    r"|\b(?:walk|run|go|drive|climb|cycle|turn|travel|ride|walked|ran|went|drove|climbed|cycled|turned|travelled"
    r"|rode|walking|driving|bus|coach|train|tram|trip|visit|journey|route|way|excursion|outing|minibus|taxi|path"
    r"|exit|road|leaves|departs|stops?|starts|goes|moved|moving|relocated|return|delivered)\s(?:\w+\s)?"
    r"(?:up|down|past|to|over|from|for|on|by)"
    r"|\b(?:parking|located|situated|lives|live|shops?|offices?|house|flat|traffic|accident)\s(?:\w+\s)?on"
    r"|\b(?:venue|address|stops?|points?|places?|location|office|deliver\sto|meet(?:ing)?\sat|postcode)\s?:"
    r"[^.!?\n]{0,60})\s\Z",
    re.IGNORECASE,
)
# "shouted at Rose Hill", "sat near Rose Hill"
_AT_SOMEBODY = re.compile(
    r"\b(?:shout\w*|look\w*|laugh\w*|scream\w*|yell\w*|point\w*|smil\w*|swear\w*|swore|threw|throw\w*|angry|cross"
    r"|annoyed|interest(?:ed)?|confid\w+|chang\w+|trust\w*|believ\w+|faith|progress|improvement|concern\w*|ran|bumped"
    r"|sat|sits?|sitting|seated|stands?|stood|standing|difference|bruis\w+)\s(?:\w+\s)?"
    r"(?:at|in|into|near|opposite|outside|around|across)\s\Z",
    re.IGNORECASE,
)
# A number on a street; one that opens a line is the number of an entry.
_NUMBER = re.compile(r"[^\s>|][^\n\w]*[ \t,:][ \t]*\d{1,3}[a-zA-Z]?,?[ \t]\Z")
_UNIT = re.compile(r"\b(?:unit|flat|suite|floor)\s\d+[a-z]?,?\s\Z", re.IGNORECASE)
_OWNED = re.compile(r"['’]s?\s")


def is_place(before: str, name: str, after: str) -> bool:
    """Whether `name`, as written between `before` and `after`, is a place or the first part of its name."""
    if AFTER.match(after) or SAINT_BEFORE.search(before):
        return True
    own = name.lower().split()[-1]
    if own not in _OWN_NOUNS or _OWNED.match(after):
        return False
    if own in _ROADS and (_NUMBER.search(before) or _UNIT.search(before)):
        return True
    return bool(_AT.search(before) and not _AT_SOMEBODY.search(before))
