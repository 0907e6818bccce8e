package homeport.cloud.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.aws.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums by the check values that their definitions give for {@code 123456789}. */
class SumTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "CRC32, cbf43926",
        "CRC32C, e3069283",
        "CRC64NVME, ae8b14860a799888",
        "SHA1, f7c3bc1d808e04732adf679965ccc34ca7ae3441"
    })
    void sumsAreAsDefined(Sum sum, String wanted) {
        byte[] check = "123456789".getBytes(StandardCharsets.UTF_8);
        Sum.Running running = sum.start();
        running.update(check, 0, 4);
        running.update(check, 4, 5);
        assertThat(HexFormat.of().formatHex(running.value())).isEqualTo(wanted);
    }

    @ParameterizedTest(name = "{0} of 10 bytes")
    @CsvSource({
        "bytes=0-3, bytes 0-3/10",
        "bytes=7-, bytes 7-9/10",
        "bytes=-2, bytes 8-9/10",
        "bytes=5-99, bytes 5-9/10",
        "bytes=-99, bytes 0-9/10",
        "'bytes=0-1,4-5', all",
        "bytes=3-1, all",
        "lines=1-2, all"
    })
    void rangesAreCutToTheObject(String text, String wanted) {
        assertThat(Range.parse(text, 10).map(range -> range.text(10)).orElse("all"))
                .isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource({"bytes=10-, 10", "bytes=-0, 10", "bytes=0-0, 0"})
    void rangesBeyondTheObjectAreRefused(String text, long size) {
        assertThatThrownBy(() -> Range.parse(text, size))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.code()).isEqualTo("InvalidRange"));
    }
}
