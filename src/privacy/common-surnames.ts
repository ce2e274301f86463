/** Surnames common in Brazil, Latin America and English, without accents. Many are words too: see `WORDS_TOO`. */
export const COMMON_SURNAMES: ReadonlySet<string> = new Set(
  `silva santos oliveira souza sousa rodrigues ferreira alves pereira lima gomes costa ribeiro martins carvalho almeida lopes
  soares fernandes vieira barbosa rocha dias nascimento andrade moreira nunes marques machado mendes freitas cardoso ramos
  goncalves santana teixeira araujo pinto moura correia correa cavalcanti cavalcante campos batista castro duarte miranda
  monteiro melo mello peixoto azevedo cunha farias reis coelho leite barros viana vianna siqueira macedo tavares pires
  fonseca guimaraes medeiros borges sales salles brandao bezerra brito queiroz xavier aguiar nogueira rezende resende
  bittencourt bitencourt menezes meneses figueiredo assis amaral antunes magalhaes vasconcelos paiva coutinho franca lacerda
  bastos sampaio dutra prado matos mattos furtado pacheco sabino trindade portela valente camargo toledo nobrega lobo pimentel
  chaves maia damasceno guedes fontes prates severo sobrinho bueno assuncao amorim diniz bertolini zanetti schmitt muller
  garcia gonzalez gonzales rodriguez fernandez lopez martinez sanchez perez gomez martin jimenez ruiz hernandez diaz moreno
  munoz alvarez romero alonso gutierrez navarro torres dominguez vazquez vasquez serrano ramirez blanco molina morales suarez
  ortega delgado castro ortiz rubio marin sanz iglesias nunez medina garrido cortes castillo santana lozano guerrero cano
  mendez cruz calvo gallego herrera marquez leon vidal pena flores cabrera campos vega fuentes carrasco reyes caballero aguilar
  santiago herrero montero lorenzo gimenez ibanez ferrer duran benitez mora rojas contreras salazar espinoza espinosa sepulveda
  silvestre valenzuela cardenas figueroa zuniga aravena tapia sandoval riquelme alarcon orellana villalobos bravo pizarro
  acosta rios mejia restrepo ospina quintero cardona zapata arango londono velez giraldo betancur uribe montoya valencia
  quispe mamani huaman chavez vargas guzman rivera rivas paredes salinas solis luna estrada avila juarez dominguez velasquez
  velazquez cervantes trejo barrera padilla ochoa trujillo escobar galvan peralta sosa ledesma acuna godoy aguero ojeda
  maldonado villalba echeverria bustos roldan quiroga arias ponce coronel cordoba toranzo
  smith johnson williams jones davis miller wilson anderson taylor thomas moore jackson thompson harris clark lewis robinson
  walker allen wright scott nguyen adams nelson baker hall campbell mitchell carter roberts phillips evans turner parker
  collins edwards stewart morris murphy cook rogers morgan peterson cooper reed bailey kelly howard ward richardson watson
  brooks bennett gray james hughes price myers foster sanders ross powell sullivan russell jenkins perry butler barnes fisher
  henderson coleman simmons patterson jordan reynolds hamilton graham griffin wallace cole hayes bryant gibson ellis stevens
  murray ford marshall owens mcdonald harrison kennedy wells woods henry chen freeman webb tucker burns crawford simpson porter
  hunter gordon shaw snyder mason dixon hunt hicks holmes palmer wagner black robertson boyd stone salazar fox warren mills
  rice schmidt daniels ferguson nichols stephens weaver gardner payne grant dunn kelley spencer hawkins arnold pierce hansen
  peters hart bradley knight elliott cunningham duncan armstrong hudson carroll lane riley andrews alvarado ray berry perkins
  hoffman matthews pena richards lawrence carpenter sims austin franklin lawson fields ryan schultz schwartz schulz schwarz
  clarke patel khan singh kumar ali ahmed hussain begum shah lee kim wong chan lin wang zhang liu o'brien o'connor o'neill
  o'neal macdonald mcallister mccarthy mckenzie macleod fraser davies edwards griffiths whitfield holloway jensen hansen
  larsen nielsen petersen olsen johansson andersson eriksson kowalski nowak novak rossi bianchi moreau bernard dubois becker`.split(
    /\s+/u,
  ),
)
