package homeport.cloud.cloudwatch.alarm;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of composite alarms. Source: CloudWatch API reference, "PutCompositeAlarm", AlarmRule. */
final class FormulaTest {
    private static final String PREFIX = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:";
    private static final Map<String, State> STATES =
            Map.of(
                    "bad", State.ALARM,
                    "fine", State.OK,
                    "dark", State.INSUFFICIENT_DATA,
                    "with space (x)", State.ALARM);

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    TRUE | true
                    FALSE | false
                    NOT FALSE | true
                    ALARM(bad) | true
                    ALARM("bad") | true
                    ALARM('bad') | true
                    ALARM(fine) | false
                    OK(fine) | true
                    INSUFFICIENT_DATA(dark) | true
                    ALARM("with space (x)") | true
                    ALARM(arn:aws:cloudwatch:us-east-1:000000000000:alarm:bad) | true
                    ALARM("arn:aws:cloudwatch:us-east-1:000000000000:alarm:bad") | true
                    ALARM(bad) AND OK(fine) | true
                    ALARM(bad) AND ALARM(fine) | false
                    ALARM(bad) OR ALARM(fine) | true
                    ALARM(fine) OR ALARM(dark) | false
                    NOT ALARM(bad) | false
                    NOT ALARM(fine) AND ALARM(bad) | true
                    NOT (ALARM(fine) AND ALARM(bad)) | true
                    TRUE OR TRUE AND FALSE | true
                    (TRUE OR TRUE) AND FALSE | false
                    (ALARM(bad)) | true
                    ALARM(nobody) | false
                    INSUFFICIENT_DATA(nobody) | true
                    NOT NOT TRUE | true
                    alarm(bad) and not ok(bad) | true
                    """)
    void holds(String text, boolean expected) {
        Formula formula = FormulaParser.parse(text, PREFIX);
        assertThat(formula.holds(name -> STATES.getOrDefault(name, State.INSUFFICIENT_DATA)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "ALARM",
                "ALARM()",
                "ALARM(bad",
                "ALARM(\"bad)",
                "ALARM(bad) ALARM(fine)",
                "AND ALARM(bad)",
                "ALARM(bad) AND",
                "(ALARM(bad)",
                "ALARM(bad))",
                "bad",
                "NOT",
                "TRUEFALSE",
                "ALARM(arn:aws:cloudwatch:eu-west-1:000000000000:alarm:bad)"
            })
    void whatIsNoRuleIsRefused(String text) {
        refused("ValidationError", "AlarmRule", () -> FormulaParser.parse(text, PREFIX));
    }

    @Test
    void bracketsAndChildrenHaveTheirLimits() {
        String deep = "(".repeat(500) + "TRUE" + ")".repeat(500);
        refused("ValidationError", "brackets", () -> FormulaParser.parse(deep, PREFIX));
        StringBuilder wide = new StringBuilder("TRUE");
        for (int i = 0; i < 101; i++) wide.append(" OR ALARM(a").append(i).append(')');
        refused(
                "ValidationError",
                "101 alarms",
                () -> FormulaParser.parse(wide.toString(), PREFIX));
        String many = "TRUE" + " OR TRUE".repeat(500);
        refused("ValidationError", "500 elements", () -> FormulaParser.parse(many, PREFIX));
    }

    @Test
    void childrenAreNamedOnce() {
        assertThat(FormulaParser.parse("ALARM(b) AND (OK(a) OR NOT ALARM(b))", PREFIX).children())
                .containsExactly("b", "a");
    }
}
