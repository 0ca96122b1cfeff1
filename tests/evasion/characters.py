"""Names in letters that a person reads and a program may not."""

from __future__ import annotations

import unicodedata
from functools import partial

from tests.evasion.letters import NAME, text
from tests.evasion.way import BODY, CODED, Limit, Way

TWO_NAMES = Limit(
    "What stands apart are two names: of people in a list, of one sentence's end and the next one's start."
)


def _about(name: str) -> bytes:
    return text(f"I spoke to {name} about what happened on Friday.\r\n")


def _between(inserted: str) -> str:
    return inserted.join(NAME)


def _mapped(upper: int, lower: int) -> str:
    """With the letters of an alphabet whose A and a stand at these numbers."""
    return "".join(
        chr((upper if each.isupper() else lower) + ord(each.lower()) - ord("a")) if each.isalpha() else each
        for each in NAME
    )


def _from(alphabet: str) -> str:
    """With the letters that an alphabet of 26 has in place of ours, whatever their case."""
    return "".join(alphabet[ord(each) - ord("a")] if each.isalpha() else each for each in NAME.lower())


_SMALL_CAPITALS = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡxʏᴢ"
_SUPERSCRIPTS = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖ𐞥ʳˢᵗᵘᵛʷˣʸᶻ"
_UPSIDE_DOWN = "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz"
_RUNES = "ᚨᛒᚲᛞᛖᚠᚷᚺᛁᛃᚲᛚᛗᚾᛟᛈᚲᚱᛊᛏᚢᚢᚹᚲᛃᛉ"
_BRAILLE = "⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵"

UNSEEN = tuple(
    Way(f"unseen-{name}", f"puts {what} between all letters", partial(_about, _between(mark)), BODY)
    for name, what, mark in (
        ("soft-hyphen", "soft hyphens", "\u00ad"),
        ("zero-width-space", "spaces of no width", "\u200b"),
        ("zero-width-joiner", "joiners of no width", "\u200d"),
        ("zero-width-non-joiner", "non-joiners of no width", "\u200c"),
        ("word-joiner", "word joiners", "\u2060"),
        ("byte-order-mark", "byte order marks", "\ufeff"),
        ("marks-of-direction", "marks of direction", "\u200e"),
        ("variation-selectors", "variation selectors", "\ufe0f"),
        ("tags", "characters of the unseen plane of tags", "\U000e0061"),
        ("grapheme-joiner", "grapheme joiners", "\u034f"),
        ("hangul-filler", "Hangul fillers", "\u3164"),
        ("khmer-vowel", "vowels of Khmer that are not shown", "\u17b4"),
        ("mongolian-vowel", "Mongolian vowel separators", "\u180e"),
        ("function-application", "marks of mathematics that are not shown", "\u2061"),
        ("combining-dots", "dots below, on every letter", "\u0323"),
        ("combining-strokes", "strokes through every letter", "\u0336"),
        ("many-marks", "heaps of marks, on every letter", "\u0300\u0316\u0334\u0489\u0330"),
        ("private-use", "characters of the private area", "\ue000"),
    )
)  # fmt: skip

