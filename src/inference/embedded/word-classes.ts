/**
 * Words of three languages that play the same part in a sentence, so that what is learnt of one holds for all.
 * Folded as normaliseText folds; `*` stands for any ending, `_` for a space. A word may be in several classes.
 * The order is part of the model: a class is known to it by its position.
 */
export const CLASS_NAMES = [
  'group',
  'slur',
  'not',
  'harm',
  'exclude',
  'vermin',
  'hate',
  'bad',
  'love',
  'first',
  'second',
  'them',
  'say',
  'modal',
  'wrong',
  'profanity',
  'shop',
  'money',
  'urgent',
  'click',
  'free',
  'contact',
  'bank',
  'adult',
  'follow',
  'order',
  'problem',
  'thanks',
  'ask',
  'despair',
  'person',
] as const
export type ClassName = (typeof CLASS_NAMES)[number]

export const WORD_CLASSES: Readonly<Record<ClassName, string>> = {
  group: `👳 🧕 👲 🏿 🏾 🏽 🌈 ⚧ ✡ ☪ 🕌 🕋 🕎 👭 👬 🦽 ♿ 👩 👧
    black_people blacks black_women black_men black_person black_man black_woman black_folks black_guys white_people whites white_men white_women
    asian asians chinese_people mexicans latinos latinas latino latina hispanics arabs arab africans african_people jews jew jewish muslims muslim islamic immigrants immigrant migrants migrant
    refugees refugee foreigners foreigner gays gay gay_people homosexual* lesbian* bisexual* queer queers lgbt* trans transgender* transsexual* trans_people trans_women trans_men trans_woman trans_man
    women woman females disabled_people disabled_person disabled autistic autistic_people wheelchair_users blind_people deaf_people indigenous_people natives native_americans roma_people gypsies
    christians catholics hindus buddhists brown_people people_of_colo* minorities asylum_seekers
    negros pessoas_negras mulheres_negras homens_negros pessoa_negra mulher_negra homem_negro povo_negro pretos pessoas_pretas gente_preta imigrantes imigrante refugiados refugiadas refugiado refugiada
    estrangeiros estrangeiro nordestinos nordestino nordestina baianos paraibanos cearenses indigenas indigena povos_indigenas indios asiaticos asiatico chineses japoneses arabes arabe judeus judeu judia judias
    muculman* islamicos evangelicos crentes macumbeiros umbandistas candomblecistas mulheres mulher homossexua* lesbicas lesbica bissexua* travestis travesti pessoas_trans mulheres_trans homens_trans mulher_trans homem_trans transexua*
    deficientes deficiente pessoas_com_deficiencia cadeirantes cadeirante autistas autista ciganos ciganas cigano haitianos haitiano haitiana venezuelan* bolivianos boliviano boliviana africanos africano africana
    personas_negras mujeres_negras gente_negra afrodescendientes afros inmigrantes inmigrante migrante extranjeros extranjero refugiados musulman* judios judio judias judia gitanos gitanas gitano mujeres mujer
    gente_gay homosexuales lesbianas lesbiana bisexuales personas_trans mujeres_trans hombres_trans mujer_trans hombre_trans transexuales transgenero discapacitados discapacitad* personas_con_discapacidad minusvalidos
    pueblos_originarios mapuches latinoamericanos mexicanos mexicano mexicana haitianos bolivianos peruanos paraguayos colombianos chinos asiaticos`,
  slur: `nigger* nigga niggas faggot* fag fags tranny trannies kike kikes wetback* beaner* chink chinks gook gooks raghead* towelhead* dyke dykes retard retards retarded cripple cripples shemale* muzzie* paki pakis
    redskin* gyppo pikey pikeys mongoloid* crioulo viado viados viadinho baitola traveco travecos sapatao sapata aleijado mongoloide retardado retardada bugre negrata negratas sudaca sudacas maricon maricones marica maricas
    tortillera* travelo* frijolero* lisiado tullido mongolico mogolico panchito* machupicchu* bolita boliguayo veneco veneca negro_de_mierda macumbeiro`,
  not: `not no never dont don't doesnt doesn't didnt didn't isnt isn't arent aren't wasnt wasn't wont won't cant can't cannot shouldnt shouldn't nobody none without nothing neither nor stop
    nao n nunca jamais ninguem nenhum nenhuma sem nada nem num tampoco nadie ningun ninguno ninguna sin jamas ni`,
  harm: `🔫 🔪 🗡 💣 ⚰ ☠ 💀 🪓 🩸 🪦 👊 🤜 💥
    kill* murder* shoot shot hang hanged lynch* burn* exterminat* eradicat* gas gassed beat beaten rape* stab* die dead death destroy* slaughter* execut* bomb* punch attack* hurt wipe_out
    matar matem mata mate morte morrer morram morra morrem queimar queimad* enforcar espancar estupr* apanhar surra porrada exterminar extermin* fuzilar executar eliminar metralhar atirar tiro paulada
    maten matarlos matarlas morir mueran muera muerte muertos quemar quemen colgar golpear violar fusilar paliza aniquil* linchar balazo tiros
    strangle* smash* crush* choke* drown* poison* whip* torture* annihilat* punish* bury buried grave massacre* behead* castrat* sterili* stab bullet* gun guns knife rope thrash beating
    estrangul* esmag* afog* envenen* chicot* tortur* aniquil* castig* enterr* cova massacr* degol* castr* esteriliz* bala balas faca corda chumbo pancada* cacet* linch* sumir_do_mapa
    estrangul* aplast* ahog* envenen* azot* tortur* castig* enterr* fosa masacr* degoll* castr* esteriliz* bala balas cuchillo soga plomo palo palos golpe* golpiza madriza escarmiento`,
  exclude: `✈ 🚫 ⛔
    deport* expel* ban banned banish* get_out go_back go_home send_them send_back kick_out kicked_out leave leave_our leave_this keep_out not_welcome dont_belong don't_belong ship_them wall border remove
    deporta* expuls* banir banid* proib* volta_pra volta_para voltem some_daqui sumam saiam fora_daqui proibid* barrar entrada_proibida
    deporten deportad* expulsen echar echen larguen larg* vayanse fuera regresen regresense vuelvan vuelve_a vuelvanse prohib* no_entran no_son_bienvenid*
    exile* evict* reject* refuse* forbid* barred kick* drive_them throw_out thrown_out clear_out keep_away stay_away stay_out not_allowed segregat* separate* apart back_to ship expell* send_home shut_the
    exil* despej* rejeit* recus* veto vetar barrar barrad* enxot* fora_com longe_de mandar_embora botar_pra_fora tira_daqui separad* segreg* pra_fora fronteira fecha_a de_volta escorra* nao_entra nao_entram
    exili* desaloj* rechaz* niegu* vetar vetad* correr_a afuera_con lejos_de saquen saquenlos sacarlos separad* segreg* para_afuera frontera cierren_la de_vuelta devuelv* no_entra no_pasan no_pase`,
  vermin: `🐒 🐵 🙈 🦍 🐷 🐖 🐀 🪳 🐛 🦠 🗑 🚮 💩 🐍 🐑 🦧
    rat rats cockroach* roach roaches parasit* vermin pig pigs monkey monkeys ape apes animals plague disease cancer virus scum trash garbage filth filthy subhuman* infest* invad* invasion savage* maggot* leech* pest pests demons dogs cattle
    rato ratos barata baratas verme vermes porco porcos macaco macacos bicho bichos animais praga pragas doenca escoria lixo lixos imund* sub-humano subhuman* demonio* raca racas lacraia sanguessuga*
    rata ratas cucaracha* parasito* cerdo cerdos mono monos simio* animales plaga plagas peste escoria basura mugre cancer lacra lacras sanguijuela*
    beast beasts mice mouse flea fleas lice swine mongrel* bugs insect* infestation sewage sewer rot rotten weed* virus* germ* tumour tumor zoo cage* leash* breed* herd horde* swarm* locust* vulture* snake* dung dirt species
    besta* camundongo* pulga* piolho* suino* vira-lata* inseto* infest* esgoto podre* germe* tumor zoologico jaula* coleira* ninhada* manada* rebanho* horda* gafanhoto* urubu* cobra* estrume* sujeira especie
    bestia* raton* pulga* piojo* puerco* sarna insecto* infest* cloaca alcantarilla podrid* germen* tumor zoologico jaula* correa* camada* manada* rebano* horda* langosta* buitre* vibora* estiercol suciedad especie`,
  hate: `🤮 🤢 😡 🤬 😠 🖕 👎
    hate hates hated hating despise* detest* loathe* disgust* sick_of cant_stand can't_stand repuls* resent
    odeio odeia odiar odio odiamos detest* nojo desprez* aversao repudio repugn* nao_suporto nao_aguento
    odio odian odiamos asco asquea* aborrezco desprecio desprecia* no_soporto no_aguanto`,
  bad: `🤡 🥴 😒 🙄
    disgusting dirty inferior stupid lazy thief thieves criminal* useless dangerous ugly evil liar* worthless terrorist* idiot* dumb moron* sick mental* unnatural abnormal freak* sinful immoral perver* pedo* greedy uncivili* violent crime weak
    nojent* suj* inferior* burr* preguicos* ladr* bandid* criminos* inuti* perigos* fei* maldit* mentiros* terrorist* idiota* imbeci* vagabund* doente* anormal anormais aberrac* pecado* pecador* safad* pervertid* ganancios* incapaz* fedorent* fed* porcari*
    asqueros* suci* inferior* estupid* tont* perezos* vag* criminal* delincuent* inutil* peligros* maldit* mentiros* terrorist* enferm* anormal* aberracion* pecado* pervertid* codicios* incapaces apest* chorro* ladron*
    incapable backward* primitive* brainless illiterate parasite* cheat* fraud* crook* sponge* sponging freeload* uncivil* brute* nasty stink* smell* smelly ugly vile repugnant degenerate* deviant* corrupt* shameless cowards coward savage wicked lowlife* sinner* dishonest
    atrasad* primitiv* descerebrad* analfabet* caloteir* trapaceir* golpist* folgad* encostad* bruto* fedem fedor catinga horroros* vil degenerad* desviad* corromp* corrupt* sem-vergonha covard* selvage* mal-educad* desonest* incompetent* traicoeir* malandr*
    atrasad* primitiv* descerebrad* analfabet* moros* tramposo* estafador* mantenid* brut* hieden hedor horroros* vil degenerad* desviad* corromp* corrupt* sinverguenza* cobarde* salvaj* maleducad* deshonest* incompetent* traicioner* flojo* flojos holgazan*`,
  love: `❤ 😍 🥰 💖 💕 💜 💙 💚 🧡 💛 👏 🙌 🤗 💪
    love loves loved respect* support* welcome deserve* proud equal* beautiful great wonderful amazing appreciate* celebrat* happy glad human_rights dignity friend friends
    amo ama amei amamos adoro respeit* apoi* bem-vind* merec* orgulh* igua* lind* maravilhos* incrive* otim* direitos dignidade amig* feliz parabens
    amo aman quiero respet* apoy* bienvenid* merec* orgull* igual* herm* maravillos* increible* derechos dignidad feliz felicit*
    kind kindest lovely admire* adore* enjoy* learn* learned taught thanks grateful hug* hope win won winner hero heroes talent* brave strong honour* honor* inspir* together included inclusive joy best sweet fun delicious
    gentil querid* ador* admir* aprend* ensin* gratidao abrac* tomara torco torcer vitoria heroi* talent* corajos* forte fortes honra inspir* juntos junto incluir inclusao alegria melhor melhores doce divertid* delicios* saudade
    amable* querid* ador* admir* aprend* ensen* gratitud abraz* ojala victoria heroe* talent* valiente* fuerte* honor inspir* juntos junto incluir inclusion alegria mejor mejores dulce divertid* delicios* extrano`,
  first: `i im i'm me my mine we we're us our am
    eu meu minha meus minhas nos nosso nossa sou mim comigo gente
    yo mi mis soy nosotros nosotras nuestro nuestra conmigo`,
  second: `you u your youre you're ur yours yourself
    voce vc vcs voces tu te teu tua seu sua seus suas ti
    tu tus usted ustedes vos ud uds sos eres vosotros os`,
  them: `they them their those these all every everyone theyre they're
    eles elas esses essas esse essa aqueles todos todas todo toda tudo
    ellos ellas esos esas estos estas todos todas toda`,
  say: `said says say saying called call_me calling calls told heard wrote comment comments word shouted yelled sign claims claim think thinks quote
    disse disseram dizer diz chamou chamaram chamar falou falaram fala falar gritou escreveu comentario comentou ouvi palavra placa dizem acha
    dijo dijeron decir dice dicen llamo llamaron llamar grito gritaron escribio comentario comento escuche palabra cartel piensa
    told tells telling post posted posts wrote writing written read shout* yell* scream* sprayed painted sign poster joke* message tweet* insult* phrase line article book film news talk lecture
    gritou gritaram pichado pichar cartaz bilhete piada* mensagem post postou xingou xingaram xingamento frase artigo livro filme noticia palestra aula
    gritaron pintado pintada cartel nota chiste* mensaje posteo publico insult* frase articulo libro pelicula noticia charla clase`,
  modal: `should must need_to needs_to have_to ought deserve_to let's lets
    deviam deveria deveriam devem deve tem_que tinham_que precisa* tinha_que bora vamos
    deberian deberia deben debe tienen_que hay_que tendrian_que habria_que necesitan`,
  wrong: `racism racist racists prejudice* homophob* transphob* sexis* misogyn* xenophob* discriminat* bigot* crime wrong unacceptable shame hate_speech report reporting ableist antisemit* islamophob*
    racismo racista* preconceit* homofob* transfob* machis* misogin* xenofob* discrimin* intoleran* errado inaceitavel vergonha denunci* capacit* lgbtfob* gordofob*
    racismo racista* prejuicio* homofob* transfob* machis* misogin* xenofob* discrimin* intoleran* inaceptable verguenza denunci* capacitis*
    abuse abusive harass* hostil* hatred intoleran* injustice unfair offensive offended ashamed shameful vile_comment delete removed remove_this condemn* illegal victim* persecut* defend* stand_up rights complaint
    abuso assedi* hostil* odio_contra injustic* injusto ofensiv* ofend* vergonhos* apaguem apaga removam conden* ilegal vitima* perseg* defend* direito crime_de absurdo
    abuso acos* hostil* odio_contra injustici* injusto ofensiv* ofend* vergonzos* borren borra eliminen conden* ilegal victima* persegu* defend* derecho delito absurdo`,
  profanity: `fuck* shit* damn bitch* ass asshole* bastard* crap wtf bullshit hell dick cunt* pussy
    porra caralho merda bosta puta puto foda* fuder cacete desgrac* filho_da_puta fdp pqp krl vsf vtnc arrombad* cu buceta vadia piranha otari* babaca* escrot* cuzao
    mierda puta puto joder carajo verga pinche pendej* cabron* culer* chinga* boludo* pelotud* hdp concha coño mamada* gilipollas huevon* imbecil*`,
  shop: `shop store service product* delivery phone website app restaurant food price* staff company order seller item items quality pizza hotel brand
    loja atendimento produto* entrega celular site aplicativo restaurante comida preco* funcionari* empresa vendedor* qualidade frete marca roupa tenis
    tienda atencion producto* servicio envio celular pagina restaurante comida precio* emplead* empresa vendedor* calidad marca ropa local`,
  money: `💰 💵 🤑 💸 💲 🪙 📈
    money cash profit* income earn* invest* bitcoin btc crypto* forex trading trade* trader broker loan* credit usd dollar* rich million* salary returns payout withdraw*
    dinheiro lucr* renda ganh* invest* cripto* emprestimo* credito limite salario rico milh* saque saldo aposta* tigrinho cassino bet
    dinero ganancia* ingreso* ganar gana invert* inversion* prestamo* credito sueldo rico millon* retiro* apuesta* casino`,
  urgent: `🚨 ⚠ ⏰ ⏳ 🔥
    now today urgent* immediately hurry last_chance expires expire* limited asap final within_24 only_today
    agora hoje urgente imediat* ultim* expira* vence vencid* limitad* corre apenas_hoje somente_hoje prazo
    ahora hoy urgente inmediat* ultim* expira* vence vencid* limitad* apur* solo_hoy corre`,
  click: `👇 👉 🔗 ⬇ ➡ 👆
    click* link tap access visit website url check_out checkout sign_up register log_in login download install below bio
    clique clica clicar clik link acesse acess* toque entre_no visite site cadastr* baixe instale bio abaixo confira
    clic click haz_clic enlace link entra_a ingresa ingrese accede visita registr* descarga instala bio abajo`,
  free: `🎁 🎉 🏆 🎊
    free won win winner* winning prize* gift* bonus congratulations congrats selected claim reward* giveaway voucher* jackpot guaranteed
    gratis gratuit* ganhou ganhador* premio* premiad* presente bonus parabens sorteio* sortead* selecionad* contemplad* resgat* garantid* brinde* vale-compra*
    gratis gratuit* ganaste ganador* premio* regalo* bono felicidades sorteo* seleccionad* reclam* recompensa* garantizad*`,
  contact: `📲 📱 📞 💬 📩
    whatsapp telegram text txt call dm inbox message_me add_me contact reply send sms pm
    whatsapp wpp whats zap zapzap telegram chama chame direct privado pv inbox manda mande adicion* contato
    whatsapp wsp wasap telegram escribe escribeme escribanme llama contact* agregame privado mensaje interno mandame`,
  bank: `account bank password code verify verification suspended blocked locked card pin security update_your confirm_your customs fee parcel_fee unusual
    conta banco senha codigo verific* suspens* bloquead* bloqueio cartao cpf seguranca atualiz* confirme taxa* taxad* alfandeg* correios receita boleto pix pendenci* regulariz* serasa score
    cuenta banco clave contrasena codigo verific* suspendid* bloquead* tarjeta seguridad actualic* actualiza confirme aduana* tasa correos impuesto* retenid* deposito`,
  adult: `🍆 💦 🍑 🔞 💋 😈 👅
    sex sexy nude* naked porn* xxx hot horny single_girls girls dating milf onlyfans webcam lonely babe
    sexo nudes nua pelad* porno* gostosa* safadinha novinha* transar tesao privacy packs pack encontro* solteira*
    sexo desnuda* porno* caliente* packs pack cogida soltera* citas sexi nenas`,
  follow: `follow* subscrib* channel views likes shoutout promote promo collab influencer* fans
    segue* seguir seguidor* inscrev* canal curtida* visualizac* divulg* parceri* impulsion* engaj*
    sigue* seguir seguidor* suscrib* canal likes vistas promocion* publicidad colabor*`,
  order: `order orders parcel package tracking invoice booking appointment reservation refund receipt purchase bought paid delivered
    pedido pedidos encomenda pacote rastre* nota boleto agendamento reserva reembolso estorno comprovante compra comprei paguei entregue consulta
    pedido pedidos paquete rastreo guia factura turno cita reserva reembolso devolucion comprobante compra compre pague entregado`,
  problem: `late broken missing arrived_late never_arrived damaged wrong faulty cancel* complain* terrible awful worst charged_twice lost waiting delay* scam_me rude ignored refuse*
    atras* quebrad* faltando faltou chegou danificad* errad* defeito cancel* reclam* pessim* horrive* pior cobrad* cobraram perdid* esperando demora* descaso enrol* ignor* procon
    atras* tard* rot* falta falto llego danad* equivocad* defect* cancel* reclam* pesim* horrible* peor cobraron cobrad* perdid* esperando demor* ignor* profeco`,
  thanks: `🙏 👍 😊 🤝 ✨
    thanks thank thx ty cheers perfect excellent awesome congrats lovely brilliant hi hello hey good_morning good_evening bye lol haha
    obrigad* obg brigad* valeu vlw perfeito excelente top parabens show oi ola bom_dia boa_tarde boa_noite tchau kkk rs rsrs tmj amei
    gracias grax perfecto excelente genial felicidades hola buenas buenos_dias buenas_tardes adios chau jaja jajaja`,
  ask: `what when where how which who why do does can could is are would will any
    que qual quais quando onde como quem quanto quantos custa tem tens pode posso da porque pq aceita aceitam faz fazem
    cual cuales cuando donde como quien cuanto cuantos cuesta tienen hay puedo pueden hacen aceptan por_que`,
  despair: `suicid* kill_myself end_my_life want_to_die end_it_all self_harm cut_myself hurt_myself going_to_kill_me threatened dont_want_to_live
    suicid* me_matar tirar_minha_vida quero_morrer queria_morrer nao_quero_mais_viver me_cortar acabar_com_tudo sumir_de_vez vai_me_matar me_ameac*
    suicid* matarme quitarme_la_vida quiero_morir no_quiero_vivir no_quiero_seguir_viviendo cortarme acabar_con_todo me_va_a_matar me_amenaz*`,
  person: `human person agent representative rep manager supervisor somebody someone operator real_person
    humano humana pessoa atendente alguem gerente responsavel supervisor* dono
    humano humana persona asesor* agente alguien gerente encargad* operador* supervisor* dueno`,
}

/** Group words that also name a colour, a country or a child: what they mean is left to the words around them. */
export const AMBIGUOUS_TERMS =
  'negro negra preto preta china moro mono macaco simio puta puto vadia zorra whore cunt slut cucaracha trava mongol coon spaz squaw invasor invasores girls a_girl menina meninas mocas chica chicas minas siria sirios crente tissao ticao bicha indians gay_bar marica'
