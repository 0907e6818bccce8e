package homeport.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source: PostgreSQL documentation, "Message Formats". */
class MessageTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a message with a body          | 5a0000000549   | Z 1
                    a message without one          | 5300000004     | S 0
                    a body at the bound            | 700000000801020304 | p 4
                    a body one over the bound      | 70000000090102030405 | 08P01
                    refused before the body comes  | 707fffffff     | 08P01
                    a length under itself          | 7000000003     | 08P01
                    a negative length              | 7080000000     | 08P01
                    part of a header               | 70000000       | more
                    part of a body                 | 7000000008010203 | more
                    """)
    void takes(String story, String hex, String expected) {
        assertEquals(expected, take(HexFormat.of().parseHex(hex)), story);
    }

    private static String take(byte[] bytes) {
        try {
            return Message.take(ByteBuffer.wrap(bytes), 4)
                    .map(m -> m.type() + " " + m.body().remaining())
                    .orElse("more");
        } catch (ProtocolException violation) {
            return violation.sqlState();
        }
    }

    @Test
    void channelBindingIsTakenOutOfTheOffer() throws Exception {
        Message offer = sasl("SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0");
        Message relayed = Authentication.withoutChannelBinding(offer);
        assertEquals(List.of("SCRAM-SHA-256"), Authentication.mechanisms(relayed));
        assertEquals(Authentication.SASL, Authentication.code(relayed));
        assertThat(relayed.frame()).isEqualTo(sasl("SCRAM-SHA-256\0\0").frame());
    }

    @Test
    void anOfferWithoutChannelBindingIsRelayedAsItCame() throws Exception {
        Message offer = sasl("SCRAM-SHA-256\0\0");
        assertSame(offer, Authentication.withoutChannelBinding(offer));
    }

    @Test
    void anOfferWithoutAnEndIsRefused() {
        assertThrows(
                ProtocolException.class, () -> Authentication.mechanisms(sasl("SCRAM-SHA-256")));
        assertThrows(
                ProtocolException.class,
                () -> Authentication.code(Message.of('R', new byte[] {0, 0})));
    }

    @Test
    void theClientAnswersAllButTheLastTwo() {
        assertFalse(Authentication.wantsAnswer(Authentication.OK));
        assertFalse(Authentication.wantsAnswer(Authentication.SASL_FINAL));
        for (int code : new int[] {3, 5, 7, 8, 9, 10, 11})
            assertTrue(Authentication.wantsAnswer(code), "code " + code);
    }

    @Test
    void aBackendKeyNamesItsSessionByContent() throws Exception {
        byte[] body = HexFormat.of().parseHex("0000002a01020304");
        CancelKey key = BackendMessages.backendKey(Message.of('K', body));
        assertEquals(42, key.pid());
        assertEquals(key, BackendMessages.backendKey(Message.of('K', body.clone())));
        assertEquals(4, key.secret().position(2).remaining() + 2);
        assertEquals(4, key.secret().remaining(), "nobody moved the shared position");
        assertThrows(
                ProtocolException.class,
                () -> BackendMessages.backendKey(Message.of('K', new byte[7])));
    }

    @Test
    void aFatalErrorCarriesItsFieldsInOrder() {
        Message fatal =
                BackendMessages.fatal("57P03", "DB instance a is stopped.", Optional.of("Start"));
        String body = StandardCharsets.UTF_8.decode(fatal.body()).toString();
        assertEquals('E', fatal.type());
        assertEquals("SFATAL\0VFATAL\0C57P03\0MDB instance a is stopped.\0HStart\0\0", body);
    }

    private static Message sasl(String mechanisms) {
        byte[] names = mechanisms.getBytes(StandardCharsets.US_ASCII);
        byte[] body = ByteBuffer.allocate(4 + names.length).putInt(10).put(names).array();
        return Message.of('R', body);
    }
}
