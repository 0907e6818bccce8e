package homeport.proxy.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import homeport.proxy.auth.Identities.Signer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tokens that boto3 1.43.11 made at noon of 2026-11-26 with the key of AWS's documentation; its
 * secret is {@code wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY}.
 */
class DbTokensTest {
    private static final String ID = "AKIAIOSFODNN7EXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    private static final String NAME = "orders.abc.us-east-1.rds.amazonaws.com";
    private static final String SESSION = "IQoJb3JpZ2luX2VjE//+ab==".repeat(4);
    private static final String WITH_SESSION =
            "&X-Amz-Security-Token=" + "IQoJb3JpZ2luX2VjE%2F%2F%2Bab%3D%3D".repeat(4);

    private static final String JANE =
            token(
                    NAME + ":5432",
                    "jane",
                    "",
                    "8d21596526a785ca52cc93037aa5987fe067077db95be8ba4715f95026025af2");

    private static String token(String place, String user, String session, String signature) {
        return place
                + "/?Action=connect&DBUser="
                + user
                + "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
                + ID
                + "%2F20261126%2Fus-east-1%2Frds-db%2Faws4_request"
                + "&X-Amz-Date=20261126T120000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host"
                + session
                + "&X-Amz-Signature="
                + signature;
    }

    private static DbResource resource(int port) {
        return new DbResource(
                "us-east-1", "123456789012", "db-ABC", Set.of(NAME, "127.1.2.3"), port);
    }

    private static DbTokens tokens() {
        return new DbTokens((id, session) -> root(id, session));
    }

    private static Optional<Signer> root(String id, Optional<String> session) {
        boolean known = id.equals(ID) && session.filter(s -> !s.equals(SESSION)).isEmpty();
        return known
                ? Optional.of(new Signer(SECRET, Optional.empty(), _ -> true))
                : Optional.empty();
    }

    private static Optional<TokenRefusal> refusal(String text, String user, int port) {
        return tokens().check(text, user, resource(port), NOON).refusal();
    }

    @ParameterizedTest(name = "{0} port {1}")
    @CsvSource({
        "orders.abc.us-east-1.rds.amazonaws.com, 5432, jane, jane, 8d21596526a785ca52cc93037aa5987fe067077db95be8ba4715f95026025af2",
        "Orders.ABC.us-east-1.rds.amazonaws.com, 5432, jane, jane, 8d21596526a785ca52cc93037aa5987fe067077db95be8ba4715f95026025af2",
        "127.1.2.3, 5433, jane, jane, 48a75a4c638af061e82f56301c8f1889c017251bdefd78ef418651ea0fa9ebd4",
        "127.1.2.3, 443, jane, jane, f9b4b911df058fcbb40ab1b6829edb72c19d1740b8caeffe84f08e874a18d139",
        "127.1.2.3, 5432, jane%20doe%2B%C3%BC%2F%3D%26%3F%25, jane doe+\u00fc/=&?%, 01241157863b9f6ca3afd3a4fdda2228b293ed9507416fee44e7c47a2568a322",
    })
    void theTokensOfBoto3AreRight(
            String host, int port, String encoded, String user, String signature) {
        String text = token(host + ":" + port, encoded, "", signature);
        assertEquals(Optional.empty(), refusal(text, user, port));
    }

    @Test
    void temporaryCredentialsBringTheirSessionToken() {
        String text =
                token(
                        "127.1.2.3:5432",
                        "jane",
                        WITH_SESSION,
                        "e68f3312a8761fe4835d473be72c04f184013ce0404a08af9df9491194fcc620");
        assertEquals(Optional.empty(), refusal(text, "jane", 5432));
        assertEquals(
                Optional.of(TokenRefusal.INVALID_TOKEN),
                refusal(text.replace(WITH_SESSION, ""), "jane", 5432));
        DbTokens ended =
                new DbTokens((_, _) ->
                        Optional.of(
                                new Signer(SECRET, Optional.of(NOON.minusMillis(1)), _ -> true)));
        assertEquals(
                Optional.of(TokenRefusal.EXPIRED_TOKEN),
                ended.check(text, "jane", resource(5432), NOON).refusal());
    }

