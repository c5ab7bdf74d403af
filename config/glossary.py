"""The words of the screens, explained for a new colleague in a sentence or two. Pages look them up by name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    word: str
    explanation: str


GLOSSARY: dict[str, Term] = {
    key: Term(word, explanation)
    for key, word, explanation in (
        (
            "agreement",
            "Överenskommelse",
            "Ett avtal mellan staten och Sveriges Kommuner och Regioner (SKR) som ger regionen pengar för ett syfte.",
        ),
        ("case", "Ärende", "Det som har ett diarienummer. Ett ärende samlar dokument, förslag och beslut."),
        ("area", "Utvecklingsområde", "En del av överenskommelsen med egna tilldelningar, aktiviteter och mål."),
        (
            "fund",
            "Tilldelning (delområde)",
            "Pengar från staten för ett bestämt ändamål. Pengar från olika tilldelningar blandas aldrig.",
        ),
        ("focus_area", "Insatsområde", "Det som staten vill ska hända. En aktivitet kan stödja flera insatsområden."),
        (
            "activity",
            "Aktivitet",
            "Det regionen gör för pengarna. Varje aktivitet har en eller flera ansvariga funktioner.",
        ),
        (
            "role",
            "Ansvarig funktion",
            "Den befattning som ansvarar, till exempel HR direktör. Ansvaret stannar kvar när personen byts ut.",
        ),
        (
            "coordinator",
            "Sammanhållet ansvar",
            "Den funktion som håller ihop ett utvecklingsområde eller hela överenskommelsen.",
        ),
        (
            "movement",
            "Bokning",
            "En rad i boken: ett belopp flyttas från ett konto till ett annat. En bokning ändras aldrig, den återförs.",
        ),
        ("allotted", "Tilldelat", "Det staten har gett regionen."),
        ("decided", "Beslutat", "Det som är beslutat för aktiviteten, oavsett om pengarna finns."),
        ("booked", "Bokfört", "Den del av det beslutade som har fått pengar ur en tilldelning."),
        ("uncovered", "Ej täckt", "Beslutat minus bokfört: ett beslut som det ännu inte finns pengar till."),
        ("unallocated", "Ofördelat", "Det som är kvar av tilldelningen och inte har gått till någon aktivitet."),
        ("spent", "Förbrukat", "Utfallet som andel av det som är bokfört eller beslutat."),
        ("left", "Kvar", "Bokfört minus utfall: det som aktiviteten har att använda."),
        ("free", "Fritt nu", "Det som kan flyttas därifrån i dag, om inget av det inlämnade beviljas."),
        ("outcome", "Utfall", "Det aktiviteten har kostat enligt redovisningen, månad för månad."),
        ("variance", "Avvikelse", "Skillnaden mellan utfall och det som var bokfört eller budgeterat."),
        ("allocation", "Fördelning", "Beslutet om hur mycket varje aktivitet får. Regionstyrelsen fattar det."),
        (
            "reallocation",
            "Omfördelning",
            "Pengar flyttas mellan aktiviteter inom ett område. Summan är oförändrad. Regiondirektören beslutar.",
        ),
        ("release", "Återföring", "Pengar går tillbaka från en aktivitet till det ofördelade."),
        ("repayment", "Återbetalning", "Pengar som inte har använts går tillbaka till staten."),
        (
            "earmarked",
            "Öronmärkt",
            "Staten har bestämt vad pengarna får användas till. Ingen i regionen kan ändra det.",
        ),
        ("locked", "Låst aktivitet", "Regionstyrelsen har bestämt att pengarna inte får flyttas från aktiviteten."),
        (
            "mandate",
            "Mandat",
            "Regionstyrelsens beslut om att någon annan får besluta: om vad, till vilket belopp och till vilket datum.",
        ),
        (
            "delegation",
            "Delegation",
            "Styrelsen har lämnat över sin beslutanderätt enligt delegationsordningen. Beslutet anmäls till styrelsen.",
        ),
        ("decision_point", "Beslutspunkt", "En numrerad mening i beslutet som säger vad som beslutas."),
        ("decision_line", "Beslutsrad", "Ett belopp för en aktivitet i ett beslut."),
        ("condition", "Villkor", "Det som alltid gäller när pengarna används. Villkoren följer med varje beslut."),
        ("assignment", "Uppdrag", "Något som ett beslut ger någon att göra eller att återrapportera, med ett datum."),
        (
            "board_notice",
            "Anmälan av delegationsbeslut",
            "Listan över beslut som fattats på styrelsens vägnar och som styrelsen ska få veta.",
        ),
        ("recipient", "Utdrag till", "De som ska få veta vad som har beslutats."),
        (
            "extract",
            "Mitt uppdrag",
            "Det som är beslutat för dina aktiviteter, med villkor, uppdrag och pengar. Går att skriva ut.",
        ),
        (
            "holder",
            "Innehavare och ersättare",
            "Den som har en funktion under en tid, och de som i ordning träder in för den.",
        ),
        ("presenter", "Föredragande", "Den som har berett ärendet och lagt fram det för den som beslutar."),
        ("returned", "Återsänd", "Ett förslag som gått tillbaka till den som skrev det, med frågor som ska besvaras."),
        ("referred_back", "Återremiss", "Regionstyrelsen vill ha ärendet berett på nytt innan den beslutar."),
        ("tabled", "Bordlagt", "Regionstyrelsen har skjutit upp sitt beslut till ett annat sammanträde."),
        (
            "recommendation",
            "Tillstyrkan",
            "Ett annat organ har sagt ja till förslaget, till exempel SVOM § 46. Det beslutar inte.",
        ),
        ("proposed", "Föreslaget", "Beloppet i förslaget. Det står kvar bredvid det beslutade när styrelsen ändrar."),
        (
            "correction",
            "Rättelse",
            "Ett nytt beslut som återför ett felaktigt belopp, eller rättar ordalydelsen i ett äldre.",
        ),
        ("document", "Handling", "Ett dokument i ärendet, till exempel en tjänsteskrivelse eller ett beslutsunderlag."),
        (
            "section_number",
            "Paragraf (§)",
            "Beslutets nummer i protokollet. Det visar tillsammans med dagen var beslutet står.",
        ),
        ("wording", "Lydelse", "Ett villkors ord från och med en dag. Ett beslut behåller den lydelse som gällde."),
        ("activity_code", "Aktivitetskod", "Aktivitetens kod i redovisningen. Med den hittar utfallet rätt aktivitet."),
        ("voucher", "Verifikat", "Det nummer som visar var raden står i redovisningen."),
        ("counterpart", "Motpart", "Koden för den som regionen har köpt av eller sålt till."),
        (
            "national",
            "Nationellt belopp",
            "Statens belopp för hela landet. Regionens del räknas ur det.",
        ),
        ("ownership", "Ägarform", "Om utföraren är privat eller regiondriven. En privat får betalt."),
        ("set_aside", "Att avsätta", "Andelen av det tilldelade som ska till den gemensamma potten."),
        ("calculated", "Beräknat", "Det som nyckeln eller prislistan ger. Det fastställda beloppet är det som gäller."),
        ("usable_until", "Får användas till och med", "Sista dagen som tilldelningen får betala något."),
        ("repay_by", "Återbetalas senast", "Dagen då oanvända pengar ska vara hos staten."),
        (
            "profile",
            "Arbetsprofil",
            "Vad en person får göra i Bidragsboken. Funktionen säger vad personen ansvarar för.",
        ),
        (
            "basis",
            "Beslutsunderlag",
            "Det dokument som styrelsen beslutar om: områden, aktiviteter, belopp och villkor.",
        ),
        ("delegated", "Delegationsbeslut", "Ett beslut som en tjänsteperson fattar på styrelsens vägnar."),
        ("minutes", "Protokollsutdrag", "Det stycke ur protokollet där beslutet står."),
        ("attachment", "Bilaga", "En fil i ärendet. Den kan tas bort med ett skäl men skrivs aldrig över."),
        ("finished", "Fastställd", "En handling vars text är klar och frusen. En ändring blir en ny version."),
        ("acknowledged", "Kvitterad", "Någon har tagit ansvar för en avvikelse och skrivit varför den godtas."),
        ("memo", "Tjänsteskrivelse", "Det dokument där ett förslag till beslut motiveras."),
        ("requirement", "Redovisningskrav", "Det staten vill veta, i vilken form och till vilket datum."),
        ("interim_report", "Delredovisning", "En redovisning under året av vad som har gjorts och kostat hittills."),
        ("final_report", "Slutredovisning", "Redovisningen när perioden är slut."),
        ("filed_report", "Inlämnad redovisning", "En redovisning vars siffror och svar är frysta och inte kan ändras."),
        (
            "settlement",
            "Avräkning",
            "Vad av utfallet som betalas av tilldelningen, vad regionen själv betalar och vad som blir kvar.",
        ),
        (
            "questionnaire",
            "Frågeunderlag",
            "Redovisningens frågor, skickade till de funktioner som svarar för det som frågorna gäller.",
        ),
        (
            "narrative",
            "Sammanfattning i ord",
            "Det som redovisningen berättar om ett utvecklingsområde, vid sidan av siffrorna.",
        ),
        (
            "charged",
            "Bärs av bidraget",
            "Den del av utfallet som statens pengar betalar: utfallet, men högst det som är bokfört.",
        ),
        (
            "own_financing",
            "Egen finansiering",
            "Den del av utfallet som är mer än det bokförda. Den betalar verksamheten själv.",
        ),
        (
            "releasable",
            "Kan återföras",
            "Det som är kvar på en aktivitet och kan gå tillbaka till det ofördelade medan tilldelningen får användas.",
        ),
        (
            "bound",
            "Bundet",
            "Det som är kvar av öronmärkta pengar medan tiden räcker: det får bara användas till sitt ändamål.",
        ),
        (
            "repayable",
            "Att återbetala",
            "Det som är kvar när tilldelningen inte längre får användas. Det ska tillbaka till staten.",
        ),
        ("repaid", "Återbetalat", "Det som redan har gått tillbaka till staten."),
        (
            "unused",
            "Ej förbrukat",
            "Det av tilldelningen som inget utfall har använt: ofördelat och kvar på aktiviteter.",
        ),
        ("budget", "Budget", "Det beslutade, fördelat på överenskommelsens månader."),
        ("original_budget", "Ursprunglig budget", "Det som den första fördelningen gav aktiviteten."),
        (
            "current_budget",
            "Gällande budget",
            "Det som är beslutat i dag, med alla beslut efter den första fördelningen.",
        ),
        (
            "forecast",
            "Prognos",
            "Vad aktiviteten väntas kosta hela perioden. Utan lämnad prognos räknas takten hittills upp.",
        ),
        (
            "forecast_variance",
            "Prognosens avvikelse",
            "Budget minus prognos. Under noll: det väntas kosta mer än budgeten.",
        ),
        ("unmatched", "Ej kopplat", "Utfall som inte hör till någon aktivitet än. Det syns, men belastar inga pengar."),
        (
            "account_string",
            "Kontosträng",
            "Det som en rad i redovisningen är bokförd på: konto, enhet, projekt, aktivitet.",
        ),
        ("account_rule", "Konteringsregel", "Säger vilken aktivitet en kontosträng hör till, från och med en månad."),
        (
            "mapping",
            "Kolumnmappning",
            "Vilken kolumn i filen som är vad. Sparas, så att nästa fil läses på samma sätt.",
        ),
        (
            "payment",
            "Utbetalning",
            "Pengar från den som betalar bidraget. Den jämförs med tilldelningen och flyttar inget.",
        ),
        ("expected", "Väntat", "Ett belopp som inte är känt förrän det betalas ut. Det visas men kan inte fördelas."),
        (
            "joint_pot",
            "Gemensam pott",
            "En andel av flera överenskommelser som avsätts till något gemensamt, genom beslut i var och en.",
        ),
        (
            "distribution",
            "Fördelning till utförare",
            "En aktivitets pengar delas på dem som utför den, efter nyckel eller prislista.",
        ),
        ("weight", "Vikt", "Utförarens tal i en fördelningsnyckel, till exempel antal listade patienter."),
        ("price_list", "Prislista", "Kronor per prestation, till exempel per hembesök, med tillägg."),
        (
            "approved_variance",
            "Godkänd avvikelse",
            "Vad en regiondriven enhet får kosta mer utan att medel delas ut till den.",
        ),
        (
            "provider_link",
            "Länk till utförare",
            "En adress som låter en utförare redovisa utan konto, till och med en dag.",
        ),
        ("requisition", "Rekvisition", "Regionens begäran om att få pengarna utbetalda."),
        (
            "distribution_key",
            "Fördelningsnyckel",
            "Det tal som avgör hur ett belopp delas, till exempel antal invånare eller listade patienter.",
        ),
        ("provider", "Utförare", "Den som ger vården, i regionens regi eller privat."),
        (
            "exit_plan",
            "Budgetkalkyl efter satsningen",
            "Hur en ny aktivitet ska betalas, eller avslutas, när bidraget tar slut.",
        ),
        ("depreciation", "Årets avskrivning", "Årets del av en investering, lika mycket varje månad den används."),
        (
            "registration",
            "Registrering i Stratsys",
            "Aktiviteten är inlagd i regionens system för uppföljning, från en viss dag.",
        ),
        (
            "standard_condition",
            "Standardvillkor",
            "Ett villkor som följer varje beslut om det inte undantas med ett skäl.",
        ),
        (
            "fulfilled",
            "Uppfyllt, inte uppfyllt, ej aktuellt",
            "Hur ett villkor står för en aktivitet. Det räknas fram ur det som är inlagt, eller är någons bedömning.",
        ),
        (
            "departure",
            "Avsteg",
            "Ett standardvillkor som ett beslut har undantagit, eller ett annat som det har lagt till.",
        ),
        ("period_close", "Stängd månad", "En månad som är klar. Inget kan bokas i den längre."),
        ("check", "Avstämning", "Systemet räknar efter och säger vad som inte stämmer, med belopp och väg framåt."),
        ("registry_number", "Diarienummer (dnr)", "Ärendets nummer i diariet, till exempel RS/195/2020."),
        ("checksum", "Kontrollsumma (SHA-256)", "Ett fingeravtryck av innehållet. Ändras en enda siffra ändras det."),
    )
}
