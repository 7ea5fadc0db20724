"""Small tables as schools, laboratories and shops have them, each with the encoding that its bytes are in.

Every second one was put aside while the rules of `core.data.encodings` were made: see `test_encodings`.
From “Turkish” to the end that is true of costs and rules only: the lists of Turkish and Greek words were written with
all of these tables in view, so the half that was put aside proves less for those.
"""

TABLES: tuple[tuple[str, str], ...] = (
    # German
    ("cp1252", "Größe;Gewicht;Note\n1,80;80;2\n1,65;60;1\n"),
    ("cp1252", "Ort;Höhe;Niederschlag\nKöln;53;839\nBonn;60;669\n"),
    ("cp1252", "Schüler,Fehlstunden,bestanden\n1,3,ja\n2,14,nein\n"),
    ("cp1252", "Länge (mm);Breite (mm);Art\n12,5;3,1;Käfer\n9,5;2,8;Wanze\n"),
    ("cp1252", "Artikel;Preis in €;Stück\nHeft;1,20;30\nStift;0,80;50\n"),
    ("mac_roman", "Größe;Gewicht;Geschlecht\n1,80;80;männlich\n1,65;60;weiblich\n"),
    ("mac_roman", "Straße;Fußgänger;Autos\nHauptstraße;120;300\nGasse;80;12\n"),
    # French
    ("cp1252", "Élève;Âge;Réussi\n1;15;oui\n2;16;non\n"),
    ("cp1252", "Année;Température;Saison\n2001;12,5;hiver\n2002;22,1;été\n"),
    ("cp1252", "espece,longueur petale,largeur petale\niris sauvage,1.4,0.2\niris dorée,4.7,1.4\n"),
    ("cp1252", "Prénom;Taille;Métier\nZoé;1,65;ingénieur\nLoïc;1,80;maçon\n"),
    ("mac_roman", "Région;Chômage;Densité\nBretagne;6,5;123\nAlsace;7,2;228\n"),
    # Spanish
    ("cp1252", "año,presión,estación\n1,12.5,otoño\n2,13.5,verano\n"),
    ("cp1252", "tamaño;peso;especie\n12;3,4;ratón\n15;4,1;conejo\n"),
    ("mac_roman", "País,Población,Región\nPerú,33,América\nJapón,125,Asia\n"),
    # Portuguese
    ("cp1252", "cidade;população;região\nSão Paulo;12,3;sudeste\nBelém;1,5;norte\n"),
    ("cp1252", "Mês,Pressão,Chuva\n1,1013,não\n2,1009,sim\n"),
    # Italian
    ("cp1252", "Città;Umidità;Qualità\nRoma;60;buona\nTorino;72;scarsa\n"),
    ("cp1252", "velocità,età,sì o no\n12,3,sì\n15,4,no\n"),
    # Swedish, Danish, Norwegian, Finnish
    ("cp1252", "Längd;Vikt;Kön\n180;80;man\n165;60;kvinna\n"),
    ("cp1252", "år,nederbörd,växt\n2001,812,björk\n2002,640,gran\n"),
    ("cp1252", "Højde;Vægt;Køn\n180;80;mand\n165;60;kvinde\n"),
    ("cp1252", "måned,nedbør,vindstyrke\n1,120,sterk\n2,80,svak\n"),
    ("cp1252", "Ikä;Pituus;Lämpötila\n12;150;36,6\n13;158;37,1\n"),
    ("mac_roman", "Kommun;Invånare;Län\nMalmö;351;Skåne\nÅmål;12;Dalsland\n"),
    # Units, among words without any letter that is not ASCII
    ("cp1252", "temp (°C),power (µW),ok\n1,12.5,yes\n2,13.5,no\n"),
    ("cp1252", "item,price (£),sold\npen,1.20,30\nbook,8.50,4\n"),
    ("cp1252", "area (m²),volume (m³),kind\n12,30,a\n15,41,b\n"),
    ("cp1252", "reading,error\n12.5,±0.2\n13.1,±0.3\n"),
    ("mac_roman", "day,temp °C,rain\n1,12.5,no\n2,13.5,yes\n"),
    # Polish
    ("cp1250", "Miasto;Ludność;Województwo\nŁódź;672;łódzkie\nKraków;800;małopolskie\n"),
    ("cp1250", "Wysokość,Waga,Płeć\n180,80,mężczyzna\n165,60,kobieta\n"),
    ("cp1250", "rok;średnia;opady\n2001;8,1;duże\n2002;7,9;małe\n"),
    ("cp1250", "uczeń,punkty,ocena\n1,45,3\n2,80,5\n"),
    # Czech, Slovak
    ("cp1250", "Město;Výška;Počet\nPlzeň;310;170\nBrno;237;380\n"),
    ("cp1250", "žák,věk,prospěl\n1,15,ano\n2,16,ne\n"),
    ("cp1250", "Teplota;Vlhkosť;Mesiac\n12,5;60;máj\n2,5;80;január\n"),
    # Hungarian
    ("cp1250", "Magasság;Súly;Nem\n180;80;férfi\n165;60;nő\n"),
    ("cp1250", "Időpont,Hőmérséklet,Eső\n1,12.5,nem\n2,13.5,igen\n"),
    # Romanian
    ("cp1250", "Înălţime;Greutate;Oraş\n180;80;Iaşi\n165;60;Cluj\n"),
    ("cp1250", "vârstă,notă,promovat\n15,8,da\n16,4,nu\n"),
    # Croatian, Slovenian
    ("cp1250", "Težina;Visina;Županija\n80;180;Šibenik\n60;165;Zadar\n"),
    ("cp1250", "učenik,godište,uspješan\n1,2008,da\n2,2009,ne\n"),
    # Russian, Ukrainian, Bulgarian
    ("cp1251", "Рост;Вес;Пол\n180;80;мужской\n165;60;женский\n"),
    ("cp1251", "город,население,площадь\nМосква,12,2561\nКазань,1,588\n"),
    ("cp1251", "x,y,класс\n1,2,да\n2,3,нет\n"),
    ("cp1251", "Год;Температура, °C;Осадки\n2001;5,8;690\n2002;6,1;640\n"),
    ("cp1251", "Вік;Зріст;Місто\n15;170;Київ\n16;180;Львів\n"),
    ("cp1251", "Рік,Ціна,Якість\n2001,12,добра\n2002,14,погана\n"),
    ("cp1251", "Ученик;Оценка;Възраст\n1;5,5;15\n2;4,0;16\n"),
    # Chinese
    ("gb18030", "年龄,性别,结果\n20,男,1\n30,女,0\n"),
    ("gb18030", "学生;成绩;班级\n1;90;一班\n2;85;二班\n"),
    ("gb18030", "温度,湿度,天气\n25,60,晴\n18,90,雨\n"),
    ("gb18030", "城市,人口(万),面积\n北京,2189,16410\n上海,2487,6340\n"),
    ("gb18030", "x,y,类别\n1,2,好\n2,3,坏\n"),
    # Japanese
    ("cp932", "身長,体重,性別\n170,60,男\n158,50,女\n"),
    ("cp932", "気温;湿度;天気\n25;60;晴れ\n18;90;雨\n"),
    ("cp932", "都市,人口,面積\n東京,1396,2194\n大阪,882,1905\n"),
    ("cp932", "商品,価格,個数\nノート,120,30\nペン,80,50\n"),
    ("cp932", "生徒,点数,合格\n1,45,いいえ\n2,80,はい\n"),
    # Korean
    ("cp949", "나이,키,몸무게\n15,170,60\n16,158,50\n"),
    ("cp949", "학생;점수;합격\n1;90;예\n2;45;아니오\n"),
    ("cp949", "도시,인구,면적\n서울,941,605\n부산,334,770\n"),
    ("cp949", "온도,습도,날씨\n25,60,맑음\n18,90,비\n"),
    # Columns of names
    ("cp1252", "name,goals\nMüller,12\nSchäfer,8\nGöbel,5\nKrüger,3\n"),
    ("cp1252", "nombre,edad\nJosé,15\nMaría,16\nIñigo,15\nÁngela,14\n"),
    ("cp1250", "imię,wiek\nStanisław,15\nMałgorzata,16\nŁukasz,15\n"),
    ("cp1250", "jméno,věk\nJiří,15\nTomáš,16\nLenka,15\n"),
    ("cp1251", "имя,возраст\nИван,15\nМария,16\nСергей,15\n"),
    ("gb18030", "姓名,分数\n王小明,90\n李华,85\n张伟,77\n"),
    ("cp932", "名前,年齢\n田中,15\n佐藤,16\n鈴木,15\n"),
    ("cp949", "이름,성별\n김민수,남\n이지은,여\n박서준,남\n"),
    # UTF-16 without a mark, UTF-8 with and without one
    ("utf-16-le", "Größe;Gewicht\n1,80;80\n1,65;60\n"),
    ("utf-16-be", "height,weight\n180,80\n165,60\n"),
    ("utf-16-le", "姓名,城市,天气\n王小明,北京,晴\n李华,上海,雨\n"),
    ("utf-16-be", "город;погода\nМосква;дождь\nКазань;солнце\n"),
    ("utf-8", "Größe;Preis in €\n1,80;80\n1,65;60\n"),
    ("utf-8-sig", "年齢,性別\n20,男\n30,女\n"),
    # More than a few words
    ("cp1252", "Frage;Antwort\nWie groß ist die Fläche?;20 m²\nWie heißt der Fluss?;Weiß ich nicht\n"),
    ("cp1252", "naïve guess,café,résumé sent\n1,2,yes\n2,3,no\n"),
    ("cp1250", "Otázka;Odpověď\nKolik váží pes?;Dvanáct kilogramů\nKde žije kůň?;Ve stáji\n"),
    ("cp1251", "вопрос,ответ\nСколько весит собака?,двенадцать килограммов\nГде живёт лошадь?,в конюшне\n"),
    ("mac_roman", "Question;Réponse\nOù êtes-vous né ?;À Genève\nÇa va ?;Très bien, merci\n"),
    # Turkish
    ("cp1254", "Öğrenci;Yaş;Başarılı\n1;15;evet\n2;16;hayır\n"),
    ("cp1254", "şehir,nüfus,bölge\nİstanbul,15.5,Marmara\nİzmir,4.4,Ege\n"),
    ("cp1254", "Boy;Ağırlık;Cinsiyet\n1,80;80;erkek\n1,65;60;kadın\n"),
    ("cp1254", "ay,sıcaklık,yağış\nocak,2.5,82\nşubat,3.1,70\n"),
    ("cp1254", "Ürün;Fiyat;Adet\nKalem;12,5;30\nSilgi;8;50\nDefter kağıdı;20;4\n"),
    ("cp1254", "isim,sınıf,not\nAyşe,9,85\nMehmet,10,70\nOğuz,9,60\nÇağla,11,90\n"),
    # Greek
    ("cp1253", "Ύψος;Βάρος;Φύλο\n180;80;άνδρας\n165;60;γυναίκα\n"),
    ("cp1253", "πόλη,πληθυσμός,έκταση\nΑθήνα,664,39\nΠάτρα,168,125\n"),
    ("cp1253", "μαθητής;ηλικία;βαθμός\n1;15;18,5\n2;16;12\n"),
    ("cp1253", "Έτος,Θερμοκρασία (°C),Βροχή\n2001,18.5,ναι\n2002,19.1,όχι\n"),
    ("cp1253", "x,y,είδος\n1,2,γάτα\n2,3,σκύλος\n"),
    ("cp1253", "Προϊόν;Τιμή;Ποσότητα\nΨωμί;1,2;30\nΓάλα;0,8;50\n"),
    # Russian in KOI8-R
    ("koi8_r", "Рост;Вес;Пол\n180;80;мужской\n165;60;женский\n"),
    ("koi8_r", "город,население,площадь\nМосква,12,2561\nКазань,1,588\n"),
    ("koi8_r", "x,y,класс\n1,2,да\n2,3,нет\n"),
    ("koi8_r", "Год;Температура;Осадки\n2001;5,8;690\n2002;6,1;640\n"),
    ("koi8_r", "имя,возраст\nИван,15\nМария,16\nСергей,15\n"),
    ("koi8_r", "товар;цена;количество\nхлеб;30;5\nмолоко;60;2\n"),
    # Japanese in EUC-JP, and half-width kana in Shift-JIS
    ("euc_jp", "身長,体重,性別\n170,60,男\n158,50,女\n"),
    ("euc_jp", "気温;湿度;天気\n25;60;晴れ\n18;90;雨\n"),
    ("euc_jp", "商品,価格,個数\nノート,120,30\nペン,80,50\n"),
    ("euc_jp", "都市,人口,面積\n東京,1396,2194\n大阪,882,1905\n"),
    ("euc_jp", "名前,年齢\n田中,15\n佐藤,16\n鈴木,15\n"),
    ("euc_jp", "生徒,点数,合格\n1,45,いいえ\n2,80,はい\n"),
    ("cp932", "ｼｮｳﾋﾝ,ｶｶｸ,ｺｽｳ\nﾉｰﾄ,120,30\nﾍﾟﾝ,80,50\n"),
    ("cp932", "氏名,ｶﾅ,点数\n田中,ﾀﾅｶ,45\n佐藤,ｻﾄｳ,80\n"),
    ("cp932", "日付,ﾃﾞｰﾀ,温度\n1,ｱ,25\n2,ｲ,18\n"),
    ("cp932", "品名;ﾀｲﾌﾟ;ｻｲｽﾞ\nｼｬﾂ;A;40\nｽﾞﾎﾞﾝ;B;42\n"),
    # Chinese in Big5
    ("big5", "年齡,性別,結果\n20,男,1\n30,女,0\n"),
    ("big5", "學生;成績;班級\n1;90;一班\n2;85;二班\n"),
    ("big5", "溫度,濕度,天氣\n25,60,晴\n18,90,雨\n"),
    ("big5", "城市,人口,面積\n臺北,260,272\n高雄,277,2952\n"),
    ("big5", "姓名,分數\n王小明,90\n陳美玲,85\n張偉,77\n"),
    ("big5", "商品;價格;數量\n鉛筆;10;30\n筆記本;35;4\n"),
)
