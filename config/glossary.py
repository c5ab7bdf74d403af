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
        ("period_close", "Stängd månad", "En månad som är klar. Inget kan bokas i den längre."),
        ("check", "Avstämning", "Systemet räknar efter och säger vad som inte stämmer, med belopp och väg framåt."),
        ("registry_number", "Diarienummer (dnr)", "Ärendets nummer i diariet, till exempel RS/195/2020."),
        ("checksum", "Kontrollsumma (SHA-256)", "Ett fingeravtryck av innehållet. Ändras en enda siffra ändras det."),
    )
}
