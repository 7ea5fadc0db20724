"""Words and characters that tables hold, per language: what `core.data.likely_words` knows a text by."""

from __future__ import annotations

SIGNS = """
°c °f ° µm µg µl µs µw µa µv µf µj µmol µt µsv µpa m² m³ cm² cm³ mm² mm³ dm² dm³ km² km³ ft² in² m/s² kg/m² kg/m³ s²
r² x² y² x³ χ² ² ³ ± € £ ¥ § % ‰ ½ ¼ ¾ × · ø å a€ k€ €/kg £/kg co² m€ Ω kΩ MΩ Δ Δt Δx δ σ λ α β γ θ ω π № n° nº nª º ª
– — © ® ™ ℃ ㎡ ㎏ ～ 、 。 「 」 （ ） ： ； ， ％ ＋ － ／ ￥ ÷ → ≤ ≥ • † ‡ ´ ¹
"""
"""Units and signs, which stand in tables of every language."""

WORDS = {
    "German": """
größe höhe länge breite fläche straße gewicht männlich weiblich schüler schülerin prüfung übung fächer ergebnis gefäß
jährlich täglich monatlich früh spät für über würde während größer größte kürzer länger schön böse möglich nötig
können müssen dürfen fällt hält läuft bäume häuser wörter bücher küche köln münchen düsseldorf nürnberg zürich
österreich süd müller schäfer jäger köhler krüger schröder günther jürgen böhm lösung lösungen menge stück kühl wärme
kälte temperatur geräusch geschwindigkeit beschleunigung kräfte räume tür tüte öl öffentlich änderung ähnlich ärzte
übrig äpfel käse brötchen gemüse frühling märz maß masse mäßig weiß heiß fuß füße groß grün spaß gruß schließen außen
fünf zwölf dreißig hälfte zähler verhältnis häufigkeit qualität universität aktivität gebäude einwohner bevölkerung
durchschnitt abhängig erklärung
""",
    "French": """
année années température été élève élèves âge numéro médian moyenne écart durée qualité quantité densité humidité
précipitations pression vitesse énergie région département système modèle expérience répétition mètre mètres siècle
mère père frère rivière lumière matière première dernière après très près accès succès progrès être même fenêtre forêt
tête fête arrêt bête intérêt hôtel hôpital côté tôt contrôle diplôme île boîte maître paraître où là à déjà voilà
français françois garçon leçon façon reçu ça noël naïf maïs haïti sexe féminin masculin marié célibataire employé
salarié catégorie échantillon étiquette âgé élevé bébé café santé société université marché réussi échoué méthode
géographie histoire mathématiques étoile école étude état également œuvre cœur sœur bœuf œil août dégât goût coût
coûts sûr dû poids longueur pétale sépale fréquence données début côte jérôme hélène rené andré françoise aurélie
l’eau d’eau l’année prénom métier décès genève pêche crêpe pâté brûlée thé gâteau
""",
    "Spanish": """
año años niño niña niños español españa mañana tamaño pequeño compañía otoño montaña señal baño daño sueño campaña
número números población región estación presión precisión duración posición versión producción educación operación
información situación opción sección nación decisión televisión también después según través además así aquí allí está
están día días país países energía economía geografía biología categoría teoría frío río mayoría todavía había tenía
podría más árbol área ácido álgebra ángulo análisis átomo índice período éxito época él sí qué cómo cuándo dónde quién
sólo último título público músculo máximo mínimo código kilómetro termómetro crédito método género teléfono médico
química física matemáticas josé maría garcía martínez lópez pérez sánchez gómez rodríguez fernández hernández núñez
ibáñez lucía andrés ratón corazón razón avión jardín bogotá perú méxico canadá japón león córdoba málaga inglés
francés interés mes vergüenza ¿ ¡ óscar íñigo plátano piña
""",
    "Portuguese": """
não são então pão mão irmão avião coração região população estação pressão informação educação situação posição
duração produção relação função seção direção avaliação nação ação opção observação verão limão feijão joão conceição
regiões estações informações condições ações milhões paulo mês três português inglês você vocês ciências frequência
distância experiência importância infância substância câmera lâmpada água área árvore ácido índice número números
média médio máximo mínimo época código método período preço peso força cabeça começo criança açúcar serviço espaço
março raça maçã manhã irmã lã às à até é está avó pôr país saúde idade gênero público político física química técnica
matemática história geografia família vários secundário necessário salário horário usuário município brasília pará
amanhã também além porém ninguém alguém belém josé antônio luís inês amapá goiás maranhão céu chapéu hotéis útil úmido
razão razões ódio fábio científica paixão avô ônibus dívida ás análise possível difícil fácil nível móvel automóvel
ciência japonês francês holandês seis opções direções populações irmãos mãos cidadãos pães cães alemães limões milhão
bilhões
""",
    "Italian": """
è città qualità quantità età umidità velocità densità università attività possibilità società realtà metà libertà
capacità unità profondità intensità elettricità gravità verità novità più già giù può però perché poiché così lunedì
martedì mercoledì giovedì venerdì sì là qui tè caffè cioè papà sarà avrà farà sanità virtù gioventù perù né sé
temperatura larghezza lunghezza altezza peso sesso maschio femmina prezzo pubblicità località identità varietà
comunità proprietà difficoltà facoltà cantù nicolò niccolò forlì potrà andrà ciò dirà meta l’acqua dell’anno
""",
    "Swedish": """
år ålder årstid längd höjd bredd vikt kön kvinna man växt växter djur mängd storlek område län invånare sjö skåne
malmö göteborg västerås örebro jönköping norrköping umeå luleå gävle växjö borås linköping höst vår sommar nederbörd
nederbördsmängd hög låg större mindre många få mätning mätvärde värde försök elev skola ämne språk hälsa kött bröd
mjölk smör äpple päron björk fågel häst får gräs träd vägg hörn människa människor barn åtta två fjärde själv från för
över under på då också så måndag lördag söndag även är när där här går står förmåga tjänst kärlek kök rör köpa pris
sålda antal åsa åke märta björn göran sören östergötland hastighet tryck kväve väder värme kyla svår lätt
""",
    "Danish": """
år alder højde længde bredde vægt køn kvinde mand størrelse mængde område måned nedbør måling måledata værdi forsøg
prøve elev skole bygd dansk københavn århus ålborg helsingør næstved køge sønderborg hjørring rødovre grøn grå gul rød
blå brød smør æble pære kød mælk øl sø å ø bjørn søren jørgen jens lærke åse kære første sidste største mindste på så
også når går får står må få før efter over gør kør hår låge dør hør være været læse læge væg væk mødre fødsel død født
søndag lørdag vindstyrke tørv tørke kølig varme sød hvornår hvad værre æg ægte træ træer græs ånd ånde tryk hastighed
høyde lengde vekt kjønn kvinne høst vår sommer fylke tromsø bodø ålesund bærum gjøvik hønefoss nærøy møre trøndelag
sør øst høy lav større mål språk både øke øye løsning løsningen læser læst spøk spøg bry jævnlig jævla jævlig militære
menneske menneskeheten ærlig utøver utøvere eøs løp løpet våre våge dårlig stå slå gå nå då året måte måde gård båt
båd hånd bånd land ål åpen åben båre sår tåre låne låst møte møde følge først mørk grønn grønt rødt søt kjøtt kjøp
kjøre øre høne frøken bøker bøger spørsmål spørgsmål svar nøyaktig nøjagtig væske vær værste næring næste nærmere klær
lærer lærerinne trær dræt plæne
""",
    "Finnish": """
ikä pituus lämpötila määrä päivä päivämäärä kesä syksy talvi kevät sää sade näyte näytteet yhtiö työ tyttö poika äiti
isä nimi mies nainen sähkö pöytä lähde yksikkö hyvä huono kylmä lämmin järvi mäki jyväskylä hämeenlinna seinäjoki
hyvinkää mikä tämä myös enää vielä eniten vähän pitää tehdä nähdä elämä kävijät väestö lääni väri vihreä sininen ääni
öljy åbo ylä
""",
    "Dutch": """
één geïnteresseerd officiële financiële provinciën provincies coördinatie coëfficiënt patiënt patiënten cliënt
ingrediënten categorieën energieën industriële efficiëntie ruïne geïsoleerd beïnvloed poëzie reünie ideeën zeeën
knieën drieën tweeën belgië italië australië spanje brazilië indonesië andré rené café scène crème enquête vóór hé oké
‘s-gravenhage
""",
    "Icelandic": """
ár aldur hæð þyngd lengd breidd kyn karl kona stærð fjöldi mánuður úrkoma mæling svæði íbúar reykjavík kópavogur
hafnarfjörður akureyri ísafjörður selfoss skóli bekkur einkunn nemandi próf já nei það þetta þessi við með fyrir í á
að og ég þú hún hann þeir þær sem eða frá til úr um yfir verð króna stk magn gæði hraði þrýstingur hiti kuldi vatn
snjór sól vor haust vetur sumar góður stór lítill hvítur svartur rauður grænn blár gulur guðrún sigríður jón ólafur
björn þór árni páll milljón íslensks íslenska evrópa sjúkdómur sjúkdómum lækna læknir ljós nýr nýrri rannsókn
rannsókna sækir mætir dóttir gunnarsdóttir jónsson sigurðsson einnig alltaf aldrei síðan síðar því þegar áður hjá
milli undir ofan vísindi stærðfræði saga íþróttir börn barn móðir faðir bróðir systir bíll hús borð stóll tré blóm
fugl hundur köttur hestur kýr fiskur brauð mjólk kjöt ávextir grænmeti
""",
    "Catalan": """
és més però també són això així què perquè després on any edat pes alçada longitud amplada població regió província
ciutat àrea municipi estació temperatura pressió precipitació número mitjà període època català catalunya barcelona
girona lleida maó òptim qualitat força alumne nom gènere home dona escola matemàtiques física història geografia núria
àngels jordi núm col·legi paral·lel il·lusió l’edat d’una informació situació raó ningú algú açò
""",
    "Polish": """
łódź kraków wrocław poznań gdańsk białystok rzeszów częstochowa toruń olsztyn województwo powiat gmina ludność
powierzchnia wysokość długość szerokość waga wzrost płeć mężczyzna kobieta wiek imię nazwisko data miesiąc dzień
tydzień godzina rok średnia średni wartość ilość jakość cena złoty złotych zł koszt sprzedaż liczba wilgotność
temperatura ciśnienie prędkość przyspieszenie masa objętość gęstość światło ciepło powietrze woda śnieg deszcz wiatr
styczeń kwiecień czerwiec sierpień wrzesień październik grudzień poniedziałek środa piątek niedziela uczeń uczniów
szkoła przedmiot język polski matematyka książka ćwiczenie pytanie odpowiedź zdał zdała tak nie duży mały większy
mniejszy żółty zielony biały czarny różowy błękitny stanisław małgorzata łukasz paweł michał rafał mirosław bogusław
łucja elżbieta bożena grażyna się są być był była było będzie może także też już więc że żeby przez między każdy który
która które również gdzieś jeśli źródło ąę ślub żona mąż córka ojciec łąka góra rzeka wieś źle łyżka pięć sześć
dziewięć dziesięć próba błąd część ciągły opór napięcie prąd małe duże jeszcze żaden żadnych jakiś jakimś ktoś komuś
coś czegoś dziś tę tą nią mają czują robią pamiętam wiem cię mną pięknie święta świat światowy życie żyć sześciu osób
ósmy dół stół król wróg mógł wróć zrób każda każdego późno przyszłość możliwość miłość działalność społeczność ilości
liczbą największy najmniejszy wyższy niższy łatwy ładny chłopiec dziewczyna zwierzę pszczoła żaba źrebię gęś mysz wąż
jeż niedźwiedź ogórek jabłko śliwka wiśnia chleb masło mięso ryż sól pieprz piłka nożna drużyna zespół
""",
    "Czech": """
výška váha šířka délka věk pohlaví muž žena město obec kraj okres počet obyvatel hodnota průměr průměrná množství
kvalita cena kč měsíc týden říjen září květen červen červenec únor březen pondělí úterý středa čtvrtek pátek neděle
teplota vlhkost tlak rychlost objem plzeň ostrava české budějovice hradec králové ústí liberec děčín žák žáci učitel
škola předmět známka prospěl výsledek jméno příjmení jiří tomáš františek lukáš ondřej matěj štěpán žaneta dvořák
černý veselý němec růžička novák novotný svobodová procházka kučera horák marek krejčí světlo zvíře kůň pes kočka růst
déšť sníh vítr slunce zelený žlutý červený bílý hnědý malý velký větší menší přesnost měření pokus otázka odpověď ano
ne který která které není také už když před přes mezi být byl může více každý čas část rovnice síla číslo číslice řada
řádek sloupec rok cíl dům způsob dĺžka šírka vek žiak mesiac týždeň dážď sneh máj január február jún júl vlhkosť
rýchlosť žiť štvrtok piatok nedeľa ľudia ktorý môže väčší kôň bratislava košice žilina nitra prešov trenčín áno nie
jiný jiné jaký takový nový starý dobrý špatný rychlý pomalý vysoký nízký široký úzký těžký lehký třída třetí čtvrtý
pátý šestý čtyři pět šest devět deset pětina živý živočich rostlina květ strom ovoce švestka třešeň hruška jablko
chléb máslo mléko sýr rýže sůl příklad případ příčina důvod důsledek událost možnost vlastnost společnost činnost země
měst dítě děti děvče chlapec přítel hustota délku výšku příští minulý poslední první účinky týmito francúzskej
rozprávky voľby voľne ťažký ľahký nízky ďalší ďakujem keď čo ešte štyri päť šesť deväť desať mäso chlieb príklad dôvod
spoločnosť činnosť pamäť
""",
    "Hungarian": """
magasság súly hosszúság szélesség kor nem férfi nő életkor név város megye népesség terület érték átlag mennyiség
minőség ár forint hőmérséklet nyomás sebesség idő időpont páratartalom eső csapadék szél hó hónap év nap hét óra perc
január február március április május június július szeptember október hétfő szerda csütörtök péntek szombat vasárnap
tanuló iskola tantárgy jegy osztályzat győr pécs szeged debrecen székesfehérvár miskolc nyíregyháza kecskemét és egy
igen több kevés első második utolsó nagyobb kisebb jó rossz zöld kék fehér fekete sárga piros kísérlet mérés kérdés
válasz számú szám százalék összeg összes különbség erő tömeg sűrűség térfogat gyorsulás víz levegő tűz föld erdő fű
kutya ló ember gyerek anya apa szülő lászló józsef istván zoltán gábor péter ágnes éva mária katalin zsófia jános nagy
kovács tóth szabó horváth kiss molnár németh őszi ősz tavasz tél nyár között után előtt című közép külső belső fő
művelet betű könyv műszer híd út autó már még én így úgy hogyan miért először később előbb vissza föl över kört
törvény könnyű nehéz erős gyönyörű új régi hosszú rövid széles szűk vékony vastag mély gyors lassú állat növény virág
gyümölcs körte szőlő meggy kenyér tej sajt hús só tó folyó hegy völgy falu ország világ magyarország európa német
angol francia olasz kórház gyógyszer beteg egészség művészet zöldség játék labda csapat győzelem vereség döntetlen
válaszok kérdések lehetőség társaság szükség különböző
""",
    "Romanian": """
înălţime greutate lăţime lungime vârstă vârsta sex bărbat femeie oraş oraşe judeţ judeţul populaţie suprafaţă ţară
ţări preţ preţul cantitate valoare medie notă note şcoală elev elevi clasă învăţător învăţământ matematică română
românia bucureşti iaşi timişoara braşov constanţa galaţi ploieşti piteşti bacău buzău târgu mureş sfântu gheorghe
temperatură presiune viteză umiditate precipitaţii lună săptămână zi an ianuarie toamnă iarnă primăvară vară luni
marţi sâmbătă duminică şi în să că după până când atât cât sunt fără către între aşa acelaşi aceeaşi această mâine
mâna câine pâine brânză lapte ştefan ţuţea mihăilă ionuţ cătălin rădulescu dumitraşcu mică mare cea verde roşu galben
alb negru întrebare răspuns greşit rezultat măsurare mărime număr numărul produs apă pădure câmp râu munţi forţă masă
energie lumină căldură directă prima două şase şapte nouă zece sută mie şansă şansa bistriţa ortodocşi încerca încă
îmi îţi mă vă lăsa găsi plăcea părinţi băiat fată fraţi copii soţ soţie naştere căsătorit informaţii informaţie
naţional naţiune staţie poziţie situaţie condiţii educaţie producţie acţiune funcţie secţiune viaţă faţă piaţă greaţă
ceaţă câţi câte atâta vânt pământ cuvânt sfârşit român franţa elveţia rusă engleză franceză germană istorie geografie
fizică chimie vânzări vândut cumpărat plată plătit bună rău frumoasă greutăţi înalt înaltă uşor uşoară lăţimea
adâncime grosime creştere scădere spaţiu oră ore minută zăpadă ninsoare furtună
""",
    "Croatian": """
težina visina širina dužina dob spol muškarac žena žensko muško grad županija općina stanovništvo površina količina
cijena vrijednost prosječna prosjek učenik učenica škola ocjena uspješan razred godište godina mjesec siječanj veljača
ožujak travanj svibanj lipanj srpanj kolovoz listopad studeni prosinac šibenik čakovec požega križevci varaždin đakovo
pločice čovjek ljudi životinja biljka kiša snijeg sunce vjetar brzina tlak vlažnost temperatura što više može već
također između koji će bit prošli sljedeći manji veći najveći najmanji crveni žuti plavi bijeli smeđi ivić marić
horvat kovačević babić jurić matić petrović đurđević žarko šime željko krešimir mjerenje pokušaj pogreška točno
netočno vježba rješenje šola učenec dež člani žival število višina teža dolžina starost moški občina prebivalci šest
štiri još šta prošle mlađi građani građana vlašću američkim hrvatski hrvatska kuća kućanstvo plaća plaće cijenā noć
moć pomoć dječak djevojčica dječji muškarci žene čaša čaj čokolada kruška šljiva trešnja višnja jabuka meso riža sol
šećer ulje voće povrće ribe životni čisto čitav naš vaš njegov loše dobro lošije češće rjeđe niže širi uži teži lakši
duži kraći jači slabiji moći ići doći kći riječ rječnik čas sat četiri četvrtak ponedjeljak utorak srijeda petak
nedjelja proljeće ljeto jesen zima še če že več črni električne težkih starejše boljši angleško številka človek ljudje
otrok dežela država ženska leto mesec poletje pomlad sneg veter hitrost povprečje največji najmanjši učitelj rešitev
vprašanje
""",
    "Russian": """
рост вес пол мужской женский возраст имя фамилия год месяц день неделя время час дата город страна область район
население площадь плотность температура влажность давление скорость ускорение сила масса объём длина ширина высота
глубина цвет цена количество число среднее значение сумма итог номер код класс школа ученик учитель оценка предмет
балл экзамен сдал да нет погода осадки дождь снег ветер солнце облачно ясно весна лето осень зима москва
санкт-петербург казань новосибирск екатеринбург самара омск иван мария сергей анна александр дмитрий алексей елена
ольга наталья иванов петров смирнов кузнецов красный зелёный синий жёлтый белый чёрный большой маленький хороший
плохой вопрос ответ это что как так его для она они все был была было быть может если только уже или также более после
первый второй третий группа тип вид товар магазин продажи руб рублей шт кг см мм опыт измерение ошибка результат
энергия мощность напряжение ток сопротивление частота где сколько который человек животное собака кошка лошадь
растение дом работа пациент диагноз лечение здоров болен улица адрес телефон покупка хлеб молоко сыр соль мясо рыба
масло яйцо вода чай сахар картофель яблоко груша слива м ж муж жен ёж
""",
    "Ukrainian": """
вік зріст вага стать чоловік жінка чоловіча жіноча ім’я прізвище рік місяць день тиждень час дата місто країна область
район населення площа густота температура вологість тиск швидкість прискорення сила маса об’єм довжина ширина висота
глибина колір ціна кількість число середнє значення сума номер клас школа учень учні вчитель оцінка предмет бал іспит
так ні якість погода опади дощ сніг вітер сонце весна літо осінь зима київ львів харків одеса дніпро запоріжжя вінниця
чернівці івано олександр сергій андрій оксана наталія ольга юрій шевченко бондаренко ковальчук червоний зелений синій
жовтий білий чорний великий малий добрий поганий питання відповідь це що як для вона вони всі був була було бути може
якщо тільки вже або також більше після перший другий третій група тип вид товар продажі грн кг см дослід вимірювання
помилка результат енергія їжа їх її своє є ще між людина тварина собака кіт кінь рослина дім робота українська мова
європа європейський хліб молоко сир сіль масло яблуко груша слива чол жін
""",
    "Bulgarian": """
ръст тегло пол мъж жена възраст име фамилия година месец ден седмица време час дата град държава област община
население площ плътност температура влажност налягане скорост ускорение сила маса обем дължина ширина височина
дълбочина цвят цена количество брой средно стойност сума номер клас училище ученик учител оценка предмет точки изпит
да не качество валежи дъжд сняг вятър слънце пролет лято есен зима софия пловдив варна бургас русе стара загора георги
иван мария димитър петър елена петров иванов димитров червен зелен син жълт бял черен голям малък добър лош въпрос
отговор това какво как за той тя те всички беше бъде може ако само вече или също повече след първи втори трети група
вид стока продажби лв кг см опит измерване грешка резултат енергия между човек животно куче котка кон растение къща
работа български език
""",
    "Turkish": """
öğrenci öğretmen sınıf sınav başarılı başarısız yaş boy ağırlık cinsiyet kadın erkek hayır şehir il ilçe nüfus bölge
ülke sıcaklık yağış yağmur kar rüzgâr basınç nem güneş güneşli bulutlu hız süre uzunluk genişlik yükseklik derinlik
alan hacim kütle kuvvet ağırlığı yüzde sayı sayısı değer değeri ortalama toplam en düşük yüksek büyük küçük kısa uzun
sıcak soğuk iyi kötü çok az ürün fiyat fiyatı satış müşteri sipariş tutarı ücret gider gelir maaş çalışan görev bölüm
işlem ödeme türkçe türkiye istanbul ankara izmir bursa diyarbakır muğla aydın balıkesir çanakkale eskişehir gaziantep
şanlıurfa kırıkkale iğdır ağrı muş siirt ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
pazartesi salı çarşamba perşembe cuma cumartesi kış ilkbahar yaz sonbahar gün ay yıl hafta saat dakika tarih adı
soyadı isim doğum tarihi yeri adres ayşe fatma mehmet mustafa ahmet ali hüseyin oğuz çağla şule gülşen özgür ömer
yılmaz şahin çelik öztürk aydın arslan doğan kılıç aslan çetin koç özdemir kırmızı yeşil mavi sarı siyah beyaz turuncu
mor gri kahverengi çiçek ağaç yaprak kuş kedi köpek balık sığır koyun at inek ekmek süt peynir yumurta elma çay şeker
tuz yağ et pirinç evet doğru yanlış açık kapalı var yok ve ile için bir bu şu değil olarak kağıdı ışık ısı deney ölçüm
gözlem örnek sonuç sonucu hata türü sıra numarası öğle akşam sabah gece
""",
    "Greek": """
ύψος βάρος φύλο ηλικία άνδρας γυναίκα αγόρι κορίτσι όνομα επώνυμο πόλη χώρα νομός περιοχή πληθυσμός έκταση πυκνότητα
έτος μήνας ημέρα εβδομάδα ώρα λεπτό ημερομηνία χρόνος θερμοκρασία υγρασία πίεση βροχή χιόνι άνεμος ήλιος καιρός
συννεφιά ταχύτητα επιτάχυνση δύναμη μάζα όγκος μήκος πλάτος βάθος εμβαδόν αριθμός πλήθος μέσος όρος σύνολο τιμή
ποσότητα προϊόν κόστος πωλήσεις έσοδα έξοδα μισθός πελάτης εταιρεία τάξη σχολείο μαθητής μαθήτρια καθηγητής βαθμός
εξέταση μάθημα επιτυχία αποτυχία ναι όχι αθήνα θεσσαλονίκη πάτρα ηράκλειο λάρισα βόλος ιωάννινα χανιά ρόδος κρήτη
πειραιάς ελλάδα κύπρος ευρώπη ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος ιούλιος αύγουστος σεπτέμβριος
οκτώβριος νοέμβριος δεκέμβριος χειμώνας άνοιξη καλοκαίρι φθινόπωρο δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο
κυριακή γιώργος μαρία γιάννης ελένη κώστας δημήτρης νίκος αικατερίνη παπαδόπουλος κόκκινο πράσινο μπλε κίτρινο μαύρο
άσπρο μεγάλο μικρό καλό κακό υψηλό χαμηλό ψηλός κοντός είδος τύπος κατηγορία ομάδα χρώμα σχήμα σκύλος γάτα πουλί ψάρι
δέντρο λουλούδι φύλλο ψωμί γάλα τυρί αυγό νερό λάδι κρέας μήλο το τα του της των και με για από στο στη είναι δεν που
σε ένα μία ερώτηση απάντηση αποτέλεσμα μέτρηση σφάλμα παρατήρηση πείραμα απόσταση ενέργεια ισχύς
""",
    "Hebrew": """
שם גיל ציון מין גובה משקל עיר תאריך שנה חודש יום שעה מספר כמות מחיר צבע סוג קבוצה כיתה תלמיד תלמידה בית ספר תוצאה עבר
נכשל כן לא זכר נקבה טמפרטורה לחות גשם רוח לחץ מהירות זמן אורך רוחב שטח נפח מסה כוח אנרגיה ממוצע סך הכל אדום ירוק כחול
צהוב לבן שחור דוד שרה יוסף משה רחל יעקב אברהם מרים דניאל ירושלים תל אביב חיפה באר שבע ישראל טוב רע גדול קטן של על את
עם גבוה נמוך לחם חלב תפוח ראשון שני שלישי קיץ חורף אביב סתיו שמש מים אדם ילד ילדה אישה
""",
    "Arabic": """
الاسم العمر الدرجة الجنس الطول الوزن المدينة التاريخ السنة الشهر اليوم الساعة العدد الكمية السعر اللون النوع المجموعة
الصف الطالب المدرسة النتيجة ناجح راسب نعم لا ذكر أنثى درجة الحرارة الرطوبة المطر الرياح الضغط السرعة الزمن العرض المساحة
الحجم الكتلة القوة الطاقة المتوسط المجموع أحمر أخضر أزرق أصفر أبيض أسود محمد فاطمة علي أحمد حسن حسين مريم خالد عمر يوسف
سارة القاهرة بغداد دمشق الرياض بيروت عمان تونس مصر العراق جيد سيء كبير صغير من في على إلى هذا التي عن مع رقم مدينة سنة
شهر يوم بلد خبز حليب تفاح ماء شمس صيف شتاء ربيع خريف رجل امرأة ولد بنت
""",
    "Thai": """
ชื่อ อายุ คะแนน เพศ ชาย หญิง ส่วนสูง น้ำหนัก เมือง จังหวัด วันที่ เวลา ปี เดือน วัน จำนวน ราคา สี ชนิด ประเภท กลุ่ม ชั้น นักเรียน
โรงเรียน ผล ผ่าน ไม่ผ่าน ใช่ ไม่ใช่ อุณหภูมิ ความชื้น ฝน ลม ความดัน ความเร็ว ความยาว ความกว้าง พื้นที่ ปริมาตร มวล แรง พลังงาน
เฉลี่ย รวม แดง เขียว น้ำเงิน เหลือง ขาว ดำ สมชาย สมหญิง กรุงเทพ เชียงใหม่ ภูเก็ต ไทย ดี สูง ต่ำ ใหญ่ เล็ก ที่ และ ของ ใน มี เป็น
ข้าว นม แอปเปิ้ล น้ำ บ้าน คน เด็ก
""",
}

