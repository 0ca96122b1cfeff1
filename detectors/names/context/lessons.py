"""A king, a novelist or a wizard belongs to a lesson; these words say that one is spoken of."""

from __future__ import annotations

import re

from detectors.names.context.phrases import entries, phrases_in

_WORDS = entries(
    """
    abolitionist; act #; aircraft; archaeologist; artist; artists; assembly on; author; autobiography; battle
    of; beheaded; biographies; biography; book day; born in; boycott; came as; catapult; centuries; century;
    chapter; chapters; character; characters; civil rights; civil war; class novel; coal mine; colony;
    composer; composers; coronation; costume for; crimean; crowned; crusade; crusades; diary entry; diary of;
    died in; discovered; discovery; documentary; dress as; dressed as; dressing up; dynasty; emperor; empire;
    essay about; essay on; evolution; executed; exhibition; expedition; experiment; explored; explorer;
    explorers; famous; fictional; film about; film of; fossil; fossils; gcse; general election; genius;
    gravity; gunpowder; hero; heroes; heroine; historian; historical; history; history of; holocaust;
    homework on; hospitals; houses are called; houses are named; in prison; inspired by; invented; invention;
    inventions; inventor; key question; king; kings; knowledge organiser; law of; laws of; legacy; legend;
    legend of; lesson; lessons; literature; local history; lyrics; malaria; mathematician; medicine;
    missionary; monarch; monarchs; monologue; monument; museum; musical; myth; mythology; named after;
    narrator; natural selection; navigator; nobel; novel; novels; nursing; opera; painted; painter; painters;
    painting; paintings; pantomime; parliament; penicillin; philosopher; physicist; pioneer; pioneering;
    play; play by; plays by; playwright; plotters; poem; poems; poet; poet's; poetry; portrait; poster about;
    poster of; presentation on; prime minister; printing press; project on; protagonist; published; queen;
    queens; quotation; quotations; quotes from; reformation; reign; reigned; renaissance; revise; revision;
    revision on; revolution; rocket; role model; role models; scene #; scientific; scientist; scientists;
    script; sent to prison; set text; shakespearean; shipwreck; slave trade; slavery; soliloquy; sonnet;
    sonnets; source a; source b; space; speech by; speeches; stanza; statue; steam engine; story of; stuarts;
    studied; study of; studying; subject of; suffrage; suffragette; suffragettes; telescope; theatre; theme;
    theories; theory; theory of; throne; tickets for; topic; topic on; tudors; unit on; victorian;
    victorians; war; worksheet; worksheet on; world war; wrote
    """
)
# A year of history, and no part of a date, a price or a telephone number.
_YEAR = re.compile(r"(?<![\w/.£$+-])1\d{3}s?(?![\w/:-]|\.\d)")
# What is set or taught, up to the name: "Essay: is Jane Eyre a happy book?", "Lesson 4: James Watt".
_TASK = re.compile(
    r"\b(?:essay|homework|lesson|lesson\s\d+|topic|unit\s\d+|question|knowledge\sorganiser|revision|reading|task"
    r"|worksheet|debate|quiz|class\s(?:reader|novel|text|book)|set\stext)"
    r"(?:\s(?:this|next)\s(?:week|term|year))?\s?(?::|–|is\b)[^.!?\n]{0,40}\Z"
    r"|\bwho\s(?:was|were)\s\Z"
    r"|\b(?:read|reading|study|studying|compare|portray|performed?|acted|re-?read)\s\Z"
    r"|\b(?:ideas|works?|life|lives|paintings|plays|poems|speeches|novels|theor(?:y|ies)|music|songs|birthplace"
    r"|house|grave|death|story|reign|voyages?|adventures|diary|letters)\sof\s\Z",
    re.IGNORECASE,
)
# What such people did, and the number of a king.
_DEED = re.compile(
    r"\s+(?:[IVX]{2,4}|V)\b"
    r"|\s+(?:,\s)?(?:wrote|invented|discovered|painted|composed|landed|sailed|ruled|reigned|conquered|founded"
    r"|changed\s(?:the|how|our)|explored|proved|developed|described|won\sthe\snobel|led\sthe|fought\s(?:for|at|in)"
    r"|campaigned|died\s(?:in|at|of)|lived\s(?:in|from|during)|was\s(?:born|executed|crowned|beheaded|king|queen|an?"
    r"\s\w+\s(?:who|and)|the\s(?:\w+\s)?(?:first|second|third|last|only|wife|son|man|woman))|is\sremembered)\b",
    re.IGNORECASE,
)


def is_lesson(before: str, after: str) -> bool:
    """Whether the words before and after a name are about history, literature or science."""
    return bool(
        not phrases_in(before, after).isdisjoint(_WORDS)
        or _YEAR.search(before)
        or _YEAR.search(after)
        or _TASK.search(before)
        or _DEED.match(after)
    )
