/** First names common in Brazil, Latin America and English, without accents: told from other words even in small letters. */
export const COMMON_NAMES: ReadonlySet<string> = new Set(
  `ana maria joao jose pedro paulo lucas mateus matheus gabriel rafael felipe filipe bruno carlos marcos marcelo ricardo
  rodrigo fernando fernanda juliana julia patricia camila amanda beatriz bia bruna leticia larissa mariana marina carla
  claudia sandra vanessa aline luana renata tatiane tatiana simone adriana luciana leonardo gustavo guilherme thiago tiago
  diego vinicius eduardo andre antonio francisco luiz luis miguel arthur davi daniel samuel bernardo heitor helena alice
  laura manuela sofia sophia isabela isabella isabel valentina lorena cecilia livia lais caio igor murilo otavio vitor
  victor hugo renan wesley wellington juan jorge javier alejandro alejandra sergio andres mauricio martin matias santiago
  sebastian nicolas tomas joaquin agustin facundo emiliano lucia carmen rosario guadalupe lupita ximena jimena fernandez
  camilo mercedes paula carolina natalia daniela gabriela veronica silvia monica elena teresa pilar ines rocio florencia
  micaela agustina brenda yesenia karina karen kevin brian john james robert michael mike william david richard joseph
  thomas tom charles christopher chris matthew matt anthony steven steve andrew joshua mary jennifer jen linda elizabeth
  liz barbara susan jessica jess sarah nancy lisa margaret ashley emily emma olivia ava mia grace hannah rachel kate katie
  amy anna jack harry george oliver noah liam ethan sam ben alex sueli suely rosangela aparecida terezinha regina marcia
  vera lucas sonia solange cristina cristiane rosana roseli rose denise eliane eliana elaine fabiana fabio flavia flavio
  gisele graziela ingrid ivone ivan jaqueline jessica joana josefa jussara katia keila kelly lidia lilian luciano luzia
  magda marilia mirian miriam monique nadia nair neusa neide noemi odete pamela priscila raquel roberta roberto rogerio
  ronaldo rosemeire rubens sabrina samara sheila sidney silvana stefany talita tamires tainara tania thais thaina valeria
  vilma viviane wagner walter wanderley yasmin zuleide osvaldo oswaldo anderson adriano alessandro alexandre ailton
  amauri benedito breno celso cesar cicero cleber claudio cristiano danilo denis douglas edson elias emerson erick everton
  ezequiel fabricio geraldo gilberto gilson giovanni giovanna henrique humberto isaac ismael jair jefferson joel jonas
  jonathan jorge josue junior juliano julio kaique kaua kaue leandro luan lucio maicon marcio mario milton moises nelson
  nilton norberto otavio orlando raimundo ramon raul reginaldo reinaldo renato romulo ruan sandro saulo severino sidnei
  silvio tarcisio tulio ulisses valdir valmir vanderlei waldir washington wilson yuri enzo nathan nathalia yolanda yamila
  alberto alfredo alfonso alicia alma amalia amparo andrea angelica anibal araceli ariadna armando arturo aurora beto
  blanca bernardo catalina celeste celia clara consuelo cristobal debora delfina dolores edgar edgardo eduarda efrain elisa
  eloisa emilia emilio enrique ernesto esteban estefania eugenia eva evelyn fabiola fatima federico felix fidel gerardo
  gloria gonzalo graciela griselda gustavo hector heriberto hernan hilda horacio ignacio irene iris irma isidro ivonne jaime
  javiera jesica josefina julian juana laura leonor liliana lourdes luisa macarena magdalena manuel marcela margarita
  maribel mariela marisol marta martha mauricio maximo melissa mirta nancy nelida nestor nicole noelia norma octavio ofelia
  olga oscar osvaldo pablo paloma pamela patricio paola paulina rafaela ramiro rebeca ricarda roberto rocio rodolfo rolando
  romina ruben salvador samanta selena silvina soledad susana tamara thalia ulises vanesa vicente virginia viviana
  walter yadira yanina yolanda adam adrian aaron abigail alan albert alexander amelia angela arnold austin becky beth betty
  bob bradley brandon brittany bryan caitlin caleb cameron carol caroline catherine charlotte chloe claire clara connor
  cynthia daisy danielle deborah dennis derek diana diane donald donna dorothy doug dylan edward eileen eleanor ella ellen
  eric erica erin eugene evan evelyn frances fred gary gerald gina gloria greg gregory gwen heather helen henry holly
  isaac isabel jacob jake jamie jane janet jasmine jason jeff jeffrey jeremy jerry jill joan joanna joanne joe joel johnny
  jordan josh joyce judith judy julian julie justin karen kathleen kathy keith kelly ken kenneth kim kimberly kyle larry
  lauren leah leo lewis lily logan louis louise lucas lucy luke madison maria marie martha mason megan melanie melissa
  michelle molly naomi natalie nathan neil nicholas nicole nina nora oscar owen pamela patricia patrick paul peggy peter
  phil philip phillip priya rebecca ralph raymond rita roger ronald ruth ryan sally samantha sandra scott sean sharon shawn
  sophie stacy stephanie stephen stuart teresa terry theresa tim timothy tina toby todd tony tracy tyler vincent
  walter wanda wendy zachary zoe`.split(/\s+/u),
)
