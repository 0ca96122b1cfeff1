"""The tables of names that are one name: carried over, spelt otherwise, shortened; all words folded."""

from __future__ import annotations

# One line, one name. Those of the first table are surnames as well.
CARRIED_OVER = """
muhammad mohammed mohammad mohamed mohamad muhammed muhamad muhamed mohamud mahomed muhammet mohammod md
ahmed ahmad ahmet achmed ahmadh
hussain hussein husain hossain hussien hossein husayn hussayn
hasan hassan hasaan hassaan
yusuf yousuf yusef yousef youssef yousif yusif yoosuf
rahman rehman rahmaan rehmaan
abdurrahman abdulrahman abdirahman abdelrahman abdurahman abdalrahman abdulrehman abdurrehman abdarrahman
abdullah abdulla abdallah abdullahi abdalla
ibrahim ebrahim ibraheem ebraheem
ismail ismaeel esmail ismael ishmael ismaail
layla leila leyla laila
mahmood mahmoud mehmood mahmud
zainab zaynab zeinab zeynep zaineb
aisha ayesha aysha aishah ayisha aicha aaisha
fatima fatimah fatema fatma faatimah fathima
khadija khadijah khadeeja khadeejah hadija
mariam maryam mariyam maryum marium meryem mariama
umar omar omer umer
usman osman uthman othman usmaan
ali aly alee
bilal bilaal belal
hamza hamzah
haroon harun haroun
idris idrees idriss
ilyas elyas ilyaas
imran emran imraan
khalid khaled khaalid
mustafa mostafa mustapha moustafa
nasir naser nasser naasir
rashid rasheed rachid
saeed said sayeed syed sayed saiyed
salim saleem selim
suleiman sulaiman sulayman suleman solomon
tariq tarek tareq tarik
zakariya zakaria zakariyya zachariah
chowdhury choudhury chaudhry choudhary chaudhary chowdury chaudhury choudhry
shaikh sheikh shaykh shekh
qureshi quraishi kureshi qureishi
siddiqui siddique siddiqi siddiki sidiqi
uddin udeen udin
begum begam
mukherjee mukherji
banerjee banerji
patel pattel
gurpreet gurprit
harpreet harprit
"""
SPELT_OTHERWISE = """
aaron aron arron
abbie abby abi abbey
aidan aiden ayden adan
alan allan allen alun
alistair alastair alasdair alister
amelia emilia
amy aimee
ann anne
anna ana
annabel annabelle anabel
bethany bethanie
bradley bradly
brian bryan
caitlin kaitlin kaitlyn catelyn katelyn caitlyn
callum calum
cameron kameron
carl karl
catherine katherine kathryn catharine katharine kathrin catherin
charlie charley charly
chloe khloe
claire clare clair
conor connor conner
daniel danyal daniyal
darren daren
deborah debra
dylan dillon
eleanor elinor eleanore
elizabeth elisabeth elisabet elspeth
elliot elliott eliot eliott
ellie elly
emily emilie emely
erik eric erick
ethan ethen
eve evie
finley finlay finnley
geoffrey jeffrey geoffery
gillian jillian
graham graeme grahame
hannah hanna hana
harriet harriett harriette
harvey harvie
hayden haydn aiden
isabel isabelle isobel isabella izabella
jacob jakob jakub
jasmine jasmin yasmin yasmine yasmeen
jayden jaden jaiden
jessica jessika
joe jo
jodie jody jodi
jon john
jonathan johnathan jonathon johnathon
josef joseph jozef
katie katy kati
keira kiera kira
kelly kelley
kirsty kirstie
kristian christian
kristina christina christine kristine
kristopher christopher kristofer
laura lora
lauren loren lorin
leah lea lia
lewis louis luis
liam lyam
lily lilly lili
lucas lukas luca luka
lucy lucie
luke luc
madeleine madeline madelyn madaline
marc mark
martin martyn
mathew matthew mathieu
megan meghan meagan
melissa melisa
mia mya
michael micheal
mikayla michaela mikaela makayla
millie milly
molly mollie
natalie nathalie natali
natasha natascha
nathan nathen
niamh neve neave
nicholas nicolas nikolas
nicola nichola
oliver olivier
oscar oskar
owen owain
phoebe phebe
philip phillip philipp
rachel rachael
rebecca rebekah rebeka
reece rhys reese rees
riley reilly rylee
robyn robin
ryan rian
sam samm
sara sarah sarra
sean shaun shawn
shannon shanon
sian shan
sofia sophia
sophie sofie
stephen steven stefan
stuart stewart
susan suzan
sydney sidney
tegan teagan
theresa teresa
thomas tomas
toby tobie
tracey tracy
tyler tylor
vivien vivienne vivian
zac zack zak zach
zachary zackary zachery
zara zahra zaara
zoe zoey
"""
CALLED = """
abigail: abbie abby abi gail
abdullah: abdul
adrian: ade
alexander: alex alec sandy xander zander lex ali sasha al
alexandra: alex lexi lexie sandy sasha alexa ali
alfred: alf alfie fred freddie
alice: ali
amanda: mandy
amelia: millie mia amy emmy melia
andrew: andy drew
angela: angie ange
angus: gus
anthony: tony ant
anastasia: ana stacey nastya
archibald: archie
arthur: art artie
augustus: gus
barbara: babs barbie
benjamin: ben benji benny
bethany: beth
beatrice: bea trixie
bernadette: bernie
callum: cal
cameron: cam
caroline: caz carrie
cassandra: cass cassie
catherine: cath cathy kate katie kit kitty cat cate
katherine: kath kathy kate katie kit kitty kat
charles: charlie chas chuck
charlotte: charlie lottie lotte char
christina: chris tina chrissie
christine: chris chrissie
christopher: chris kit topher
clementine: clem
constance: connie
cornelius: neil con
daniel: dan danny
danielle: dani
david: dave davy dai
deborah: deb debbie
dominic: dom nick
dorothy: dot dottie dolly
edward: ed eddie ted teddy ned
edmund: ed eddie
edwin: ed eddie
eleanor: ellie nell nellie nora ella elle
elizabeth: liz lizzie lizzy beth betty betsy libby eliza elsie lisa ellie bess lilibet
emily: em emmy millie
emma: em emmy
esme: es
evangeline: evie eve eva
evelyn: evie eve
ezekiel: zeke
felicity: fliss flick
finlay: fin finn
finley: fin finn
florence: flo florrie flossie
frances: fran frankie
francesca: fran frankie chess cesca
francis: frank frankie fran
frederick: fred freddie freddy
gabriel: gabe
gabriella: gabby ella gabi
gabrielle: gabby gabi elle
genevieve: gen evie
geoffrey: geoff
georgia: georgie
georgina: georgie gina
gerald: gerry
gregory: greg
gwendolyn: gwen
gwenllian: gwen
harold: harry hal
harriet: hattie harri
harrison: harry
helena: lena nell
henrietta: hettie etta henri
henry: harry hal hank
ibrahim: ibby ibi
imogen: immy imo
isabella: izzy bella isa
isabelle: izzy belle
isabel: izzy bel
isaac: zac ike
isla: izzy
jacob: jake
jacqueline: jackie
james: jim jimmy jamie jem
janet: jan
jasmine: jas jaz
jeffrey: jeff
jennifer: jen jenny jenni
jeremy: jez jem
jessica: jess jessie
joanna: jo
joanne: jo
john: johnny jack jon
jonathan: jon jonny jonty
joseph: joe joey
josephine: jo josie
joshua: josh
julia: jules
juliet: jules
katarzyna: kasia
kenneth: ken kenny
kimberley: kim
lawrence: larry laurie
leonard: len lenny leo
leonardo: leo
lillian: lily
louise: lou
lucinda: lucy cindy
luke: lukey
madeleine: maddie maddy
maksymilian: maks max
malgorzata: gosia
margaret: maggie meg peggy greta daisy megan rita madge
maria: mia ria
martha: marnie
martin: marty
mary: molly polly may
matilda: tilly tilda mattie
matthew: matt matty
maximilian: max
maxwell: max
megan: meg
melanie: mel
melissa: mel lissa
michael: mike mick mickey micky
michelle: shell
mohammed: mo moh mohd hammy
morgan: mo
nathan: nate nat
nathaniel: nate nat nathan
natalie: nat
natasha: tasha nat
nicholas: nick nicky nico
nicola: nicky nikki
niamh: nia
oliver: ollie oli olly
olivia: liv livvy livia
oluwaseun: seun
oluwadamilola: dami lola
oscar: ozzy
pamela: pam
patricia: pat patty tricia trish
patrick: pat paddy rick
penelope: penny
peter: pete
philip: phil
phillip: phil
philippa: pippa pip
priscilla: cilla
rachel: rach
raymond: ray
rebecca: becky becca bex
reginald: reg reggie
richard: rich dick rick ricky richie
robert: rob bob bobby robbie bert
roderick: rod roddy
ronald: ron ronnie
rosalind: ros roz
rosemary: rosie rose
rupert: ru
samantha: sam sammy
samuel: sam sammy
sarah: sally sadie
sebastian: seb bas
siobhan: shiv
simon: si
solomon: sol
stanley: stan
stephanie: steph
stephen: steve
steven: steve
susan: sue susie suzie
suzanne: sue suzie
tabitha: tabby
thaddeus: tad
theodora: theo dora thea
theodore: theo ted teddy
theresa: terry tess
thomas: tom tommy
timothy: tim timmy
tobias: toby
valerie: val
veronica: ronnie vera
victor: vic
victoria: vicky vicki tori vic
vincent: vince vinnie
walter: wally walt
wilfred: wilf wilfie fred
wilhelmina: mina billie
william: will bill billy willie liam wills
winifred: winnie freddie
zachary: zac zack zak zach
"""

# Given as they are today: a Jack is no John, and a Charlie no Charles.
BY_THEMSELVES = """
abbie ada alexa alfie ali amy anna archie belle betsy billie bobby buddy charlie daisy danny dolly drew
eliza ella elle ellie elsie emmy eva eve evie finn flora frankie fred freddie gail gus hal harry hattie
henri ian isla izzy jack jackson jake jamie jem jenny jess jesse jessie jo joey johnny jon josie joy jude
jules kate katie kit kitty lee leo lena lexi lexie libby lily lisa lola lottie louis lucy maddie maisie
marnie max may mia mick millie mina minnie molly nancy neil nell nellie nico nora oli oscar ozzy patty
penny pippa polly reg ria rita ronnie rory rosie roy sadie sally sandy sasha seb sonny stan tasha ted
teddy tess thea theo tia tilda tilly toby tommy tony vera will xander zac zander zara
"""
NAMES_BY_THEMSELVES = frozenset(BY_THEMSELVES.split())
