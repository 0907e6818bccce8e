package homeport.control.name;

import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Source: RDS API reference, CreateDBInstance, constraints of DBInstanceIdentifier. */
class IdentifierTest {
    @ParameterizedTest
    @CsvSource({"orders,orders", "Orders-2026,orders-2026", "a,a", "A1-b2-C3,a1-b2-c3"})
    void isKeptInLowerCase(String given, String kept) {
        assertThat(Identifier.of("DBInstanceIdentifier", given, 63)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1orders",
                "-orders",
                "orders-",
                "or--ders",
                "or_ders",
                "or ders",
                "ördérs",
                "or/ders",
                "rds:orders",
                "or.ders"
            })
    void isNothingElse(String given) {
        assertThat(error(() -> Identifier.of("DBInstanceIdentifier", given, 63)))
                .startsWith(
                        "InvalidParameterValue: The parameter DBInstanceIdentifier is not a valid"
                                + " identifier: '"
                                + given
                                + "'. Identifiers must begin with a letter")
                .endsWith("have 1 to 63 characters.");
    }

    @Test
    void isAsLongAsItsKindAllows() {
        assertThat(Identifier.fits("a".repeat(63), Identifier.INSTANCE_MAX)).isTrue();
        assertThat(Identifier.fits("a".repeat(64), Identifier.INSTANCE_MAX)).isFalse();
        assertThat(Identifier.fits("a".repeat(255), Identifier.SNAPSHOT_MAX)).isTrue();
    }
}
