package homeport.proxy.auth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import homeport.wire.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Passwords by SCRAM-SHA-256, both sides. Source: RFC 7677; PostgreSQL, {@code auth-scram.c}. */
class ScramTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    // Source: RFC 7677, section 3.
    private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String CLIENT_FIRST = "n,,n=user,r=" + CLIENT_NONCE;
    private static final String SERVER_FIRST =
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                    + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private static final String CLIENT_FINAL =
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                    + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
    private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
    private static final ScramVerifier PENCIL = ScramVerifier.of("pencil", SALT, 4096);

    @Test
    void theServerSaysWhatTheStandardsExampleSays() throws Exception {
        ScramServer server = ScramServer.open(PENCIL, bytes(CLIENT_FIRST), SERVER_NONCE);
        assertEquals(SERVER_FIRST, text(server.challenge()));
        assertEquals(
                Optional.of(SERVER_FINAL), server.finish(bytes(CLIENT_FINAL)).map(ScramTest::text));
    }

    @Test
    void theClientSaysWhatTheStandardsExampleSays() throws Exception {
        ScramClient client = ScramClient.of(new ScramPassword("pencil"), "user", CLIENT_NONCE);
        assertEquals(CLIENT_FIRST, text(client.first()));
        ScramClient.Answer answer = client.answer(bytes(SERVER_FIRST));
        assertEquals(CLIENT_FINAL, text(answer.last()));
        answer.check(bytes(SERVER_FINAL));
    }

    @ParameterizedTest
    @CsvSource({
        "pencil, pencil, true",
        "pencil, Pencil, false",
        "pencil, pencil1, false",
        "I\u00adX, IX, true", // RFC 4013, section 3
        "\u2168, IX, true",
        "\u00aa, a, true",
        "p\u00a0q, p q, true",
        "gr\u00fcn, gru\u0308n, true",
        "\u0627\u0031, \u0627\u0031, true", // prohibited, so used as it is
        "\u0627\u0031\u00aa, \u0627\u0031a, false",
        "\ud83d\ude00, \ud83d\ude00, true",
    })
    void aPasswordIsRightWhenItsFormIsTheSame(String set, String given, boolean right)
            throws Exception {
        ScramClient client = ScramClient.of(new ScramPassword(given), RANDOM);
        ScramServer server =
                ScramServer.open(ScramVerifier.of(set, RANDOM), client.first(), RANDOM);
        ScramClient.Answer answer = client.answer(server.challenge());
        Optional<byte[]> last = server.finish(answer.last());
        assertEquals(right, last.isPresent());
        if (last.isPresent()) answer.check(last.get());
    }

    @Test
    void aClientThatCouldBindToTheChannelAndWasNotOfferedItComesIn() throws Exception {
        String first = CLIENT_FIRST.replace("n,,", "y,,");
        ScramServer server = ScramServer.open(PENCIL, bytes(first), SERVER_NONCE);
        String before = "c=eSws," + CLIENT_FINAL.split(",")[1];
        ScramKeys keys = ScramKeys.of(bytes("pencil"), SALT, 4096);
        String signed = first.substring(3) + "," + SERVER_FIRST + "," + before;
        byte[] proof =
                ScramKeys.xor(keys.clientKey(), Hashes.hmac(keys.storedKey(), bytes(signed)));
        byte[] last = bytes(before + ",p=" + ScramText.base64(proof));
        assertTrue(server.finish(last).isPresent());
        ScramServer other = ScramServer.open(PENCIL, bytes(CLIENT_FIRST), SERVER_NONCE);
        assertThrows(ProtocolException.class, () -> other.finish(last));
    }

    @Test
    void anUnknownUserLooksLikeAWrongPassword() throws Exception {
        byte[] secret = {1, 2, 3};
        ScramVerifier nobody = ScramVerifier.mock("nobody", secret);
        assertArrayEquals(nobody.salt(), ScramVerifier.mock("nobody", secret).salt());
        assertNotEquals(text(nobody.salt()), text(ScramVerifier.mock("somebody", secret).salt()));
        ScramServer known = ScramServer.open(PENCIL, bytes(CLIENT_FIRST), SERVER_NONCE);
        ScramServer unknown = ScramServer.open(nobody, bytes(CLIENT_FIRST), SERVER_NONCE);
        assertEquals(known.challenge().length, unknown.challenge().length);
        String wrong = CLIENT_FINAL.replace("p=d", "p=e");
        assertEquals(Optional.empty(), known.finish(bytes(wrong)));
        assertEquals(Optional.empty(), unknown.finish(bytes(CLIENT_FINAL)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    nothing                   | ''               | 08P01 | empty
                    another flag              | x,,n=,r=a        | 08P01 | channel-binding flag "x"
                    bound to a channel        | p=x,,n=,r=a      | 08P01 | includes channel binding
                    a flag with more          | nn,n=,r=a        | 08P01 | Comma expected
                    somebody else's identity  | n,a=root,n=,r=a  | 0A000 | authorization identity
                    an unknown attribute      | n,b=x,n=,r=a     | 08P01 | Unexpected attribute "b"
                    a mandatory extension     | n,,m=x,n=,r=a    | 0A000 | unsupported SCRAM extension
                    no user                   | n,,r=a           | 08P01 | Expected attribute "n"
                    no nonce                  | n,,n=            | 08P01 | Expected attribute "r"
                    a nonce of other letters  | n,,n=,r=a b      | 08P01 | non-printable
                    an extension without name | n,,n=,r=a,1=b    | 08P01 | invalid character "1"
                    an extension without =    | n,,n=,r=a,xb     | 08P01 | Expected character "="
                    """)
    void aFirstMessageIsRefused(String story, String first, String sqlState, String says) {
        ProtocolException refused =
                assertThrows(
                        ProtocolException.class,
                        () -> ScramServer.open(PENCIL, bytes(first), SERVER_NONCE));
        assertEquals(sqlState, refused.sqlState());
        assertTrue(refused.getMessage().contains(says), refused.getMessage());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    another flag than before   | c=biws | c=eSws   | channel-binding attribute
                    bound after all            | c=biws | c=cD0=   | channel-binding attribute
                    somebody else's nonce      | k0     | k1       | Nonce does not match
                    a nonce cut short          | $k0    | $k       | Nonce does not match
                    a proof cut short          | dVQ=   | dVQ      | Malformed proof
                    a proof that is too long   | dVQ=   | dVQAAAA= | Malformed proof
                    no Base64                  | dHzb   | d!zb     | Malformed proof
                    more after the proof       | dVQ=   | dVQ=,x=y | Garbage found
                    no proof                   | p=     | x=       | Attribute expected
                    the order turned           | c=biws | r=a      | Expected attribute "c"
                    """)
    void aFinalMessageIsRefused(String story, String part, String other, String says)
            throws Exception {
        ScramServer server = ScramServer.open(PENCIL, bytes(CLIENT_FIRST), SERVER_NONCE);
        byte[] last = bytes(CLIENT_FINAL.replace(part, other));
        ProtocolException refused =
                assertThrows(ProtocolException.class, () -> server.finish(last));
        assertEquals("08P01", refused.sqlState());
        assertTrue(refused.getMessage().contains(says), refused.getMessage());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a nonce that is not ours      | r=rOpr | r=xOpr    | Nonce does not match
                    rounds without an end         | i=4096 | i=600001  | iteration count
                    rounds beyond a number        | i=4096 | i=9999999999 | iteration count
                    no rounds                     | i=4096 | i=0       | iteration count
                    no salt                       | s=W22ZaJ0SNY7soEsUEjb6gQ== | s= | empty salt
                    no Base64                     | s=W    | s=!       | Malformed salt
                    a mandatory extension         | r=rOpr | m=x,r=    | Expected attribute "r"
                    more at the end               | i=4096 | i=4096,x=y | Garbage found
                    """)
    void aChallengeIsRefused(String story, String part, String other, String says) {
        ScramClient client = ScramClient.of(new ScramPassword("pencil"), "user", CLIENT_NONCE);
        byte[] challenge = bytes(SERVER_FIRST.replace(part, other));
        ProtocolException refused =
                assertThrows(ProtocolException.class, () -> client.answer(challenge));
        assertTrue(refused.getMessage().contains(says), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "'v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=', incorrect server signature",
        "'v=', incorrect server signature",
        "'e=other-error', other-error",
        "'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=,x=y', Garbage found",
    })
    void aServerThatDoesNotKnowThePasswordIsFoundOut(String last, String says) throws Exception {
        ScramClient.Answer answer =
                ScramClient.of(new ScramPassword("pencil"), "user", CLIENT_NONCE)
                        .answer(bytes(SERVER_FIRST));
        ProtocolException refused =
                assertThrows(ProtocolException.class, () -> answer.check(bytes(last)));
        assertTrue(refused.getMessage().contains(says), refused.getMessage());
    }

    @Test
    void aMessageOver1024BytesIsRefused() throws Exception {
        String most = CLIENT_FIRST + "x".repeat(1024 - CLIENT_FIRST.length());
        ScramServer.open(PENCIL, bytes(most), SERVER_NONCE);
        assertThrows(
                ProtocolException.class,
                () -> ScramServer.open(PENCIL, bytes(most + "x"), SERVER_NONCE));
    }

    /** Whatever comes: refused, or the exchange goes on, and only one message of all is right. */
    @Test
    void hostileMessagesAreRefused() throws Exception {
        long seed = RANDOM.nextLong();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        ScramServer server = ScramServer.open(PENCIL, bytes(CLIENT_FIRST), SERVER_NONCE);
        for (int i = 0; i < 50_000; i++) {
            byte[] first = spoiled(CLIENT_FIRST, random);
            try {
                ScramServer.open(PENCIL, first, SERVER_NONCE).challenge();
            } catch (ProtocolException refused) {
                assertFalse(refused.getMessage().isEmpty());
            }
            byte[] last = spoiled(CLIENT_FINAL, random);
            try {
                if (server.finish(last).isPresent())
                    assertTrue(isSame(text(last)), () -> "seed " + seed + ": " + text(last));
            } catch (ProtocolException refused) {
                assertFalse(refused.getMessage().isEmpty());
            }
        }
    }

    /** The last character of the proof has two bits that mean nothing. */
    private static boolean isSame(String last) {
        int kept = CLIENT_FINAL.length() - 2;
        return last.length() == CLIENT_FINAL.length()
                && last.endsWith("=")
                && last.regionMatches(0, CLIENT_FINAL, 0, kept);
    }

    private static byte[] spoiled(String good, RandomGenerator random) {
        byte[] bytes = bytes(good);
        for (int n = random.nextInt(1, 4); n > 0; n--)
            bytes[random.nextInt(bytes.length)] =
                    random.nextBoolean()
                            ? (byte) random.nextInt()
                            : (byte) ",=nyprcsi\0".charAt(random.nextInt(10));
        return random.nextInt(4) == 0
                ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 8))
                : bytes;
    }

    @Test
    void nothingPrintsASecret() throws Exception {
        ScramClient client = ScramClient.of(new ScramPassword("pencil"), RANDOM);
        assertEquals("ScramPassword[***]", new ScramPassword("pencil").toString());
        assertEquals("ScramVerifier[***]", PENCIL.toString());
        assertFalse(client.toString().contains("pencil"));
        assertEquals("Md5Password[***]", Md5Password.of("joe", "secret").toString());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
