"""Names that are also ordinary English words, and what kind of word each is.

"Will", "Young", "Summer" and "Field" are names and words; "Henry" and "Kowalski" are only names. The lists
are a judgement on the forenames and surnames of people in the United Kingdom: what a reader would take for
a word when it stands in lower case. Left out are words that hardly anybody writes ("paisley", "turner").
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# They open a question ("Will Thomas be there?") and follow any subject ("Henry may come").
MODALS = _words("will may can wills")

# They can be the verb of a sentence: an order, a question, a present or a past tense. Here stand names
# whose verb is heard in a school's mail; that "to bank" and "to hawk" exist puts no sentence in doubt.
VERBS = MODALS | _words(
    """
    bill bless bond brew buck budge burn call carry charge chase cook cope cross dance dare deal dodge don
    dream drew duck fall fell given grant guard hand hide hire honor honour hook hope hunt josh judge kill
    land last lean light link lock love march mark meet mount muse nick pack park pat pick place plant post
    price promise prosper raise ransom read reign rejoice ring rob rose rush said shine sing slack speak speed
    stand start steer stow sue tell trace trail train trim twist wade wait wake walk ward warn win wish
    """
)

# Months and seasons: "in May Thomas was ill", "this Summer Field trip".
TIMES = _words(
    "april may june july august march spring summer autumn winter january christmas easter noon day"
)

ORDINARY_FORENAMES = _words(
    """
    ginger sonny abbey ace alpha amber amethyst amity angel apple april archer arrow art ash aspen atlas
    august autumn baby bailey basil bay bear bee belle berry beryl bill birch bishop blaze blessing bliss
    blossom blue bluebell bob bow breeze briar bright brook buddy bunny buster buzz cadence can candy
    caprice carol cash cedar chance charity charm chase cherish cherry china christian clay clemency clement
    cloud coast comfort coral courage cove crimson crystal dahlia daisy dale dash dawn deacon dean deep
    delight delta denim desire destiny diamond diva divine don dove dream drew duchess duke dusty earl
    earnest ebony echo eden ember emerald empress eternity eve ever faith falcon felicity fern finch fisher
    fleur flora forest foster fox frank gene gift glory golden grace grant gray great grey guy gypsy halo
    harbour hardy harmony hart haven hazel heather heaven heavenly henna hero holly holy honey honor honour
    hope hunter indigo iris ivy jade jasmine jay jazz jersey jet jewel job josh journey joy judge june
    junior juniper justice king kitty knight lady lake lance lane lark laurel lavender liberty light lilac
    lily linden link lion lord lotus love loyal lucky lunar lyric mace magnolia major man maple marigold
    marina mark marshal mason maverick max may meadow mercy merry miles miller miracle misty moss myrtle
    navy nick noble north nova oak ocean olive onyx opal orchid page pansy paris pat patience peace peaches
    pearl pebbles penny peony pepper petal phoenix pierce piers pip piper pixie plum poppy porter posy
    praise precious primrose prince princess promise prosper prudence purity queen rain rainbow raven rebel
    red reed reef reeve reign rejoice rich river rob robin rock rocket rocky roman rose rosemary royal
    royalty ruby rue rusty saffron sage sailor saint sandy sapphire savanna savannah scarlet scout serene
    serenity seven sham sherry shine silver sky snow soul spike star sterling stone storm story success sue
    summer sunday sunny sunshine symphony tansy tea temperance tiger topaz treasure trinity triumph true
    truly tuesday tulip unique unity valentine velvet verity vesper victor victory viola violet vogue wade
    ward warren west will willow win winner winter wisdom wolf woody wren zen zephyr
    """
)

ORDINARY_SURNAMES = _words(
    """
    bag bun dock house moor moors sponge wax abbey abbot able almond archer armour ash bacon baker ball bank
    banks banner barber barley bath beach bean bear beech beer bell bent berry best bill birch bird bishop
    black bland bliss block blood bloom blunt board bold bond bone bones bonnet bonny booth boss bottle
    bowler brain brand brew bridge bridges bright broad brook brooks broom brown buck bucket budge bull
    bullock bunch burden burn burns bush butcher butler butt butter buttery button cable call carpenter
    carry case cash castle cave chalk chamber champion chance charge chase child chin church clay clerk
    cliff close constable cook cope core cork corner cotton couch court cousin cousins cove coward craven
    crew crisp crook cross crouch crow crown curd cure curry curtain custard cutter cutts dale dance dancer
    dare dark darling day deacon deal dean death diamond dicker dike door doors dove down downer downs drain
    draper drew driver dry duck duke eagle earl early east easter edge elder emery england english fall
    farmer feather fell fellows fern ferry field fields fish fleet flint flower flowers ford forth foster
    fountain fox frame france freeman freight french friday friend frost fry full furlong gallop gamble
    garden gardener gates gentle given glass gold golding good goode goose grant grave graves gray green
    grey groom grove guard guest hack hall halls hand hands handy harbour hardy hare harness hart head heap
    hearth heather hedges helm herd heron herring hide high hill hiller hills hire hockey hole holiday
    holland hood hook hooks hope hopes horn horner hull humble hunt hunter ireland jolly judge jury keys
    kill king kings kitchen knight knights lace lake lamb lame lance land landing lane large lass last law
    lawn laws lean leaver leaves leek lemon light line lines little loader lock lodge loft long lord love
    luck mace main major march marks marsh marshal mason masters may mayor mead meadows meal meek merchant
    merry messenger miles mill miller millet mills minter moles monk monks moody moon moors more morrow moss
    moth mould mount mountain mule near noble noon north number nurse oaks oates oddy orange orchard pack
    packer paddock page painter pale palmer parish park parks partridge pattern peace peach peacock pears
    peat peck peel penny pick pike pine pinner pipe piper pitcher place plant plumb poet pointer pole pond
    pool pope porter post potter power powers price prime prince pullen queen raise ransom raven read reader
    reed rice rich riches riddle rider ridge right ring risk rivers robe rock roman rook root rose round
    rouse ruff rush rust said sale sales salmon salt salter sand sands savage sawyer scales seal seed self
    seller sellers senior sergeant servant sharp shears shepherd shield shields shilling shore short silver
    singer skipper slack small smart snow south southern sparks sparrow speak spear spears speed spender
    spice spring squire stack staff stamp stamper stand standing stark starling start steel steer stock
    stocker stocks stone stones storer storey storm stout stow strain street strong stump styles sugar
    summer summers sunday swain swallow swan sweet swift tailor tell tempest temple thorn thrift till tombs
    towers towns trail train trainer travers treadwell treasurer trump twine twist victor vine wade wait
    wake walk walker wall waller walls ward warden warn washer water waters wedge weeks wells west western
    whale whistler white wild will willing wills wing winter winters wisdom wise wish wolf wood woodland
    woodman woods worth yard yeoman young
    """
)

ORDINARY_WORDS = ORDINARY_FORENAMES | ORDINARY_SURNAMES | VERBS | TIMES

# Too frequent to be looked at each time, and never a name in lower case with a space on either side.
_FREQUENT_WORDS = """
a about after all also an and any are as at be because been but by can come could day do end even first for
from get give go good had hand has have he her here him his how i if in into is it its just know last let like
little long look made make man many may me more most much must my new no nor not now of off old on one only or
other our out over page part read right said same say see she so some such take than that the their them then
there these they think this those time to too two up us use very want was way we week well were what when
where which who why will with work would year you young your
"""
FREQUENT = frozenset(_FREQUENT_WORDS.split())
