import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Validates PDFs with veraPDF. Arguments in threes: pass or fail (what is expected), 3a or ua1, the file. */
public class Validate {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean allAsExpected = true;
        for (int i = 0; i + 2 < arguments.length; i += 3) {
            boolean expected = arguments[i].equals("pass");
            ValidationResult result = validate(PDFAFlavour.byFlavourId(arguments[i + 1]), arguments[i + 2]);
            boolean asExpected = result.isCompliant() == expected;
            allAsExpected &= asExpected;
            System.out.printf("%s  %s  %s  (%d assertions)%s%n", asExpected ? "ok " : "NOT", arguments[i + 1],
                arguments[i + 2], result.getTotalAssertions(), expected ? "" : "  spoilt on purpose, must not pass");
            if (!asExpected) explain(result);
        }
        System.exit(allAsExpected ? 0 : 1);
    }

    private static ValidationResult validate(PDFAFlavour flavour, String path) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(path), flavour);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            return validator.validate(parser);
        }
    }

    /** Each broken rule once, with how often and the first place. */
    private static void explain(ValidationResult result) {
        Map<String, Integer> count = new TreeMap<>();
        Map<String, String> first = new TreeMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() != TestAssertion.Status.FAILED) continue;
            String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
            count.merge(rule, 1, Integer::sum);
            first.putIfAbsent(rule, assertion.getMessage() + " @ " + assertion.getLocation().getContext());
        }
        count.forEach((rule, times) -> System.out.println("     " + rule + " x" + times + ": " + first.get(rule)));
    }
}
