import type { Language } from '../domain/language.ts'

/**
 * Frequent words that tell Portuguese, Spanish and English apart, lower case with their accents; those that two of the
 * languages share are left out. A word with an accent may be written without, where no other language has it then.
 */
export const LANGUAGE_WORDS: Readonly<Record<Language, string>> = {
  pt: `o e os as um oi opa eae ei se for qts qtos hrs pfv pfvr manda mandei mandar me fala falar segura seguram encaixa cabe rola frango quarto quartos fumantes relógio pede pedir moto motoboy funciona funcionam expediente perco perder sobra saldo troco entregador instalação recuperar resgata resgatar adia remessa bolo kilo farmácia farmacia noturna carnaval cinzas sexta quinta quarta terça aeroporto loja lojinha cupom desde seguem incluso aulas semana semanas saiu sair deixar deixo coloco colocar troquei número numero novo nova número será dá pega pegar peguei ficou aí daí daqui dele dela deles comigo nessa nesse nisso disso desse dessa nele nela apenas ainda sim logo atendimento atende atendem retirar retirada conserto conserta você não n você voce vc vcs vocês voces oi olá é está tá ta tão tô to são sao um uma uns umas do da dos das no na nos nas ao à aos às pelo pela pelos pelas
    com em meu minha meus minhas seu sua seus suas nosso nossa isso isto esse essa aquele aquilo ele ela eles elas nós eu tu
    muito muita muitos muitas mais bem também tambem tb tbm já ainda agora hoje amanhã amanha ontem aqui aí ali lá
    qual quais quanto quanta quantos quando onde porque pq quem tem têm tenho temos tinha fazer faz fazem feito posso pode podem consigo consegue
    queria quero quer querem gostaria preciso precisa comprei comprar paguei pagar chegou chega chegar recebi receber obrigado obrigada obg valeu vlw blz beleza
    bom boa dia tarde noite tudo entrega entregam frete preço preco valor loja pedido boleto cartão cartao troca trocar abre abrem abrir fecha fecham sábado sabado domingo feriado segunda
    dinheiro conta celular telefone endereço site parcela parcelar parcelado juros desconto nota fiscal moça moço gente pra pro pras pros num numa né ne então entao
    até ate sem sobre entre depois antes mesmo outra outro outros ser ter foi vou vai vamos vão estou estão estava aceita aceitam fica ficam cadê cade kkk rs
    vocês alguém alguem ninguém ninguem qualquer coisa jeito ver dizer saber dar ir vir deu disse lixo merda gostei amei adorei lindo linda ótimo otimo péssimo`,
  es: `no hola el los las un una unos unas del al y o pero con en mi mis se que no si puedo cuantas horas su sus tu tus nuestro nuestra esto eso ese esa aquel él ella ellos ellas nosotros yo usted ustedes uds vos
    muy mucho mucha muchos muchas más también tambien ya todavía todavia ahora hoy mañana ayer aquí aqui acá ahí allí
    cuál cual cuáles cuánto cuanto cuánta cuantos cuándo cuando dónde donde porque por qué xq quién quien tiene tienen tengo tenemos hacer hace hacen hecho puedo puede pueden
    quería quisiera quiero quiere quieren necesito necesita compré compre comprar pagué pagar llegó llego llega llegar recibí recibir gracias grax
    buenos buenas buen día días tardes noches entrega envío envio envían envios precio tienda pedido tarjeta cambio cambiar abre abren abrir cierra cierran sábado domingo feriado lunes martes miércoles jueves viernes
    dinero cuenta celular teléfono dirección página cuotas descuento factura amigo gente para por hasta sin sobre entre después antes mismo otra otro otros ser haber fue voy va vamos van estoy están estaba estaban
    aceptan acepta queda quedan hay está es son soy eres sos cuesta cuestan sale salen cuánto le les lo la se me te nos si sí ni alguien nadie cualquier cosa saber dar ir dijo
    basura mierda gustó encantó lindo linda hermoso pésimo che wey parce ustedes favor porfa xfa tmb bueno buena entonces qué cómo como ofrecen venden mandan`,
  en: `the a an and or but with in on at of to for from by about is are am was were be been being it it's its this that these those he she they we i you your yours my our their his her
    not no yes don't dont doesn't didn't can't cant won't isn't do does did done can could would will shall should may might must have has had having got get
    what which who whom when where why how much many more most very too also already still now today tomorrow yesterday here there
    want wanted need needed like buy bought pay paid order ordered arrive arrived receive received thanks thank please pls hi hello hey good morning afternoon evening night
    delivery deliver deliveries shipping price prices store shop card exchange return returns refund open opens opening close closes closed saturday sunday monday holiday
    money account phone address website discount invoice someone anyone nobody anything thing way see say know give go going come went said if then than just only any some all so because u ur im i'm you're they're we're
    love loved great nice awful worst best people make made take took use used work works working free call text lol ok okay`,
}
