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
  micaela agustina milagros abril brenda yesenia karina karen kevin brian john james robert michael mike william will
  david richard joseph thomas tom charles christopher chris matthew matt anthony mark steven steve andrew joshua mary
  jennifer jen linda elizabeth liz barbara susan jessica jess sarah nancy lisa margaret ashley emily emma olivia ava mia
  grace hannah rachel kate katie laura amy anna jack harry george oliver noah liam ethan sam ben alex`.split(
    /\s+/u,
  ),
)
