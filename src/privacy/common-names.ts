/** First names common in Brazil, Latin America and English, without accents: told from other words even in small letters. */
export const COMMON_NAMES: ReadonlySet<string> = new Set(
  `aaliyah aaron abel abigail abraham adam adela adelaide adrian adriana adriano agnes agustin agustina aida ailton alan
  alana alba albert alberto alejandra alejandro alejo aleksander aleksandra alessandra alessandro alessio alex alexa
  alexander alexandra alexandre alexandria alexis alfons alfonso alfredo alice alicia alina aline alisson allan allison alma
  aloisio alvaro alyssa amalia amanda amauri ambra amelia amilcar amos amparo amy ana anders anderson andre andrea andreas
  andres andressa andrew andrey andrzej angela angelica angelina angelo anibal aninha anita anja anke anna anneliese annette
  annie annika anthony antje antoine antonela antonella antonia antonio antony aparecida araceli ariadna ariana ariane
  arlete arlindo armando arnaldo arne arno arnold arthur arturo ashlee ashley astrid augusto aurelio aurora austin ava axel
  azul baltazar barbara beatrice beatriz becky bel belinda bella ben benedikt benedito benicio benjamin bernadette bernard
  bernardo bernd bertha beth bethany betinho beto betty bia birgit bjorn blake blanca bob bonnie boris brad bradley brandon
  brenda breno brent brian bridget brigitta brigitte britta brittany bruna bruno bryan bryce byron cadu caetano caio caitlin
  caitlyn caleb cameron camila camille camilo candice carina carl carla carlinhos carlo carlos carlton carly carmela carmen
  carol carole carolina caroline carsten cassandra cassio catalina catarina catherine caua cecil cecilia cecilie celeste
  celia celina celso cesar cesario charlene charles charlie charlotte chelsea cheryl chiara chloe chris christa christiane
  christina christine christoph christopher christos christy cicero claire clara clarice clarissa claude claudete claudette
  claudia claudine claudinei claudinha claudio claus clayton cleber cleide cleiton clement cleonice clifford clinton clovis
  cody colin colleen connor conrad consuelo corinna cornelia cosimo courtney craig cristiane cristiano cristina cristobal
  crystal cynthia daisy dalva damian damiao dana daniel daniela daniele daniella danielle danilo dante darci dario darlene
  darren davi david davide davina dayana dayane debbie debora deborah debra deise delfina delia delmar demetrio denis denise
  dennis derek desmond detlef diana diane diego dieter diogo dione dirce dirk dmitri dolores dominic dominik dominique
  donald donna doris dorival dorothy doug douglas duda dudu dulce duncan dustin dwayne dwight dylan ed eddie eder edgar
  edgardo edilson edith edivaldo edna ednaldo edoardo edson eduarda eduardo edward edwin efrain egon eileen elaine eldon
  eleanor elena eliana eliane elias elio elisa elisabete elisabeth eliseu eliza elizabete elizabeth elke ella ellen eloisa
  elsa elsie elton elvira elza emanuel emanuela emerson emilia emiliana emiliano emilio emilly emily emma emmanuel enid
  enrique enzo eric erica erick erik erika erin ernest ernestina ernesto ernst esmeralda esteban estefania estela esther
  ethan ethel euclides eugene eugenia eunice eva evan evelyn everaldo everton ewa ezequiel fabian fabiana fabio fabiola
  fabricio fabrizio facundo fatima fausto federica federico felicity felipa felipe felix ferdinand fermin fernanda
  fernandinha fernandinho fernando fidel filip filipe filippo fiona flavia flavie flavio florence florencia florian floyd
  francesca francesco franciele francine francis francisco franco frank frankie franklin franz fred freddie frederic
  frederick frederico frederik fredy friedrich gabi gabriel gabriela gabriele gabriella gail gareth garry gary genesis
  genevieve geoff geoffrey georg george georgia geovana geovanna gerald geraldo gerardo gerd gerhard german germano gertrude
  giacomo gianluca gianni gilberto gilda gilles gilmar gilson gina ginevra gino giorgia giorgio giovanna giovanni gisele
  giselle gislaine giulia giuliana giulio giuseppe gladys glenda glenn gloria gonzalo gordon graca grace graciela graham
  graziela greg gregor gregory greta griselda guadalupe guido guilherme guilhermina guillaume guillermo gunther gustav
  gustavo guto gwen gwendolyn hanna hannah hannes hans harald harold haroldo harriet harry harvey hayley hazel heather
  hector heidi heike heinrich heinz heitor helen helena helga helio helmut henri henriette henrik henrique henry herbert
  heriberto herman hermann hernan hernando hilary hilda hildegard holger holly homero horace horacio horst howard hubert
  hugo humberto ian ignacio ignez igor ilaria ilda ilse imogen inacia inacio inaldo indira ines inge ingo ingrid iolanda
  ione ira iracema iraci irena irene iris isa isaac isabel isabela isabele isabell isabella isabelle isadora isaias isidora
  isidro ismael israel italo itamar ivan ivana ivanilda ivete ivo ivone ivonne ivy jack jackeline jackie jacob jacqueline
  jacques jadson jailson jaime jair jairo jake jakob james jameson jamie jan jana janaina jane janet janice janine janusz
  jaqueline jarbas jared jasmine jason javi javier javiera jay jayden jayme jean jeanette jeanne jeff jefferson jeffrey jen
  jenna jennifer jenny jens jeremy jerome jeronimo jerry jesica jess jesse jessica jhonatan jill jimena jo joachim joan
  joana joanna joanne joao joaquin joaquina jocelyn jodie jody joe joel johan johann johanna johannes john johnny jonah
  jonas jonathan jordan jordana jordi jorg jorge jose josef josefa josefina joselito joseph josh joshua josiane josias josie
  josue jovita joy joyce juan juana juanita jucelino judith judy julia julian juliana juliano julie julieta juliette julinha
  julio julius junior jurema jurgen jussara justin justina kaique kaitlyn kamila karen karin karina karine karl karla
  karlheinz karol karsten katarina kate katharina katherine kathleen kathryn kathy katia katie katja katrin katrina kaua
  kaue kay kayla keila keith kelly ken kendra kenneth kerry kevin kiara kim kimberly kirk kirsten kirstin klara klaus konrad
  kristen kristian kristin kristina kristof kurt kyle lais laisa lara larissa larry lars laura lauren laurence laurent
  laurie lavinia leah leandra leandro leila lele leo leonardo leonie leonor leonora leontina leroy lester leszek leticia
  lewis lia liam liana libia licia lidia lidija liesel lilian liliana lily linda lindsay lindsey lisa lisandra lisandro
  livia liz lloyd logan lorena lorenz lorenzo loretta lorraine louis louise lourdes lu luan luana luane luca lucas lucca
  lucia luciana luciano luciene lucila lucinda lucio lucy ludmila ludwig luigi luis luisa luise luisina luiz luizinho lukas
  luke lupe lupita luuk luzia luzinete lydia lynn mabel macarena maciej mackenzie maddie madeleine madison magda magdalena
  magnus maicon maira maite malcolm malena malgorzata malu manfred manoel manolo manu manuel manuela marcela marcelino
  marcella marcelo marcia marcial marcin marcio marcos marcus marek margaret margarita margot maria mariana mariane
  mariangela marianne mariazinha maribel marie mariela marietta marilene marilia marilyn marina mario marion marisa marisela
  marisol marius markus marlene marlon marquinhos marshall marta martha martin martina martine marvin mary mason massimo
  mateus mateusz matheus mathias mathieu mathilde matias matilda matilde matt matteo matthew matthias maura maureen maurice
  mauricio mauro maxine maxwell maya mayara mayra megan mehmet meire melanie melina melinda melisa melissa melody mercedes
  meredith mia micaela michael michal michel michele micheline michelle miguel mikaela mike milagros milan mildred milena
  milene millie milos milton mirella miriam mirian mirko mirta mirtha misael mitchell mohammed moises molly monica monika
  monique morten muhammad muriel murilo myriam nadia nadine nahuel naiara nair nancy nanda nando naomi nara narciso natalia
  natalie nataly natan natasha nath nathalia nathalie nathan nathaniel nayara nazare neide neil nelida nelly nelson nereida
  nestor neusa neyde nicholas nico nicola nicolas nicole nicoly niels nikki nikola nikolai nikolas nilda nils nilton nilza
  nina nivaldo noah noel noelia noemi nora norbert norberto norma nubia octavio odete odette ofelia olaf ole oleg olga
  oliver oliverio olivia olivier orestes orfeu orlando oscar osvaldo oswaldo otavio otmar ottavio otto owen pablo paige
  paloma pamela paola pascal pascale pat patricia patricio patrick patti patty paul paula paulette paulina pauline paulinho
  paulo pavel pedrinho pedro peer peggy penelope per perla peter petra phil philip philippa philippe phillip pierre pietra
  pietro pilar piotr porfirio priscila priya quiteria rachel rafa rafael rafaela rafaella rafinha raimundo rainer ralf ralph
  ramiro ramon ramona randall rapha raphael raphaela raquel raul rayane raymond rebeca rebecca reggie regina reginaldo regis
  reina reinaldo reinhard remedios renan renata renate renato renee reynaldo rhonda ricarda ricardo riccardo richard ricky
  rita robbie robert roberta roberto robin rocio rodney rodolfo rodrigo roger rogerio roland rolando rolf roman romario
  romeo romina romulo ronald ronaldo ronan ronnie rosalia rosalie rosalina rosalind rosalinda rosana rosane rosangela
  rosanna rosario rose roseane roseli rosemeire rosilda rosita ross roxana roxanne roy ruan ruben rubens rudolf rui russell
  rute rutger ruth ryan sabine sabrina saide sally salvador salvatore sam samanta samantha samara samuel sanderson sandra
  sandrine sandro santiago sara sarah sasha saul saula saulo scott sean sebastian sebastien selena selma serge sergey sergio
  severina severino shane shannon sharon shawn sheila sheryl shirley sidnei sidney siegfried sierra sigrid silke silvana
  silvestre silvia silvina silvio simon simone sirlei sjoerd socorro sofia solana solange soledad sonia soninha sonja sonya
  sophia sophie soren spencer stacey stacy stefan stefani stefania stefanie stefano stefany steffany stella sten stephanie
  stephen steve steven stewart stuart sueli suely susan susana susanne suzana suzanne suzy sven svetlana sydney sylvia
  sylvie tabata tadeu tadeusz tainara talia talita tamara tamires tania tanya tara tarcisio tati tatiana tatiane tatjana
  tatyana taylor telma terence teresa teresinha terezinha terrence terri terry tess thaddeus thadeu thaina thais thalia
  thalita thea theo theresa therese thiago thierry thomas thomaz thorsten tiago tiffany tim timothy tina tobias toby todd
  tom tomas tomasa tomasz tommy toninho tony torben torsten tracy trent trevor tristan troy tulio tyler ubirajara ulises
  ulisses ulrich ulrike ursula ute uwe valdeci valdemar valdinei valdir valdirene valentin valentina valeria valerie valmir
  valquiria vanderlei vanesa vanessa vania vera veronica veronika vicente vicki vicky victor viktor viktoria vilma vincent
  vincenzo vinicius vinny virgilio virginia vitor vitoria vittorio viviana viviane vladimir vladislav volker wagner waldir
  wallace walter walther wanda wanderley wanderson warren washington wayne wellington wellinton wendell wendy werner wesley
  whitney wilfredo wilhelm wilhelmina willem william wilma wilmer wilson winston wolfgang ximena yadira yago yahir yamila
  yanina yara yasmim yasmin yesenia ygor yohana yolanda yuri yves yvonne zachary zaira zeca zelia zenaida zezinho zilda zoe
  zofia zuleica zuleide zulmira zuzana`.split(/\s+/u),
)