NAMES = {
    "German": "klasse alter ort datum zeit preis gewicht ergebnis stadt farbe zahl wert jahr monat schule",
    "French": "nom prix ville taille poids sexe produit couleur classe moyenne mois jour pays pomme",
    "Spanish": "nombre nota alumno edad ciudad precio peso altura fruta fecha sexo hora provincia clase valor grupo",
    "Portuguese": "nome nota aluno idade cidade altura peso fruta sexo hora turma valor grupo produto",
    "Italian": "nome voto alunno prezzo altezza peso colore frutta sesso classe valore gruppo prodotto comune",
    "Swedish": "namn betyg elev pris vikt stad klass ort datum antal",
    "Danish": "navn pris karakter elev vekt klasse dato antal",
    "Polish": "nazwa cena waga wzrost miasto kolor owoc ocena klasa wiek",
    "Czech": "hodnota cena barva datum ovoce kraj",
    "Hungarian": "megye magas nem szeged",
    "Turkish": "cinsiyet meyve renk fiyat tarih puan",
}
"""Words without other letters in headers and first rows, which tell the language of the rest."""

HANZI = """
的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实
日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员
解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象
完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔近远红黄蓝绿黑片单双组班级绩语英历史音乐姓龄男岁温湿雨雪晴阴风云压率均值坏优良差否城县省镇村乡街号码编序价钱
元角售销购库存店铺商客户籍职称收支付款项额费税吨米厘毫升秒钟周季节春夏秋冬早晚午星血糖脉搏肺癌症病诊断疗药剂患异阳胖瘦矮宽厚深浅速密积圆径线曲斜标坐横纵轴函概误准预测训练验证试赵孙李吴郑冯陈褚卫蒋沈韩
杨朱秦尤吕施孔曹严华魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦昌苗凤花俞袁柳鲍唐廉岑薛雷贺倪汤伟芳娜敏静丽磊洋勇艳杰娟涛超秀霞刚桂兰玲梅志婷鹏欣怡梓涵宇轩浩京沪津渝广圳州杭宁武汉沙岛连厦福吗网怎影爱府选台
议车视站始快持联改划图亚需党游专约集布每技服请参包办球造吧团示调流济友根士推委举备容续案首干言校港转官研料质织字较查护整照香欢注创究增众型供具育源息离算孩获演投跟构谁击喜除步境响写助属引农企列害器态找
赛局戏族纪装洲医买显易功考极维往版责越模警玩另吃足协效终评群营环例习革独段限录势假罗错火仅简留察满止剧艺热落低欧监域土古林播画谈围母哥防股尽食江初停半承担飞救排判财突父席票养园险介络紧讨银移景馆卡奇激
富素斗互亿攻石油庭益背短卖细铁降材减补筑夜媒略冲弟临退牌妇缺航酒督座签键盘猫狗牛羊猪鸡鱼鸟虫树叶草植萼瓣鸢尾瓜菜饭茶酸碱盐氧氢碳氮磷锌铜铝硬软冷暖暑寒晨昼旬粒颗颜紫橙棕灰褐粉状尺寸左右顶底竖倍占频描述
贯届毕
"""
"""Common Chinese characters, those of tables among them."""