ALPHABETS = tuple(
    Way(f"letters-{name}", f"writes in {what}", partial(_about, written), BODY)
    for name, what, written in (
        ("decomposed", "letters with loose accents, as a Mac stores them",
         unicodedata.normalize("NFD", "Gràce Bíshop")),
        ("full-width", "letters of full width", _mapped(0xFF21, 0xFF41)),
        ("bold", "the bold letters of mathematics", _mapped(0x1D400, 0x1D41A)),
        ("italic", "the sloping sans serif letters of mathematics", _mapped(0x1D608, 0x1D622)),
        ("script", "the bold script of mathematics", _mapped(0x1D4D0, 0x1D4EA)),
        ("fraktur", "the bold black letter of mathematics", _mapped(0x1D56C, 0x1D586)),
        ("double-struck", "the double-struck letters of mathematics", "𝔾𝕣𝕒𝕔𝕖 𝔹𝕚𝕤𝕙𝕠𝕡"),
        ("monospace", "the typewriter letters of mathematics", _mapped(0x1D670, 0x1D68A)),
        ("small-capitals", "small capitals", _from(_SMALL_CAPITALS)),
        ("superscript", "raised letters", _from(_SUPERSCRIPTS)),
        ("circled", "letters in circles", _mapped(0x24B6, 0x24D0)),
        ("negative-circled", "white letters on black discs", _mapped(0x1F150, 0x1F150)),
        ("squared", "letters in squares", _mapped(0x1F130, 0x1F130)),
        ("negative-squared", "white letters on black squares", _mapped(0x1F170, 0x1F170)),
        ("bracketed", "letters in brackets, one character each", _mapped(0x1F110, 0x249C)),
        ("regional", "the letters of which flags are made", _mapped(0x1F1E6, 0x1F1E6)),
        ("tags", "the letters of the unseen plane of tags",
         "".join(chr(0xE0000 + ord(each)) for each in NAME)),
        ("cyrillic", "Cyrillic letters that look the same", "Grасе Вishор"),
        ("greek", "Greek letters that look the same", "Grαcε Βιshορ"),
        ("armenian", "Armenian letters that look the same", "Gracе Biѕհօp"),
        ("cherokee", "Cherokee letters that look the same", "ᏀᎡᎪᏟᎬ ᏴᎥᏚᎻᎾᏢ".replace("Ꮎ", "O")),
        ("lisu", "letters of Lisu that look the same", "ꓖꓣꓮꓚꓰ ꓐꓲꓢꓧꓳꓑ"),
        ("coptic", "letters of Coptic that look the same", "Grace Ⲃⲓshⲟⲣ"),
        ("deseret", "letters of Deseret that look the same", "Grace Bish𐐬p"),
        ("latin-strokes", "Latin letters with strokes and hooks", "Ǥɍąȼɇ Ƀɨşħøƥ"),
        ("phonetic", "the letters of phonetics", "ɢʀɑcɘ ʙɪʂɦɵƿ".replace("ɘ", "e").replace("ƿ", "p")),
        ("ligatures", "letters joined to one character", "Graᴄe Bi\u0073hop".replace("ce", "ce")),
        ("roman-numerals", "Roman numerals, one character each", "Graⅽe Bⅰshop"),
        ("upside-down", "letters upside down", _from(_UPSIDE_DOWN)[::-1]),
        ("right-to-left", "the name backwards, turned round by a mark", "\u202epohsiB ecarG\u202c"),
        ("isolate", "the name backwards, turned round by the newer marks",
         "\u2067\u202epohsiB ecarG\u202c\u2069"),
        ("right-to-left-half", "one half of the name backwards, turned round", "Grace \u202epohsiB\u202c"),
    )
)  # fmt: skip