    /** Java and Go sort otherwise than Python, and old Go left the slash out. */
    @Test
    void theOrderOfParametersAndTheSlashDoNotMatter() {
        int mark = JANE.indexOf('?');
        List<String> pairs = new ArrayList<>(Arrays.asList(JANE.substring(mark + 1).split("&")));
        long seed = ThreadLocalRandom.current().nextLong();
        Collections.shuffle(pairs, new Random(seed));
        String other = NAME + ":5432?" + String.join("&", pairs);
        assertEquals(Optional.empty(), refusal(other, "jane", 5432), "seed " + seed);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a password                | *                     | secret
                    nothing                   | *                     | ''
                    forged                    | af2                   | af3
                    in capitals               | 8d21                  | 8D21
                    the signature cut short   | 25af2                 | 25af
                    another action            | =connect              | =delete
                    another user inside       | DBUser=jane           | DBUser=root
                    another host              | orders.abc            | other.abc
                    another port              | :5432                 | :5433
                    no port                   | :5432                 | ''
                    a path                    | /?                    | /x?
                    another algorithm         | HMAC-SHA256           | HMAC-SHA1
                    other headers             | SignedHeaders=host    | SignedHeaders=host%3Bdate
                    another service           | %2Frds-db             | %2Frds
                    another day in the scope  | %2F20261126           | %2F20261125
                    another region            | us-east-1%2F          | us-west-2%2F
                    another key               | AKIA                  | ASIA
                    a longer life             | Expires=900           | Expires=901
                    no life                   | Expires=900           | Expires=-1
                    no time                   | 20261126T120000Z      | 20261126T126000Z
                    one parameter twice       | /?                    | /?Action=connect&
                    one more, not signed      | /?                    | /?X=y&
                    a broken escape           | %2F20261126           | %2G20261126
                    bytes that are no UTF-8   | DBUser=jane           | DBUser=%ff
                    with its scheme           | orders.abc            | https://orders.abc
                    """)
    void aTokenIsInvalid(String story, String part, String other) {
        String text = part.equals("*") ? other : JANE.replace(part, other);
        assertFalse(text.equals(JANE));
        assertEquals(Optional.of(TokenRefusal.INVALID_TOKEN), refusal(text, "jane", 5432));
    }

    @ParameterizedTest(name = "{1} s: {2}")
    @CsvSource({
        "jane, 0, ''",
        "jane, 900, ''",
        "jane, 901, EXPIRED_TOKEN",
        "jane, -300, ''",
        "jane, -301, INVALID_TOKEN",
        "Jane, 0, INVALID_TOKEN",
        "root, 0, INVALID_TOKEN",
    })
    void aTokenLivesForFifteenMinutesAndForOneUser(String user, long seconds, String refusal) {
        Instant now = NOON.plusSeconds(seconds);
        DbTokens.Verdict verdict = tokens().check(JANE, user, resource(5432), now);
        assertEquals(refusal, verdict.refusal().map(Enum::name).orElse(""), verdict.because());
    }

    @Test
    void whatIsRememberedAgreesWithKeysAndPoliciesAsTheyAre() {
        Signer[] now = {new Signer(SECRET, Optional.empty(), _ -> true)};
        DbTokens tokens = new DbTokens((_, _) -> Optional.ofNullable(now[0]));
        assertEquals("", outcome(tokens));
        assertEquals(1, tokens.remembered());
        now[0] = new Signer(SECRET, Optional.empty(), arn -> !arn.endsWith(":dbuser:db-ABC/jane"));
        assertEquals("NOT_AUTHORIZED", outcome(tokens));
        now[0] = new Signer("another", Optional.empty(), _ -> true);
        assertEquals("INVALID_TOKEN", outcome(tokens));
        now[0] = null;
        assertEquals("INVALID_TOKEN", outcome(tokens));
        now[0] = new Signer(SECRET, Optional.empty(), _ -> true);
        assertEquals("", outcome(tokens));
        tokens.check(JANE, "jane", resource(5432), NOON.plusSeconds(901));
        assertEquals(0, tokens.remembered());
    }

    private static String outcome(DbTokens tokens) {
        return tokens.check(JANE, "jane", resource(5432), NOON)
                .refusal()
                .map(Enum::name)
                .orElse("");
    }

    @Test
    void whoCannotBeAskedLetsNobodyIn() {
        DbTokens broken =
                new DbTokens((_, _) -> {
                    throw new IllegalStateException("a test");
                });
        assertEquals("INTERNAL_ERROR", outcome(broken));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "/?", "a:1/?&&&&", "a:1/?=", "a:99999/?a=b", "[::1]:1/?%", ":/?="})
    void rubbishIsNoToken(String text) {
        assertTrue(DbToken.parse(text).isEmpty());
    }

    /** Only the token itself is right, however few of its characters are others. */
    @Test
    void hostileTokensAreRefused() {
        long seed = ThreadLocalRandom.current().nextLong();
        Random random = new Random(seed);
        DbTokens tokens = tokens();
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(JANE);
            for (int n = random.nextInt(1, 4); n > 0; n--)
                text.setCharAt(
                        random.nextInt(text.length()),
                        "&=%?/:.aZ0\u00fc".charAt(random.nextInt(11)));
            if (random.nextInt(4) == 0) text.setLength(random.nextInt(text.length()));
            String hostile = text.toString();
            if (isSame(hostile)) continue;
            assertTrue(
                    tokens.check(hostile, "jane", resource(5432), NOON).refusal().isPresent(),
                    () -> "seed " + seed + ": " + hostile);
        }
    }

    /** The slash may be missing, and a host's case does not matter. */
    private static boolean isSame(String text) {
        return text.replace("/?", "?").equalsIgnoreCase(JANE.replace("/?", "?"));
    }

    @Test
    void theJournalCountsAndKeepsTheNewestFailures() {
        TokenJournal journal = new TokenJournal();
        DbTokens tokens = tokens();
        journal.note(NOON, "jane", tokens.check(JANE, "jane", resource(5432), NOON));
        for (int i = 0; i < TokenJournal.FAILURES_MAX + 1; i++)
            journal.note(NOON, "u" + i, tokens.check(JANE, "u" + i, resource(5432), NOON));
        assertEquals(1, journal.counts().succeeded());
        assertEquals(502, journal.counts().requests());
        assertEquals(501L, journal.counts().refused().get(TokenRefusal.INVALID_TOKEN));
        assertEquals(0L, journal.counts().refused().get(TokenRefusal.THROTTLED));
        assertEquals(TokenJournal.FAILURES_MAX, journal.failures().size());
        assertEquals("u1", journal.failures().getFirst().user());
        assertFalse(journal.failures().toString().contains("X-Amz"));
        assertEquals("400 InvalidToken", TokenRefusal.INVALID_TOKEN.text());
    }
}
