package homeport.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import homeport.wire.Answers.SaslInitial;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client answers while it signs in, as bytes. */
class AnswersTest {
    @Test
    void anAnswerReadsAsItWasWritten() throws Exception {
        assertEquals("s3cr\u00e9t", Answers.password(Answers.ofPassword("s3cr\u00e9t")));
        SaslInitial initial =
                Answers.saslInitial(Answers.ofSaslInitial("SCRAM-SHA-256", new byte[] {1, 2}));
        assertEquals("SCRAM-SHA-256", initial.mechanism());
        assertArrayEquals(new byte[] {1, 2}, initial.data().orElseThrow());
        assertArrayEquals(new byte[] {3}, Answers.sasl(Answers.ofSasl(new byte[] {3})));
    }

    @Test
    void aClientMayLetTheServerBegin() throws Exception {
        Message message = Message.of('p', HexFormat.of().parseHex("5800ffffffff"));
        assertEquals(Optional.empty(), Answers.saslInitial(message).data());
    }

    @Test
    void aQuestionReadsAsItWasWritten() throws Exception {
        Message offer = Authentication.offer(List.of("SCRAM-SHA-256"));
        assertEquals(List.of("SCRAM-SHA-256"), Authentication.mechanisms(offer));
        Message challenge = Authentication.of(Authentication.SASL_CONTINUE, (byte) 1, (byte) 2);
        assertEquals(Authentication.SASL_CONTINUE, Authentication.code(challenge));
        assertArrayEquals(new byte[] {1, 2}, Authentication.rest(challenge));
        assertEquals(0, Authentication.rest(Authentication.of(Authentication.OK)).length);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a password without its end, p, 61",
        "a password with more after it, p, 610062",
        "another message, Q, 6100",
    })
    void aPasswordIsRefused(String story, char type, String body) {
        Message message = Message.of(type, HexFormat.of().parseHex(body));
        assertThrows(ProtocolException.class, () -> Answers.password(message));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "no length, 580000",
        "a length over the body, 580000000002aa",
        "a length under the body, 580000000000aa",
        "a length below nothing, 5800fffffffe",
        "nothing and something, 5800ffffffffaa",
        "a name without its end, 58",
    })
    void aFirstWordOfSaslIsRefused(String story, String body) {
        Message message = Message.of('p', HexFormat.of().parseHex(body));
        assertThrows(ProtocolException.class, () -> Answers.saslInitial(message));
    }
}
