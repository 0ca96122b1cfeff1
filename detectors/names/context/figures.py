"""People whom everybody knows and pupils are named like: of history, of books, of the news and of sport.

"Henry Tudor" in a school's mail is more often the king than the boy. A name on this list is weaker
evidence, never none: what stands round it decides. Left out are those whose name half a county bears.
"""

from __future__ import annotations


def is_figure(words: tuple[str, ...]) -> bool:
    """Whether the folded `words` are such a person's name, as it is said or surname first."""
    return " ".join(words) in FIGURES or " ".join(words[1:] + words[:1]) in FIGURES


def is_firm(words: tuple[str, ...]) -> bool:
    """Whether the folded `words` are the name of a shop, a bank or a maker, as it is written."""
    return " ".join(words) in FIRMS


def _names(text: str) -> frozenset[str]:
    return frozenset(" ".join(name.split()) for name in text.split(";"))


_RULERS = """
henry tudor; arthur tudor; mary tudor; elizabeth tudor; margaret tudor; edward tudor; jane seymour; anne
boleyn; anna boleyn; mary boleyn; catherine howard; catherine parr; katherine parr; kathryn howard; jane
grey; lady jane grey; mary stuart; charles stuart; james stuart; edmund tudor; jasper tudor; owen tudor;
elizabeth york; edward seymour; thomas cromwell; oliver cromwell; richard cromwell; thomas wolsey; thomas
more; thomas becket; thomas cranmer; guy fawkes; robert catesby; walter raleigh; francis drake; william
cecil; robert dudley; john dee; simon montfort; harold godwinson; robert bruce; william wallace; wat tyler;
perkin warbeck; lambert simnel; margaret beaufort; john gaunt; edward woodstock; david rizzio; henry percy;
owen glendower; owain glyndwr; flora macdonald; charles windsor; elizabeth windsor; george windsor; william
windsor; harry windsor; charlotte windsor; louis windsor; kate middleton; meghan markle; diana spencer; anne
hyde; philip mountbatten
"""
_HISTORY = """
florence nightingale; mary seacole; edith cavell; elizabeth fry; rosa parks; martin luther; martin luther
king; martin king; nelson mandela; anne frank; otto frank; margot frank; emmeline pankhurst; christabel
pankhurst; sylvia pankhurst; emily davison; millicent fawcett; william wilberforce; olaudah equiano; harriet
tubman; sojourner truth; frederick douglass; abraham lincoln; george washington; thomas jefferson; john
kennedy; jack kennedy; winston churchill; clement attlee; neville chamberlain; adolf hitler; joseph stalin;
karl marx; benito mussolini; napoleon bonaparte; horatio nelson; arthur wellesley; robert peel; william pitt;
david lloyd; lloyd george; herbert asquith; stanley baldwin; harold wilson; edward heath; john major;
benjamin disraeli; william gladstone; robert walpole; titus salt; robert owen; joseph rowntree; john cadbury;
george cadbury; joseph bazalgette; john snow; edwin chadwick; octavia hill; thomas barnardo; samuel pepys;
thomas farriner; grace darling; dick turpin; jack sheppard; walter tull; noor khan; noor inayat khan;
violette szabo; oskar schindler; nicholas winton; mahatma gandhi; indira gandhi; malcolm x; claudia jones;
john lilburne; gerrard winstanley; nell gwyn; annie besant; tom paine; thomas paine; rosa luxemburg; che
guevara; william tyndale; john wycliffe; john knox; john wesley; william booth; george fox; mary
wollstonecraft; ernest shackleton; robert scott; captain scott; lawrence oates; captain oates; edmund
hillary; tenzing norgay; james cook; captain cook; christopher columbus; marco polo; ibn battuta; vasco gama;
ferdinand magellan; david livingstone; henry stanley; mungo park; neil armstrong; buzz aldrin; michael
collins; tim peake; helen sharman; yuri gagarin; sally ride; mae jemison; katherine johnson; amelia earhart;
amy johnson; bessie coleman
"""
_SCIENCE = """
isaac newton; charles darwin; albert einstein; marie curie; pierre curie; michael faraday; robert boyle;
robert hooke; john dalton; james watt; james joule; james maxwell; james clerk maxwell; george boole; george
stephenson; robert stephenson; isambard brunel; isambard kingdom brunel; thomas telford; thomas edison;
nikola tesla; alexander bell; alexander graham bell; alexander fleming; alan turing; ada lovelace; charles
babbage; tim lee; tim berners lee; grace hopper; edward jenner; joseph lister; louis pasteur; robert koch;
william harvey; elizabeth anderson; elizabeth garrett anderson; elizabeth blackwell; james simpson; rosalind
franklin; francis crick; james watson; maurice wilkins; dorothy hodgkin; mary anning; caroline herschel;
william herschel; edmond halley; galileo galilei; nicolaus copernicus; johannes kepler; tycho brahe; stephen
hawking; jane goodall; david attenborough; brian cox; carl linnaeus; gregor mendel; alfred wallace; humphry
davy; joseph priestley; henry cavendish; ernest rutherford; niels bohr; max planck; erwin schrodinger; werner
heisenberg; enrico fermi; richard feynman; lise meitner; jocelyn bell; jocelyn burnell; dmitri mendeleev;
antoine lavoisier; blaise pascal; pierre fermat; leonhard euler; carl gauss; emmy noether; sophie germain;
john venn; john napier; thomas bayes; andrew wiles; joseph swan; john baird; john logie baird; josiah
wedgwood; richard arkwright; james hargreaves; samuel crompton; edmund cartwright; abraham darby; henry
bessemer; henry ford; frank whittle; christopher wren; inigo jones; leonardo vinci; james hutton; charles
lyell; adam smith; john keynes; john locke; thomas hobbes; david hume; john mill; john stuart mill; jeremy
bentham; rene descartes; immanuel kant; jean piaget; lev vygotsky; sigmund freud; ivan pavlov; john bowlby;
mary ainsworth; albert bandura
"""
_WRITERS = """
william shakespeare; anne hathaway; christopher marlowe; ben jonson; geoffrey chaucer; john milton; john
donne; andrew marvell; alexander pope; jonathan swift; daniel defoe; henry fielding; samuel johnson; robert
burns; william blake; william wordsworth; dorothy wordsworth; samuel coleridge; samuel taylor coleridge; john
keats; percy shelley; percy bysshe shelley; mary shelley; george byron; lord byron; jane austen; walter
scott; charlotte bronte; emily bronte; anne bronte; patrick bronte; branwell bronte; elizabeth gaskell;
george eliot; charles dickens; wilkie collins; thomas hardy; robert browning; elizabeth browning; elizabeth
barrett browning; alfred tennyson; christina rossetti; dante rossetti; oscar wilde; robert stevenson; robert
louis stevenson; arthur doyle; arthur conan doyle; bram stoker; rudyard kipling; lewis carroll; edward lear;
beatrix potter; kenneth grahame; james barrie; frances burnett; edith nesbit; oliver goldsmith; wilfred owen;
siegfried sassoon; rupert brooke; robert graves; vera brittain; jessie pope; virginia woolf; george orwell;
eric blair; aldous huxley; evelyn waugh; graham greene; dylan thomas; ted hughes; sylvia plath; philip
larkin; seamus heaney; carol duffy; carol ann duffy; simon armitage; john agard; benjamin zephaniah; grace
nichols; imtiaz dharker; maya angelou; toni morrison; alice walker; harper lee; john steinbeck; arthur
miller; tennessee williams; robert frost; emily dickinson; walt whitman; edgar poe; edgar allan poe; mark
twain; henry james; ernest hemingway; william golding; william yeats; james joyce; samuel beckett; george
shaw; bernard shaw; john priestley; susan hill; agatha christie; enid blyton; roald dahl; clive lewis;
michael rosen; michael morpurgo; jacqueline wilson; philip pullman; david walliams; julia donaldson; quentin
blake; malorie blackman; anthony horowitz; jeff kinney; francesca simon; dick king smith; terry deary; frank
boyce; alan bennett; willy russell; alice oswald; robert cormier; charlie mackesy; michael bond; shirley
hughes; eric carle; allan ahlberg; janet ahlberg; john boyne
"""
_CHARACTERS = """
harry potter; ron weasley; hermione granger; ginny weasley; fred weasley; george weasley; percy weasley;
luna lovegood; neville longbottom; draco malfoy; tom riddle; james potter; lily potter; albus dumbledore;
oliver twist; jack dawkins; bill sikes; bob cratchit; tim cratchit; tiny tim; ebenezer scrooge; jacob
marley; david copperfield; nicholas nickleby; martin chuzzlewit; barnaby rudge; amy dorrit; philip pirrip;
joe gargery; miss havisham; sydney carton; edwin drood; elizabeth bennet; jane bennet; lydia bennet; mary
bennet; charlotte lucas; fitzwilliam darcy; emma woodhouse; jane eyre; edward rochester; helen burns;
catherine earnshaw; cathy earnshaw; edgar linton; isabella linton; silas marner; tess durbeyfield; clare
angel; angel clare; gabriel oak; michael henchard; henry jekyll; edward hyde; dorian gray; basil hallward;
jack worthing; sherlock holmes; john watson; james moriarty; victor frankenstein; jonathan harker; lucy
westenra; mina harker; alice liddell; peter pan; wendy darling; john darling; michael darling; james hook;
captain hook; mary lennox; colin craven; mary poppins; jane banks; michael banks; tom sawyer; huckleberry
finn; becky thatcher; robinson crusoe; jim hawkins; john silver; long john silver; ben gunn; tom thumb;
robin hood; maid marian; will scarlet; will scarlett; little john; alan dale; friar tuck; jack horner; jack
sprat; bobby shafto; tom piper; lucy locket; peter piper; peter rabbit; tom kitten; charlie bucket; willy
wonka; veruca salt; violet beauregarde; mike teavee; augustus gloop; matilda wormwood; jennifer honey;
agatha trunchbull; bruce bogtrotter; james trotter; lucy pevensie; susan pevensie; peter pevensie; edmund
pevensie; percy jackson; annabeth chase; katniss everdeen; bella swan; edward cullen; jacob black; alex
rider; greg heffley; tracy beaker; horrid henry; billy elliot; charlie brown; atticus finch; scout finch;
jem finch; tom robinson; boo radley; arthur radley; george milton; lennie small; arthur birling; sheila
birling; eric birling; sybil birling; eva smith; daisy renton; gerald croft; john proctor; mary warren;
abigail williams; elizabeth proctor; jay gatsby; daisy buchanan; nick carraway; tom buchanan; winston smith;
holden caulfield; christopher boone; arthur kipps; blanche dubois; stella kowalski; stanley kowalski; willy
loman; eddie carbone; romeo montague; juliet capulet; lady macbeth; lady capulet; james bond; harry palmer;
lara croft; bruce wayne; clark kent; peter parker; miles morales; tony stark; steve rogers; diana prince;
barry allen; indiana jones; luke skywalker; jack sparrow; will turner; elizabeth swann; rose tyler; amy
pond; donna noble; martha jones; clara oswald; river song; jack harkness; homer simpson; bart simpson; lisa
simpson; marge simpson; arthur dent; thomas shelby; jack frost; mickey mouse; joe bloggs; jane doe; john
doe; joe public; ann other
"""
_ARTS_AND_SPORT = """
vincent gogh; pablo picasso; claude monet; henri matisse; paul cezanne; paul klee; frida kahlo; andy warhol;
henry moore; barbara hepworth; lucian freud; francis bacon; david hockney; tracey emin; damien hirst; william
turner; john constable; thomas gainsborough; george stubbs; william hogarth; william morris; john millais;
holman hunt; ford madox brown; laurence lowry; bridget riley; david bowie; elton john; john lennon; paul
mccartney; george harrison; ringo starr; freddie mercury; brian may; michael jackson; elvis presley; bob
marley; bob dylan; george michael; robbie williams; gary barlow; harry styles; liam payne; louis tomlinson;
niall horan; ed sheeran; taylor swift; lewis capaldi; dua lipa; jessie ware; katy perry; olivia rodrigo;
billie eilish; edward elgar; benjamin britten; henry purcell; william byrd; thomas tallis; ralph williams;
gustav holst; hans zimmer; clara schumann; robert schumann; felix mendelssohn; billie holiday; nina simone;
charlie chaplin; buster keaton; alfred hitchcock; steven spielberg; tom hanks; tom cruise; emma watson; emma
thompson; daniel craig; daniel radcliffe; rupert grint; tom holland; will smith; will young; benedict
cumberbatch; simon cowell; ant mcpartlin; declan donnelly; graham norton; jamie oliver; gordon ramsay; mary
berry; paul hollywood; joe wicks; bear grylls; chris packham; steve irwin; bobby moore; bobby charlton; jack
charlton; geoff hurst; george best; david beckham; wayne rooney; gareth southgate; gareth bale; harry kane;
harry maguire; jack grealish; phil foden; declan rice; marcus rashford; bukayo saka; raheem sterling; jordan
henderson; jordan pickford; mason mount; jude bellingham; luke shaw; kyle walker; michael owen; alan shearer;
gary lineker; paul scholes; leah williamson; lucy bronze; chloe kelly; ellen white; beth mead; ella toone;
mary earps; lauren james; fran kirby; muhammad ali; mohamed ali; anthony joshua; tyson fury; nicola adams; mo
farah; jessica ennis; kelly holmes; paula radcliffe; linford christie; roger bannister; jesse owens; usain
bolt; dina smith; dina asher smith; tom daley; adam peaty; rebecca adlington; chris hoy; jason kenny; laura
kenny; bradley wiggins; mark cavendish; andy murray; tim henman; emma raducanu; serena williams; venus
williams; lewis hamilton; lando norris; george russell; jenson button; james hunt; nigel mansell; ben stokes;
joe root; ian botham; jonny wilkinson; owen farrell; maro itoje; tiger woods; michael jordan; tanni grey;
tanni grey thompson; ellie simmonds
"""
_POLITICS = """
margaret thatcher; tony blair; cherie blair; gordon brown; david cameron; nick clegg; theresa may; boris
johnson; liz truss; rishi sunak; keir starmer; ed miliband; jeremy corbyn; jeremy hunt; michael gove; priti
patel; sajid javid; matt hancock; angela rayner; rachel reeves; wes streeting; bridget phillipson; gavin
williamson; nadhim zahawi; gillian keegan; damian hinds; justine greening; nicky morgan; sadiq khan; andy
burnham; nicola sturgeon; alex salmond; humza yousaf; mark drakeford; barack obama; michelle obama; joe
biden; donald trump; hillary clinton; bill clinton; george bush; kamala harris; bill gates; steve jobs; elon
musk; mark zuckerberg; jeff bezos; greta thunberg; malala yousafzai; richard branson; alan sugar; james
dyson; amanda spielman; martyn oliver; stephen lawrence; barnaby bear
"""
FIGURES = frozenset().union(
    *map(_names, (_RULERS, _HISTORY, _SCIENCE, _WRITERS, _CHARACTERS, _ARTS_AND_SPORT, _POLITICS))
)
FIRMS = _names(
    """
    thomas cook; john lewis; morgan stanley; laura ashley; ted baker; jack wills; fred perry; paul smith;
    karen millen; charles tyrwhitt; hugo boss; calvin klein; tommy hilfiger; ralph lauren; alexander
    mcqueen; stella mccartney; michael kors; marc jacobs; louis vuitton; christian dior; jimmy choo; vera
    wang; cath kidston; emma bridgewater; joe browns; jo malone; elizabeth arden; estee lauder; max factor;
    helena rubinstein; tom ford; harvey nichols; robert dyas; timothy taylor; samuel smith; jack daniels;
    johnnie walker; jim beam; aston martin; john deere; charles stanley; merrill lynch; arthur andersen;
    arnold clark; evans halshaw; charles hurst; paddy power; william hill; fred olsen; martin lewis; john
    smedley; russell hobbs; morphy richards; george foreman; trevor sorbie; nicky clarke; vidal sassoon;
    john frieda; charles worthington; eddie stobart; harper collins; oliver wyman; knight frank; ronald
    mcdonald; harry ramsden; ben sherman
    """
)