TRADITIONAL = """
的一是不在人有我他這個們中來上大為和國地到以說時要就會可也你對生能而子那得於著下自之年過發後作用道行所然種事成方多經麼去法學如都同現當沒動麵起看定天分還進好小部其些主樣理心她本前開但因隻從想實日軍者意
無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰頭文體政美相見被利什二等或新己製身果加西斯月話特代內信錶化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義
各入幾口認條平係氣題活爾更彆打女變四神總何電數安少報結反受目太量再感建務做接必場件計管期市直德資命山金指剋許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色路記南品住
告類求據程北邊死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運筆近遠紅黃藍綠黑片單雙組班級績語英曆史音樂姓齡男歲溫濕雨雪晴陰風雲壓率均值壞優良差否城縣省鎮村鄉街號碼編序價錢元角售銷購庫存店鋪
商客戶籍職稱收支付款項額費稅噸米厘毫升秒鍾周季節春夏鞦早晚午星血糖脈搏肺癌癥病診斷療藥劑患異陽胖瘦矮寬厚深淺速密積圓徑斜標坐橫縱軸函概誤準預測訓練驗證試趙孫李吳鄭馮陳褚衛蔣瀋韓楊硃秦尤呂施孔曹嚴華魏陶
薑戚謝鄒喻柏竇章蘇潘葛奚彭郎魯韋昌苗鳳花俞袁柳鮑唐廉岑薛雷賀倪湯偉芳娜敏靜麗磊洋勇艷傑娟濤超秀霞剛桂蘭玲梅誌婷鵬欣怡梓涵宇軒浩京滬津渝廣圳州杭武漢沙島連廈福嗎網怎影愛府選颱議車視站始快持聯改劃圖亞需黨
遊專約集布每技服請參包辦球造吧團示調流濟友根士推委舉備容續案首乾言校港轉官研料質織字較查護整照香歡注創究增眾型供具育源息離算孩獲演投跟構誰擊喜除步境響寫助屬引農企列害器態找賽局戲族紀裝洲醫買顯易功考極
維往版責越模警玩另吃足協效終評群營環例習革獨段限錄勢假羅錯火僅簡留察滿止劇藝熱落低歐監域土古林播畫談圍母哥防股盡食江初停半承擔飛救排判財突父席票養園險介絡緊討銀移景館卡奇激富素鬥互億攻石油庭益背短賣細
鐵降材減補築夜媒略衝弟臨退牌婦缺航酒督座簽鍵盤貓狗牛羊豬雞魚鳥蟲樹葉草植萼瓣鳶尾瓜菜飯茶酸堿鹽氧氫碳氮磷鋅銅鋁硬軟冷暖暑寒晨晝旬粒顆紫橙棕灰褐粉狀尺寸左右頂底倍占頻描述貫屆畢臺灣裡妳藉週檢薪註別竹嘉屏
宜桃栗彰隆澎湖祖澳九龍了出于后里家么面只并向制合回表儿几系才克听云坏秋冬症曲准沈朱姜范杰志台划游干斗筑虫
"""
"""Common Chinese characters as Taiwan and Hong Kong write them."""

