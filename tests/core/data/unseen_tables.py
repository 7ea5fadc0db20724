"""Small tables, each with the encoding that its bytes are in, written after the rules of `core.data.encodings`.

No rule, cost or list of words has been set with these in view, nor shall be: then they would prove nothing. Whoever
changes the rules writes new ones.
"""

UNSEEN: tuple[tuple[str, str], ...] = (
    # German
    ("cp1252", "Getränk;Kalorien;süß\nApfelsaft;46;ja\nMineralwasser;0;nein\n"),
    ("cp1252", "Zug,Verspätung,Gleis\nRE 5,12,4\nS 1,0,7\nICE 71,35,2\n"),
    ("mac_roman", "Vogel;Flügelspanne;Gehege\nMäusebussard;125;A\nUhu;170;B\n"),
    # French
    ("cp1252", "pâtisserie;sucre;beurre\néclair;22;14\nchou à la crème;18;16\n"),
    ("cp1252", "Rivière,Débit,Pêche autorisée\nLoire,931,non\nCèze,22,oui\n"),
    ("mac_roman", "Musée;Entrées;Gratuité\nOrsay;3270;dimanche\nPicardie;41;mercredi\n"),
    # Spanish
    ("cp1252", "jugador;edad;posición\nIbáñez;24;portero\nMuñoz;31;defensa\n"),
    ("cp1252", "Autobús,Pasajeros,Línea\n1,42,roja\n2,17,verde\n"),
    # Portuguese
    ("cp1252", "fruta;açúcar;preço\nmaçã;10,4;2,30\nlimão;2,5;1,10\n"),
    ("mac_roman", "Praia;Ondas;Água\nErvideira;2,1;16\nTrês Irmãos;0,8;19\n"),
    # Italian
    ("cp1252", "caffè;prezzo;zucchero\nristretto;1,10;sì\nmacchiato;1,30;no\n"),
    # Swedish, Danish, Norwegian
    ("cp1252", "Älg;Hornvikt;Skog\n1;12,4;Norrbotten\n2;9,8;Dalarna\n"),
    ("cp1252", "fløde;pris;økologisk\nA;12,50;nej\nB;17,95;ja\n"),
    ("cp1252", "Fjell;Høyde;Snø i juli\nGalten;2469;ja\nKyrkja;2032;nei\n"),
    # Polish
    ("cp1250", "Kwiat;Płatki;Zapach\nróża;32;tak\nżonkil;6;tak\nmak;4;nie\n"),
    ("cp1250", "pociąg,opóźnienie,tor\nIC 1304,25,2\nTLK 83,0,5\n"),
    # Czech, Slovak
    ("cp1250", "Houba;Klobouk;Jedlá\nhřib;18;ano\nmuchomůrka;12;ne\n"),
    ("cp1250", "vlak,meškanie,nástupište\nEx 601,7,1\nOs 3012,0,3\n"),
    # Hungarian
    ("cp1250", "Gyümölcs;Cukor;Ár\nalma;10,4;450\nőszibarack;8,4;990\n"),
    ("cp1250", "Vízállás,Dátum,Árvíz\n312,1,nem\n641,2,igen\n"),
    # Russian, Ukrainian, Bulgarian
    ("cp1251", "гриб;шляпка;съедобный\nподосиновик;14;да\nмухомор;11;нет\n"),
    ("cp1251", "Поезд,Опоздание,Путь\nЛасточка,4,2\nСапсан,0,9\n"),
    ("cp1251", "Озеро;Глибина;Рибалка\nСвітязь;58;так\nСинєвир;22;ні\n"),
    ("cp1251", "Плод;Захар;Цена\nябълка;10;2,40\nкруша;9;3,10\n"),
    ("koi8_r", "планета;спутники;кольца\nСатурн;146;да\nМарс;2;нет\n"),
    # Greek
    ("cp1253", "νησί;κάτοικοι;λιμάνι\nΆνδρος;9221;ναι\nΨαρά;458;ναι\n"),
    # Turkish
    ("cp1254", "Çiçek;Yaprak;Koku\ngül;5;var\npapatya;20;yok\nığdır;3;yok\n"),
    ("cp1254", "balık,ağırlık,göl\nsazan,4.2,Eğirdir\nlevrek,1.1,Beyşehir\n"),
    # Chinese
    ("gb18030", "水果,糖分,价格\n苹果,10.4,6\n柠檬,2.5,9\n"),
    ("gb18030", "列车;晚点;站台\n高铁;3;5\n普快;25;2\n"),
    ("big5", "水果,糖分,價錢\n蘋果,10.4,45\n檸檬,2.5,60\n"),
    # Japanese
    ("cp932", "魚,重さ,産地\nさけ,3.2,北海道\nまぐろ,210,青森\n"),
    ("cp932", "電車,遅れ,番線\nのぞみ,0,14\n各駅停車,6,2\n"),
    ("euc_jp", "花,花びら,香り\nバラ,32,あり\nチューリップ,6,なし\n"),
    # Korean
    ("cp949", "과일,당도,가격\n사과,10.4,1200\n레몬,2.5,900\n"),
    ("cp949", "기차;지연;승강장\n무궁화;12;3\n새마을;0;7\n"),
    # With a single word, or two, beyond ASCII
    ("cp1252", "id,Behälter,t\n1,a,20\n2,b,25\n"),
    ("cp1252", "name;punkte\nVögele;12\nHuber;15\n"),
    ("mac_roman", "Rad;Dämpfung\n1;0,4\n2;0,7\n"),
    ("cp1252", "crème;note\n1;12\n2;15\n"),
    ("mac_roman", "gâteau;part\n1;8\n2;6\n"),
    ("cp1252", "cigüeña,nido\n4,1\n2,0\n"),
    ("mac_roman", "piñata,golpes\n1,12\n2,9\n"),
    ("cp1252", "pão;trigo\n1;80\n2;65\n"),
    ("cp1252", "perché;voto\n1;7\n2;9\n"),
    ("cp1252", "sköldpadda,fart\n1,0.3\n2,0.5\n"),
    ("cp1252", "smørrebrød;kr\n1;45\n2;60\n"),
    ("cp1250", "żółw;krok\n1;4\n2;6\n"),
    ("cp1250", "łyżka,cukier\n1,5\n2,10\n"),
    ("cp1250", "želva;krok\n1;4\n2;6\n"),
    ("cp1250", "teknősbéka;lépés\n1;4\n2;6\n"),
    ("cp1250", "broască;salt\n1;4\n2;6\n"),
    ("cp1251", "черепаха;шаг\n1;4\n2;6\n"),
    ("cp1251", "жабка,стрибок\n1,4\n2,6\n"),
    ("koi8_r", "лягушка;прыжок\n1;4\n2;6\n"),
    ("cp1253", "χελώνα;βήμα\n1;4\n2;6\n"),
    ("cp1254", "kurbağa;zıplayış\n1;4\n2;6\n"),
    ("gb18030", "乌龟,步数\n1,4\n2,6\n"),
    ("cp932", "カエル,跳躍\n1,4\n2,6\n"),
    ("cp949", "거북이,걸음\n1,4\n2,6\n"),
)
