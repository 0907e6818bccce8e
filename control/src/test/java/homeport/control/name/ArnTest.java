package homeport.control.name;

import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.testkit.Calls;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArnTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:rds:us-east-1:000000000000:db:orders",
                "arn:aws:rds:us-east-1:000000000000:snapshot:rds:orders-2026-11-24-03-10",
                "arn:aws:rds:eu-west-1:123456789012:cluster-pg:mine"
            })
    void isReadAndWritten(String text) {
        assertThat(Arn.parse(text)).hasToString(text);
        assertThat(Arn.looksLike(text)).isTrue();
    }

    @ParameterizedTest(name = "{0} names {1}")
    @CsvSource({
        "Orders,                                              Orders",
        "arn:aws:rds:us-east-1:000000000000:db:orders,        orders",
        "arn:aws:rds:us-east-1:111111111111:db:orders,        ",
        "arn:aws:rds:eu-west-1:000000000000:db:orders,        ",
        "arn:aws:rds:us-east-1:000000000000:cluster:orders,   "
    })
    void leadsToWhatIsHereOnly(String named, String id) {
        assertThat(Arn.idHere(Calls.at(Calls.NOW), "db", named)).isEqualTo(Optional.ofNullable(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:s3:::bucket",
                "arn:aws:rds:us-east-1:000000000000:db",
                "arn:aws:sns:us-east-1:000000000000:topic:x",
                "arn:",
                "orders"
            })
    void ofAnotherServiceIsNone(String text) {
        assertThat(error(() -> Arn.parse(text)))
                .isEqualTo(
                        "InvalidParameterValue: The specified resource name does not match an RDS"
                                + " resource: "
                                + text);
    }
}