KANJI = """
日一国人年大十二本中長出三時行見月後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語土木聞食車何南万毎白天母火右読友左休父雨会同事自社発者地業方新場員立開手力問代明動
京目通言理体田主題意不作用度強公持野以思家世多正安院心界教文元重近考画海売知道集別物使品計死特私始朝運終台広住真有口少町料工建空急止送切転研足究楽起着店病質待試族銀早映親験英医仕去味写字答夜音注帰古歌
買悪図週室歩風紙黒花春赤青館屋色走秋夏習駅洋旅服夕借曜飲肉貸堂鳥飯勉冬昼茶弟牛魚兄犬妹姉漢身性温湿候晴曇雪圧値価格個数量短幅厚深浅速率比均平最点合否結果成績組番号順位県市区郡村府都州島面積密齢歳所氏姓
在庫商販購客費税込額利益損収支職種類型式分秒差誤標準偏測定予実検査血糖脈診断治療患薬投与異常無陽陰健康徒児童科術保護植虫弁葉茎根枚冊匹頭羽倍割増減変化加距離摂酸素塩基溶液濃沸融佐藤鈴橋伊渡辺林吉井松清
森阿部池石崎斎坂福岡太郎次美恵香愛翔葵蓮阪神戸札幌仙沖縄横浜埼玉全的当感回対良内戦関要取現法好能機期初様解報付連記必可続選決信他情確相受向達活引原調経制限設直民第参得約勝指認置応産件系流想進欲残政議優
単由像伝際消務然演士反線乗供存共王夫願判録張害失難念顔告態容育形示等構返備装緒観権影再任企論器視資効版例段移更未規済象警載満居求証改働低争飛丈統師馬球製隊復官造展除換処訳察破編精専総助座域局施似修許党
降案末興星苦管況夢協響首武導路門評材極独歴帯罪具適兵般遠遅描条熱囲巻階担絵頂申幸境給射環談級詳労街及領仲冷識従船練並算株暖寒涼零鉄銅鉛鋼布糸靴皿杯米麦豆卵乳油酢貝鶏豚猫鼠猿虎羊兎草桜梅菊竹緑橙紫灰桃彩
状角径周
"""
"""Common Japanese kanji, those of tables among them."""

