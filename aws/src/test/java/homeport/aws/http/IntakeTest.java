package homeport.aws.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.aws.AwsException;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntakeTest {
    private static final int MAX = 1000;
    private static final Supplier<AwsException> LARGE = () -> new AwsException("Large", "");
    private static final Supplier<AwsException> SLOW = () -> new AwsException("Slow", "");

    @ParameterizedTest
    @CsvSource({"0,0", "0,10", "10,0", "10,10", "9,10", "11,10", "999,1", "1000,1", "1000,1000"})
    void whatFitsIsReadToItsEndWhateverWasExpected(int bytes, int expected) throws Exception {
        byte[] sent = sent(bytes);
        assertThat(whole(sent, expected)).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource({"1001,0", "1001,1000", "5000,10"})
    void whatIsMoreIsRefused(int bytes, int expected) {
        assertThatThrownBy(() -> whole(sent(bytes), expected))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.code()).isEqualTo("Large"));
    }

    private static byte[] whole(byte[] sent, int expected) throws Exception {
        return Intake.whole(new ByteArrayInputStream(sent)::read, expected, MAX, LARGE, SLOW);
    }

    private static byte[] sent(int bytes) {
        byte[] all = new byte[bytes];
        Arrays.fill(all, (byte) 7);
        return all;
    }
}