SIGNS = tuple(
    Way(f"signs-{name}", f"writes {what}", partial(_about, written), BODY)
    for name, what, written in (
        ("leet", "digits for letters", "Gr4c3 B1sh0p"),
        ("leet-signs", "signs for letters", "Gr@ce Bi$hop"),
        ("leet-bars", "a bar for an i", "Grace B|shop"),
        ("leet-exclamation", "an exclamation mark for an i", "Grace B!shop"),
        ("leet-first-letters", "digits for the capitals", "6race 8ishop"),
        ("leet-euro", "a currency's sign for an e", "Grac€ Bishop"),
        ("leet-one-digit", "a nought for the o", "Grace Bish0p"),
        ("spaced", "a space between all letters", "G r a c e   B i s h o p"),
        ("spaced-evenly", "one space between all letters, and between the names", " ".join("GraceBishop")),
        ("dotted", "full stops between all letters", "G.r.a.c.e. B.i.s.h.o.p"),
        ("hyphenated", "hyphens between all letters", "G-r-a-c-e B-i-s-h-o-p"),
        ("underscored", "underscores between all letters", "G_r_a_c_e B_i_s_h_o_p"),
        ("starred", "stars between all letters", "G*r*a*c*e B*i*s*h*o*p"),
        ("slashed", "slashes between all letters", "G/r/a/c/e B/i/s/h/o/p"),
        ("barred", "bars between all letters", "G|r|a|c|e B|i|s|h|o|p"),
        ("plused", "plus signs between all letters", "G+r+a+c+e B+i+s+h+o+p"),
        ("commas", "commas between all letters", "G, r, a, c, e, B, i, s, h, o, p"),
        ("brackets", "each letter in brackets", "(G)(r)(a)(c)(e) (B)(i)(s)(h)(o)(p)"),
        ("quotes", "each letter in quotation marks", '"G" "r" "a" "c" "e" "B" "i" "s" "h" "o" "p"'),
        ("unlike-signs", "ever other signs between the letters", "G.r-a_c*e B~i+s=h/o:p"),
        ("one-sign", "one sign in each of the names", "Gra.ce Bis*hop"),
        ("syllables", "hyphens between the syllables", "Gra-ce Bi-shop"),
        ("one-space", "a space in the middle of each name", "Gra ce Bis hop"),
        ("column", "one letter on each line", "\r\n" + "\r\n".join("GRACE BISHOP")),
        ("numbered", "a numbered line for each letter",
         "\r\n" + "\r\n".join(f"{n}. {c}" for n, c in enumerate("GRACEBISHOP", 1))),
        ("blanked", "a star for one letter", "Grace B*shop"),
        ("between-names-emoji", "a picture between the names", "Grace 🙂 Bishop"),
        ("emphasis", "marks of emphasis round parts of it", "**Gr**ace _Bi_shop"),
    )
)  # fmt: skip
AGREED = tuple(
    Way(f"signs-{name}", f"writes {what}", partial(_about, written), CODED)
    for name, what, written in (
        ("doubled", "each letter twice", "GGrraaccee BBiisshhoopp"),
        ("acrostic", "a line that begins with each letter",
         "\r\n".join(
             ("", "Good", "rain", "and", "cold", "evenings", "bring", "ice", "some", "have", "one", "pair")
         )),
        ("braille", "Braille", "".join(_BRAILLE[ord(c) - 97] if c.isalpha() else c for c in NAME.lower())),
        ("runes", "runes", _from(_RUNES)),
        ("nato", "the spelling alphabet",
         "Golf Romeo Alpha Charlie Echo Bravo India Sierra Hotel Oscar Papa"),
        ("pig-latin", "the letters in play language", "Acegray Ishopbay"),
        ("keyboard", "each letter as the next key", "Htsvr Nodjp["),
    )
)  # fmt: skip

APART = tuple(
    Way(f"signs-{name}", f"puts {what}", partial(_about, written), TWO_NAMES)
    for name, what, written in (
        ("between-names", "a sign between the names", "Grace:::Bishop"),
        ("between-names-arrow", "an arrow between the names", "Grace -> Bishop"),
        ("between-names-digit", "a number between the names", "Grace 8 Bishop"),
        ("between-names-word", "a word between the names", "Grace (of course) Bishop"),
        ("between-names-lines", "empty lines between the names", "Grace\r\n\r\n\r\nBishop"),
        ("between-names-rule", "a ruled line between the names", "Grace\r\n-----\r\nBishop"),
        ("markdown-link", "a link of Markdown over a half of it", "Grace [Bishop](https://example.org)"),
    )
)  # fmt: skip

OTHERS = (
    Way("unseen-control-characters", "puts control characters between all letters",
        lambda: _about(_between("\x01")), BODY),
    Way("unseen-delete-characters", "puts delete characters between all letters",
        lambda: _about(_between("\x7f")), BODY),
    Way("letters-currency", "writes with signs of currencies", lambda: _about("Eⱡiƶabe₮h A₴h₩or₮h"), BODY,
        "1044"),
    Way("described", "says who it is without a name", lambda: _about("the girl in 8K who plays the harp"),
        Limit("Only who knows the child knows who is meant.")),
)  # fmt: skip

WAYS = (*UNSEEN, *ALPHABETS, *SIGNS, *AGREED, *APART, *OTHERS)