HANGUL = """
이다는의에을가고하한지도를로기은사서대인어시나자리일정부수그해전아있으구스라장주보제들상과여유동성문원무공중비조연적만선세안우경국신계관개소당생위마거미입발영분회민후결학교것없치재년월행물모음진남등차
금식요표불내단심통방업현체화산실양강르토할된되게면니까오했며야았었습임름호외용각반타파트드레프터크키코노점급번날짜간평균총합최저값률율속온압력높길너폭깊몸넓피질량밀류항바람눈맑흐림봄겨울침낮밤별녀님목
격군읍출직판매품록예네좋쁨김박윤권황송홍준혜희숙철석훈태빈천광종북충청포약환병료혈맥증험측확본련빨초검흰색데러려명와래운작말건히때더버카역알두감배랑처함달법난설워런살던루형집른든걸않테추언린올또많겠근
복친편메열변따참새받머돌능란특술독맞느필손줄투순론플막베향존왜담활망승립얼령커죽백찾글축완창쪽왔육족뭐볼곳책될릴범벌긴클케취퍼션및패앞채락견규협극랜츠힘착끼슨귀택뒤째답슬잠놓삼쿠첫획십먼큰팀골돈링굴널
몇휴센논벽탁맨풀넷맛컨층옷꽃딸옥똑팬혁핵털칠읽덕짝홀닭돼잎붓씨앗콩쌀밥빵떡귤숭
"""
"""Common Korean syllables, those of tables among them."""
